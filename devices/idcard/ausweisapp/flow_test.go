package ausweisapp

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
)

const (
	pinThree   = `{"msg":"ENTER_PIN","reader":{"attached":true,"card":{"inoperative":false,"deactivated":false,"retryCounter":3},"keypad":false,"name":"NFC"}}`
	pinTwo     = `{"msg":"ENTER_PIN","reader":{"attached":true,"card":{"inoperative":false,"deactivated":false,"retryCounter":2},"keypad":false,"name":"NFC"}}`
	canOne     = `{"msg":"ENTER_CAN","reader":{"attached":true,"card":{"inoperative":false,"deactivated":false,"retryCounter":1},"keypad":false,"name":"NFC"}}`
	rights     = `{"msg":"ACCESS_RIGHTS","chat":{"effective":["FamilyName","GivenNames"],"optional":["GivenNames"],"required":["FamilyName"]}}`
	noOptional = `{"msg":"ACCESS_RIGHTS","chat":{"effective":["FamilyName"],"optional":[],"required":["FamilyName"]}}`
	identity   = `{"msg":"CERTIFICATE","description":{"issuerName":"Test DVCA","subjectName":"Stadt Beispiel","subjectUrl":"https://stadt.example","purpose":"Antrag"},"validity":{}}`
	succeeded  = `{"msg":"AUTH","result":{"major":"http://www.bsi.bund.de/ecard/api/1.1/resultmajor#ok"},"url":"https://stadt.example/?refID=1"}`
	byUser     = `{"msg":"AUTH","result":{"major":"http://www.bsi.bund.de/ecard/api/1.1/resultmajor#error","minor":"http://www.bsi.bund.de/ecard/api/1.1/resultminor/sal#cancellationByUser"},"url":"https://stadt.example/?errID=1"}`
	removed    = `{"msg":"AUTH","result":{"major":"http://www.bsi.bund.de/ecard/api/1.1/resultmajor#error","minor":"x#internalError","reason":"Card_Removed"}}`
)

// step is a message of AusweisApp or an answer of the citizen, with what must be sent then and asked afterwards.
type step struct {
	message string
	answer  *Answer
	sent    string // commands, joined by spaces
	asked   Question
}

func says(message, sent string, asked Question) step {
	return step{message: message, sent: sent, asked: asked}
}

func answers(a Answer, sent string, asked Question) step {
	return step{answer: &a, sent: sent, asked: asked}
}

func pin(secret string) Answer { return Answer{Secret: []byte(secret)} }

// opening is every run up to the consent.
func opening(rights string) []step {
	return []step{
		says(`{"msg":"API_LEVEL","available":[1,2,3],"current":2}`, `{"cmd":"RUN_AUTH","tcTokenURL":"https://stadt.example/token"}`, None),
		says(`{"msg":"AUTH"}`, "", None),
		says(rights, `{"cmd":"GET_CERTIFICATE"}`, None),
		says(identity, "", Consent),
	}
}

