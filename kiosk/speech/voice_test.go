package speech_test

import (
	"context"
	"errors"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"buergerterminal/kiosk/audio"
	"buergerterminal/kiosk/speech"
	"buergerterminal/kiosk/speech/speechtest"
)

// frame is a frame of the tape: 10 ms.
const frame = 10 * time.Millisecond

// room is a voice with the null device, whose clock the test turns.
type room struct {
	t       testing.TB
	voice   *speech.Voice
	clock   chan time.Time
	heard   chan float64 // loudest sample of each frame
	reports chan speech.Report
}

func newRoom(t testing.TB, engine speech.Engine) *room {
	r := &room{t: t, clock: make(chan time.Time), heard: make(chan float64), reports: make(chan speech.Report, 100)}
	device := audio.Tape(r.clock, func(samples []float32) {
		peak := 0.0
		for _, s := range samples {
			peak = max(peak, math.Abs(float64(s)))
		}
		r.heard <- peak
	})
	t.Cleanup(device.Close)
	r.voice = speech.NewVoice(engine, device.Mix)
	t.Cleanup(r.voice.Close)
	return r
}

func (r *room) say(texts ...string) {
	var all []speech.Phrase
	for _, text := range texts {
		all = append(all, speech.Phrase{Text: text, Lang: "de"})
	}
	r.voice.Say(all, func(report speech.Report) { r.reports <- report })
}

// listen is the loudest sample of the next frame.
func (r *room) listen() float64 {
	r.clock <- time.Time{}
	return <-r.heard
}

// until listens until a frame is loud, or silent, and returns how many were not.
func (r *room) until(loud bool) int {
	r.t.Helper()
	end := time.Now().Add(30 * time.Second)
	for n := 0; time.Now().Before(end); n++ {
		if (r.listen() > 0) == loud {
			return n
		}
	}
	r.t.Fatal("waited too long")
	return 0
}

func (r *room) report() speech.Report {
	r.t.Helper()
	for end := time.After(30 * time.Second); ; {
		select {
		case report := <-r.reports:
			return report
		case <-end:
			r.t.Fatal("no report")
		default:
			r.listen() // a report comes with the samples that are heard
		}
	}
}

// TestVoiceSaysAll: each phrase is reported when it is heard, then the end.
func TestVoiceSaysAll(t *testing.T) {
	r := newRoom(t, &speechtest.Engine{})
	r.say("eins", "zwei", "drei")
	for n := range 3 {
		if got := r.report(); got != (speech.Report{Phrase: n}) {
			t.Errorf("report %d is %+v", n, got)
		}
	}
	if got := r.report(); !got.Ended || got.Err != nil {
		t.Errorf("at the end the report is %+v", got)
	}
}

// TestVoiceStops within 200 ms of the device's own time, in the middle of a word, and another talk begins at once.
func TestVoiceStops(t *testing.T) {
	r := newRoom(t, &speechtest.Engine{})
	r.say(strings.Repeat("a", 3000))
	r.until(true)
	r.voice.Stop()
	after := 0
	for range 30 {
		if r.listen() > 0 {
			after++
		}
	}
	if time.Duration(after)*frame > 200*time.Millisecond {
		t.Errorf("%v are heard after the stop", time.Duration(after)*frame)
	}
	t.Logf("silent %v after the stop", time.Duration(after)*frame)
	r.say("b")
	r.until(true)
}

// TestVoicePauses: a pause is silent however long, and takes nothing away.
func TestVoicePauses(t *testing.T) {
	r := newRoom(t, &speechtest.Engine{})
	r.say(strings.Repeat("a", 50))
	r.until(true)
	r.voice.Pause(true)
	for range 200 {
		if r.listen() > 0 {
			t.Fatal("heard in the pause")
		}
	}
	r.voice.Pause(false)
	loud := 1 // before the pause
	for r.listen() > 0 {
		loud++
	}
	if loud != 50 {
		t.Errorf("%d frames are heard, want 50", loud)
	}
}

// TestVolumes: the fourth step lies 12 dB above the lowest (EN 301 549, 8.2.1.2).
func TestVolumes(t *testing.T) {
	r := newRoom(t, &speechtest.Engine{})
	peak := func(db int) float64 {
		r.voice.SetVolume(db)
		r.say(strings.Repeat("a", 20))
		r.until(true)
		loudest := r.listen()
		r.voice.Stop()
		r.until(false)
		return loudest
	}
	if got := 20 * math.Log10(peak(-4)/peak(-16)); math.Abs(got-12) > 0.1 {
		t.Errorf("%.2f dB apart, want 12", got)
	}
}

// TestVoiceFails: an engine that breaks off is reported by its code, and never by what it was to say.
func TestVoiceFails(t *testing.T) {
	r := newRoom(t, &speechtest.Engine{Err: &speech.Error{Code: speech.CodeFailed, Cause: errors.New("broken")}})
	r.say("geheim")
	got := r.report()
	for !got.Ended {
		got = r.report()
	}
	if e := (*speech.Error)(nil); !errors.As(got.Err, &e) || e.Code != speech.CodeFailed || strings.Contains(got.Err.Error(), "geheim") {
		t.Errorf("the report is %+v", got)
	}
}

