//go:build cgo

package media

import (
	"context"
	"encoding/json"
	"fmt"
	"image"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"testing"
	"time"

	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/pion/webrtc/v4"

	"buergerterminal/kiosk/call/capture"
)

// desk is a page with a camera, a microphone and a connection, as small as can be.
const desk = `<!doctype html><title>desk</title><video id=v autoplay playsinline></video><script>
let pc, frames = 0, sound
async function answer(offer) {
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
		const count = () => { frames++; v.requestVideoFrameCallback(count) }
		v.requestVideoFrameCallback(count)
	}
	await pc.setRemoteDescription({type: 'offer', sdp: offer})
	await pc.setLocalDescription(await pc.createAnswer())
	while (pc.iceGatheringState !== 'complete') await new Promise(done => pc.addEventListener('icegatheringstatechange', done, {once: true}))
	return pc.localDescription.sdp
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
		if (s.type === 'inbound-rtp' && s.kind === 'video') Object.assign(r, {Decoded: s.framesDecoded, Dropped: s.framesDropped, Freezes: s.freezeCount, Decoder: s.decoderImplementation, Repairs: s.retransmittedPacketsReceived})
		if (s.type === 'codec') r.Codecs = (r.Codecs || '') + s.mimeType + ' ' + s.sdpFmtpLine + '; '
	}
	return JSON.stringify(r)
}
</script>`

// view is what the page says.
type view struct {
	Frames, Width, Height, Counter, Sent, Decoded, Dropped, Freezes, Repairs int
	Hz                                                                       float64
	Codecs                                                                   string
}

// chromium opens the page in a headless Chromium whose camera is its own fake one.
func chromium(t *testing.T) context.Context {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil {
		t.Skipf("Chromium is not installed: %v", err)
	}
	page := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = fmt.Fprint(w, desk)
	}))
	t.Cleanup(page.Close)
	browser, cancel := chromedp.NewExecAllocator(t.Context(), append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.NoSandbox,
		chromedp.Flag("use-fake-device-for-media-stream", true), chromedp.Flag("use-fake-ui-for-media-stream", true),
		chromedp.Flag("autoplay-policy", "no-user-gesture-required"), chromedp.Flag("disable-features", "WebRtcHideLocalIpsWithMdns"),
		chromedp.Flag("disable-background-timer-throttling", true), chromedp.Flag("disable-renderer-backgrounding", true),
		chromedp.WSURLReadTimeout(60*time.Second))...)
	t.Cleanup(cancel)
	tab, cancel := chromedp.NewContext(browser)
	t.Cleanup(cancel)
	if err := chromedp.Run(tab, chromedp.Navigate(page.URL)); err != nil {
		t.Skipf("Chromium does not start here: %v", err)
	}
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

// TestChromium calls a real browser: both see and hear each other.
func TestChromium(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a browser")
	}
	tab := chromium(t)
	c, err := Connect(Options{Settings: func(e *webrtc.SettingEngine) { e.SetIncludeLoopbackCandidate(true) }})
	if err != nil {
		t.Fatal(err)
	}
	source := NewSource(SourceOptions{Absent: "Keine Kamera"})
	voice, err := NewVoice(capture.Tone{Hz: 440, Peak: 0.5})
	if err != nil {
		t.Fatal(err)
	}
	sender, err := NewSender(c, source, voice, nil)
	if err != nil {
		t.Fatal(err)
	}
	receiver, err := NewReceiver(c, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		sender.Close()
		source.Close()
		voice.Close()
		if err := c.Close(); err != nil {
			t.Error(err)
		}
		receiver.Close()
	}()
	offer, err := c.PC.CreateOffer(nil)
	if err != nil {
		t.Fatal(err)
	}
	gathered := webrtc.GatheringCompletePromise(c.PC)
	if err := c.PC.SetLocalDescription(offer); err != nil {
		t.Fatal(err)
	}
	<-gathered
	sdp, err := json.Marshal(c.PC.LocalDescription().SDP)
	if err != nil {
		t.Fatal(err)
	}
	answer := evaluate(t, tab, "answer("+string(sdp)+")")
	if err := c.PC.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeAnswer, SDP: answer}); err != nil {
		t.Fatal(err)
	}
	samples := make([]float32, 48000/100)
	loud := 0.0
	hear := time.NewTicker(10 * time.Millisecond)
	defer hear.Stop()
	var seen view
	for end := time.Now().Add(60 * time.Second); ; {
		for range 50 {
			<-hear.C
			receiver.Ear().Read(samples)
			for _, s := range samples {
				loud = max(loud, float64(s))
			}
		}
		if err := json.Unmarshal([]byte(evaluate(t, tab, "report()")), &seen); err != nil {
			t.Fatal(err)
		}
		in := receiver.Seen()
		if seen.Frames >= 60 && seen.Width == 640 && in.Shown >= 60 && in.Width == 640 && loud > 0.05 && seen.Hz > 430 && seen.Hz < 450 {
			break
		}
		if time.Now().After(end) {
			t.Errorf("after a minute the browser sees %+v, the terminal %+v, loud %.2f", seen, in, loud)
			break
		}
	}
	t.Logf("browser: %+v\nterminal: %+v\n%+v\n%+v", seen, receiver.Seen(), sender.Line(), receiver.Ear().Sound())
	var picture *image.YCbCr
	if picture, _ = receiver.Picture(0, nil); picture == nil || !green(picture) {
		t.Error("the browser's green picture does not look so")
	}
	if taken := source.Pictures().Taken; seen.Counter == 0 || seen.Counter > taken {
		t.Errorf("the browser sees picture %d of %d", seen.Counter, taken)
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
