package printer

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

// TestStandstill: an answer that a listener hands on late, because the program stood still beyond its own limit, is taken; one that does
// not come is not waited for twice.
func TestStandstill(t *testing.T) {
	answer := Message{Kind: Realtime, Data: []byte{0x12}}
	any := func(Message) bool { return true }
	for name, tt := range map[string]struct {
		limit, comes, ends time.Duration
		ok                 bool
	}{
		"in time":                          {limit: time.Second, comes: 500 * time.Millisecond, ends: 500 * time.Millisecond, ok: true},
		"silent":                           {limit: time.Second, comes: time.Hour, ends: time.Second},
		"stood still for 300 ms":           {limit: -300 * time.Millisecond, comes: 200 * time.Millisecond, ends: 200 * time.Millisecond, ok: true},
		"stood still, and nothing comes":   {limit: -300 * time.Millisecond, comes: time.Hour, ends: 300 * time.Millisecond},
		"stood still for an hour, nothing": {limit: -time.Hour, comes: time.Hour, ends: time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := &conversation{messages: make(chan Message, 1)}
				defer time.AfterFunc(tt.comes, func() { c.messages <- answer }).Stop()
				began := time.Now()
				m, err := c.await(t.Context(), tt.limit, any)
				if (err == nil) != tt.ok || err != nil && !errors.Is(err, errTimeout) || err == nil && m.Kind != Realtime {
					t.Errorf("%+v, %v", m, err)
				}
				if took := time.Since(began); took != tt.ends {
					t.Errorf("after %v, want %v", took, tt.ends)
				}
			})
		})
	}
}
