//go:build cgo

package media

import (
	"context"
	"encoding/json"
	"fmt"
	"image"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/pion/ice/v4"
	"github.com/pion/webrtc/v4"

	"buergerterminal/kiosk/call/capture"
	"buergerterminal/kiosk/call/media/mediatest"
	"buergerterminal/kiosk/hub/desk/browsertest"
)

// desk is a page with a camera, a microphone and a connection, as small as can be.
const desk = `<!doctype html><title>desk</title><video id=v autoplay playsinline></video><script>
let pc, frames = 0, sound
async function open() {
	pc = new RTCPeerConnection()
	const stream = await navigator.mediaDevices.getUserMedia({audio: true, video: {width: 640, height: 480, frameRate: 30}})
	for (const track of stream.getTracks()) pc.addTrack(track, stream)
	pc.ontrack = e => {
		if (e.track.kind === 'audio') {
			const context = new AudioContext()
			sound = context.createAnalyser()
			sound.fftSize = 8192
			new Audio().srcObject = new MediaStream([e.track]) // Chromium decodes no voice that no element plays
			context.createMediaStreamSource(new MediaStream([e.track])).connect(sound)
			context.resume()
			return
		}
		v.srcObject = new MediaStream([e.track])
		const count = (_, shown) => { frames = shown.presentedFrames; v.requestVideoFrameCallback(count) }
		v.requestVideoFrameCallback(count)
	}
}
async function described() {
	await pc.setLocalDescription()
	while (pc.iceGatheringState !== 'complete') await new Promise(done => pc.addEventListener('icegatheringstatechange', done, {once: true}))
	return pc.localDescription.sdp
}
async function answer(offer) {
	await open()
	await pc.setRemoteDescription({type: 'offer', sdp: offer})
	return described()
}
async function offer() {
	await open()
	return described()
}
async function accept(answer) {
	await pc.setRemoteDescription({type: 'answer', sdp: answer})
	return ''
}
async function report() {
	const r = {Frames: frames, Width: v.videoWidth, Height: v.videoHeight}
	if (sound) {
		const bins = new Float32Array(sound.frequencyBinCount)
		sound.getFloatFrequencyData(bins)
		r.Hz = bins.indexOf(Math.max(...bins)) * sound.context.sampleRate / sound.fftSize
	}
	if (v.videoWidth) {
		const c = new OffscreenCanvas(v.videoWidth, v.videoHeight).getContext('2d', {willReadFrequently: true})
		c.drawImage(v, 0, 0)
		const cell = v.videoWidth / 32, y = Math.floor(v.videoHeight / 40)
		r.Counter = 0
		for (let i = 0; i < 24; i++) r.Counter = r.Counter * 2 + (c.getImageData(Math.floor((i + .5) * cell), y, 1, 1).data[1] > 125 ? 1 : 0)
	}
	for (const s of (await pc.getStats()).values()) {
		if (s.type === 'outbound-rtp' && s.kind === 'video') r.Sent = s.framesSent
		if (s.type === 'inbound-rtp' && s.kind === 'video') Object.assign(r, {Decoded: s.framesDecoded, Dropped: s.framesDropped, Freezes: s.freezeCount, Keys: s.keyFramesDecoded, Begged: s.pliCount, Held: 1000 * s.jitterBufferDelay / s.jitterBufferEmittedCount, Decoder: s.decoderImplementation, Repairs: s.retransmittedPacketsReceived})
		if (s.type === 'codec') r.Codecs = (r.Codecs || '') + s.mimeType + ' ' + s.sdpFmtpLine + '; '
	}
	return JSON.stringify(r)
}
</script>`

// view is what the page says.
type view struct {
	Frames, Width, Height, Counter, Sent, Decoded, Dropped, Freezes, Repairs, Keys, Begged int
	Hz, Held                                                                               float64
	Codecs                                                                                 string
}

// chromium opens the page in a headless Chromium whose camera is its own fake one.
func chromium(t *testing.T) context.Context {
	t.Helper()
	page := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = fmt.Fprint(w, desk)
	}))
	t.Cleanup(page.Close)
	tab := browsertest.Open(t, 1280, 900)
	browsertest.Run(t, tab, chromedp.Navigate(page.URL))
	return tab
}

