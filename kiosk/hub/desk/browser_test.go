package desk

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"buergerterminal/kiosk/hub/desk/browser"
	"buergerterminal/kiosk/hub/desk/browsertest"
	"buergerterminal/kiosk/link"
)

var pictures = flag.String("pictures", "", "directory for screenshots of the desk")

const (
	call1 = "00000000-0000-4000-8000-000000000001"
	call2 = "00000000-0000-4000-8000-000000000002"
	call3 = "00000000-0000-4000-8000-000000000003"
	call4 = "00000000-0000-4000-8000-000000000004"
)

func exampleBoard() link.Board {
	now := time.Now()
	ago := func(minutes, seconds int) time.Time {
		return now.Add(-time.Duration(minutes)*time.Minute - time.Duration(seconds)*time.Second)
	}
	at := func(hour, minute int) time.Time {
		return time.Date(now.Year(), now.Month(), now.Day(), hour, minute, 0, 0, now.Location())
	}
	return link.Board{
		Version: 1, Now: now, State: link.Available, Open: true, Until: at(18, 0),
		Waiting: []link.Case{
			{Call: call1, Site: "Rathaus, Foyer", Since: ago(6, 40), Flow: "anmeldung", Title: "Wohnung anmelden", Step: 2, Steps: 6, Part: "answers", Language: "de", Needs: []link.Need{link.NeedLargeText}, Fits: true},
			{Call: call2, Site: "Sparkasse Nord", Since: ago(4, 5), Title: "Wohngeld beantragen", Language: "ar", Needs: []link.Need{link.NeedInterpreter}},
			{Call: call3, Site: "Dorfladen Klein Musterau", Since: ago(1, 18), Flow: "hund", Title: "Hund anmelden", Step: 1, Steps: 6, Part: "card", Language: "hsb", Needs: []link.Need{link.NeedDevice}, Fits: true},
			{Call: call4, Site: "Bürgerkoffer 2", Since: ago(0, 22), Flow: "meldebescheinigung", Title: "Meldebescheinigung", Step: 5, Steps: 6, Part: "review", Language: "de", Text: true, Fits: true},
		},
		Callbacks: []link.Ringback{
			{ID: call2, Site: "Rathaus, Foyer", Title: "Wohnung anmelden", Language: "de", Phone: "+49 351 000 11", From: at(15, 30), To: at(16, 0)},
		},
		Terminals: []link.Standing{
			{Terminal: "ms-01", Site: "Rathaus, Foyer", Online: true, Since: at(14, 5), Health: []string{"printer.paper-end"}},
			{Terminal: "ms-02", Site: "Dorfladen Klein Musterau", Online: false, Since: at(9, 0)},
			{Terminal: "ms-03", Site: "Sparkasse Nord", Online: true, Outbox: 2},
			{Terminal: "ms-04", Site: "Stadtbibliothek", Online: true},
		},
		Colleagues: []link.Colleague{{Clerk: "9", Name: "Omar Haddad", Office: "Bürgeramt", State: link.Available, Languages: []string{"ar", "de"}, Interpret: true}, {Clerk: "10", Name: "Jan Nowak", State: link.Busy}},
		Today:      link.Today{Calls: 23, WaitMean: 110, Arrived: 17, DoneShare: 96},
	}
}

func examplePage() link.Mirror {
	return link.Mirror{Version: 1, Page: "question", Lang: "de", Nodes: []link.MirrorNode{
		{ID: "head", Role: "head", Zone: "head", Name: "Stadt Musterstadt", Detail: "Wohnung anmelden"},
		{Role: "progress", Zone: "progress", Name: "**Schritt 2 von 6** · Angaben", Step: 1, Steps: 6},
		{ID: "title", Role: "title", Zone: "read", Name: "Haben Sie noch eine andere Wohnung in Deutschland?"},
		{Role: "text", Zone: "read", Name: "Dann müssen wir wissen, in welcher Wohnung Sie meistens leben."},
		{ID: "option.nein", Role: "choice", Zone: "act", Name: "Nein", Detail: "Die neue Wohnung ist meine einzige Wohnung.", Act: link.ActPress},
		{ID: "option.neben", Role: "choice", Zone: "act", Name: "Ja, eine Nebenwohnung", Detail: "Ich lebe meistens in der neuen Wohnung.", Act: link.ActPress},
		{ID: "field.ort", Role: "field", Zone: "act", Name: "Ort", Value: "Dres", Active: true, Caret: 4, Act: link.ActFill},
		{ID: "field.iban", Role: "field", Zone: "act", Secret: true},
		{ID: "back", Role: "button", Zone: "back", Name: "Zurück", Icon: "back", Act: link.ActPress},
		{ID: "forward", Role: "button", Kind: "primary", Zone: "forward", Name: "Weiter", Act: link.ActPress},
		{ID: "bar.cancel", Role: "tile", Zone: "bar", Name: "Abbrechen", Icon: "close"},
		{ID: "bar.language", Role: "tile", Zone: "bar", Name: "Sprache", Icon: "language"},
		{ID: "bar.aids", Role: "tile", Zone: "bar", Name: "Bedienhilfen", Icon: "accessibility"},
		{ID: "bar.hangup", Role: "tile", Zone: "bar", Name: "Auflegen", Icon: "end-call"},
	}}
}

