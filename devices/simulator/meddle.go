package simulator

import (
	"bytes"
	"slices"
	"sync"
	"time"
)

// A piece is a part of an answer on its way to the terminal.
type piece struct {
	wait  time.Duration // before its first byte
	bytes []byte
}

// An alteration is what fate makes of an answer. last is the answer before it.
type alteration func(answer, last []byte) []piece

// mergeWait is how long an answer is kept back for another one to come with it.
const mergeWait = 150 * time.Millisecond

// A meddler stands between a model and its line and alters answers: the next ones, or all. An answer is what the model
// writes at once; what it means, the meddler does not know.
type meddler struct {
	mu     sync.Mutex
	next   []alteration
	always alteration // nil leaves answers as they are
	last   []byte
	merge  int // answers that are still to be kept back for company
	held   []byte
	flush  *time.Timer
}

// alter returns what becomes of an answer. push puts bytes on the line later.
func (m *meddler) alter(answer []byte, push func([]byte)) []piece {
	if len(answer) == 0 {
		return nil
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	last := m.last
	m.last = bytes.Clone(answer)
	if m.merge > 0 {
		return m.keepBack(answer, push)
	}
	if len(m.next) > 0 {
		change := m.next[0]
		m.next = m.next[1:]
		return change(answer, last)
	}
	if m.always != nil {
		return m.always(answer, last)
	}
	return []piece{{bytes: answer}}
}

// keepBack holds an answer until another one comes or mergeWait is over; the caller holds the lock.
func (m *meddler) keepBack(answer []byte, push func([]byte)) []piece {
	m.held = append(m.held, answer...)
	if m.merge--; m.merge == 0 {
		return []piece{{bytes: m.release()}}
	}
	m.flush = time.AfterFunc(mergeWait, func() {
		m.mu.Lock()
		held := m.release()
		m.mu.Unlock()
		push(held)
	})
	return nil
}

// release gives out what was held, and ends the holding; the caller holds the lock.
func (m *meddler) release() []byte {
	if m.flush != nil {
		m.flush.Stop()
	}
	held := m.held
	m.held, m.flush, m.merge = nil, nil, 0
	return held
}

// once alters the next n answers.
func (m *meddler) once(n int, change alteration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.next = append(m.next, slices.Repeat([]alteration{change}, n)...)
}

// standing alters all answers from now on; nil ends that, and forgets what was ordered for the next ones.
func (m *meddler) standing(change alteration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.always = change
	if change == nil {
		m.next = nil
		m.release()
	}
}

// together makes the next two answers arrive as one.
func (m *meddler) together() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.merge = 2
}

// before is the newest answer, or an acknowledgement where there was none.
func (m *meddler) before() []byte {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.last) == 0 {
		return []byte{0x06}
	}
	return bytes.Clone(m.last)
}

// whole makes an alteration of one that keeps the answer in one piece.
func whole(change func(answer, last []byte) []byte) alteration {
	return func(answer, last []byte) []piece {
		return []piece{{bytes: change(bytes.Clone(answer), last)}}
	}
}

// byteByByte sends each byte by itself, with a gap that a reader notices; of a long answer the beginning, so that it takes no longer than
// a device may.
func byteByByte(answer, _ []byte) []piece {
	const gap = 2 * time.Millisecond
	var all []piece
	for len(answer) > 0 && len(all) < chunk {
		all = append(all, piece{gap, answer[:1]})
		answer = answer[1:]
	}
	return append(all, piece{gap, answer})
}

// later sends an answer when nobody expects it any more.
func later(wait time.Duration) alteration {
	return func(answer, _ []byte) []piece { return []piece{{wait, answer}} }
}