func TestRuns(t *testing.T) {
	for _, c := range []struct {
		name    string
		steps   []step
		outcome Outcome
		reason  string
		next    string
	}{
		{"the shortest way", append(opening(noOptional),
			answers(Answer{Yes: true}, `{"cmd":"ACCEPT"}`, None),
			says(pinThree, "", EnterPIN),
			answers(pin("123456"), `{"cmd":"SET_PIN","value":"123456"}`, None),
			says(succeeded, "", None)), Succeeded, "", "https://stadt.example/?refID=1"},
		{"optional data left out, card put in later", append(opening(rights),
			answers(Answer{Yes: true}, `{"cmd":"SET_ACCESS_RIGHTS","chat":[]}`, None),
			says(noOptional, `{"cmd":"ACCEPT"}`, None),
			says(`{"msg":"INSERT_CARD"}`, "", InsertCard),
			says(pinThree, "", EnterPIN),
			answers(pin("123456"), `{"cmd":"SET_PIN","value":"123456"}`, None),
			says(succeeded, "", None)), Succeeded, "", "https://stadt.example/?refID=1"},
		{"wrong PIN twice, then the number", append(opening(rights),
			answers(Answer{Yes: true, Chosen: []string{"GivenNames"}}, `{"cmd":"SET_ACCESS_RIGHTS","chat":["GivenNames"]}`, None),
			says(rights, `{"cmd":"ACCEPT"}`, None),
			says(pinThree, "", EnterPIN), answers(pin("000000"), `{"cmd":"SET_PIN","value":"000000"}`, None),
			says(pinTwo, "", EnterPIN), answers(pin("000001"), `{"cmd":"SET_PIN","value":"000001"}`, None),
			says(canOne, "", EnterCAN), answers(pin("000000"), `{"cmd":"SET_CAN","value":"000000"}`, None),
			says(canOne, "", EnterCAN), answers(pin("654321"), `{"cmd":"SET_CAN","value":"654321"}`, None),
			says(pinThree, "", EnterPIN), answers(pin("123456"), `{"cmd":"SET_PIN","value":"123456"}`, None),
			says(succeeded, "", None)), Succeeded, "", "https://stadt.example/?refID=1"},
		{"no consent", append(opening(rights), answers(Answer{}, `{"cmd":"CANCEL"}`, None), says(byUser, "", None)), Cancelled, "", "https://stadt.example/?errID=1"},
		{"the PIN is blocked", append(opening(noOptional),
			answers(Answer{Yes: true}, `{"cmd":"ACCEPT"}`, None),
			says(`{"msg":"ENTER_PUK","reader":{"card":{"retryCounter":0}}}`, `{"cmd":"CANCEL"}`, None), says(byUser, "", None)), Blocked, "", "https://stadt.example/?errID=1"},
		{"the online function is off", append(opening(noOptional),
			answers(Answer{Yes: true}, `{"cmd":"ACCEPT"}`, None),
			says(`{"msg":"ENTER_PIN","reader":{"card":{"deactivated":true,"retryCounter":3}}}`, `{"cmd":"CANCEL"}`, None), says(byUser, "", None)), Deactivated, "", "https://stadt.example/?errID=1"},
		{"a reader with a keypad", append(opening(noOptional),
			answers(Answer{Yes: true}, `{"cmd":"ACCEPT"}`, None),
			says(`{"msg":"ENTER_PIN","reader":{"keypad":true,"card":{"retryCounter":3}}}`, "", EnterPIN),
			answers(Answer{Yes: true}, `{"cmd":"SET_PIN"}`, None), says(succeeded, "", None)), Succeeded, "", "https://stadt.example/?refID=1"},
		{"the card was taken away", append(opening(noOptional), answers(Answer{Yes: true}, `{"cmd":"ACCEPT"}`, None), says(removed, "", None)), Failed, "Card_Removed", ""},
		{"an old AusweisApp", []step{says(`{"msg":"API_LEVEL","error":"level"}`, "", None)}, Failed, "API_LEVEL", ""},
		{"a provider that is none", append(opening(noOptional)[:1], says(`{"msg":"AUTH","error":"tcTokenURL"}`, "", None)), Failed, "RUN_AUTH", ""},
		{"out of step", append(opening(noOptional), says(`{"msg":"BAD_STATE","error":"ACCEPT"}`, "", None)), Failed, "BAD_STATE", ""},
		{"news about readers", append(opening(noOptional), says(`{"msg":"READER","name":"NFC"}`, "", Consent), says(`{"msg":"STATUS","progress":3}`, "", Consent)), Running, "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			f, first, err := Begin("https://stadt.example/token")
			if err != nil || joined(first) != `{"cmd":"SET_API_LEVEL","level":2}` {
				t.Fatal(joined(first), err)
			}
			for i, s := range c.steps {
				var sent []command
				if s.answer != nil {
					f, sent, err = f.Reply(*s.answer)
				} else {
					m, failed := parse([]byte(s.message))
					if failed != nil {
						t.Fatal(failed)
					}
					f, sent, err = f.receive(m)
				}
				if err != nil || joined(sent) != s.sent || f.Asked().Question != s.asked {
					t.Fatalf("step %d: sent %s, asked %q, %v; want %s, %q", i, joined(sent), f.Asked().Question, err, s.sent, s.asked)
				}
			}
			if f.Outcome() != c.outcome || f.Reason() != c.reason || f.Next() != c.next {
				t.Errorf("%q %q %q", f.Outcome(), f.Reason(), f.Next())
			}
		})
	}
}

