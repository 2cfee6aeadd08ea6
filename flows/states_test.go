package flows_test

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/language"

	"buergerterminal/flows"
)

func TestCountriesAreRegions(t *testing.T) {
	all := flows.Countries()
	if len(all) < 200 || !slices.IsSorted(all) || len(slices.Compact(slices.Clone(all))) != len(all) {
		t.Fatalf("%d codes, sorted %t", len(all), slices.IsSorted(all))
	}
	keys := map[string]string{}
	for _, code := range all {
		key := flows.StateKey(code)
		if len(key) != 3 || strings.Trim(key, "0123456789") != "" || keys[key] != "" {
			t.Errorf("%s has the key %q, as %q has", code, key, keys[key])
		}
		keys[key] = code
		if flows.CountryOf(key) != code || flows.CountryOf(code) != code {
			t.Errorf("%s and %s do not mean each other", code, key)
		}
		if code == flows.Stateless || code == flows.UnknownCountry {
			continue
		}
		if region, err := language.ParseRegion(code); err != nil || region.ISO3() != code || !region.IsCountry() {
			t.Errorf("%s is no region: %v", code, err)
		}
	}
}

func TestCountryOf(t *testing.T) {
	tests := []struct{ code, country, key string }{
		{"D", "DEU", ""}, {"DEU", "DEU", "000"}, {"000", "DEU", ""}, {"152", "POL", ""}, {"RKS", "XKK", ""}, {"XXK", "XKK", ""},
		{"XKK", "XKK", "150"}, {"XXA", "XXA", "997"}, {"XXX", "XXX", "998"}, {"TWN", "TWN", "465"}, {"GBR", "GBR", "168"},
		{"", "", ""}, {"deu", "", ""}, {"DE", "", ""}, {"120", "", ""}, {"YUG", "", ""}, {"\tDE", "", ""}, {"DEU\t000", "", ""}, {"Deutschland", "", ""},
	}
	for _, tt := range tests {
		if got := flows.CountryOf(tt.code); got != tt.country {
			t.Errorf("CountryOf(%q) = %q, want %q", tt.code, got, tt.country)
		}
		if got := flows.StateKey(tt.code); got != tt.key {
			t.Errorf("StateKey(%q) = %q, want %q", tt.code, got, tt.key)
		}
	}
}

func TestOrt(t *testing.T) {
	tests := []struct {
		plz  string
		want []string
	}{
		{"01844", []string{"Neustadt in Sachsen"}}, {"01067", []string{"Dresden"}}, {"04109", []string{"Leipzig"}},
		{"01796", []string{"Pirna", "Struppen", "Dohma"}}, {"10115", nil}, {"", nil}, {"0184", nil}, {"018444", nil}, {"\n0106", nil}, {"Pirna", nil},
	}
	for _, tt := range tests {
		if got := flows.Ort(tt.plz); !slices.Equal(got, tt.want) {
			t.Errorf("Ort(%q) = %v, want %v", tt.plz, got, tt.want)
		}
	}
}

func FuzzCountryOf(f *testing.F) {
	for _, seed := range []string{"D", "DEU", "000", "XKX", "", "\n", "äöü"} {
		f.Add(seed)
	}
	all := flows.Countries()
	f.Fuzz(func(t *testing.T, code string) {
		if country := flows.CountryOf(code); country != "" && !slices.Contains(all, country) {
			t.Errorf("%q means %q, which is no country", code, country)
		}
		if known := flows.StateKey(code) != ""; known != slices.Contains(all, code) {
			t.Errorf("%q has a key: %t", code, known)
		}
		for _, place := range flows.Ort(code) {
			if place == "" || strings.ContainsAny(place, "\t\n#") {
				t.Errorf("a place is %q", place)
			}
		}
	})
}