func evaluate(t *testing.T, tab context.Context, script string) (result string) {
	t.Helper()
	wait := func(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) }
	if err := chromedp.Run(tab, chromedp.Evaluate(script, &result, wait)); err != nil {
		t.Fatalf("%.60s: %v", script, err)
	}
	return result
}

// browsed is a call to a real browser.
type browsed struct {
	t        *testing.T
	tab      context.Context
	source   *Source
	sender   *Sender
	receiver *Receiver
	loudest  float64 // of what was heard from it
}

// browse calls the browser, which offers or answers.
func browse(t *testing.T, offers bool, settings func(*webrtc.SettingEngine)) *browsed {
	t.Helper()
	if testing.Short() {
		t.Skipf("-short: a call with Chromium takes some ten seconds")
	}
	b := &browsed{t: t, tab: chromium(t)}
	c, err := Connect(Options{Settings: settings})
	if err != nil {
		t.Fatal(err)
	}
	b.source = NewSource(SourceOptions{Absent: "Keine Kamera"})
	voice, err := NewVoice(capture.Tone{Hz: 440, Peak: 0.5})
	if err != nil {
		t.Fatal(err)
	}
	if b.sender, err = NewSender(c, b.source, voice, nil); err != nil {
		t.Fatal(err)
	}
	if b.receiver, err = NewReceiver(c, nil); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		b.sender.Close()
		b.source.Close()
		voice.Close()
		if err := c.Close(); err != nil {
			t.Error(err)
		}
		b.receiver.Close()
	})
	if offers {
		b.local(c, webrtc.SDPTypeAnswer, evaluate(t, b.tab, "offer()"), func(sdp string) { evaluate(t, b.tab, "accept("+sdp+")") })
	} else {
		b.local(c, webrtc.SDPTypeOffer, "", func(sdp string) {
			answer := webrtc.SessionDescription{Type: webrtc.SDPTypeAnswer, SDP: evaluate(t, b.tab, "answer("+sdp+")")}
			if err := c.PC.SetRemoteDescription(answer); err != nil {
				t.Fatal(err)
			}
		})
	}
	return b
}

// local makes the terminal's description, an answer to the browser's offer where there is one, and hands it on as a JSON string.
func (b *browsed) local(c *Connection, kind webrtc.SDPType, offer string, hand func(sdp string)) {
	b.t.Helper()
	must := func(err error) {
		b.t.Helper()
		if err != nil {
			b.t.Fatal(err)
		}
	}
	var d webrtc.SessionDescription
	var err error
	if kind == webrtc.SDPTypeAnswer {
		must(c.PC.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeOffer, SDP: offer}))
		d, err = c.PC.CreateAnswer(nil)
	} else {
		d, err = c.PC.CreateOffer(nil)
	}
	must(err)
	gathered := webrtc.GatheringCompletePromise(c.PC)
	must(c.PC.SetLocalDescription(d))
	<-gathered
	sdp, err := json.Marshal(c.PC.LocalDescription().SDP)
	must(err)
	hand(string(sdp))
}

// listen hears the browser for half a second, and asks it what it sees.
func (b *browsed) listen() (seen view) {
	b.t.Helper()
	samples := make([]float32, 48000/100)
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for range 50 {
		<-tick.C
		b.receiver.Ear().Read(samples)
		for _, s := range samples {
			b.loudest = max(b.loudest, float64(s))
		}
	}
	if err := json.Unmarshal([]byte(evaluate(b.t, b.tab, "report()")), &seen); err != nil {
		b.t.Fatal(err)
	}
	return seen
}

