package kiosk_test

import (
	"encoding/binary"
	"errors"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"buergerterminal/kiosk"
	"buergerterminal/kiosk/audio"
	"buergerterminal/kiosk/session"
	"buergerterminal/kiosk/speech"
	"buergerterminal/kiosk/speech/speechtest"
)

// headset is a socket that a test plugs into: a pipe in place of the input device.
type headset struct {
	t    *testing.T
	file *os.File
}

func newHeadset(t *testing.T, path string) *headset {
	t.Helper()
	if err := unix.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return &headset{t, f}
}

// plug writes the event of linux/input.h: EV_SW, SW_HEADPHONE_INSERT.
func (h *headset) plug(in uint32) {
	h.t.Helper()
	var event [24]byte
	binary.NativeEndian.PutUint16(event[16:], 5)
	binary.NativeEndian.PutUint16(event[18:], 2)
	binary.NativeEndian.PutUint32(event[20:], in)
	if _, err := h.file.Write(event[:]); err != nil {
		h.t.Fatal(err)
	}
}

// TestReadingAloud plugs a headset into an idle terminal, hears the first page within a second without touching anything, and
// follows the voice with the ring; a key stops it, and pulling the headset out ends it. Nothing of it is in the log.
func TestReadingAloud(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.config.Speech.Jack = r.path("jack")
	jack := newHeadset(t, r.config.Speech.Jack)
	engine, heard := &speechtest.Engine{}, make(chan time.Time, 1)
	clock := time.NewTicker(time.Millisecond) // ten times as fast as sound
	t.Cleanup(clock.Stop)
	device := audio.Tape(clock.C, func(samples []float32) {
		if samples[0] != 0 {
			select {
			case heard <- time.Now():
			default:
			}
		}
	})
	t.Cleanup(device.Close)
	r.config.Languages.Offered = []string{"de", "en"}
	r.speaking = &kiosk.Speaking{Engine: engine, Mix: device.Mix}
	r.open()
	began := time.Now()
	jack.plug(1)
	r.page("language")
	first := (<-heard).Sub(began)
	if first > time.Second {
		t.Errorf("heard after %v", first)
	}
	t.Logf("heard %v after the headset", first)
	r.until("the ring to reach the title", func(v view) bool { return v.state.Visit.Voice.Node == "title" && v.placed.Find("title").Node.Read })
	r.until("the ring to reach what can be chosen", func(v view) bool { return v.state.Visit.Focus == "language.de" })
	r.until("silence", func(v view) bool { return !v.state.Visit.Voice.Talking })

	said := len(engine.Said())
	r.kiosk.Typed(kiosk.ArrowDown, 0)
	r.until("the next language", func(v view) bool { return v.state.Visit.Focus == "language.en" })
	eventually(t, "its name to be said", func() bool {
		return len(engine.Said()) > said && engine.Said()[said].Text == "English" && engine.Said()[said].Lang == "en"
	})
	r.kiosk.Typed(kiosk.ReadAgain, 0)
	r.until("the title again", func(v view) bool { return v.state.Visit.Voice.Node == "title" })
	r.kiosk.Typed(kiosk.Pause, 0)
	r.until("the pause", func(v view) bool { return v.state.Visit.Voice.Paused && !v.state.Visit.Voice.Talking })
	r.kiosk.Typed(kiosk.NextNode, 0)
	r.until("the node behind the title", func(v view) bool {
		return strings.HasPrefix(v.state.Visit.Voice.Node, "#") && !v.state.Visit.Voice.Paused
	})
	r.kiosk.Typed(kiosk.ChangeVolume, 0)
	r.kiosk.Typed(kiosk.ChangeRate, 0)
	r.kiosk.Typed(kiosk.SpellNames, 0)
	r.until("the voice as it is set", func(v view) bool {
		voice := v.state.Visit.Voice
		return voice.Volume == 1 && voice.Rate == session.Fast && voice.Spelling
	})
	jack.plug(0)
	r.until("the end of reading", func(v view) bool { return !v.state.Visit.Voice.On && !v.state.Idle() })
	r.leave()
	raw, err := os.ReadFile(r.config.Files.Log)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(raw), "English") || strings.Contains(string(raw), "Sprache und") {
		t.Error("the log holds what was said")
	}
}

// TestWithoutVoice: where the program is missing the technician is told, and the citizen sees no switch that does nothing.
func TestWithoutVoice(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.config.Speech.Program = "no-such-voice"
	r.speaking = &kiosk.Speaking{Mix: func(audio.Source) bool { return true }}
	r.open()
	r.told("health.changed", "speech.no-engine")
	r.touch("start")
	v := r.page("language")
	if v.placed.Find("aid.speech") != nil {
		t.Error("there is a switch for a voice that is not there")
	}
}

// soundTrouble is what stands for all that is heard on the technician's page.
func soundTrouble(v view) string { return v.state.Trouble(session.UnitSound) }

// TestVoiceStands: a voice that fails stands on the technician's page until it works again, which the terminal tries by itself.
func TestVoiceStands(t *testing.T) {
	t.Parallel()
	r := newRig(t).withTechnician()
	engine := &speechtest.Engine{}
	r.speaking = &kiosk.Speaking{Engine: engine, Mix: func(audio.Source) bool { return true }, Again: 20 * time.Millisecond}
	r.open()
	engine.Fail(&speech.Error{Code: speech.CodeFailed, Cause: errors.New("no sound came")})
	r.kiosk.Send(session.ToggleSpeech{})
	r.page("language")
	r.told("health.changed", "speech.failed")
	r.kiosk.Send(session.EndVisit{})
	r.kiosk.Send(session.Cancel{})
	r.comeIn()
	v := r.until("the voice's fault", func(v view) bool { return soundTrouble(v) == "speech.failed" })
	if n := v.placed.Tree.Find("unit.sound"); n == nil || !strings.Contains(n.Detail, "Vorlesen abgebrochen") {
		t.Errorf("the technician reads %+v", n)
	}
	engine.Fail(nil)
	r.until("the fault to be gone", func(v view) bool { return soundTrouble(v) == "" })
}

// TestVoiceComes: a program that is installed while the terminal runs is offered then.
func TestVoiceComes(t *testing.T) {
	t.Parallel()
	program, err := exec.LookPath("espeak-ng")
	if err != nil {
		t.Skipf("espeak-ng is not installed: %v", err)
	}
	r := newRig(t)
	r.config.Speech.Program = r.path("voice")
	r.speaking = &kiosk.Speaking{Mix: func(audio.Source) bool { return true }, Again: 20 * time.Millisecond}
	r.open()
	r.told("health.changed", "speech.no-engine")
	if err := os.Symlink(program, r.path("voice")); err != nil {
		t.Fatal(err)
	}
	r.until("the voice", func(v view) bool { return v.state.Speech.Fitted })
	r.touch("start")
	r.page("language")
	r.touch("bar.aids")
	if v := r.until("the aids", func(v view) bool { return v.state.Visit.Over == session.OverAids }); v.placed.Tree.Find("aid.speech") == nil {
		t.Error("the voice is not offered")
	}
}
