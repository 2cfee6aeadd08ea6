package kiosk_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"buergerterminal/devices"
	"buergerterminal/locales"
)

// Limits of R6 in the terminal's quality goals.
const (
	shownWithin  = 2 * time.Second // from the first line in the log about a fault to its text on the screen
	missedTicks  = 2
	matrixShards = 3 // rigs for each device, side by side
	stalledTries = 5 // of a cell; the last one counts whatever the machine did
)

// cell is one fault at one device.
type cell struct {
	fault  string
	device devices.Kind
	strike string // commands to the simulator, separated by ";"; those that begin with "on" wait for the job
	mend   string
	code   string // of the text that the citizen is shown; empty: the driver copes, and the work succeeds; "|" stands between several
	then   string // commands once the citizen was told
	cause  string // that stands in the device's status before it is mended, where it is not the first one
	lost   bool   // the device is lost, and comes back
	not    string // why there is no such fault here
	card   string // that is put into the chip reader; the sound one where it is empty
}

// verdict is what became of a cell.
type verdict struct {
	shown, after time.Duration // from the strike, and from the log, to the text
	back         time.Duration // from the mend to a device that works
	code         string
	lost         int
	late         time.Duration // longest time between two pages
}

// TestFaultMatrix lets every device suffer every fault in the middle of a visit, on pseudo-terminals, below the real
// supervisor and drivers.
func TestFaultMatrix(t *testing.T) {
	before := ours()
	var table matrix
	var shards sync.WaitGroup // not t.Parallel, which counts processors: they wait far more than they work
	for kind, station := range stations() {
		for shard := range matrixShards {
			shards.Go(func() {
				t.Run(fmt.Sprintf("%s %d", kind, shard+1), func(t *testing.T) { table.walk(station(t), shard) })
			})
		}
	}
	shards.Wait()
	t.Logf("\n%s", &table)
	eventually(t, "the goroutines of all terminals to end", func() bool { return ours() <= before })
}

// walk takes one shard of a station's cells.
func (m *matrix) walk(s *station, shard int) {
	cells := cellsOf(s.kind)
	for i := shard; i < len(cells); i += matrixShards {
		if cells[i].not != "" {
			m.set(cells[i], "—")
			continue
		}
		m.set(cells[i], s.suffer(cells[i]).String())
	}
}

// ours counts the goroutines that run the program's own code, those of this test apart.
func ours() int {
	stacks := make([]byte, 4<<20)
	stacks = stacks[:runtime.Stack(stacks, true)]
	n := 0
	for goroutine := range bytes.SplitSeq(stacks, []byte("\n\n")) {
		if bytes.Contains(goroutine, []byte("buergerterminal/")) && !bytes.Contains(goroutine, []byte("testing.tRunner")) {
			n++
		}
	}
	return n
}

// station is a citizen where a device is needed.
type station struct {
	*rig
	kind   devices.Kind
	work   func(cell)      // begins the device's work
	ready  func(view) bool // it can begin
	done   func(view) bool // it succeeded
	rewind func()          // back to where it can begin again

	pulse   *pulse
	mu      sync.Mutex
	trouble time.Time // first view with a text about the device
	code    string    // that the text is about
	fresh   bool      // no text of an earlier fault is on the page any more
	late    time.Duration
	seen    time.Time // of the newest view
}

// watch looks at every page from now on.
func (s *station) watch() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.trouble, s.code, s.fresh, s.late, s.seen = time.Time{}, "", false, 0, time.Time{}
}

// look is called with each view.
func (s *station) look(v view) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now()
	if !s.seen.IsZero() {
		s.late = max(s.late, now.Sub(s.seen))
	}
	s.seen = now
	code, told := s.told(v)
	if told && s.fresh && s.trouble.IsZero() {
		s.trouble, s.code = now, code
	}
	s.fresh = s.fresh || !told
}