// TestNobodyHears: without a device a talk ends at once.
func TestNobodyHears(t *testing.T) {
	v := speech.NewVoice(&speechtest.Engine{}, func(audio.Source) bool { return false })
	reports := make(chan speech.Report, 1)
	v.Say([]speech.Phrase{{Text: "a"}}, func(r speech.Report) { reports <- r })
	v.Close()
	if got := <-reports; !got.Ended || got.Err != nil {
		t.Errorf("the report is %+v", got)
	}
}

func espeak(t testing.TB) *speech.Espeak {
	t.Helper()
	e := speech.NewEspeak("espeak-ng")
	if _, err := e.Find(); err != nil {
		t.Skipf("espeak-ng is not installed: %v", err)
	}
	return e
}

// TestEspeak speaks every language, easy language slower, each faster where the citizen wants it.
func TestEspeak(t *testing.T) {
	e := espeak(t)
	length := func(p speech.Phrase) time.Duration {
		samples, peak := 0, float32(0)
		if err := e.Speak(context.Background(), p, func(s []float32) {
			samples += len(s)
			for _, v := range s {
				peak = max(peak, v)
			}
		}); err != nil {
			t.Fatalf("%s: %v", p.Lang, err)
		}
		if peak < 0.05 || peak > 1.2 {
			t.Errorf("%s: the loudest sample is %.2f", p.Lang, peak)
		}
		return time.Duration(samples) * time.Second / audio.Rate
	}
	for lang, text := range map[string]string{"de": "Guten Tag", "de-leicht": "Guten Tag", "en": "Good day", "uk": "Добрий день", "ru": "Добрый день", "ar": "مرحبا بكم", "tr": "İyi günler", "pl": "Dzień dobry", "cs": "Dobrý den", "hsb": "Dobry dźeń"} {
		if got := length(speech.Phrase{Text: text, Lang: lang}); got < 300*time.Millisecond || got > 5*time.Second {
			t.Errorf("%s takes %v", lang, got)
		}
	}
	text := "Bitte legen Sie Ihren Ausweis auf den Leser."
	slow, usual, fast, easy := length(speech.Phrase{Text: text, Lang: "de", Rate: -1}), length(speech.Phrase{Text: text, Lang: "de"}), length(speech.Phrase{Text: text, Lang: "de", Rate: 1}), length(speech.Phrase{Text: text, Lang: "de-leicht"})
	if slow <= usual || usual <= fast || easy <= usual {
		t.Errorf("slow %v, usual %v, fast %v, easy %v", slow, usual, fast, easy)
	}
}

// TestEspeakStops: with the real program and the null device the voice is silent at once, and the program ends.
func TestEspeakStops(t *testing.T) {
	r := newRoom(t, espeak(t))
	began := time.Now()
	r.say(strings.Repeat("Bitte legen Sie Ihren Ausweis auf den Leser. ", 200))
	r.until(true)
	first := time.Since(began)
	r.voice.Stop()
	after := 0
	for range 30 {
		if r.listen() > 0 {
			after++
		}
	}
	if time.Duration(after)*frame > 200*time.Millisecond {
		t.Errorf("%v are heard after the stop", time.Duration(after)*frame)
	}
	r.voice.Close() // waits for the program
	t.Logf("first sample after %v, silent %v after the stop", first.Round(time.Millisecond), time.Duration(after)*frame)
}

// TestEspeakGetsTheTextByItsInput: whoever lists the machine's processes reads nothing of what is said.
func TestEspeakGetsTheTextByItsInput(t *testing.T) {
	dir := t.TempDir()
	program := filepath.Join(dir, "voice")
	script := "#!/bin/sh\necho \"$@\" > " + filepath.Join(dir, "arguments") + "\nenv > " + filepath.Join(dir, "environment") + "\ncat > " + filepath.Join(dir, "input") + "\n"
	if err := os.WriteFile(program, []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	e := speech.NewEspeak(program)
	said := e.Speak(context.Background(), speech.Phrase{Text: "Lehmann [[x", Lang: "de"}, func([]float32) {})
	if failed := (*speech.Error)(nil); !errors.As(said, &failed) || failed.Code != speech.CodeFailed || strings.Contains(said.Error(), "Lehmann") {
		t.Errorf("a program without sound gives %v", said)
	}
	for file, want := range map[string]bool{"arguments": false, "environment": false, "input": true} {
		raw, err := os.ReadFile(filepath.Join(dir, file))
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(raw), "Lehmann") != want || strings.Contains(string(raw), "[[") {
			t.Errorf("%s holds %q", file, raw)
		}
	}
}

// TestNoEspeak says that the program is missing, and speaks when it has come.
func TestNoEspeak(t *testing.T) {
	program := filepath.Join(t.TempDir(), "voice")
	e := speech.NewEspeak(program)
	say := func() speech.Code {
		failed := (*speech.Error)(nil)
		if err := e.Speak(context.Background(), speech.Phrase{Text: "Guten Tag", Lang: "de"}, func([]float32) {}); !errors.As(err, &failed) {
			t.Fatalf("the error is %v", err)
		}
		return failed.Code
	}
	if got := say(); got != speech.CodeNoEngine {
		t.Errorf("without a program: %s", got)
	}
	if err := os.WriteFile(program, []byte("#!/bin/sh\nexit 1\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	if got := say(); got != speech.CodeFailed {
		t.Errorf("with one that fails: %s", got)
	}
}
