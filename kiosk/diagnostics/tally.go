package diagnostics

import (
	"sync"

	"buergerterminal/devices"
)

// Counters are what happened to a device since the program started.
type Counters struct {
	OK     int   `json:"ok"`     // jobs that ended well
	Failed int   `json:"failed"` // jobs that ended with a fault; a cancelled job is neither
	Lost   int   `json:"lost"`
	Back   int   `json:"back"`
	Bytes  int64 `json:"bytes"` // of documents, pictures and receipts, as far as the jobs tell
}

// Tally counts for all devices. It is safe for concurrent use; the zero value is ready.
type Tally struct {
	mu     sync.Mutex
	counts map[devices.Kind]Counters
	usable map[devices.Kind]bool
}

// Job counts a job that ended with err, and the bytes that it moved.
func (t *Tally) Job(kind devices.Kind, bytes int64, err error) {
	t.change(kind, func(c *Counters) {
		c.Bytes += max(bytes, 0)
		switch {
		case err == nil:
			c.OK++
		case devices.FaultOf(err) != devices.FaultCancelled:
			c.Failed++
		}
	})
}

// Status counts losses and returns of a device, whose statuses must come in their order. The first that is usable is no return.
func (t *Tally) Status(s devices.Status) {
	t.change(s.Kind, func(c *Counters) {
		was, known := t.usable[s.Kind]
		switch {
		case s.State == devices.Starting:
			return
		case known && was && !s.Usable(), !known && !s.Usable():
			c.Lost++
		case known && !was && s.Usable():
			c.Back++
		}
		t.usable[s.Kind] = s.Usable()
	})
}

// Of returns the counters of a device.
func (t *Tally) Of(kind devices.Kind) Counters {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.counts[kind]
}

func (t *Tally) change(kind devices.Kind, f func(*Counters)) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.counts == nil {
		t.counts, t.usable = map[devices.Kind]Counters{}, map[devices.Kind]bool{}
	}
	c := t.counts[kind]
	f(&c)
	t.counts[kind] = c
}
