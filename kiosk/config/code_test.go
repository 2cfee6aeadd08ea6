package config

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

// cheap is a hash of 123456 that costs the least that argon2 takes, so that tests do not spend their time on it.
func cheap(t testing.TB) CodeHash {
	t.Helper()
	h := codeHash{8, 1, 1, []byte("saltsalt"), nil}
	h.sum = h.of("123456", 16)
	return h.phc()
}

func TestCodeHash(t *testing.T) {
	hash, err := HashCode("4711815")
	if err != nil {
		t.Fatal(err)
	}
	for code, want := range map[string]bool{"4711815": true, "4711816": false, "": false, "471181": false} {
		if got := hash.Matches(code); got != want {
			t.Errorf("%q matches: %t", code, got)
		}
	}
	again, err := HashCode("4711815")
	if err != nil || again == hash {
		t.Error("two hashes of one code are the same", err)
	}
	if !strings.HasPrefix(string(hash), "$argon2id$v=19$m=65536,t=3,p=4$") {
		t.Errorf("%q", string(hash))
	}
	for _, said := range []string{fmt.Sprint(hash), fmt.Sprintf("%#v", hash), fmt.Sprintf("%+v", Technician{Code: hash})} {
		if strings.Contains(said, "argon2id") {
			t.Errorf("a printed configuration shows %q", said)
		}
	}
}

func TestCodesThatAreNone(t *testing.T) {
	for _, code := range []string{"", "12345", "1234567890123", "12345a", "123 456", "１２３４５６"} {
		if _, err := HashCode(code); !errors.Is(err, ErrCode) {
			t.Errorf("%q: %v", code, err)
		}
	}
	for _, hash := range []CodeHash{"", "123456", "$argon2i$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$AAAAAAAAAAAAAAAAAAAAAA", cheap(t) + "x"} {
		if hash.Matches("123456") {
			t.Errorf("%q matches", string(hash))
		}
	}
	if !cheap(t).Matches("123456") || cheap(t).Matches("123457") {
		t.Error("a hash with other parameters is not understood")
	}
}

func TestTechnicianSection(t *testing.T) {
	c, err := Parse("f", []byte(terminal+"[technician]\npattern = \"12341\"\ncode = \""+string(cheap(t))+"\"\n"))
	if err != nil || c.Technician.Pattern != "12341" || !c.Technician.Code.Matches("123456") {
		t.Errorf("%+v %v", c.Technician, err)
	}
	for text, want := range map[string]string{
		`code = "123456"`:                       `technician.code is not usable (the line that "buergerterminal --technician-code" prints)`,
		`pattern = "1235"`:                      "technician.pattern is not usable (4 to 8 figures from 1 to 4",
		`pattern = "123"`:                       "technician.pattern is not usable",
		`pattern = "123"` + "\n" + `code = "x"`: "technician.code is not usable",
	} {
		if _, err := Parse("f", []byte(terminal+"[technician]\n"+text+"\n")); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func FuzzCodeHash(f *testing.F) {
	f.Add(string(cheap(f)))
	f.Add("$argon2id$v=19$m=1048577,t=1,p=1$c2FsdHNhbHQ$AAAAAAAAAAAAAAAAAAAAAA")
	f.Add("$argon2id$v=19$m=8,t=1,p=1$$")
	f.Fuzz(func(t *testing.T, s string) {
		h, err := parseCodeHash(s)
		if err != nil {
			return
		}
		if string(h.phc()) != s {
			t.Errorf("%q is read as %q", s, string(h.phc()))
		}
	})
}
