package simulator

import (
	"fmt"
	"slices"
	"sync"
)

// maxComplaints bounds the list of a driver that errs without end.
const maxComplaints = 100

// complaints is what a model notes of its driver; every model embeds one. It may be used from several goroutines, with the
// model's own lock held or not.
type complaints struct {
	lock sync.Mutex
	said []string
}

// complain notes what the real device would have rejected, never what a citizen has given: no text of a receipt, no line of a card.
func (c *complaints) complain(format string, args ...any) {
	c.lock.Lock()
	defer c.lock.Unlock()
	if len(c.said) < maxComplaints {
		c.said = append(c.said, fmt.Sprintf(format, args...))
	}
}

// Complaints implements Model.
func (c *complaints) Complaints() []string {
	c.lock.Lock()
	defer c.lock.Unlock()
	return slices.Clone(c.said)
}
