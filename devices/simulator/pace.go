package simulator

import "time"

// chunk is how many bytes a line delivers at a time: the FIFO of a 16550 UART.
const chunk = 16

// A speed is what one byte costs on the line.
type speed struct {
	baud int
	bits int // of one character with its start and stop bits: 10 for 8N1, 11 for 8N2
}

// of is how long n bytes take.
func (s speed) of(n int) time.Duration {
	return time.Duration(n*s.bits) * time.Second / time.Duration(s.baud)
}

// A pace says when bytes have passed the line. It adds to an absolute time, so that a late wake-up is made good by the
// next one; waiting the time of each chunk anew loses a tenth to a third of the speed.
type pace struct{ due time.Time }

// restart tells that the line was idle until now, so that no time is left over to be made good.
func (p *pace) restart(now time.Time) {
	if p.due.Before(now) {
		p.due = now
	}
}

// after is when d more of the line's time has passed.
func (p *pace) after(d time.Duration) time.Time {
	p.due = p.due.Add(d)
	return p.due
}
