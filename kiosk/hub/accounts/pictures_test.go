package accounts

import (
	"strings"
	"testing"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	hand "buergerterminal/kiosk/hub/desk/browser"
)

// refusals collects what the browser writes into its console: scripts that fail, and what the pages' own policy forbids.
func refusals(into *[]string) func(any) {
	return func(event any) {
		switch e := event.(type) {
		case *runtime.EventExceptionThrown:
			*into = append(*into, e.ExceptionDetails.Error())
		case *log.EventEntryAdded:
			// Refused logins are part of the tests; the browser tells their status.
			if e.Entry.Level == log.LevelError && !strings.Contains(e.Entry.Text, "the server responded with a status of") {
				*into = append(*into, e.Entry.Text)
			}
		}
	}
}

// TestPagesInBothLanguages opens every page in both languages and at a zoom of 200 %. With -pictures it leaves their pictures.
func TestPagesInBothLanguages(t *testing.T) {
	if testing.Short() {
		t.Skipf("-short: every page is opened in Chromium, in two languages and at 200 %%")
	}
	h, origin := served(t)
	boss := h.personOf("chefin", []string{"musterstadt-buergeramt", "musterstadt-ordnungsamt"}, RoleClerk, RoleSupervisor)
	jan := h.personOf("jan.novak", []string{"musterstadt-buergeramt"}, RoleInterpreter)
	gone := h.personOf("m.weber", []string{"musterstadt-ordnungsamt"}, RoleTechnician)
	for id, p := range map[string]Profile{
		boss.ID: {Name: "chefin", Display: "Petra Krahl", Office: "Bürgeramt", Roles: boss.Roles, Authorities: boss.Authorities, Languages: []string{"de", "en"}},
		jan.ID:  {Name: "jan.novak", Display: "Jan Nowak", Roles: jan.Roles, Authorities: jan.Authorities, Languages: []string{"de", "hsb", "ar"}},
		gone.ID: {Name: "m.weber", Display: "Maximiliane Weber-Freudenberger", Office: "Ordnungsamt", Roles: gone.Roles, Authorities: gone.Authorities, Languages: []string{"de"}},
	} {
		if err := h.Change(t.Context(), Console(), id, p); err != nil {
			t.Fatal(err)
		}
	}
	if err := h.Disable(t.Context(), Console(), gone.ID); err != nil {
		t.Fatal(err)
	}
	b := openTab(t, origin)
	var problems []string
	chromedp.ListenTarget(b.ctx, refusals(&problems))
	for _, lang := range languages() {
		b.speak(lang)
		b.walk(jan.ID, gone.ID)
	}
	if len(problems) > 0 {
		t.Errorf("the browser complains: %q", problems)
	}
}

// walk goes through the pages of a supervisor, from the login to the logout.
func (b *tab) walk(colleague, disabled string) {
	b.t.Helper()
	b.open(pathLogin)
	b.at(pathLogin, "#name:focus")
	b.run(hand.Write("#name", "chefin"+kb.Tab+otherPassword+kb.Enter))
	b.at(pathLogin, ".message.danger:not([hidden])")
	b.picture("login-wrong")
	b.key(goodPassword, kb.Enter) // the focus is in the field of the password already
	b.at("/desk/", "body")
	b.open(Prefix)
	b.at(Prefix, "#present")
	b.picture("own-password")
	b.open(pathPeople)
	b.at(pathPeople, "table")
	b.picture("people")
	b.open(pathPeople + "/new")
	b.at(pathPeople+"/new", "#display")
	b.run(hand.Write("#display", "Lea Sommer"), hand.Write("#name", "lea sommer"+kb.Enter))
	b.at(pathPeople+"/new", ".message.danger")
	b.picture("person-new")
	b.open(pathPeople + "/" + colleague)
	b.at(pathPeople+"/"+colleague, "#access")
	b.run(hand.Click(`form[action$="/link"] button`))
	b.until("the link", `document.querySelector("#linktext")?.value.includes("/account/link/")`)
	b.picture("person-link")
	b.open(pathPeople + "/" + disabled)
	b.at(pathPeople+"/"+disabled, `form[action$="/enable"]`)
	b.picture("person-disabled")
	b.open("/fleet/")
	b.at("/fleet/", ".message.danger")
	b.picture("message")
	b.open(Prefix)
	b.at(Prefix, `form[action="/account/logout"]`)
	b.run(hand.Click(`form[action="/account/logout"] button`))
	b.at(pathLogin, ".message.ok")
}
