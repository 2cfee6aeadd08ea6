package hub

import (
	"crypto/tls"
	"crypto/x509"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestEnrol(t *testing.T) {
	path := filepath.Join(t.TempDir(), "deep", "terminals.toml")
	token, err := Enrol(path, Terminal{ID: "ms-03", Place: "Rathaus, Foyer"}, false)
	if err != nil {
		t.Fatal(err)
	}
	list, err := LoadTerminals(path)
	if err != nil {
		t.Fatal(err)
	}
	admits := func(id, token string, want bool) {
		t.Helper()
		if got, err := list.Admits(id, token); err != nil || got != want {
			t.Errorf("%s: %v, %v", id, got, err)
		}
	}
	admits("ms-03", token, true)
	admits("ms-03", "", false)
	admits("ms-03", token+"x", false)
	admits("ms-04", token, false)
	admits("", token, false)

	if _, err := Enrol(path, Terminal{ID: "ms-03"}, false); CodeOf(err) != CodeEnrolled {
		t.Errorf("enrolled twice: %v", err)
	}
	if _, err := Enrol(path, Terminal{ID: "not valid"}, false); CodeOf(err) != CodeSetup {
		t.Errorf("malformed id: %v", err)
	}
	// The running list sees what is added and replaced.
	second, err := Enrol(path, Terminal{ID: "ms-04"}, false)
	if err != nil {
		t.Fatal(err)
	}
	admits("ms-04", second, true)
	replaced, err := Enrol(path, Terminal{ID: "ms-03"}, true)
	if err != nil {
		t.Fatal(err)
	}
	admits("ms-03", token, false)
	admits("ms-03", replaced, true)
	all, err := list.All()
	if err != nil || len(all) != 2 || all[0].Place != "Rathaus, Foyer" {
		t.Errorf("list %+v, %v", all, err)
	}
	raw, err := os.ReadFile(path)
	if err != nil || strings.Contains(string(raw), replaced) {
		t.Errorf("the file holds the token (%v)", err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	// A broken file is an error, and the last good list stays.
	if err := os.WriteFile(path, []byte("[[terminal]]\nid = 1"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got, err := list.Admits("ms-03", replaced); !got || CodeOf(err) != CodeTerminals {
		t.Errorf("broken file: %v, %v", got, err)
	}
	// Without the file nobody is admitted.
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	admits("ms-03", replaced, false)
}

func TestParseTerminalsRefuses(t *testing.T) {
	hash := strings.Repeat("0f", 32)
	for name, c := range map[string]struct{ text, want string }{
		"no TOML":        {"[[terminal", "row 1"},
		"unknown key":    {"[[terminal]]\nid = 'a'\nsecret = 'x'", "row 3"},
		"no id":          {"[[terminal]]\ntoken_sha256 = '" + hash + "'", "terminal 1: id"},
		"twice":          {strings.Repeat("[[terminal]]\nid = 'a'\ntoken_sha256 = '"+hash+"'\n", 2), "used twice"},
		"short hash":     {"[[terminal]]\nid = 'a'\ntoken_sha256 = '0f'", "token_sha256"},
		"capital digits": {"[[terminal]]\nid = 'a'\ntoken_sha256 = '" + strings.ToUpper(hash) + "'", "token_sha256"},
	} {
		_, err := parseTerminals([]byte(c.text))
		if CodeOf(err) != CodeTerminals || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}

func FuzzParseTerminals(f *testing.F) {
	f.Add([]byte("[[terminal]]\nid = 'ms-03'\nplace = 'Rathaus'\ntoken_sha256 = '" + strings.Repeat("0f", 32) + "'"))
	f.Add([]byte("[[terminal]]\nid = 01067"))
	f.Add([]byte("terminal = []"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		list, err := parseTerminals(raw)
		if err != nil && CodeOf(err) != CodeTerminals {
			t.Fatalf("no code: %v", err)
		}
		for _, terminal := range list {
			if len(terminal.TokenSHA256) != 64 || terminal.ID == "" {
				t.Fatalf("taken: %+v", terminal)
			}
		}
	})
}

func TestDevelopmentCertificate(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "tls")
	first, err := DevelopmentCertificate(dir)
	if err != nil {
		t.Fatal(err)
	}
	second, err := DevelopmentCertificate(dir)
	if err != nil || !second.Leaf.Equal(leaf(t, first)) {
		t.Fatalf("the certificate is made anew: %v", err)
	}
	pool := x509.NewCertPool()
	raw, err := os.ReadFile(filepath.Join(dir, "cert.pem"))
	if err != nil || !pool.AppendCertsFromPEM(raw) {
		t.Fatal(err)
	}
	for _, name := range []string{"localhost", "127.0.0.1", "::1"} {
		if _, err := second.Leaf.Verify(x509.VerifyOptions{Roots: pool, DNSName: name}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := second.Leaf.Verify(x509.VerifyOptions{Roots: pool, DNSName: "hub.example"}); err == nil {
		t.Error("valid for any name")
	}
	if second.Leaf.IsCA {
		t.Error("whoever pins it would trust other certificates too")
	}
	if info, err := os.Stat(filepath.Join(dir, "key.pem")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode of the key %v, %v", info.Mode(), err)
	}
	if err := os.WriteFile(filepath.Join(dir, "cert.pem"), []byte("broken"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := DevelopmentCertificate(dir); CodeOf(err) != CodeSetup {
		t.Errorf("broken certificate: %v", err)
	}
}

func leaf(t *testing.T, c tls.Certificate) *x509.Certificate {
	t.Helper()
	certificate, err := x509.ParseCertificate(c.Certificate[0])
	if err != nil {
		t.Fatal(err)
	}
	return certificate
}
