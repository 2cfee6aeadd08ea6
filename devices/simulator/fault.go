package simulator

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// forbidden is a file that the kernel lets nobody open for writing, root included; proc(5).
const forbidden = "/proc/sys/kernel/ostype"

// Sizes and times of faults that are ordered without a number.
const (
	overLong  = 300 // bytes behind an answer
	restart   = 500 * time.Millisecond
	tooLate   = 1500 * time.Millisecond
	splitFew  = 3 // answers
	maxAmount = 1_000_000
)

// A hostFault is what can happen to any device, below its protocol.
type hostFault struct {
	words string // its arguments, for the manual
	what  string
	undo  string // the command that ends it; empty where it ends by itself
	do    func(d *device, args []string) error
}

// hostFaults are the faults by name. Those without an undo strike the next answer, or N of them; "talk" also takes back
// orders that no answer has met yet.
func hostFaults() map[string]hostFault {
	amount := func(strike func(d *device, n int), usual int) func(*device, []string) error {
		return func(d *device, args []string) error {
			n, err := number(args, usual)
			if err == nil {
				strike(d, n)
			}
			return err
		}
	}
	next := func(change func(answer, last []byte) []byte) func(*device, []string) error {
		return amount(func(d *device, n int) { d.meddler.once(n, whole(change)) }, 1)
	}
	lasting := func(wait time.Duration, strike func(d *device, t time.Duration)) func(*device, []string) error {
		return func(d *device, args []string) error {
			t, err := lapse(args, wait)
			if err == nil {
				strike(d, t)
			}
			return err
		}
	}
	mode := func(m mode) func(*device, []string) error {
		return func(d *device, _ []string) error { d.set(m); return nil }
	}
	return map[string]hostFault{
		"unplug":  {"", "pulls the cable: the link goes", "plug", func(d *device, _ []string) error { return d.unplug() }},
		"move":    {"", "puts the cable into another port, under the same stable name", "", func(d *device, _ []string) error { return d.move() }},
		"deny":    {"", "takes the terminal's right to open the line", "plug", func(d *device, _ []string) error { return d.deny() }},
		"occupy":  {"", "another program owns the line", "plug", func(d *device, _ []string) error { return d.occupy() }},
		"silence": {"", "takes the power: hears nothing, says nothing", "talk", mode(silent)},
		"babble":  {"", "random bytes without end", "talk", mode(babbling)},
		"naks":    {"", "refuses whatever comes, with NAK (15)", "talk", mode(refusing)},
		"hold":    {"", "takes no byte more, so that writes stall", "talk", func(d *device, _ []string) error { d.hold(true); return nil }},
		"reset":   {"[TIME]", "starts anew in the middle of whatever it does, silent for TIME, 500ms if not said", "", lasting(restart, func(d *device, t time.Duration) { d.restart(t) })},
		"noise":   {"[N]", "N random bytes now, 16 if not said", "", func(d *device, args []string) error { return d.noise(args) }},
		"unasked": {"", "the newest answer once more, now", "", func(d *device, _ []string) error { return d.say(d.meddler.before()) }},

		"half-frame": {"[N]", "the answer breaks off in its middle", "", next(func(a, _ []byte) []byte { return a[:len(a)/2] })},
		"split":      {"[N]", "each byte arrives by itself; three answers if not said", "", amount(func(d *device, n int) { d.meddler.once(n, byteByByte) }, splitFew)},
		"merge":      {"", "two answers arrive as one, as far as the second comes at once", "", func(d *device, _ []string) error { d.meddler.together(); return nil }},
		"noise-before": {"[N]", "N wild bytes right before the answer, 16 if not said", "", amount(func(d *device, n int) {
			d.meddler.once(1, whole(func(a, _ []byte) []byte { return append(wild(n), a...) }))
		}, chunk)},
		"bad-checksum": {"[N]", "the last byte is wrong", "", next(func(a, _ []byte) []byte { a[len(a)-1] ^= 0x55; return a })},
		"bad-byte":     {"AT", "the byte AT, counted from 0, is wrong, as that of a length", "", amount(func(d *device, at int) { d.meddler.once(1, badByte(at)) }, 0)},
		"short":        {"[N]", "a byte in the middle is missing", "", next(func(a, _ []byte) []byte { return slices.Delete(a, len(a)/2, len(a)/2+1) })},
		"over-long": {"[N]", "N bytes too many behind the answer, 300 if not said", "", amount(func(d *device, n int) {
			d.meddler.once(1, whole(func(a, _ []byte) []byte { return append(a, slices.Repeat([]byte{'U'}, n)...) }))
		}, overLong)},
		"duplicate":   {"[N]", "the answer comes twice", "", next(func(a, _ []byte) []byte { return append(a, a...) })},
		"stale":       {"[N]", "the answer before it comes once more, in front of it", "", next(func(a, last []byte) []byte { return append(slices.Clone(last), a...) })},
		"late-answer": {"[TIME]", "the answer comes after TIME, 1.5s if not said", "", lasting(tooLate, func(d *device, t time.Duration) { d.meddler.once(1, later(t)) })},
		"unknown-code": {"", "every answer begins with a code that no manual knows", "talk", func(d *device, _ []string) error {
			d.meddler.standing(whole(func(a, _ []byte) []byte { a[0] = 0xEE; return a }))
			return nil
		}},
	}
}

