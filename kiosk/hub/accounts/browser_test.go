package accounts

import (
	"context"
	"flag"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/webauthn"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"buergerterminal/kiosk/hub/database"
	hand "buergerterminal/kiosk/hub/desk/browser"
	"buergerterminal/kiosk/hub/desk/browsertest"
)

var pictures = flag.String("pictures", "", "directory for screenshots of the account pages")

// served is a hub behind TLS, under a name, as browsers see it.
func served(t *testing.T) (h *hub, origin string) {
	t.Helper()
	server := httptest.NewUnstartedServer(nil)
	_, port, _ := strings.Cut(server.Listener.Addr().String(), ":")
	origin = "https://localhost:" + port
	db, err := database.Open(context.Background(), filepath.Join(t.TempDir(), "hub.sqlite"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	service := newLoginService(t)
	h = newHub(t, db, func(o *Options) {
		o.Origin, o.Now = origin, time.Now
		service.connected(o)
		o.OIDC.Label = ""
	})
	server.Config.Handler = h.mux
	server.StartTLS()
	t.Cleanup(server.Close)
	return h, origin
}

// tab is one tab of a browser.
type tab struct {
	t      *testing.T
	ctx    context.Context
	origin string
	lang   string
}

func openTab(t *testing.T, origin string) *tab {
	b := &tab{t: t, ctx: browsertest.Open(t, 1280, 900), origin: origin, lang: "de"}
	b.run(emulation.SetFocusEmulationEnabled(true)) // a page in the background has no focus
	return b
}

func (b *tab) run(actions ...chromedp.Action) {
	b.t.Helper()
	browsertest.Run(b.t, b.ctx, actions...)
}

// at waits for a page by its path and for an element on it.
func (b *tab) at(path, selector string) {
	b.t.Helper()
	b.until(path+" "+selector,
		`location.pathname === `+strconv.Quote(path)+` && document.readyState === "complete" && !!document.querySelector(`+strconv.Quote(selector)+`)`)
}

// until waits for an expression, over the loading of a page too: what is asked of a page that is just leaving fails.
func (b *tab) until(what, expression string) {
	b.t.Helper()
	deadline := time.After(browsertest.Patience)
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		var is bool
		if err := chromedp.Run(b.ctx, chromedp.Evaluate(expression, &is)); err == nil && is {
			return
		}
		select {
		case <-tick.C:
		case <-deadline:
			var page string
			chromedp.Run(b.ctx, chromedp.Evaluate(`location.href + "\n" + document.body.innerText`, &page))
			b.t.Fatalf("%s did not come; the page:\n%s", what, page)
		}
	}
}

func (b *tab) open(path string) {
	b.t.Helper()
	b.run(chromedp.Navigate(b.origin + path))
}

func (b *tab) speak(lang string) {
	b.t.Helper()
	b.lang = lang
	b.run(network.Enable(), network.SetExtraHTTPHeaders(network.Headers{"Accept-Language": lang}))
}

// picture takes the whole page, at the usual size and at a zoom of 200 %, and holds it to not running out at the side.
func (b *tab) picture(name string) {
	b.t.Helper()
	for _, size := range []struct {
		suffix        string
		width, height int64
		zoom          float64
	}{{"", 1280, 900, 1}, {"-200", 640, 450, 2}} {
		var wide bool
		b.run(emulation.SetDeviceMetricsOverride(size.width, size.height, size.zoom, false),
			chromedp.Evaluate(`document.documentElement.scrollWidth > document.documentElement.clientWidth`, &wide))
		if wide {
			b.t.Errorf("%s%s runs out at the side", name, size.suffix)
		}
		if *pictures == "" {
			continue
		}
		var png []byte
		b.run(chromedp.FullScreenshot(&png, 100))
		if err := os.WriteFile(filepath.Join(*pictures, name+"-"+b.lang+size.suffix+".png"), png, 0o644); err != nil {
			b.t.Fatal(err)
		}
	}
	b.run(emulation.SetDeviceMetricsOverride(1280, 900, 1, false))
}

// key presses a key where the focus is.
func (b *tab) key(keys ...string) {
	b.t.Helper()
	for _, k := range keys {
		b.run(chromedp.KeyEvent(k))
	}
}

// TestInABrowser is a clerk's life in Chromium: the link, a passkey, logging out and in again; by keyboard where people type.
func TestInABrowser(t *testing.T) {
	if testing.Short() {
		t.Skipf("-short: a whole life of an account in Chromium takes some seconds")
	}
	h, origin := served(t)
	id, err := h.Create(t.Context(), Console(), Profile{Name: "petra.krahl", Display: "Petra Krahl", Office: "Bürgeramt",
		Roles: []Role{RoleClerk, RoleSupervisor}, Authorities: []string{"musterstadt-buergeramt"}, Languages: []string{"de", "en"}})
	if err != nil {
		t.Fatal(err)
	}
	link, err := h.IssueLink(t.Context(), Console(), id)
	if err != nil {
		t.Fatal(err)
	}
	b := openTab(t, origin)
	var problems []string
	chromedp.ListenTarget(b.ctx, refusals(&problems))

	b.open(LinkPath(link))
	b.at(LinkPath(link), "#wanted")
	b.picture("link")
	b.run(hand.Write("#wanted", goodPassword), hand.Write("#again", goodPassword+kb.Enter))
	b.at(Prefix, "#addpasskey:not([hidden])")

	plugIn(b)
	b.run(hand.Write("#label", "Schlüsselbund"+kb.Enter))
	b.at(Prefix, `form[action="/account/passkeys/remove"]`)
	b.picture("own")
	b.run(hand.Click(`form[action="/account/logout"] button`))
	b.at(pathLogin, "#passkey:not([hidden]) button")
	b.picture("login")
	b.run(chromedp.Focus("#passkey button"))
	b.key(kb.Enter)
	b.at("/desk/", "body")
	b.until("the desk", `document.body.innerText === "desk of petra.krahl"`)
	if len(problems) > 0 {
		t.Errorf("the browser complains: %q", problems)
	}
}

// plugIn gives the browser a security key that says yes.
func plugIn(b *tab) {
	b.t.Helper()
	b.run(webauthn.Enable(), chromedp.ActionFunc(func(ctx context.Context) error {
		_, err := webauthn.AddVirtualAuthenticator(&webauthn.VirtualAuthenticatorOptions{
			Protocol: "ctap2", Transport: "usb", HasResidentKey: true, HasUserVerification: true, IsUserVerified: true, AutomaticPresenceSimulation: true,
		}).Do(ctx)
		return err
	}))
}
