package config

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

const authorities = `
[[authority]]
id = "buergeramt"
way = "fit-connect"
destination = "0e7c5a4c-0c52-4e0c-8d0a-2e1e1e1e1e1e"
key = "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"
schemas = { meldebescheinigung = "https://schema.example/m.json" }
services = { meldebescheinigung = "99115004012000" }
[[authority]]
id = "bauhof"
way = "mail"
certificate = "bauhof.pem"
address = "bauhof@musterstadt.example"
`

func TestAuthorities(t *testing.T) {
	path := filepath.Join(t.TempDir(), "terminal.toml")
	if err := os.WriteFile(path, []byte(terminal+authorities), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := Load(path)
	if err != nil {
		t.Fatal(err)
	}
	want := []Authority{
		{ID: "buergeramt", Way: WayFITConnect, Destination: "0e7c5a4c-0c52-4e0c-8d0a-2e1e1e1e1e1e", Key: "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k",
			Schemas: map[string]string{"meldebescheinigung": "https://schema.example/m.json"}, Services: map[string]string{"meldebescheinigung": "99115004012000"}},
		{ID: "bauhof", Way: WayMail, Certificate: filepath.Join(filepath.Dir(path), "bauhof.pem"), Address: "bauhof@musterstadt.example"},
	}
	if !reflect.DeepEqual(c.Authorities, want) {
		t.Errorf("got\n%+v\nwant\n%+v", c.Authorities, want)
	}
}

func TestAuthorityMistakes(t *testing.T) {
	for name, c := range map[string]struct {
		replace []string
		want    string
	}{
		"all at once": {[]string{`destination = "0e7c5a4c-0c52-4e0c-8d0a-2e1e1e1e1e1e"`, `destination = "buergeramt"`, `address = "bauhof@musterstadt.example"`, `address = "bauhof"`},
			"f:10:1: authority[0].destination is not usable (a UUID in small letters, as FIT-Connect's self-service portal shows it)\n" +
				"f:18:1: authority[1].address is not usable (an address such as \"bauhof@musterstadt.example\")"},
		"no pin":          {[]string{`key = "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"`, ""}, `f:7:3: an authority without key (add key = "…", the thumbprint of the destination's key, or certificates = "…")`},
		"two pins":        {[]string{`key =`, "certificates = \"ca.pem\"\nkey ="}, `f:11:1: key and certificates pin the same key (leave one of them out)`},
		"short pin":       {[]string{`"kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"`, `"kPrK"`}, `f:11:1: authority[0].key is not usable (43 letters, digits, "-" and "_", as "clerkhub destination" prints them)`},
		"twice":           {[]string{`id = "bauhof"`, `id = "buergeramt"`}, `f:15:1: authority[1].id is not usable (this authority has an entry already)`},
		"unknown way":     {[]string{`way = "mail"`, `way = "fax"`}, `f:16:1: authority[1].way is not usable ("fit-connect" or "mail"; without an entry, the authority opens its applications at the hub)`},
		"no certificate":  {[]string{`certificate = "bauhof.pem"`, ""}, `f:14:3: an authority without certificate (add certificate = "…", the file with the S/MIME certificate of the mailbox)`},
		"of another way":  {[]string{`certificate = "bauhof.pem"`, "certificate = \"bauhof.pem\"\nkey = \"kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k\""}, `f:18:1: authority[1].key does not fit the way mail (remove it)`},
		"unknown key":     {[]string{`way = "mail"`, "way = \"mail\"\nadress = \"x\""}, `f:17:1: authority[1].adress is unknown (do you mean authority[1].address?)`},
		"no LeiKa key":    {[]string{`"99115004012000"`, `"99115"`}, `f:13:14: authority[0].services.meldebescheinigung is not usable (a LeiKa key of 14 digits, in quotation marks)`},
		"schema relative": {[]string{`"https://schema.example/m.json"`, `"m.json"`}, `f:12:13: authority[0].schemas.meldebescheinigung is not usable (an absolute URI, such as "https://schema.fitko.de/fim/s00000114_1.1.schema.json")`},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Parse("f", []byte(terminal+strings.NewReplacer(c.replace...).Replace(authorities)))
			if err == nil || err.Error() != c.want {
				t.Errorf("got\n%v\nwant\n%s", err, c.want)
			}
		})
	}
}
