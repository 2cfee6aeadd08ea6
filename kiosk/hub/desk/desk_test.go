package desk

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"

	"buergerterminal/kiosk/link"
)

func served(t *testing.T, path, language string) *httptest.ResponseRecorder {
	t.Helper()
	h, err := Handler(Options{Town: "Stadt Musterstadt", Links: []Link{{Path: "/account", Text: "nav.account"}}})
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodGet, path, nil)
	r.Header.Set("Accept-Language", language)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestPage(t *testing.T) {
	for language, want := range map[string][]string{
		"de-DE,de;q=0.9": {`lang="de"`, "Warteschlange", "Stadt Musterstadt", `href="/account">Konto`},
		"en-GB":          {`lang="en"`, "Queue", `href="/account">Account`},
		"fr":             {`lang="de"`},
	} {
		w := served(t, Path, language)
		for _, s := range want {
			if !strings.Contains(w.Body.String(), s) {
				t.Errorf("%s: %q is missing", language, s)
			}
		}
		if got := w.Header().Get("Content-Security-Policy"); got != policy {
			t.Errorf("policy %q", got)
		}
	}
}

func TestPageKeepsItsPolicy(t *testing.T) {
	page := served(t, Path, "de").Body.String()
	for _, never := range []string{"style=", "onclick", "https://", "<script>"} {
		if strings.Contains(page, never) {
			t.Errorf("the page holds %q", never)
		}
	}
	for _, path := range regexp.MustCompile(`(?:src|href)="(/desk/[^"]+)"`).FindAllStringSubmatch(page, -1) {
		if w := served(t, path[1], "de"); w.Code != http.StatusOK || w.Body.Len() == 0 {
			t.Errorf("%s: %d", path[1], w.Code)
		}
	}
	if w := served(t, Path+"assets/none.js", "de"); w.Code != http.StatusNotFound {
		t.Errorf("an asset that is not there: %d", w.Code)
	}
}

// words reads a file of texts.
func words(t *testing.T, lang string) map[string]string {
	t.Helper()
	raw, err := static.ReadFile("static/texts." + lang + ".json")
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	if err := json.Unmarshal(raw, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

var placeholder = regexp.MustCompile(`\{\w+\}`)

func TestTextsAreComplete(t *testing.T) {
	first := words(t, languages[0])
	for _, lang := range languages[1:] {
		other := words(t, lang)
		for key, text := range first {
			translated, found := other[key]
			if !found || translated == "" {
				t.Errorf("%s lacks %s", lang, key)
				continue
			}
			a, b := placeholder.FindAllString(text, -1), placeholder.FindAllString(translated, -1)
			slices.Sort(a)
			slices.Sort(b)
			if !slices.Equal(a, b) {
				t.Errorf("%s of %s holds %v, not %v", key, lang, b, a)
			}
		}
		for key := range other {
			if _, found := first[key]; !found {
				t.Errorf("%s alone has %s", lang, key)
			}
		}
	}
}

// TestTextsOfTheModules asks for each key that a module names, and for those made of the link's words.
func TestTextsOfTheModules(t *testing.T) {
	have := words(t, languages[0])
	files, err := static.ReadDir("static")
	if err != nil {
		t.Fatal(err)
	}
	named := map[string]bool{}
	for _, f := range files {
		if !strings.HasSuffix(f.Name(), ".js") {
			continue
		}
		source, err := static.ReadFile("static/" + f.Name())
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`'([a-z]+(?:\.[a-z-]+)+)'`).FindAllStringSubmatch(string(source), -1) {
			named[m[1]] = true
		}
	}
	delete(named, protocolName)
	for key := range named {
		if strings.HasSuffix(key, ".js") {
			continue
		}
		if _, found := have[key]; !found {
			t.Errorf("a module asks for %s", key)
		}
	}
	if len(named) < 50 {
		t.Errorf("only %d keys were found in the modules", len(named))
	}
	var made []string
	for _, r := range []link.Reason{link.ReasonSolved, link.ReasonAppointment, link.ReasonElsewhere, link.ReasonAbuse, link.ReasonCitizen, link.ReasonWithdrawn, link.ReasonVisitEnd, link.ReasonGone, link.ReasonClosed} {
		made = append(made, "reason."+string(r))
	}
	for _, c := range []link.RefusalCode{link.RefusedMessage, link.RefusedRole, link.RefusedCall, link.RefusedTaken, link.RefusedState, link.RefusedClosed, link.RefusedAway, link.RefusedOften, link.RefusedStore, link.RefusedAuthority} {
		made = append(made, "refused."+string(c))
	}
	for _, n := range []link.Need{link.NeedLargeText, link.NeedContrast, link.NeedReading, link.NeedText, link.NeedInterpreter, link.NeedSigns, link.NeedDevice} {
		made = append(made, "need."+string(n))
	}
	for _, o := range []link.Outcome{link.OutcomeShown, link.OutcomeDone, link.OutcomeRefused, link.OutcomeStale, link.OutcomeForbid, link.OutcomeInvalid, link.OutcomeNoPlace} {
		made = append(made, "outcome."+string(o))
	}
	for _, g := range []link.GrantState{link.GrantAsked, link.GrantGiven, link.GrantRefused} {
		made = append(made, "grant."+string(g))
	}
	for _, a := range []link.Attendance{link.Available, link.Busy, link.Away} {
		made = append(made, "attendance."+string(a))
	}
	for _, w := range []link.Wanted{link.WantCard, link.WantScan, link.WantSignature, link.WantPrint} {
		made = append(made, "ask."+string(w))
	}
	for _, a := range []link.AttendRole{link.AsClerk, link.AsInterpreter, link.AsSigns, link.AsSecond} {
		made = append(made, "as."+string(a))
	}
	for _, l := range []string{"asking", "both", "camera", "microphone"} {
		made = append(made, "lacks."+l)
	}
	for _, why := range []string{"over", "out"} {
		made = append(made, why+".title", why+".text", why+".back")
	}
	for _, key := range made {
		if _, found := have[key]; !found {
			t.Errorf("%s has no text", key)
		}
	}
}

const protocolName = "buergerterminal.desk.v"
