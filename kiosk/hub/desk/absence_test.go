package desk

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"buergerterminal/kiosk/hub/desk/browser"
	"buergerterminal/kiosk/hub/desk/browsertest"
	"buergerterminal/kiosk/link"
)

// What a clerk has to notice by themselves: that they cannot be reached, that somebody waits, that nobody hears them.

// TestSignedOut says that the clerk is signed out, and tries no longer: a desk that only lost the hub waits for it.
func TestSignedOut(t *testing.T) {
	f := newHub(t)
	ctx := open(t, f)
	f.cut <- "restart"
	heard(f, func(link.DeskHello) bool { return true })
	accept(t, f, ctx)
	f.signedOut.Store(true)
	f.cut <- "login"
	browsertest.Until(t, ctx, "that the clerk is signed out", `document.querySelector('h1')?.textContent === 'Sie sind abgemeldet'`)
	browsertest.Until(t, ctx, "the end of the call", `document.querySelector('.call') === null && document.querySelector('video') === null`)
	browsertest.Until(t, ctx, "no word of being ready, or of the server", `document.getElementById('presence').innerText.trim() === ''`)
	keep(t, ctx, "29-signed-out")
	f.signedOut.Store(false)
	browsertest.Run(t, ctx, browser.Click(`[data-do="reload"]`))
	heard(f, func(h link.DeskHello) bool { return h.Call == "" })
}

// quiet is a browser's rule of sound: a page is silent until it is touched, and what it began before stays so until it asks.
const quiet = `
window.tones = 0;
const touched = () => navigator.userActivation.hasBeenActive;
window.AudioContext = class {
	constructor() { this.state = touched() ? 'running' : 'suspended'; this.currentTime = 0; }
	async resume() { if (touched()) this.state = 'running'; }
};
window.GainNode = class { connect() {} };
window.OscillatorNode = class { connect(to) { return to; } start() { window.tones++; } stop() {} };`

// TestRings hears somebody who comes, also after the first came before the page was touched.
func TestRings(t *testing.T) {
	f := newHub(t)
	ctx := openWith(t, f, quiet)
	board := exampleBoard()
	waits := func(n int) {
		board.Version, board.Waiting = board.Version+1, exampleBoard().Waiting[:n]
		f.say(board)
		browsertest.Until(t, ctx, fmt.Sprintf("%d who wait", n), fmt.Sprintf(`document.querySelectorAll('.case').length === %d`, n))
	}
	waits(1)
	waits(2)
	browsertest.Run(t, ctx, chromedp.MouseClickXY(700, 880))
	waits(3)
	browsertest.Until(t, ctx, "two tones", `window.tones === 2`)
	board.Version, board.Waiting = board.Version+1, append(exampleBoard().Waiting[:2], exampleBoard().Waiting[3])
	f.say(board)
	browsertest.Until(t, ctx, "two more for who comes as another goes", `window.tones === 4`)
	board.Version, board.Waiting = board.Version+1, board.Waiting[1:]
	f.say(board)
	browsertest.Until(t, ctx, "one who is gone, and nothing to hear", `document.querySelectorAll('.case').length === 2 && window.tones === 4`)
}

