package desk

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"buergerterminal/kiosk/hub/desk/browsertest"
	"buergerterminal/kiosk/link"
)

// TestCallInFirefox shows the board, accepts, offers, shows the mirror and writes in the other browser.
func TestCallInFirefox(t *testing.T) {
	f := newHub(t)
	b := browsertest.OpenFirefox(t)
	b.Navigate(f.url)
	heard(f, func(h link.DeskHello) bool { return h.Call == "" })
	f.say(link.DeskWelcome{Clerk: "7", Name: "Petra Krahl", Office: "Bürgeramt", Town: "Stadt Musterstadt"}, exampleBoard())
	b.Until("the board", `document.querySelectorAll('.case').length === 4`)
	b.Text(`document.querySelector('.case.first .button').click()`)
	heard(f, func(a link.Accept) bool { return a.Call == call1 })
	one := exampleBoard().Waiting[0]
	f.say(link.Accepted{Call: call1, Epoch: 1, Who: link.Participant{ID: "p1", Name: "Petra Krahl", As: link.AsClerk}, Terminal: "ms-01", Case: &one, Peers: []link.Peer{{Who: link.Participant{ID: link.TerminalPeer}, Offer: true}}})
	offer := heard(f, func(s link.Signal) bool { return s.Kind == link.SignalOffer })
	for _, want := range []string{"m=audio", "m=video", "m=application", "VP8"} {
		if !strings.Contains(offer.Data, want) {
			t.Errorf("the offer lacks %s", want)
		}
	}
	f.form(examplePage())
	b.Until("the mirror", `document.querySelector('#mirror .n-title')?.textContent.startsWith('Haben Sie')`)
	b.Text(`document.querySelector('[data-arg="option.nein"]').click()`)
	if p := formHeard[link.Point](f); p.Node != "option.nein" {
		t.Errorf("pointed at %q", p.Node)
	}
	f.say(link.Signal{Call: call1, From: link.TerminalPeer, To: "p1", Epoch: 1, Kind: link.SignalText, Data: "Guten Tag"})
	b.Until("the text", `document.getElementById('lines').innerText.includes('Guten Tag')`)
	b.Until("the own picture", `document.querySelector('video[data-who="me"]')?.videoWidth > 0`)
	if *pictures != "" {
		if err := os.WriteFile(filepath.Join(*pictures, "30-call-firefox.png"), b.Picture(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	f.say(link.Ended{Call: call1, Reason: link.ReasonSolved})
	b.Until("the board again", `document.querySelectorAll('.case').length === 4`)
}
