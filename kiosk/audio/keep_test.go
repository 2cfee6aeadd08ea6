package audio

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

// card is a sound card that a test plugs in and out.
type card struct {
	missing        bool
	dumb           bool // no microphone
	opened, closed int
	hear           func(samples []float32) // nil while it is played only
}

func (c *card) open(hear func(samples []float32)) (closeDevice func(), err error) {
	if c.missing || hear != nil && c.dumb {
		return nil, errors.New("no card")
	}
	c.opened++
	c.hear = hear
	return func() { c.closed++; c.hear = nil }, nil
}

// kept is a device on a card.
func kept(t *testing.T, c *card) *Device {
	t.Helper()
	d := newDevice()
	k, err := newKeeper(&d.mixer, c.open)
	if err != nil {
		t.Fatal(err)
	}
	go k.run()
	d.sound, d.listen, d.close = k.sound, k.ask, k.quit
	return d
}

// later lets time pass, and everything happen that belongs to it.
func later(d time.Duration) {
	<-time.After(d)
	synctest.Wait()
}

// takeAll is what the card does with a tone: it takes the samples.
func takeAll(d *Device, t Tone) { d.mixer.read(make([]float32, count(t.Length())+1)) }

func TestRests(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := &card{}
		d := kept(t, c)
		d.Play(Key)
		takeAll(d, Key)
		later(restAfter)
		if c.closed != 0 {
			t.Error("the device was closed although it has just played")
		}
		later(restAfter)
		if c.closed != 1 {
			t.Errorf("closed %d times after a long silence, want once", c.closed)
		}
		later(time.Hour)
		if c.opened != 1 || c.closed != 1 {
			t.Errorf("opened %d and closed %d times by itself", c.opened, c.closed)
		}
		d.Play(Warning)
		synctest.Wait()
		if c.opened != 2 || len(d.mixer.sources) != 1 {
			t.Errorf("opened %d times with %d sounds waiting, want the second time for one", c.opened, len(d.mixer.sources))
		}
		d.Close()
		if c.closed != 2 {
			t.Errorf("closed %d times, want twice", c.closed)
		}
	})
}

// TestUnplugged pulls the card out and plugs it in again: the next sound after the rest is heard, and no old one.
func TestUnplugged(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := &card{}
		d := kept(t, c)
		c.missing = true
		d.Play(Warning) // nobody takes it
		later(restAfter)
		if c.closed != 1 || len(d.mixer.sources) != 0 {
			t.Fatalf("closed %d times, %d old sounds wait", c.closed, len(d.mixer.sources))
		}
		d.Play(Warning)
		synctest.Wait()
		if len(d.mixer.sources) != 0 {
			t.Error("a sound waits for a card that is not there")
		}
		c.missing = false
		d.Play(Key)
		synctest.Wait()
		if c.opened != 2 || len(d.mixer.sources) != 1 {
			t.Errorf("opened %d times for %d sounds, want the second time for one", c.opened, len(d.mixer.sources))
		}
		d.Close()
	})
}

// TestListens: the microphone is open as long as somebody listens, who is not cut off by silence, and no longer.
func TestListens(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := &card{}
		d := kept(t, c)
		heard := 0
		stop, err := d.Listen(func(samples []float32) { heard += len(samples) })
		if err != nil || c.hear == nil || c.opened != 2 || c.closed != 1 {
			t.Fatalf("opened %d and closed %d times: %v", c.opened, c.closed, err)
		}
		var e *Error
		if _, err := d.Listen(func([]float32) {}); !errors.As(err, &e) || e.Code != CodeNoMicrophone {
			t.Errorf("a second one listens: %v", err)
		}
		d.Play(Warning)
		for range 100 {
			c.hear(make([]float32, FrameSize))
			later(time.Second)
		}
		if heard != 100*FrameSize || c.opened != 2 {
			t.Errorf("%d samples heard, opened %d times", heard, c.opened)
		}
		stop()
		stop()
		if c.hear != nil || c.opened != 3 || c.closed != 2 {
			t.Errorf("the microphone stays open: opened %d and closed %d times", c.opened, c.closed)
		}
		later(2 * restAfter)
		if c.closed != 3 {
			t.Error("the device does not rest after somebody listened")
		}
		d.Close()
		if _, err := d.Listen(func([]float32) {}); !errors.As(err, &e) || e.Code != CodeNoMicrophone {
			t.Errorf("a closed device is listened to: %v", err)
		}
	})
}

// TestDeaf pulls the microphone out in the middle: it is opened anew, when it is back.
func TestDeaf(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := &card{}
		d := kept(t, c)
		heard := 0
		stop, err := d.Listen(func(samples []float32) { heard++ })
		if err != nil {
			t.Fatal(err)
		}
		c.missing = true
		later(10 * deafAfter)
		c.missing = false
		later(2 * deafAfter)
		if c.hear == nil {
			t.Fatal("the microphone is back, and nobody hears it")
		}
		c.hear(nil)
		if heard != 1 {
			t.Error("who listened does not hear the microphone that is back")
		}
		stop()
		d.Close()
	})
}

// TestNoMicrophone: the loudspeaker stays.
func TestNoMicrophone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := &card{dumb: true}
		d := kept(t, c)
		d.Play(Warning)
		var e *Error
		if _, err := d.Listen(func([]float32) {}); !errors.As(err, &e) || e.Code != CodeNoMicrophone {
			t.Errorf("%v", err)
		}
		if len(d.mixer.sources) != 1 || c.opened-c.closed != 1 {
			t.Errorf("%d sounds, opened %d and closed %d times", len(d.mixer.sources), c.opened, c.closed)
		}
		d.Close()
	})
	n, _ := Open(Options{Null: true})
	var e *Error
	if _, err := n.Listen(func([]float32) {}); !errors.As(err, &e) || e.Code != CodeNoMicrophone {
		t.Errorf("the null device is listened to: %v", err)
	}
}

// voice is a live source.
type voice struct{ steady }

func (voice) Live() {}

// TestLive pulls the card out while a voice and a tone sound: the voice is heard again when the card is back, the tone is not.
func TestLive(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := &card{}
		d := kept(t, c)
		d.Mix(voice{0.5})
		d.Play(Warning)
		c.missing = true // nobody takes the samples
		later(3 * restAfter)
		if c.opened != c.closed {
			t.Errorf("opened %d and closed %d times while the card is away", c.opened, c.closed)
		}
		c.missing = false
		later(2 * restAfter)
		if c.opened == c.closed || len(d.mixer.sources) != 1 {
			t.Errorf("opened %d and closed %d times, %d sources", c.opened, c.closed, len(d.mixer.sources))
		}
		d.Close()
	})
}

func TestNoCard(t *testing.T) {
	var m mixer
	if _, err := newKeeper(&m, (&card{missing: true}).open); err == nil {
		t.Error("a card that is not there was opened")
	}
}