// told finds the text that says that the device does not work, and its code.
func (s *station) told(v view) (code string, told bool) {
	visit, status := v.state.Visit, v.state.Devices[s.kind]
	words := s.german()
	says := func(node, text string) bool { return text != "" && strings.Contains(v.node(node), plain(text)) }
	switch s.kind {
	case devices.IDCard:
		if v.page() == "card" && says("title", words.Text("card.away.title")) {
			return string(status.Fault), true
		}
		return string(visit.CardFault), v.page() == "card" && visit.CardFault != "" && says("card.fault", words.Text("fault."+string(visit.CardFault)))
	case devices.CardReader:
		return toldOfChip(v, words)
	case devices.Scanner:
		if strings.HasPrefix(v.page(), "proof.") && says("note", words.Text("proof.away")) {
			return string(status.Fault), true
		}
		return string(visit.Scan.Fault), strings.HasPrefix(v.page(), "proof.") && visit.Scan.Fault != "" && says("scan.fault", words.Text("fault."+string(visit.Scan.Fault)))
	}
	told = says("title", words.Text("no-receipt.unsure"))
	for _, code := range []string{string(visit.Print.Fault), string(devices.FaultPrinterError)} { // some faults share a text
		told = told || says("title", words.Text("fault."+code))
	}
	return string(visit.Print.Fault), v.page() == "no-receipt" && told
}

func (s *station) german() *locales.Language { return s.words("de") }

// suffer puts a cell to the test, anew where the machine stood still meanwhile: what comes then is the machine's fault.
func (s *station) suffer(c cell) verdict {
	s.t.Helper()
	for try := 1; ; try++ {
		result := s.strike(c)
		stood := s.pulse.take()
		if stood < stall || try == stalledTries {
			s.judge(c, result)
			s.rewind()
			return result
		}
		s.t.Logf("%s at the %s: the machine stood still for %v, so once more", c.fault, c.device, stood)
		s.worldAll("talk; plug")
		s.until("the "+string(c.device)+" after a standstill", func(v view) bool { return s.done(v) || s.ready(v) })
		s.rewind()
	}
}

// strike lets the device suffer once, and measures what comes of it. Nothing is waited for that a standstill may have kept from coming.
func (s *station) strike(c cell) (result verdict) {
	s.t.Helper()
	s.until(c.fault+": the "+string(c.device)+" to be ready", s.ready)
	lost, back, lines := s.logged("device.lost", string(c.device)), s.logged("device.back", string(c.device)), len(s.log())
	s.watch()
	s.until("a page", func(v view) bool { s.look(v); return true }) // which may be without a fault already
	s.pulse.take()
	struck := time.Now()
	s.worldAll(c.strike)
	s.work(c)
	s.until(c.fault+": an end of the work", func(v view) bool {
		s.mu.Lock()
		defer s.mu.Unlock()
		return s.done(v) || !s.trouble.IsZero()
	})
	s.worldAll(c.then)
	if c.lost && c.mend != "" {
		s.until(c.fault+": the loss", func(v view) bool { return !v.state.Usable(c.device) || s.pulse.stalled() })
	}
	if c.cause != "" {
		s.until(c.fault+": the cause "+c.cause, func(v view) bool {
			return string(v.state.Devices[c.device].Fault) == c.cause || s.pulse.stalled()
		})
	}
	s.worldAll(c.mend)
	mended := time.Now()
	s.until(c.fault+": the "+string(c.device)+" to work again", func(v view) bool { return s.done(v) || s.ready(v) })
	result.back = time.Since(mended)
	eventually(s.t, c.fault+": the device to be back in the log", func() bool {
		return s.logged("device.lost", string(c.device))-lost == s.logged("device.back", string(c.device))-back
	})
	result.lost = s.logged("device.lost", string(c.device)) - lost
	logged := s.firstTrouble(lines)
	s.mu.Lock()
	defer s.mu.Unlock()
	result.late = s.late
	if !s.trouble.IsZero() {
		result.code, result.shown = s.code, s.trouble.Sub(struck)
		if !logged.IsZero() {
			result.after = s.trouble.Sub(logged)
		}
	}
	return result
}

