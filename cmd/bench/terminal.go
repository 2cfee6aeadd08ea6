package main

import (
	"context"
	"fmt"
	"image"
	"os"
	"strings"
	"sync"
	"time"

	"buergerterminal/kiosk/call"
	"buergerterminal/kiosk/call/capture"
	"buergerterminal/kiosk/eventlog"
	"buergerterminal/kiosk/link"
	"buergerterminal/kiosk/submission"
)

// terminal is a terminal's end of calls in this process, without a window: the shipped engine, with a drawn camera that
// remembers when it took each picture.
type terminal struct {
	*call.Endpoint
	events chan call.Event
	end    func()

	mu     sync.Mutex
	camera *stampedCamera // the newest
}

// openTerminal begins to be a terminal at a hub.
func openTerminal(ctx context.Context, s *stack, id, token string) (*terminal, error) {
	url, err := os.ReadFile(s.path("hub", "url"))
	if err != nil {
		return nil, err
	}
	client, err := submission.NewClient(s.path("hub", "tls", "cert.pem"))
	if err != nil {
		return nil, err
	}
	t := &terminal{events: make(chan call.Event, 1000)}
	if t.Endpoint, err = call.Open(call.Options{
		Hub: strings.TrimSpace(string(url)), Client: client, Terminal: id, Token: token, Version: "bench",
		Studio:   call.NewEngine(call.EngineOptions{Camera: t.look, Microphone: capture.Tone{Hz: 440, Peak: 0.3}, Absent: "No camera", Hidden: "Off"}),
		Standing: func() link.Beat { return link.Beat{} }, Log: silence{}, Notify: func(e call.Event) { t.events <- e },
	}); err != nil {
		return nil, err
	}
	running, cancel := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() { defer close(ended); _ = t.Run(running) }()
	t.end = func() { cancel(); <-ended }
	return t, nil
}

// silence is a log that nobody reads.
type silence struct{}

func (silence) Write(eventlog.Name, ...eventlog.Field) {}

// stampedCamera is a drawn camera that remembers when each picture was taken.
type stampedCamera struct {
	*capture.Drawn
	mu    sync.Mutex
	taken []stamp
}

func (t *terminal) look() (capture.Camera, error) {
	c := &stampedCamera{Drawn: capture.Draw(capture.Format{Width: 640, Height: 480, FPS: 30}, "")}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.camera = c
	return c, nil
}

func (c *stampedCamera) Next(ctx context.Context, into *image.YCbCr) (*image.YCbCr, time.Time, error) {
	p, taken, err := c.Drawn.Next(ctx, into)
	if err != nil {
		return nil, time.Time{}, err
	}
	if n, ok := capture.Counter(p); ok {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.taken = append(c.taken, stamp{float64(n), since1970(taken)})
	}
	return p, taken, nil
}

// took is what the newest camera took since its beginning.
func (t *terminal) took() []stamp {
	t.mu.Lock()
	c := t.camera
	t.mu.Unlock()
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.taken
}

// awaited waits for an event of a type, and forgets those before it.
func awaited[E call.Event](ctx context.Context, t *terminal) (e E, err error) {
	late := time.After(patience)
	for {
		select {
		case event := <-t.events:
			if e, ok := event.(E); ok {
				return e, nil
			}
			if ended, ok := event.(call.Ended); ok {
				return e, fmt.Errorf("the call ended (%s) before %T", ended.Reason, e)
			}
		case <-late:
			return e, fmt.Errorf("waited in vain for %T", e)
		case <-ctx.Done():
			return e, ctx.Err()
		}
	}
}

// watch looks for new pictures of a participant as the window does, and reads their numbers.
func (t *terminal) watch(ctx context.Context, who string, d time.Duration) (seen []stamp, err error) {
	pause := time.NewTicker(time.Millisecond)
	defer pause.Stop()
	over := time.After(d)
	for last := uint64(0); ; {
		select {
		case <-pause.C:
		case <-over:
			return seen, nil
		case <-ctx.Done():
			return nil, ctx.Err()
		}
		p, serial := t.Frame(who)
		if p == nil || serial == last {
			continue
		}
		last = serial
		at := since1970(time.Now())
		if n, ok := capture.Counter(p); ok {
			seen = append(seen, stamp{float64(n), at})
		}
	}
}
