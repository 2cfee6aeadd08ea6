package database

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
)

// Notice tells that something was committed. It is a hint to look, never the thing itself: the database is what counts.
type Notice struct {
	Channel string
	Payload string
	// LookAgain: notices may have been missed. Channel and Payload are empty.
	LookAgain bool
}

// Bounds of a notice. PostgreSQL takes 8000 bytes (sql-notify).
const (
	maxPayload = 4000
	maxChannel = 100
)

// Notify tells the listeners of all replicas, once the transaction is committed. On SQLite only the listeners of this
// program hear it. The channel has no space in it. The payload is small, and names rows instead of holding them.
func (tx *Tx) Notify(ctx context.Context, channel, payload string) error {
	if channel == "" || len(channel) > maxChannel || strings.Contains(channel, " ") || len(payload) > maxPayload {
		return &Error{CodeStore, errors.New("a notice is too long or has no channel")}
	}
	if tx.dialect == SQLite {
		tx.notices = append(tx.notices, Notice{Channel: channel, Payload: payload})
		return nil
	}
	_, err := tx.Exec(ctx, "SELECT pg_notify($1, $2)", postgresChannel, channel+" "+payload)
	return err
}

// Listen returns the notices of the channels until ctx ends or the database is closed, which closes the channel.
//
// The first notice is LookAgain, as soon as nothing can be missed any more, so that a loop that looks at each notice begins
// right. It comes again after a lost connection to PostgreSQL, and instead of the notices that a slow listener did not take.
func (db *DB) Listen(ctx context.Context, channels ...string) (<-chan Notice, error) {
	if len(channels) == 0 {
		return nil, &Error{CodeStore, errors.New("no channel to listen to")}
	}
	db.mu.Lock()
	defer db.mu.Unlock()
	if err := db.ended.Err(); err != nil {
		return nil, fmt.Errorf("the database is closed: %w", err)
	}
	s := &subscriber{channels: channels, wake: make(chan struct{}, 1), out: make(chan Notice)}
	db.board.add(s)
	db.tasks.Go(func() {
		s.pump(ctx, db.ended)
		db.board.remove(s)
	})
	if db.dialect == PostgreSQL {
		db.listen.Do(func() { db.tasks.Go(db.hear) })
	}
	return s.out, nil
}

// board passes notices to the subscribers of this program.
type board struct {
	mu          sync.Mutex
	subscribers map[*subscriber]struct{}
	hears       bool // what is published from now on reaches the subscribers
}

func newBoard() *board { return &board{subscribers: map[*subscriber]struct{}{}} }

func (b *board) add(s *subscriber) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.subscribers[s] = struct{}{}
	if b.hears {
		s.add(Notice{LookAgain: true})
	}
}

func (b *board) remove(s *subscriber) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.subscribers, s)
}

func (b *board) publish(n Notice) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for s := range b.subscribers {
		if n.LookAgain || slices.Contains(s.channels, n.Channel) {
			s.add(n)
		}
	}
}

// listening says that from now on nothing is missed.
func (b *board) listening() {
	b.mu.Lock()
	b.hears = true
	b.mu.Unlock()
	b.publish(Notice{LookAgain: true})
}

// deaf says that notices may be missed until listening is called.
func (b *board) deaf() {
	b.mu.Lock()
	b.hears = false
	b.mu.Unlock()
}

// backlog is how many notices wait for a slow listener before they are replaced by one LookAgain.
const backlog = 256

// subscriber is one listener: its backlog never makes who publishes wait.
type subscriber struct {
	channels []string
	mu       sync.Mutex
	waiting  []Notice
	wake     chan struct{} // holds one token after something was added
	out      chan Notice
}

func (s *subscriber) add(n Notice) {
	s.mu.Lock()
	switch {
	case n.LookAgain, len(s.waiting) >= backlog:
		// Whoever looks again needs none of the older notices.
		s.waiting = append(s.waiting[:0], Notice{LookAgain: true})
	default:
		s.waiting = append(s.waiting, n)
	}
	s.mu.Unlock()
	select {
	case s.wake <- struct{}{}:
	default: // a token is already there
	}
}

func (s *subscriber) take() (n Notice, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.waiting) == 0 {
		return Notice{}, false
	}
	n = s.waiting[0]
	s.waiting = s.waiting[1:]
	return n, true
}

func (s *subscriber) pump(ctx, ended context.Context) {
	defer close(s.out)
	for {
		n, ok := s.take()
		if !ok {
			select {
			case <-s.wake:
				continue
			case <-ctx.Done():
				return
			case <-ended.Done():
				return
			}
		}
		select {
		case s.out <- n:
		case <-ctx.Done():
			return
		case <-ended.Done():
			return
		}
	}
}