// accented shows the page in the municipality's colour, and in the look's again where the colour cannot be read.
func accented(t *testing.T, f *hub, ctx context.Context, page link.Mirror) {
	t.Helper()
	forward := func(colour string) string {
		return fmt.Sprintf(`getComputedStyle(document.querySelector('#mirror .k-primary')).backgroundColor === %q`, colour)
	}
	const own, look = "rgb(0, 87, 63)", "rgb(32, 68, 170)"
	for i, c := range []struct{ accent, want string }{{"", look}, {"#00573f", own}, {"#ffcc00", look}, {"#00573f", own}, {"", look}} {
		page.Accent, page.Version = c.accent, page.Version+1
		f.form(page)
		browsertest.Until(t, ctx, fmt.Sprintf("the accent %q, %d", c.accent, i), forward(c.want))
		if i == 1 {
			keep(t, ctx, "30-accent")
		}
	}
	var head string
	browsertest.Run(t, ctx, chromedp.Evaluate(`getComputedStyle(document.querySelector('.head')).getPropertyValue('--accent')`, &head))
	if head != "#2044aa" {
		t.Errorf("the desk itself has %q", head)
	}
}

// keep saves a screenshot where -pictures asks for it.
func keep(t *testing.T, ctx context.Context, name string) {
	t.Helper()
	png := browsertest.Picture(t, ctx)
	if *pictures == "" {
		return
	}
	if err := os.WriteFile(filepath.Join(*pictures, name+".png"), png, 0o644); err != nil {
		t.Fatal(err)
	}
}

// open starts the desk in a browser, and fails the test when a script complains.
func open(t *testing.T, f *hub) context.Context { return openWith(t, f, "") }

// openWith runs a script before the desk's own.
func openWith(t *testing.T, f *hub, script string) context.Context {
	ctx := browsertest.Open(t, 1440, 900)
	chromedp.ListenTarget(ctx, func(e any) {
		switch e := e.(type) {
		case *runtime.EventExceptionThrown:
			t.Errorf("the page failed: %s", e.ExceptionDetails.Error())
		case *runtime.EventConsoleAPICalled:
			if e.Type == runtime.APITypeError {
				t.Errorf("the page complained: %s", e.Args[0].Value)
			}
		}
	})
	browsertest.Run(t, ctx, chromedp.ActionFunc(func(ctx context.Context) error {
		_, err := page.AddScriptToEvaluateOnNewDocument(script).Do(ctx)
		return err
	}), chromedp.Navigate(f.url))
	heard(f, func(h link.DeskHello) bool { return link.ValidKey(h.Tab) && h.Call == "" && h.Lang == "de" })
	f.say(link.DeskWelcome{Clerk: "7", Name: "Petra Krahl", Office: "Bürgeramt", Roles: []string{"clerk"}, Town: "Stadt Musterstadt"}, exampleBoard())
	browsertest.Until(t, ctx, "the board", `document.querySelectorAll('.case').length === 4`)
	return ctx
}

// accept takes the first call and shows its page.
func accept(t *testing.T, f *hub, ctx context.Context) {
	acceptCase(t, f, ctx, exampleBoard().Waiting[0])
}

func acceptCase(t *testing.T, f *hub, ctx context.Context, one link.Case) {
	browsertest.Run(t, ctx, browser.Click(`.case.first .button`))
	heard(f, func(a link.Accept) bool { return a.Call == call1 })
	who := link.Participant{ID: "p1", Name: "Petra Krahl", Office: "Bürgeramt", As: link.AsClerk}
	f.say(link.Accepted{Call: call1, Epoch: 1, Who: who, Terminal: "ms-01", Case: &one, Peers: []link.Peer{{Who: link.Participant{ID: link.TerminalPeer}, Offer: true}}})
	offer := heard(f, func(s link.Signal) bool { return s.Kind == link.SignalOffer })
	for _, want := range []string{"m=audio", "m=video", "m=application", "VP8"} {
		if !strings.Contains(offer.Data, want) {
			t.Errorf("the offer lacks %s", want)
		}
	}
	f.form(examplePage())
	browsertest.Until(t, ctx, "the mirror", `document.querySelector('#mirror .n-title')?.textContent.startsWith('Haben Sie')`)
}