func joined(all []command) string {
	var parts []string
	for _, c := range all {
		parts = append(parts, string(c.bytes()))
	}
	return strings.Join(parts, " ")
}

// TestWhatTheCitizenSees: who asks, for what, how many tries are left, and whether the answer before was wrong.
func TestWhatTheCitizenSees(t *testing.T) {
	f := after(t, rights, identity)
	if a := f.Asked(); a.Provider != "Stadt Beispiel" || a.Purpose != "Antrag" || len(a.Required) != 1 || len(a.Optional) != 1 {
		t.Errorf("%+v", a)
	}
	f = after(t, pinThree)
	if a := f.Asked(); a.Tries != 3 || a.Again {
		t.Errorf("%+v", a)
	}
	f, _, err := f.Reply(pin("000000"))
	if err != nil {
		t.Fatal(err)
	}
	f = then(t, f, canOne)
	if a := f.Asked(); a.Question != EnterCAN || !a.Again || a.Tries != 1 {
		t.Errorf("%+v", a)
	}
}

func after(t *testing.T, messages ...string) Flow {
	t.Helper()
	f, _, err := Begin("https://stadt.example/token")
	if err != nil {
		t.Fatal(err)
	}
	return then(t, f, messages...)
}

func then(t *testing.T, f Flow, messages ...string) Flow {
	t.Helper()
	for _, text := range messages {
		m, err := parse([]byte(text))
		if err == nil {
			f, _, err = f.receive(m)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return f
}

func TestAnswersThatDoNotFit(t *testing.T) {
	for name, c := range map[string]struct {
		flow   Flow
		answer Answer
	}{
		"a short PIN":                      {after(t, pinThree), pin("12345")},
		"letters":                          {after(t, pinThree), pin("12345x")},
		"a PIN that ends the text":         {after(t, pinThree), pin(`12345"`)},
		"a PIN where consent is asked":     {after(t, rights, identity), pin("123456")},
		"data that nobody asked for":       {after(t, rights, identity), Answer{Yes: true, Chosen: []string{"Address"}}},
		"yes where a PIN is asked":         {after(t, pinThree), Answer{Yes: true}},
		"an answer where nothing is asked": {after(t), Answer{Yes: true}},
		"an answer after the end":          {after(t, succeeded), Answer{}},
	} {
		next, sent, err := c.flow.Reply(c.answer)
		if !errors.Is(err, ErrAnswer) || len(sent) != 0 || next.Asked().Question != c.flow.Asked().Question {
			t.Errorf("%s: %v, %s", name, err, joined(sent))
		}
		if err != nil && len(c.answer.Secret) > 0 && strings.Contains(err.Error(), string(c.answer.Secret)) {
			t.Errorf("%s: the error names the secret", name)
		}
	}
	if _, _, err := Begin("http://stadt.example"); !errors.Is(err, ErrAnswer) {
		t.Error(err)
	}
}

func TestMessagesThatDoNotFit(t *testing.T) {
	for _, text := range []string{`{`, `[]`, `{}`, `{"msg":1}`} {
		if _, err := parse([]byte(text)); !errors.Is(err, ErrMessage) {
			t.Errorf("%s: %v", text, err)
		}
	}
	for _, text := range []string{`{"msg":"ACCESS_RIGHTS"}`, `{"msg":"CERTIFICATE"}`, `{"msg":"ENTER_PIN"}`, `{"msg":"ENTER_CAN","reader":{}}`, `{"msg":"AUTH","url":"https://x"}`,
		`{"msg":"AUTH","result":{"major":"x#ok"}}`} {
		m, err := parse([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := after(t).receive(m); !errors.Is(err, ErrMessage) {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func FuzzReceive(f *testing.F) {
	for _, s := range []string{rights, identity, pinThree, canOne, succeeded, byUser, removed, `{"msg":"ENTER_PUK"}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := parse(b)
		if err != nil {
			return
		}
		_, sent, err := after(t).receive(m)
		for _, c := range sent {
			if err == nil && !json.Valid(c.bytes()) {
				t.Fatalf("%s", c.bytes())
			}
		}
	})
}
