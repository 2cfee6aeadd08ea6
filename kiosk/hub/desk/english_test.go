package desk

import (
	"context"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"buergerterminal/kiosk/hub/desk/browser"
	"buergerterminal/kiosk/hub/desk/browsertest"
	"buergerterminal/kiosk/link"
)

// TestEnglishDesk shows board and call without a German word of the desk's own, and asks the hub for English names.
func TestEnglishDesk(t *testing.T) {
	f := newHub(t)
	ctx := browsertest.Open(t, 1440, 900)
	browsertest.Run(t, ctx, chromedp.ActionFunc(func(ctx context.Context) error {
		return emulation.SetUserAgentOverride("Chromium").WithAcceptLanguage("en-GB").Do(ctx)
	}), chromedp.Navigate(f.url))
	heard(f, func(h link.DeskHello) bool { return h.Lang == "en" })
	board := exampleBoard()
	for i, title := range []string{"Registering a home", "Housing benefit", "Registering a dog", "Certificate of registration"} {
		board.Waiting[i].Title = title
	}
	board.Callbacks[0].Title = board.Waiting[0].Title
	f.say(link.DeskWelcome{Clerk: "7", Name: "Petra Krahl", Office: "Bürgeramt", Roles: []string{"clerk"}, Town: "Stadt Musterstadt"}, board)
	browsertest.Until(t, ctx, "the board", `document.querySelectorAll('.case').length === 4`)
	english := func(where string) {
		t.Helper()
		var text string
		browsertest.Run(t, ctx, chromedp.Evaluate(`document.title + ' ' + document.documentElement.lang + ' ' + document.body.innerText`, &text))
		german, own := words(t, "de"), words(t, "en")
		for key, word := range german {
			if len(word) > 3 && word != own[key] && !strings.Contains(word, "{") && strings.Contains(text, word) {
				t.Errorf("%s: %q of %s", where, word, key)
			}
		}
	}
	english("the board")
	browsertest.Until(t, ctx, "hours to 24", `document.querySelector('.callback').innerText.includes('from 15:30') && !/[AP]M/.test(document.querySelector('main').innerText)`)
	keep(t, ctx, "29-queue-en")
	board.Waiting[0].Title = "Registering a home"
	acceptCase(t, f, ctx, board.Waiting[0])
	page := examplePage()
	page.Version, page.Lang = 2, "en"
	page.Nodes = []link.MirrorNode{
		{ID: "title", Role: "title", Zone: "read", Name: "Do you have another home in Germany?"},
		{ID: "field.place", Role: "field", Zone: "act", Name: "Place", Act: link.ActFill},
		{ID: "field.iban", Role: "field", Zone: "act", Secret: true},
	}
	f.form(page)
	browsertest.Until(t, ctx, "the page in English", `document.querySelector('[data-arg="field.place"]') !== null`)
	browsertest.Run(t, ctx, browser.Click(`[data-arg="field.place"]`))
	f.form(link.Shared{Audio: true})
	f.form(link.Grant{State: link.GrantRefused})
	browsertest.Until(t, ctx, "what the citizen allows", `document.querySelector('.pane-tools').innerText.includes('wants to fill in alone')`)
	english("the call")
	keep(t, ctx, "30-call-en")
	browsertest.Run(t, ctx, browser.Click(`[data-do="ask-end"]`))
	english("the end")
	keep(t, ctx, "30-end-en")
}