func TestBoardInABrowser(t *testing.T) {
	f := newHub(t)
	ctx := open(t, f)
	var text string
	browsertest.Run(t, ctx, chromedp.Evaluate(`document.querySelector('main').innerText`, &text))
	for _, want := range []string{"Vier Menschen warten", "6:4", "Wohnung anmelden", "Schritt 2 von 6, Angaben", "Arabisch", "Dolmetschen", "Störung", "schreibt lieber", "Obersorbisch", "Rückrufe", "+49 351 000 11", "96 %", "Omar Haddad"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing", want)
		}
	}
	browsertest.Until(t, ctx, "no way to what only a supervisor sees", `document.querySelector('[href="/intake/"]').hidden && !document.querySelector('[href="/account/"]').hidden`)
	keep(t, ctx, "29-queue")
	browsertest.Run(t, ctx, browser.Click(`[data-do="presence"]`))
	heard(f, func(p link.Presence) bool { return p.State == link.Away })
	browsertest.Run(t, ctx, browser.Click(`[data-do="callback-done"]`))
	heard(f, func(c link.CallbackDone) bool { return c.ID == call2 })
	f.say(link.Refused{Code: link.RefusedTaken})
	browsertest.Until(t, ctx, "the refusal", `document.getElementById('notice').textContent === 'Jemand anderes war schneller.'`)
	f.say(link.Superseded{})
	browsertest.Until(t, ctx, "the end of this tab", `document.querySelector('h1')?.textContent.includes('anderen Fenster')`)
}

func TestCallInABrowser(t *testing.T) {
	f := newHub(t)
	ctx := open(t, f)
	accept(t, f, ctx)

	browsertest.Run(t, ctx, browser.Click(`[data-arg="option.neben"]`))
	if p := formHeard[link.Point](f); p.Node != "option.neben" {
		t.Errorf("pointed at %q", p.Node)
	}
	page := examplePage()
	page.Version, page.Pointed = 2, "option.neben"
	f.form(page)
	browsertest.Until(t, ctx, "the ring", `document.querySelector('#mirror .pointed')?.dataset.arg === 'option.neben'`)
	accented(t, f, ctx, page)
	browsertest.Run(t, ctx, browser.Click(`[data-do="suggest"]`))
	suggestion := formHeard[link.Suggest](f)
	if suggestion.Node != "option.neben" {
		t.Errorf("suggested %+v", suggestion)
	}
	f.form(link.Done{ID: suggestion.ID, Outcome: link.OutcomeDone})
	browsertest.Until(t, ctx, "the outcome", `document.querySelector('.status').textContent === 'Erledigt: Ja, eine Nebenwohnung'`)

	browsertest.Run(t, ctx, browser.Click(`[data-arg="field.ort"]`), browser.Write(`#value`, "Dresden"), browser.Click(`[data-do="fill"]`))
	if got := formHeard[link.Fill](f); got.Node != "field.ort" || got.Value != "Dresden" {
		t.Errorf("filled %+v", got)
	}
	f.form(link.Grant{State: link.GrantAsked})
	browsertest.Until(t, ctx, "the question at the terminal", `document.querySelector('.pane-tools').innerText.includes('wird gerade gefragt')`)

	browsertest.Run(t, ctx, browser.Click(`[data-do="request"][data-arg="scan"]`))
	if got := formHeard[link.Request](f); got.What != link.WantScan {
		t.Errorf("asked for %+v", got)
	}

	f.say(link.Signal{Call: call1, From: link.TerminalPeer, To: "p1", Epoch: 1, Kind: link.SignalText, Data: "Ich habe noch ein Zimmer in Dresdne\b\ben.\u2028Und"})
	browsertest.Until(t, ctx, "the text", `document.getElementById('lines').innerText.includes('Ich habe noch ein Zimmer in Dresden.')`)
	browsertest.Until(t, ctx, "the open line", `document.getElementById('lines').innerText.includes('Und')`)
	browsertest.Run(t, ctx, browser.Write(`#write`, "Leben Sie meistens hier?\r"))
	var written string
	for !strings.HasSuffix(written, "\u2028") {
		written += heard(f, func(s link.Signal) bool { return s.Kind == link.SignalText }).Data
	}
	if written != "Leben Sie meistens hier?\u2028" {
		t.Errorf("written %q", written)
	}
	browsertest.Until(t, ctx, "the own line", `document.querySelector('.said.mine')?.innerText.includes('Leben Sie meistens hier?')`)
	f.form(link.Shared{Audio: true, Video: true})
	browsertest.Until(t, ctx, "what is shared", `document.querySelector('.share').textContent.includes('Bild und Ton')`)
	keep(t, ctx, "30-call")

	browsertest.Run(t, ctx, browser.Click(`[data-do="bring"][data-arg="interpreter"]`), browser.Click(`#dialog [data-do="invite"]`))
	if got := heard(f, func(link.Invite) bool { return true }); got.Clerk != "9" || got.As != link.AsInterpreter {
		t.Errorf("invited %+v", got)
	}
	browsertest.Run(t, ctx, browser.Click(`[data-do="ask-end"]`))
	keep(t, ctx, "30-end")
	browsertest.Run(t, ctx, browser.Click(`#dialog [data-arg="solved"]`))
	heard(f, func(e link.End) bool { return e.Call == call1 && e.Reason == link.ReasonSolved })
	f.say(link.Ended{Call: call1, Reason: link.ReasonSolved})
	browsertest.Until(t, ctx, "the board again", `document.querySelectorAll('.case').length === 4`)

	var rest string
	browsertest.Run(t, ctx, chromedp.Evaluate(`document.documentElement.outerHTML`, &rest))
	for _, never := range []string{"Dresden", "Leben Sie", "Nebenwohnung", "blob:"} {
		if strings.Contains(rest, never) {
			t.Errorf("%q is still in the page after the call", never)
		}
	}
}