// TestRingsUntilItIsAnswered keeps the question of a colleague through Escape, and behind another dialog.
func TestRingsUntilItIsAnswered(t *testing.T) {
	f := newHub(t)
	ctx := open(t, f)
	const asked = `document.querySelector('#dialog[open] [data-do="join"]') !== null`
	f.say(link.Ringing{Call: call1, From: "Omar Haddad", As: link.AsSecond, Moved: true, Case: exampleBoard().Waiting[0]})
	browsertest.Until(t, ctx, "the question", asked)
	for range 3 {
		browsertest.Run(t, ctx, chromedp.KeyEvent(kb.Escape))
	}
	browsertest.Until(t, ctx, "the question after Escape", asked)
	browsertest.Run(t, ctx, chromedp.Evaluate(`document.dispatchEvent(new KeyboardEvent('keydown', {code: 'KeyK', altKey: true, shiftKey: true, bubbles: true}))`, nil))
	browsertest.Until(t, ctx, "the list of keys", `document.querySelector('#dialog .keys') !== null`)
	browsertest.Run(t, ctx, browser.Click(`[data-do="close-dialog"]`))
	browsertest.Until(t, ctx, "the question behind the list", asked)
	browsertest.Run(t, ctx, browser.Click(`[data-do="decline"]`))
	heard(f, func(d link.Decline) bool { return d.Call == call1 })
	browsertest.Until(t, ctx, "that it is answered", `!document.getElementById('dialog').open`)
}

// TestTitleInTheBackground counts who waits in the tab's title while the page is not painted.
func TestTitleInTheBackground(t *testing.T) {
	f := newHub(t)
	ctx := open(t, f)
	browsertest.Until(t, ctx, "four who wait", `document.title.startsWith('(4) ')`)
	browsertest.Run(t, ctx, chromedp.Evaluate(`window.requestAnimationFrame = () => 1; undefined`, nil))
	board := exampleBoard()
	board.Version, board.Waiting = 2, board.Waiting[:1]
	f.say(board)
	browsertest.Until(t, ctx, "one who waits", `document.title.startsWith('(1) ')`)
}

// TestWhatTheClerkLacks says that the others do not see or hear the clerk, and still begins the call.
func TestWhatTheClerkLacks(t *testing.T) {
	for lacks, c := range map[string]struct{ refused, says string }{
		"both":       {`true`, "sieht und hört Sie nicht"},
		"camera":     {`wish.video`, "hört Sie, sieht Sie aber nicht"},
		"microphone": {`wish.audio`, "sieht Sie, hört Sie aber nicht"},
	} {
		t.Run(lacks, func(t *testing.T) {
			f := newHub(t)
			ctx := openWith(t, f, `
const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
navigator.mediaDevices.getUserMedia = async (wish) => { if (`+c.refused+`) throw new DOMException('', 'NotAllowedError'); return real(wish); };`)
			accept(t, f, ctx)
			browsertest.Until(t, ctx, "what is missing", fmt.Sprintf(`document.querySelector('.lacks')?.textContent.includes(%q)`, c.says))
			keep(t, ctx, "30-lacks-"+lacks)
		})
	}
}

// TestMutedBeforeItBegins keeps the microphone off that the clerk switched off while the browser was still asking for it.
func TestMutedBeforeItBegins(t *testing.T) {
	f := newHub(t)
	ctx := openWith(t, f, `
const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
navigator.mediaDevices.getUserMedia = (wish) => new Promise((allow) => { window.allow = async () => { window.given = await real(wish); allow(window.given); }; });`)
	browsertest.Run(t, ctx, browser.Click(`.case.first .button`))
	heard(f, func(a link.Accept) bool { return a.Call == call1 })
	one := exampleBoard().Waiting[0]
	f.say(link.Accepted{Call: call1, Epoch: 1, Who: link.Participant{ID: "p1", As: link.AsClerk}, Case: &one, Peers: []link.Peer{{Who: link.Participant{ID: link.TerminalPeer}, Offer: true}}})
	browsertest.Until(t, ctx, "that the browser asks", `document.querySelector('.lacks')?.textContent.includes('erlauben Sie im Browser')`)
	browsertest.Run(t, ctx, browser.Click(`[data-do="mute"]`), chromedp.Evaluate(`window.allow(); undefined`, nil))
	heard(f, func(s link.Signal) bool { return s.Kind == link.SignalOffer })
	browsertest.Until(t, ctx, "the microphone off and the camera on", `!window.given.getAudioTracks()[0].enabled && window.given.getVideoTracks()[0].enabled && document.querySelector('.lacks').textContent === ''`)
}
