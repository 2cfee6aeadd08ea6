package call

import (
	"reflect"
	"strconv"
	"testing"
	"time"

	"buergerterminal/kiosk/link"
)

func testForm() form {
	f := newForm()
	f.roles = map[string]link.AttendRole{"p1": link.AsClerk, "p2": link.AsSecond, "p3": link.AsInterpreter, "p4": ""}
	f.page.name = "question"
	f.page.acts = map[string]link.MirrorAct{"field": link.ActFill, "choice": link.ActPress, "consent": link.ActNone}
	return f
}

func TestForm(t *testing.T) {
	done := func(id string, o link.Outcome) *link.Done { return &link.Done{ID: id, Outcome: o} }
	for _, tt := range []struct {
		name string
		who  string
		body link.Body
		want Event
		done *link.Done
	}{
		{"pointing", "p1", link.Point{Node: "consent"}, Pointed{"p1", "consent"}, nil},
		{"an interpreter points", "p3", link.Point{Node: "field"}, Pointed{"p3", "field"}, nil},
		{"no more pointing", "p3", link.Point{}, Pointed{"p3", ""}, nil},
		{"pointing at nothing", "p1", link.Point{Node: "nowhere"}, nil, nil},
		{"one who handed the call on points", "p4", link.Point{Node: "field"}, nil, nil},
		{"a stranger points", "p9", link.Point{}, nil, nil},
		{"a suggestion", "p1", link.Suggest{ID: "1", Page: "question", Node: "choice"}, Suggested{"p1", "1", "choice", ""}, nil},
		{"a suggestion of consent", "p1", link.Suggest{ID: "1", Page: "question", Node: "consent"}, nil, done("1", link.OutcomeForbid)},
		{"filling", "p2", link.Fill{ID: "1", Page: "question", Node: "field", Value: "x"}, Filled{"p2", "1", "field", "x"}, nil},
		{"filling a choice", "p1", link.Fill{ID: "1", Page: "question", Node: "choice", Value: "x"}, nil, done("1", link.OutcomeForbid)},
		{"filling a page that has gone", "p1", link.Fill{ID: "1", Page: "question", Node: "before", Value: "x"}, nil, done("1", link.OutcomeStale)},
		{"pressing", "p1", link.Press{ID: "1", Page: "question", Node: "choice"}, PressedBy{"p1", "1", "choice"}, nil},
		{"pressing what is on the next page, too", "p1", link.Press{ID: "1", Page: "question.before", Node: "choice"}, nil, done("1", link.OutcomeStale)},
		{"pressing consent", "p1", link.Press{ID: "1", Page: "question", Node: "consent"}, nil, done("1", link.OutcomeForbid)},
		{"an interpreter presses", "p3", link.Press{ID: "1", Page: "question", Node: "choice"}, nil, nil},
		{"one who handed the call on presses", "p4", link.Press{ID: "1", Page: "question", Node: "choice"}, nil, nil},
		{"asking", "p1", link.Request{ID: "1", What: link.WantCard}, Asked{"p1", "1", link.WantCard}, nil},
		{"an interpreter asks", "p3", link.Request{ID: "1", What: link.WantCard}, nil, nil},
		{"an id that waits already", "p1", link.Request{ID: "taken", What: link.WantCard}, nil, done("taken", link.OutcomeInvalid)},
		{"taking back", "p1", link.Withdraw{ID: "taken"}, WithdrawnBy{"p1", "taken"}, nil},
		{"taking back another's", "p2", link.Withdraw{ID: "taken"}, nil, nil},
		{"holding", "p3", link.Holding{On: true}, Held{"p3", true}, nil},
		{"a desk that plays the terminal", "p1", link.Mirror{Page: "done", Lang: "de"}, nil, nil},
		{"a desk that grants itself", "p1", link.Grant{State: link.GrantGiven}, nil, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := testForm()
			f.asked["taken"] = "p1"
			event, answer := f.take(tt.who, tt.body)
			if event != tt.want || !reflect.DeepEqual(answer, tt.done) {
				t.Errorf("got %+v and %+v, want %+v and %+v", event, answer, tt.want, tt.done)
			}
		})
	}
}

func TestAnswers(t *testing.T) {
	f := testForm()
	f.take("p2", link.Fill{ID: "1", Page: "question", Node: "field"})
	if who, ok := f.answered(link.Done{ID: "1", Outcome: link.OutcomeShown}); who != "p2" || !ok {
		t.Errorf("the answer goes to %q", who)
	}
	if who, ok := f.answered(link.Done{ID: "1", Outcome: link.OutcomeDone}); who != "p2" || !ok {
		t.Errorf("the last answer goes to %q", who)
	}
	if _, ok := f.answered(link.Done{ID: "1", Outcome: link.OutcomeDone}); ok {
		t.Error("there is an answer after the last")
	}
	for i := range 2 * maxAsked {
		f.take("p1", link.Request{ID: strconv.Itoa(i), What: link.WantCard})
	}
	if len(f.asked) != maxAsked {
		t.Errorf("%d acts wait", len(f.asked))
	}
	f.forget("p1")
	if len(f.asked) != 0 || f.may("p1") {
		t.Errorf("of one who is gone %d acts wait", len(f.asked))
	}
}

func TestFormFlood(t *testing.T) {
	var in formIn
	taken := 0
	for range 1000 {
		if in.read(noon, []byte(`{"type":"point","body":{"node":"a"}}`)) != nil {
			taken++
		}
	}
	if taken != formBurst {
		t.Errorf("of a flood %d were taken", taken)
	}
	if in.read(noon.Add(time.Second), []byte(`{"type":"point","body":{"node":"a"}}`)) == nil {
		t.Error("a second later nothing is taken")
	}
}

// FuzzForm: whatever a desk sends, it neither breaks anything nor gets further than its role and the page allow.
func FuzzForm(f *testing.F) {
	for _, b := range []link.Body{link.Point{Node: "field"}, link.Fill{ID: "1", Page: "question", Node: "consent", Value: "x"}, link.Press{ID: "1", Page: "question", Node: "choice"},
		link.Request{ID: "1", What: link.WantPrint}, link.Holding{}, link.Mirror{Page: "p", Lang: "de"}} {
		raw, err := link.Encode(b)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		for _, who := range []string{"p1", "p3", "p4"} {
			form, in := testForm(), formIn{}
			b := in.read(noon, raw)
			if b == nil {
				return
			}
			event, _ := form.take(who, b)
			switch e := event.(type) {
			case Filled:
				if who != "p1" || e.Node != "field" {
					t.Errorf("%s filled %q", who, e.Node)
				}
			case PressedBy:
				if who != "p1" || e.Node != "choice" {
					t.Errorf("%s pressed %q", who, e.Node)
				}
			}
		}
	})
}