// FaultManual lists the faults of every device, one a line: name and words, what happens, and what ends it.
func FaultManual() string {
	var b strings.Builder
	all := hostFaults()
	for _, name := range slices.Sorted(maps.Keys(all)) {
		f := all[name]
		fmt.Fprintf(&b, "  %-18s %s", strings.TrimSpace(name+" "+f.words), f.what)
		if f.undo != "" {
			fmt.Fprintf(&b, " (until %s)", f.undo)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// wild are n bytes that look like nothing, the same each time.
func wild(n int) []byte {
	q := newQueue(0, false, talking)
	p := make([]byte, n)
	q.noise(p)
	return p
}

// badByte changes one byte; an answer that is too short for it loses its last bit.
func badByte(at int) alteration {
	return whole(func(a, _ []byte) []byte {
		a[min(at, len(a)-1)] ^= 0x11
		return a
	})
}

func number(args []string, usual int) (int, error) {
	if len(args) == 0 {
		return usual, nil
	}
	n, err := strconv.Atoi(args[0])
	if err != nil || n < 0 || n > maxAmount || len(args) > 1 {
		return 0, fmt.Errorf("it takes one number up to %d", maxAmount)
	}
	return n, nil
}

func lapse(args []string, usual time.Duration) (time.Duration, error) {
	if len(args) == 0 {
		return usual, nil
	}
	t, err := time.ParseDuration(args[0])
	if err != nil || t < 0 || len(args) > 1 {
		return 0, fmt.Errorf("it takes one time, such as 500ms")
	}
	return t, nil
}

// move changes the port: the old node goes, and the next one has another number.
func (d *device) move() error {
	if err := d.unplug(); err != nil {
		return err
	}
	master, slave, err := openTerminal() // takes the number that has just become free
	if err != nil {
		return err
	}
	defer master.Close()
	defer slave.Close()
	return d.plug()
}

// deny hangs up and leaves a link that leads where nobody may write.
func (d *device) deny() error {
	if err := d.unplug(); err != nil {
		return err
	}
	return relink(forbidden, d.link)
}

// occupy hangs up, and comes back on a line that another program has locked.
func (d *device) occupy() error {
	if err := d.unplug(); err != nil {
		return err
	}
	if err := d.plug(); err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.occupied = true
	return control(d.port.slave, func(fd int) error { return unix.Flock(fd, unix.LOCK_EX|unix.LOCK_NB) })
}

// vacate gives an occupied line free.
func (d *device) vacate() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if !d.occupied || d.port == nil {
		return nil
	}
	d.occupied = false
	return control(d.port.slave, func(fd int) error { return unix.Flock(fd, unix.LOCK_UN) })
}

// hold stops taking bytes from the line, or goes on.
func (d *device) hold(on bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.held = on
	if d.port != nil {
		d.port.hold(on)
	}
}

// say puts bytes on the line that nobody asked for.
func (d *device) say(b []byte) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.port == nil {
		return errUnplugged
	}
	d.port.push(b)
	return nil
}

// restart lets the device begin anew and be silent while it starts. It does nothing while the cable is out, as nobody sees it.
func (d *device) restart(silence time.Duration) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.port == nil {
		return
	}
	d.mode = silent
	d.offer(d.port.connect(silent), true)
	d.waking = time.AfterFunc(silence, func() { d.set(talking) })
}