// TestChromium calls a real browser: both see and hear each other.
func TestChromium(t *testing.T) {
	b := browse(t, false, func(e *webrtc.SettingEngine) { e.SetIncludeLoopbackCandidate(true) })
	var seen view
	for end := time.Now().Add(90 * time.Second); ; {
		seen = b.listen()
		in := b.receiver.Seen()
		if seen.Frames >= 60 && seen.Width == 640 && in.Shown >= 60 && in.Width == 640 && b.loudest > 0.05 && seen.Hz > 430 && seen.Hz < 450 {
			break
		}
		if time.Now().After(end) {
			t.Errorf("in the end the browser sees %+v, the terminal %+v, loud %.2f", seen, in, b.loudest)
			break
		}
	}
	t.Logf("browser: %+v\nterminal: %+v\n%+v\n%+v", seen, b.receiver.Seen(), b.sender.Line(), b.receiver.Ear().Sound())
	if picture, _ := b.receiver.Picture(0, nil); picture == nil || !green(picture) {
		t.Error("the browser's green picture does not look so")
	}
	if seen.Keys != 1 || seen.Begged != 0 {
		t.Errorf("the browser decoded %d key frames, and asked for %d: one is enough", seen.Keys, seen.Begged)
	}
	if seen.Held > 12 { // 16 to 30 where it smooths; 2 on a busy machine where it does not
		t.Errorf("the browser held pictures back for %.1f ms", seen.Held)
	}
	if taken := b.source.Pictures().Taken; seen.Counter == 0 || seen.Counter > taken {
		t.Errorf("the browser sees picture %d of %d", seen.Counter, taken)
	}
}

// TestChromiumOverALossyLine is called by the browser, as desks do it, and loses one packet of twenty both ways, at 100 ms there and back: what is lost is repaired in both directions, and the line
// is not given up. Nine pictures of ten are seen, and the first key frame is the last.
func TestChromiumOverALossyLine(t *testing.T) {
	under, err := net.ListenPacket("udp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	path := mediatest.Path{Loss: 0.05, Delay: 50 * time.Millisecond}
	mux := ice.NewUDPMuxDefault(ice.UDPMuxParams{UDPConn: mediatest.Roughen(under, 3, path, path), Logger: quiet().NewLogger("ice")})
	defer mux.Close()
	b := browse(t, true, func(e *webrtc.SettingEngine) {
		e.SetICEUDPMux(mux)
		e.SetIncludeLoopbackCandidate(true)
		e.SetNetworkTypes([]webrtc.NetworkType{webrtc.NetworkTypeUDP4})
	})
	var first, seen view
	var begun Pictures
	for end := time.Now().Add(90 * time.Second); ; {
		seen = b.listen()
		in := b.receiver.Seen()
		if first.Frames == 0 && in.Shown > 30 {
			first, begun = seen, b.source.Pictures()
		}
		if first.Frames > 0 && seen.Frames > first.Frames+300 && in.Shown > 300 {
			break
		}
		if time.Now().After(end) {
			t.Errorf("in the end the browser sees %+v, the terminal %+v", seen, in)
			break
		}
	}
	in, line, made := b.receiver.Seen(), b.sender.Line(), b.source.Pictures()
	t.Logf("browser: %+v\nterminal: %+v\n%+v\nmade %+v\nheard %+v", seen, in, line, made, b.receiver.Ear().Sound())
	t.Logf("the browser decoded %d and showed %d of %d pictures", seen.Decoded-first.Decoded, seen.Frames-first.Frames, made.Encoded-begun.Encoded)
	if shown, sent := seen.Frames-first.Frames, made.Encoded-begun.Encoded; shown < sent*9/10 || seen.Keys != 1 {
		t.Errorf("the browser showed %d of %d pictures, with %d key frames", shown, sent, seen.Keys)
	}
	if seen.Repairs == 0 || in.Requested == 0 {
		t.Errorf("the browser got %d repairs, the terminal asked for %d", seen.Repairs, in.Requested)
	}
	if line.Loss > lossTooMuch || b.sender.ruled() < startBudget {
		t.Errorf("the loss is taken for more than it is: %+v", line)
	}
}

// green reports whether a picture is mostly that of Chromium's fake camera.
func green(p *image.YCbCr) bool {
	n := 0
	for y := 0; y < p.Rect.Dy(); y += 8 {
		for x := 0; x < p.Rect.Dx(); x += 8 {
			if r, g, b, _ := p.At(x, y).RGBA(); g > r+0x2000 && g > b+0x2000 {
				n++
			}
		}
	}
	return 64*n > p.Rect.Dx()*p.Rect.Dy()/3
}

// ruled is the rate that the loss allows.
func (s *Sender) ruled() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.rule.rate
}
