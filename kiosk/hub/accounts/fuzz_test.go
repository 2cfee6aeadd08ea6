package accounts

import (
	"encoding/json"
	"slices"
	"testing"
)

// FuzzProfile holds what is stored to being stored the same way when it is read and stored again.
func FuzzProfile(f *testing.F) {
	f.Add("Petra.Krahl", "Petra Krahl", "Bürgeramt", "clerk, supervisor", "musterstadt", "wohnsitz", "de, ar; zh-hant")
	f.Add("É", "a\u0301", "", "", "*", "", "und")
	f.Fuzz(func(t *testing.T, name, display, office, roles, authorities, services, languages string) {
		p := Profile{Name: name, Display: display, Office: office, Authorities: words(authorities), Services: words(services), Languages: words(languages)}
		for _, r := range words(roles) {
			p.Roles = append(p.Roles, Role(r))
		}
		once, err := p.normalize()
		if err != nil {
			if CodeOf(err) == "" {
				t.Errorf("no code in %v", err)
			}
			return
		}
		twice, err := once.normalize()
		if err != nil || twice.Name != once.Name || twice.Display != once.Display || !slices.Equal(twice.Languages, once.Languages) || !slices.Equal(twice.Roles, once.Roles) {
			t.Errorf("%+v becomes %+v, %v", once, twice, err)
		}
		if len(once.Roles) == 0 || slices.ContainsFunc(once.Roles, func(r Role) bool { return !slices.Contains(Roles(), r) }) {
			t.Errorf("roles %v", once.Roles)
		}
	})
}

// FuzzClaim holds the reading of claims to ending, whatever the login service sends.
func FuzzClaim(f *testing.F) {
	f.Add(`{"realm_access":{"roles":["a","b",3,null]}}`, "realm_access.roles")
	f.Add(`{"https://x.y/z":"a"}`, "https://x.y/z")
	f.Add(`{"a":{"":{"b":[]}}}`, "a..b")
	f.Fuzz(func(t *testing.T, raw, name string) {
		var claims map[string]any
		if json.Unmarshal([]byte(raw), &claims) != nil {
			return
		}
		for _, value := range claim(claims, name) {
			if name == "" {
				t.Errorf("a claim without a name has %q", value)
			}
		}
	})
}
