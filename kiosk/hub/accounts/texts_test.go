package accounts

import (
	"io/fs"
	"os"
	"regexp"
	"strings"
	"testing"
)

// TestTextsAreComplete: every key in both languages with the same placeholders, every code has a text, and no text is left over.
func TestTextsAreComplete(t *testing.T) {
	p, err := newPages()
	if err != nil {
		t.Fatal(err)
	}
	used := usedKeys(t)
	verbs := regexp.MustCompile(`%[a-z]`)
	for key, de := range p.texts["de"] {
		en, ok := p.texts["en"][key]
		if !ok || strings.TrimSpace(en) == "" || strings.TrimSpace(de) == "" {
			t.Errorf("%s is missing or empty in a language", key)
		}
		if strings.Join(verbs.FindAllString(de, -1), "") != strings.Join(verbs.FindAllString(en, -1), "") {
			t.Errorf("%s has other placeholders in English", key)
		}
		if !used[key] {
			t.Errorf("%s is not used", key)
		}
	}
	for key := range used {
		if _, ok := p.texts["de"][key]; !ok {
			t.Errorf("there is no text %s", key)
		}
	}
	if len(p.texts["en"]) != len(p.texts["de"]) {
		t.Error("the languages have different keys")
	}
}

// usedKeys are those in the templates, those of codes, roles and methods, and those of what was done.
func usedKeys(t *testing.T) map[string]bool {
	t.Helper()
	used := map[string]bool{"wait.seconds": true, "wait.minutes": true}
	files, err := fs.Glob(embedded, "templates/*.html")
	if err != nil || len(files) == 0 {
		t.Fatal(err)
	}
	for _, name := range files {
		raw, err := fs.ReadFile(embedded, name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`\$?\.T "([^"]+)"`).FindAllStringSubmatch(string(raw), -1) {
			used[m[1]] = true
		}
	}
	for _, c := range codes() {
		used[string(c)] = true
	}
	for _, r := range Roles() {
		used["role."+string(r)], used["role."+string(r)+".may"] = true, true
	}
	for _, m := range []Method{ByPassword, ByPasskey, ByOIDC, ByLink} {
		used["method."+string(m)] = true
	}
	for _, l := range languages() {
		used["language."+l] = true
	}
	for _, name := range []string{"login_pages.go", "own_pages.go", "people_pages.go"} {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`(?:done=|done, err = ")([a-z-]+)"`).FindAllStringSubmatch(string(raw), -1) {
			used["done."+m[1]] = true
		}
	}
	return used
}

// Every code of errors.go is in codes, so that the test above sees it.
func TestCodesAreListed(t *testing.T) {
	raw, err := os.ReadFile("errors.go")
	if err != nil {
		t.Fatal(err)
	}
	listed := map[string]bool{}
	for _, c := range codes() {
		listed[string(c)] = true
	}
	found := regexp.MustCompile(`Code\w+ +Code = "([^"]+)"`).FindAllStringSubmatch(string(raw), -1)
	if len(found) == 0 {
		t.Fatal("no code was found")
	}
	for _, m := range found {
		if !listed[m[1]] {
			t.Errorf("%s is not in codes()", m[1])
		}
	}
}