func TestSecretsAreNotShown(t *testing.T) {
	f := newHub(t)
	ctx := open(t, f)
	accept(t, f, ctx)
	var text string
	browsertest.Run(t, ctx, chromedp.Evaluate(`document.querySelector('[data-arg="field.iban"]').innerText`, &text))
	if strings.TrimSpace(text) != "verdeckt" {
		t.Errorf("a secret field shows %q", text)
	}
}

// TestCallByKeys accepts, points and ends with keys alone.
func TestCallByKeys(t *testing.T) {
	f := newHub(t)
	ctx := open(t, f)
	press := func(code string) {
		browsertest.Run(t, ctx, chromedp.Evaluate(fmt.Sprintf(`document.dispatchEvent(new KeyboardEvent('keydown', {code: 'Key%s', altKey: true, shiftKey: true, bubbles: true}))`, code), nil))
	}
	press("A")
	heard(f, func(a link.Accept) bool { return a.Call == call1 })
	one := exampleBoard().Waiting[0]
	f.say(link.Accepted{Call: call1, Epoch: 1, Who: link.Participant{ID: "p1", As: link.AsClerk}, Case: &one, Peers: []link.Peer{{Who: link.Participant{ID: link.TerminalPeer}, Offer: true}}})
	f.form(examplePage())
	browsertest.Until(t, ctx, "the mirror", `document.querySelector('#mirror .n-title') !== null`)
	press("S")
	browsertest.Run(t, ctx, chromedp.KeyEvent("\t"), chromedp.KeyEvent("\t"), chromedp.KeyEvent("\r"))
	if p := formHeard[link.Point](f); p.Node != "option.nein" {
		t.Errorf("pointed at %q", p.Node)
	}
	browsertest.Run(t, ctx, browser.Write(`[data-arg="field.ort"]`, "\r"), browser.Write(`#value`, "Dresden\r"))
	if p := formHeard[link.Suggest](f); p.Node != "field.ort" || p.Value != "Dresden" {
		t.Errorf("suggested %+v", p)
	}
	press("M")
	browsertest.Until(t, ctx, "mute", `document.querySelector('[data-do="mute"]').getAttribute('aria-pressed') === 'true'`)
	press("E")
	browsertest.Until(t, ctx, "the question for the reason", `document.getElementById('dialog').open`)
	browsertest.Run(t, ctx, chromedp.KeyEvent("\r"))
	heard(f, func(e link.End) bool { return e.Reason == link.ReasonSolved })
}

