package fim

import (
	"testing"

	"buergerterminal/flows"
)

// TestAnswers writes one answer of each kind, in each kind of place.
func TestAnswers(t *testing.T) {
	date3 := []part{
		field("F99000000011 Tag", "0:1", "input num_int", limits(`minValue="1" maxValue="31"`)), field("F99000000012 Monat", "0:1", "input num_int", limits(`minValue="1" maxValue="12"`)),
		field("F99000000013 Jahr", "1:1", "input num_int"),
	}
	f, _ := imported(t, schema3(
		text("F99000000001 Name", "1:1"), field("F99000000002 Ganz", "0:1", "input num_int"), field("F99000000003 Zahl", "0:1", "input num"),
		field("F99000000004 Geld", "0:1", "input num_currency"), field("F99000000005 Ja", "0:1", "input bool"), field("F99000000006 Tag", "0:1", "input date"),
		field("F99000000007 Wann", "0:1", "input datetime"), field("F99000000008 Sprachen", "0:*", "select text", werte("de Deutsch", "en Englisch", "uk Ukrainisch")),
		field("F99000000009 Art", "1:1", "hidden text", "<x:inhalt>neu</x:inhalt>"), text("F99000000010 Zeile", "1:3"),
		group("G99000000001 Geburt", "1:1", nil, date3...),
		group("G99000000002 Kinder", "0:*", nil, text("F99000000001 Name", "1:1"), text("F99000000014 Hobby", "0:2"), field("F99000000009 Art", "1:1", "hidden text", "<x:inhalt>kind</x:inhalt>"),
			group("G99000000001 Geburt", "0:1", nil, date3...), group("G99000000003 Schulen", "1:*", nil, text("F99000000015 Ort", "0:1"))),
		text("F99000000016 Telefon", "0:*"),
	), nil, Options{})
	tests := []struct{ name, answers, want string }{
		{"all", `{"name":"Ä","ganz":-3,"zahl":1250,"geld":990,"ja":false,"tag":"2026-03-01","wann_tag":"2026-03-02","wann_uhrzeit":"14:30","sprachen":["uk","de"],
			"zeile_1":"eins","zeile_3":"drei","geburt":"2000-00-00","anzahl_kinder":2,"kinder":[{"kinder_name":"A","hobby_2":"B","kinder_geburt":"2020-05-00"},{"kinder_name":"C","ort":"D"}],
			"anzahl_telefon":2,"telefon":[{"telefon_2":"1"},{"telefon_2":"2"}]}`,
			`{"F99000000001":"Ä","F99000000002":-3,"F99000000003":12.5,"F99000000004":9.9,"F99000000005":false,"F99000000006":"2026-03-01",` +
				`"F99000000007":"2026-03-02T14:30:00","F99000000008":["uk","de"],"F99000000009":"neu","F99000000010":["eins","drei"],"F99000000016":["1","2"],` +
				`"G99000000001":{"F99000000013":2000},"G99000000002":[{"F99000000001":"A","F99000000009":"kind","F99000000014":["B"],"G99000000001":{"F99000000012":5,"F99000000013":2020}},` +
				`{"F99000000001":"C","F99000000009":"kind","G99000000003":[{"F99000000015":"D"}]}]}`},
		{"nothing", `{}`, `{"F99000000009":"neu"}`},
		{"what is not visible", `{"name":"A","anzahl_kinder":0,"kinder":[{"kinder_name":"B"}]}`, `{"F99000000001":"A","F99000000009":"neu"}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a, err := f.AnswersFromJSON([]byte(tt.answers))
			if err != nil {
				t.Fatal(err)
			}
			got, err := Answers(f, a)
			if err != nil || string(got) != tt.want {
				t.Errorf("%v\ngot  %s\nwant %s", err, got, tt.want)
			}
		})
	}
	whole, err := f.AnswersFromJSON([]byte(tests[0].answers))
	if err != nil {
		t.Fatal(err)
	}
	document, err := Answers(f, whole)
	if err != nil {
		t.Fatal(err)
	}
	conforms(t, f, document)
}

func TestDecimal(t *testing.T) {
	for _, tt := range []struct {
		n        int64
		decimals int
		want     string
	}{{0, 2, "0"}, {5, 2, "0.05"}, {-5, 2, "-0.05"}, {1250, 2, "12.5"}, {1200, 2, "12"}, {7, 0, "7"}, {-1234567, 6, "-1.234567"}} {
		if got := decimal(tt.n, tt.decimals); got != tt.want {
			t.Errorf("decimal(%d, %d) = %s, want %s", tt.n, tt.decimals, got, tt.want)
		}
		if back, ok := scaled(tt.want, tt.decimals); !ok || back != tt.n {
			t.Errorf("scaled(%s, %d) = %d", tt.want, tt.decimals, back)
		}
	}
}

func TestAnswersOfAFlowWithoutPaths(t *testing.T) {
	if got, err := Answers(&flows.Flow{}, flows.Answers{}); err != nil || string(got) != "{}" {
		t.Errorf("%s %v", got, err)
	}
}
