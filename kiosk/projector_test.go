package kiosk

import (
	"context"
	"errors"
	"image"
	"testing"
	"testing/synctest"
	"time"

	"buergerterminal/kiosk/clip"
	"buergerterminal/kiosk/clip/cliptest"
	"buergerterminal/kiosk/session"
)

// cinema is a projector with a film of two seconds and two cues.
func cinema(t *testing.T) *projector {
	t.Helper()
	c, err := clip.Parse(cliptest.WebM{}.File(160, 120, cliptest.Frames(t, 160, 120, 20)))
	if err != nil {
		t.Fatal(err)
	}
	if c.Length < 1900*time.Millisecond || c.Length > 2100*time.Millisecond {
		t.Fatalf("the film lasts %v", c.Length)
	}
	cues := []clip.Cue{{To: time.Second, Text: "Guten Tag."}, {From: 1200 * time.Millisecond, To: 2 * time.Second, Text: "Bitte warten."}}
	return newProjector(func(session.ClipName) (clip.Clip, []clip.Cue, error) { return c, cues, nil }, func() {})
}

// TestProjector plays a film in the time that it lasts, stands still in between, and tells where what is signed changes.
func TestProjector(t *testing.T) {
	p := cinema(t)
	synctest.Test(t, func(t *testing.T) {
		begun := time.Now()
		play, ended := make(chan bool, 1), make(chan error, 1)
		var moved []time.Duration
		play <- true
		go func() {
			ended <- p.Play(t.Context(), session.ClipName{}, play, func(at time.Duration) { moved = append(moved, at) })
		}()
		<-time.After(500*time.Millisecond + time.Millisecond)
		play <- false
		synctest.Wait()
		first, number := p.frame()
		if first == nil || number != 6 {
			t.Fatalf("after half a second it shows picture %d", number)
		}
		<-time.After(time.Hour)
		if _, now := p.frame(); now != number {
			t.Errorf("while it stands still it goes on from %d to %d", number, now)
		}
		play <- true
		if err := <-ended; err != nil {
			t.Fatal(err)
		}
		if took := time.Since(begun) - time.Hour; took < 1900*time.Millisecond || took > 2100*time.Millisecond {
			t.Errorf("it played for %v", took)
		}
		if len(moved) != 3 || moved[0] != 0 || moved[1] != time.Second || moved[2] != 1200*time.Millisecond {
			t.Errorf("what is signed changed at %v", moved)
		}
		if last, number := p.frame(); last == nil || number != 20 || last == first {
			t.Errorf("it ends at picture %d", number)
		}
	})
}

// TestProjectorStops: a film that is stopped shows nothing more, and the next one begins with its own first picture.
func TestProjectorStops(t *testing.T) {
	p := cinema(t)
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(t.Context())
		play, ended := make(chan bool, 1), make(chan error, 1)
		play <- true
		go func() { ended <- p.Play(ctx, session.ClipName{}, play, func(time.Duration) {}) }()
		<-time.After(time.Second)
		stop()
		if err := <-ended; !errors.Is(err, context.Canceled) {
			t.Errorf("stopped with %v", err)
		}
		_, before := p.frame()
		again := make(chan bool, 1)
		again <- false
		go func() { ended <- p.Play(t.Context(), session.ClipName{}, again, func(time.Duration) {}) }()
		synctest.Wait()
		if shown, number := p.frame(); shown == nil || number != before+1 {
			t.Errorf("standing still at its beginning the film shows picture %d after %d", number, before)
		}
		again <- true
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
}

// TestLentPictures: a picture that was given away stays as it is until the next but one is asked for.
func TestLentPictures(t *testing.T) {
	p := newProjector(nil, func() {})
	expose := func(luma uint8) {
		canvas := image.NewYCbCr(image.Rect(0, 0, 16, 16), image.YCbCrSubsampleRatio420)
		canvas.Y[0] = luma
		p.canvas, p.number = canvas, p.number+1
	}
	if shown, _ := p.frame(); shown != nil {
		t.Error("a picture before the first one")
	}
	expose(1)
	one, _ := p.frame()
	again, _ := p.frame()
	expose(2)
	two, _ := p.frame()
	if one != again || one.Y[0] != 1 || two.Y[0] != 2 {
		t.Errorf("%d, %d", one.Y[0], two.Y[0])
	}
	var none *projector
	if shown, number := none.frame(); shown != nil || number != 0 {
		t.Error("a terminal without films shows one")
	}
}

// TestUnreadableFilm ends with an error: no file, and bytes that no decoder takes.
func TestUnreadableFilm(t *testing.T) {
	play := make(chan bool, 1)
	play <- true
	lost := newProjector(func(session.ClipName) (clip.Clip, []clip.Cue, error) { return clip.Clip{}, nil, clip.ErrFormat }, func() {})
	if err := lost.Play(t.Context(), session.ClipName{}, play, func(time.Duration) {}); !errors.Is(err, clip.ErrFormat) {
		t.Errorf("%v", err)
	}
	broken := newProjector(func(session.ClipName) (clip.Clip, []clip.Cue, error) {
		return clip.Clip{Frames: []clip.Frame{{Data: []byte{0x10, 0, 0, 0x9d, 0x01, 0x2a, 0xa0, 0, 0x78, 0, 1, 2, 3}}}}, nil, nil
	}, func() {})
	if err := broken.Play(t.Context(), session.ClipName{}, play, func(time.Duration) {}); err == nil {
		t.Error("a broken film was shown")
	}
}