// TestAdmissionInABrowser says to one who comes later that the citizen is being asked, and what they answered, and to the clerk the same.
func TestAdmissionInABrowser(t *testing.T) {
	f := newHub(t)
	ctx := open(t, f)
	accept(t, f, ctx)
	olena := link.Participant{ID: "p3", Name: "Olena Bondar", As: link.AsInterpreter}
	f.say(link.Joined{Call: call1, Who: olena})
	f.form(link.Admission{Who: "p3", State: link.GrantAsked})
	browsertest.Until(t, ctx, "that she is being asked about", `document.querySelector('.status').textContent === 'Olena Bondar: Die Person am Terminal wird gefragt, ob sie einverstanden ist.'`)
	f.form(link.Admission{Who: "p3", State: link.GrantRefused})
	browsertest.Until(t, ctx, "that she is not wanted", `document.querySelector('.status').textContent === 'Olena Bondar: Die Person am Terminal möchte das nicht.'`)
	f.form(link.Admission{Who: "p1", State: link.GrantAsked})
	browsertest.Until(t, ctx, "that this desk is being asked about", `document.querySelector('.share').textContent.includes('wird gerade gefragt') && document.querySelector('.pane-head .second').textContent.includes('sobald die Person zustimmt')`)
	keep(t, ctx, "30-not-yet")
	f.form(link.Admission{Who: "p1", State: link.GrantGiven})
	browsertest.Until(t, ctx, "that it is agreed to", `document.querySelector('.share').textContent.includes('noch aus')`)
	f.form(link.Admission{Who: "p1", State: link.GrantRefused})
	f.say(link.Left{Call: call1, Who: "p1"})
	browsertest.Until(t, ctx, "why it is out of the call", `document.getElementById('notice').textContent === 'Die Person am Terminal möchte das Gespräch ohne Sie führen.'`)
	browsertest.Until(t, ctx, "the board again", `document.querySelectorAll('.case').length === 4`)
}

// TestWhoSpeaksGermanSpeaksLeichteSprache finds who can be asked to interpret as the queue finds who can take the call.
func TestWhoSpeaksGermanSpeaksLeichteSprache(t *testing.T) {
	f := newHub(t)
	ctx := open(t, f)
	one := exampleBoard().Waiting[0]
	one.Language = "de-leicht"
	acceptCase(t, f, ctx, one)
	board := exampleBoard()
	board.Version, board.Colleagues = 2, []link.Colleague{
		{Clerk: "9", Name: "Omar Haddad", State: link.Available, Languages: []string{"ar"}},
		{Clerk: "10", Name: "Jan Nowak", State: link.Available, Languages: []string{"hsb", "de"}},
	}
	f.say(board)
	browsertest.Run(t, ctx, browser.Click(`[data-do="bring"][data-arg="interpreter"]`))
	browsertest.Until(t, ctx, "the one who speaks German", `[...document.querySelectorAll('#dialog[open] [data-do="invite"]')].map((one) => one.innerText.trim()).join() === 'Jan Nowak'`)
}

// TestBringWhoBecomesFree shows in the open dialog who becomes free and who does not stay it, and keeps it open.
func TestBringWhoBecomesFree(t *testing.T) {
	f := newHub(t)
	ctx := open(t, f)
	accept(t, f, ctx)
	names := `[...document.querySelectorAll('#dialog[open] [data-do="invite"]')].map((one) => one.innerText.trim()).join()`
	browsertest.Run(t, ctx, browser.Click(`[data-do="bring"][data-arg="second"]`))
	browsertest.Until(t, ctx, "the one who is free", names+` === 'Omar Haddad'`)
	board := exampleBoard()
	board.Version, board.Colleagues[1].State = 2, link.Available
	f.say(board)
	browsertest.Until(t, ctx, "the one who has become free", names+` === 'Omar Haddad,Jan Nowak'`)
	board = exampleBoard()
	board.Version, board.Colleagues[0].State, board.Colleagues[1].State = 3, link.Busy, link.Available
	f.say(board)
	browsertest.Until(t, ctx, "that one is busy now", names+` === 'Jan Nowak'`)
	browsertest.Run(t, ctx, browser.Click(`#dialog [data-do="invite"]`))
	if got := heard(f, func(link.Invite) bool { return true }); got.Clerk != "10" || got.As != link.AsSecond {
		t.Errorf("invited %+v", got)
	}
	board.Version, board.Colleagues[0].State = 4, link.Available
	f.say(board)
	f.form(link.Shared{Audio: true})
	browsertest.Until(t, ctx, "no dialog again", `document.querySelector('.share').textContent.includes('nur Ton') && !document.getElementById('dialog').open`)
}
