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
	opened, closed int
}

func (c *card) open() (closeDevice func(), err error) {
	if c.missing {
		return nil, errors.New("no card")
	}
	c.opened++
	return func() { c.closed++ }, nil
}

// kept is a device on a card.
func kept(t *testing.T, c *card, listens bool) *Device {
	t.Helper()
	d := newDevice()
	k, err := newKeeper(&d.mixer, c.open)
	if err != nil {
		t.Fatal(err)
	}
	go k.run(listens)
	d.sound, d.close = k.sound, k.quit
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
		d := kept(t, c, false)
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
		d := kept(t, c, false)
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

// TestListens: who listens is not cut off by silence.
func TestListens(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := &card{}
		d := kept(t, c, true)
		later(10 * restAfter)
		if c.closed != 0 {
			t.Error("the microphone was closed")
		}
		d.Close()
		if c.closed != 1 {
			t.Error("the microphone stays open")
		}
	})
}

func TestNoCard(t *testing.T) {
	var m mixer
	if _, err := newKeeper(&m, (&card{missing: true}).open); err == nil {
		t.Error("a card that is not there was opened")
	}
}