// judge holds a cell to its limits.
func (s *station) judge(c cell, v verdict) {
	s.t.Helper()
	wantLost := 0
	if c.lost {
		wantLost = 1
	}
	if !slices.Contains(strings.Split(c.code, "|"), v.code) || v.lost != wantLost {
		s.t.Errorf("%s at the %s: the citizen is told %q and the device was lost %d times, want %q and %d", c.fault, c.device, v.code, v.lost, c.code, wantLost)
	}
	if v.after > shownWithin {
		s.t.Errorf("%s at the %s: the text came %v after the terminal knew", c.fault, c.device, v.after)
	}
	if v.back > backWithin {
		s.t.Errorf("%s at the %s: it works again after %v", c.fault, c.device, v.back)
	}
	if v.late > (missedTicks+1)*time.Second {
		s.t.Errorf("%s at the %s: the screen stood still for %v", c.fault, c.device, v.late)
	}
}

// firstTrouble is when the log first spoke of trouble behind a line.
func (s *station) firstTrouble(lines int) time.Time {
	raw, err := os.ReadFile(s.config.Files.Log)
	if err != nil {
		s.t.Fatal(err)
	}
	n := 0
	for all := bufio.NewScanner(bytes.NewReader(raw)); all.Scan(); n++ {
		var l struct {
			Event string
			Time  time.Time
		}
		if err := json.Unmarshal(all.Bytes(), &l); err != nil {
			s.t.Fatal(err)
		}
		if n >= lines && (l.Event == "device.lost" || l.Event == "work.failed") {
			return l.Time
		}
	}
	return time.Time{}
}

// worldAll gives commands to the device, one after the other.
func (s *station) worldAll(commands string) {
	s.t.Helper()
	for command := range strings.SplitSeq(commands, ";") {
		if words := strings.Fields(command); len(words) > 0 {
			s.world(append([]string{string(s.kind)}, words...)...)
		}
	}
}

// String is a cell of the table.
func (v verdict) String() string {
	if v.code == "" {
		if v.lost > 0 {
			return "copes, lost and back"
		}
		return "copes"
	}
	return fmt.Sprintf("%s, %.1f s, back %.1f s", v.code, v.shown.Seconds(), v.back.Seconds())
}

// matrix is the table of all cells.
type matrix struct {
	mu   sync.Mutex
	said map[string]string
}

func (m *matrix) set(c cell, said string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.said == nil {
		m.said = map[string]string{}
	}
	m.said[c.fault+" "+string(c.device)] = said
}

// String is the table in Markdown: the code of the text that the citizen is shown, how long after the fault, and how soon after its end
// the device works again; with the reasons of the empty cells below it.
func (m *matrix) String() string {
	m.mu.Lock()
	defer m.mu.Unlock()
	kinds := []devices.Kind{devices.IDCard, devices.CardReader, devices.Scanner, devices.Printer}
	var b, reasons strings.Builder
	b.WriteString("copes: the work succeeds, and the citizen notices nothing but time\n\n| fault | idcard | cardreader | scanner | printer |\n|---|---|---|---|---|\n")
	for n, fault := range slices.Concat(faultNames, chipFaultNames) {
		fmt.Fprintf(&b, "| %d %s |", n+1, fault)
		for _, kind := range kinds {
			fmt.Fprintf(&b, " %s |", m.said[fault+" "+string(kind)])
			for _, c := range cellsOf(kind) {
				if c.fault == fault && c.not != "" {
					fmt.Fprintf(&reasons, "%d %s: %s\n", n+1, kind, c.not)
				}
			}
		}
		b.WriteByte('\n')
	}
	return b.String() + "\n" + reasons.String()
}
