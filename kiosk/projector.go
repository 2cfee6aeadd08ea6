package kiosk

import (
	"context"
	"fmt"
	"image"
	"slices"
	"sync"
	"time"

	"buergerterminal/kiosk/call/codec"
	"buergerterminal/kiosk/call/picture"
	"buergerterminal/kiosk/clip"
	"buergerterminal/kiosk/session"
)

// projector shows one film of sign language at a time.
type projector struct {
	open  func(session.ClipName) (clip.Clip, []clip.Cue, error)
	shown func() // told of each new picture

	mu     sync.Mutex
	run    int          // how many films there were: pictures of an earlier one are past
	canvas *image.YCbCr // the newest picture, nil for none
	number uint64
	lent   [2]*image.YCbCr // copies that were asked for last
	given  uint64          // number of the last one
}

func newProjector(open func(session.ClipName) (clip.Clip, []clip.Cue, error), shown func()) *projector {
	return &projector{open: open, shown: shown}
}

// begin takes the picture of the film before away.
func (p *projector) begin() (run int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.run++
	p.canvas = nil
	return p.run
}

// frame is the newest picture with its number, nil while there is none. It stays as it is until the call after the next.
func (p *projector) frame() (*image.YCbCr, uint64) {
	if p == nil {
		return nil, 0
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.canvas == nil {
		return nil, 0
	}
	if p.lent[1] == nil || p.given != p.number {
		p.lent[0], p.lent[1] = p.lent[1], picture.Copy(p.lent[0], p.canvas)
		p.given = p.number
	}
	return p.lent[1], p.number
}

// Play implements Films.
func (p *projector) Play(ctx context.Context, film session.ClipName, play <-chan bool, moved func(time.Duration)) error {
	run := p.begin()
	c, cues, err := p.open(film)
	if err != nil {
		return err
	}
	decoder, err := codec.NewVideoDecoder()
	if err != nil {
		return err
	}
	defer decoder.Close()
	r := reel{play: play}
	told := time.Duration(-1)
	var spare *image.YCbCr
	for i, f := range c.Frames {
		if !r.until(ctx, f.At) {
			return ctx.Err()
		}
		if news := newsAt(cues, f.At); news > told {
			told = news
			moved(f.At)
		}
		if spare, err = p.expose(run, decoder, f, spare); err != nil {
			return fmt.Errorf("film: picture %d: %w", i+1, err)
		}
	}
	r.until(ctx, c.Length)
	return ctx.Err()
}

// expose makes a frame the newest picture, and gives the one before back to be drawn over.
func (p *projector) expose(run int, decoder *codec.VideoDecoder, f clip.Frame, spare *image.YCbCr) (*image.YCbCr, error) {
	made, err := decoder.Decode(f.Data, spare)
	if err != nil || made == nil { // a frame that shows nothing leaves the one before
		return spare, err
	}
	p.mu.Lock()
	past := p.run != run
	if !past {
		spare, p.canvas = p.canvas, made
		p.number++
	}
	p.mu.Unlock()
	if !past {
		p.shown()
	}
	return spare, nil
}

// newsAt is the last time before at when what is signed changes: where a cue begins or ends.
func newsAt(cues []clip.Cue, at time.Duration) time.Duration {
	i, _ := slices.BinarySearchFunc(cues, at, func(c clip.Cue, at time.Duration) int {
		if c.From <= at {
			return -1
		}
		return 1
	})
	switch {
	case i == 0:
		return 0
	case cues[i-1].To <= at:
		return cues[i-1].To
	}
	return cues[i-1].From
}

// reel is the place of a run in its film.
type reel struct {
	play    <-chan bool
	playing bool
	at      time.Duration // at since
	since   time.Time
}

// until waits until the film has come to a place; false means that it was stopped. A film that stands still begins to show its first picture.
func (r *reel) until(ctx context.Context, place time.Duration) bool {
	if place == 0 && r.since.IsZero() {
		r.turn(<-r.play)
		return ctx.Err() == nil
	}
	for {
		if !r.playing {
			select {
			case <-ctx.Done():
				return false
			case playing := <-r.play:
				r.turn(playing)
			}
			continue
		}
		left := place - r.at - time.Since(r.since)
		if left <= 0 {
			return ctx.Err() == nil
		}
		due := time.NewTimer(left)
		select {
		case <-ctx.Done():
			due.Stop()
			return false
		case playing := <-r.play:
			due.Stop()
			r.turn(playing)
		case <-due.C:
			return ctx.Err() == nil
		}
	}
}

// turn lets the film play on, or stand still.
func (r *reel) turn(playing bool) {
	now := time.Now()
	if r.playing {
		r.at += now.Sub(r.since)
	}
	r.playing, r.since = playing, now
}
