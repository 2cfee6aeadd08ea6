package live

import (
	"context"
	"strings"
	"sync"

	"buergerterminal/kiosk/hub/queue"
	"buergerterminal/kiosk/link"
)

// load reads a call as everybody in it sees it. An unknown call is over.
func (l *Live) load(ctx context.Context, call string) (view, queue.Case, error) {
	c, err := l.config.Queue.Find(ctx, call)
	if queue.CodeOf(err) == queue.CodeUnknown {
		return view{call: call, reason: link.ReasonGone}, c, nil
	}
	if err != nil {
		return view{}, c, err
	}
	v := view{call: call, epoch: c.Epoch, again: c.Again}
	switch {
	case !c.State.Open():
		v.reason = c.Reason
		return v, c, nil
	case c.State == queue.Waiting:
		v.stage = waiting
		stand, err := l.lines.stand(ctx, c.Authority, call)
		if err != nil {
			return view{}, c, err
		}
		v.place = max(stand.Place, 1)
		if stand.Wait != nil {
			v.wait = int(stand.Wait.Seconds())
		}
	default:
		v.stage = live
	}
	v.seats, err = l.seats(ctx, c)
	if c.Clerk != "" {
		v.clerk = seatID(call, c.Clerk)
	}
	return v, c, err
}

// seats are the clerk, who stands first, and those who joined, in the order in which they were asked.
func (l *Live) seats(ctx context.Context, c queue.Case) ([]seat, error) {
	guests, err := l.config.Queue.Participants(ctx, c.ID)
	if err != nil {
		return nil, err
	}
	var seats []seat
	add := func(clerk string, as link.AttendRole) error {
		n, err := l.names.of(ctx, clerk)
		seats = append(seats, seat{link.Participant{ID: seatID(c.ID, clerk), Name: n.name, Office: n.office, As: as}, clerkAddress(clerk)})
		return err
	}
	if c.Clerk != "" {
		if err := add(c.Clerk, link.AsClerk); err != nil {
			return nil, err
		}
	}
	for _, g := range guests {
		if !g.Joined || g.Clerk == c.Clerk {
			continue
		}
		if err := add(g.Clerk, g.Role); err != nil {
			return nil, err
		}
	}
	return seats, nil
}

// about is a call as a desk in this language sees it.
func (l *Live) about(c queue.Case, site, lang string) link.Case {
	flow, _, _ := strings.Cut(c.Flow, "@")
	title := ""
	if flow != "" {
		title = l.config.Title(flow, lang)
	}
	return link.Case{
		Call: c.ID, Authority: c.Authority, Terminal: c.Terminal, Site: site, Since: c.Since.UTC(), Flow: c.Flow, Title: title,
		Step: c.Progress.Step, Steps: c.Progress.Steps, Part: c.Progress.Part, Language: c.Language, Needs: c.Needs, Text: c.Writes,
		Again: c.Again, Fits: c.Fits,
	}
}

// lines keep the places of those who wait at each authority, until something moves.
type lines struct {
	queue *queue.Queue

	mu    sync.Mutex
	known map[string]map[string]queue.Stand // by authority and call
}

func newLines(q *queue.Queue) *lines {
	return &lines{queue: q, known: map[string]map[string]queue.Stand{}}
}

// stand returns the place of a call, which is zero if it does not wait any more.
func (s *lines) stand(ctx context.Context, authority, call string) (queue.Stand, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if line, ok := s.known[authority]; ok {
		if stand, ok := line[call]; ok {
			return stand, nil
		}
	}
	all, err := s.queue.Line(ctx, authority)
	if err != nil {
		return queue.Stand{}, err
	}
	line := make(map[string]queue.Stand, len(all))
	for _, stand := range all {
		line[stand.Call] = stand
	}
	s.known[authority] = line
	return line[call], nil
}

// moved forgets the places at an authority, or at all.
func (s *lines) moved(authority string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if authority == "" {
		clear(s.known)
		return
	}
	delete(s.known, authority)
}
