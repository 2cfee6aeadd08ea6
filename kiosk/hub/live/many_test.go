package live_test

import (
	"bufio"
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/coder/websocket"

	"buergerterminal/kiosk/hub/database"
	"buergerterminal/kiosk/hub/live/livetest"
	"buergerterminal/kiosk/hub/queue"
	"buergerterminal/kiosk/link"
)

// Limits that the hub is held to with 5,000 terminals.
const (
	mostPerTerminal = 60_000                 // bytes
	slowestAccept   = 100 * time.Millisecond // 99 of 100 are faster
)

// A program of its own plays the terminals, so that only the hub's memory is measured.
const (
	crowdURL  = "LIVE_TEST_CROWD_URL"
	crowdSize = "LIVE_TEST_CROWD_SIZE"
)

// crowd connects terminals that beat until its input ends.
func crowd() error {
	count, err := strconv.Atoi(os.Getenv(crowdSize))
	if err != nil {
		return err
	}
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, DisableKeepAlives: true}}
	sockets := make([]atomic.Pointer[websocket.Conn], count)
	stop, beaten := make(chan struct{}), make(chan error, 1)
	go func() { beaten <- beatAll(sockets, stop) }()
	numbers := make(chan int)
	errs := make(chan error, count)
	var dialling sync.WaitGroup
	for range 32 {
		dialling.Go(func() {
			for i := range numbers {
				s, err := appear(client, i)
				if err != nil {
					errs <- err
					continue
				}
				sockets[i].Store(s)
			}
		})
	}
	for i := range count {
		numbers <- i
	}
	close(numbers)
	dialling.Wait()
	if len(errs) > 0 {
		return fmt.Errorf("%d of %d did not come: %w", len(errs), count, <-errs)
	}
	fmt.Println("ready")
	io.Copy(io.Discard, os.Stdin)
	close(stop)
	return <-beaten
}

// appear connects one terminal, and reads what it is told.
func appear(client *http.Client, number int) (*websocket.Conn, error) {
	ctx, cancel := context.WithTimeout(context.Background(), livetest.Patience)
	defer cancel()
	s, _, err := websocket.Dial(ctx, os.Getenv(crowdURL)+link.LivePath, &websocket.DialOptions{
		HTTPClient: client, HTTPHeader: livetest.TerminalHeader(crowdName(number)), Subprotocols: []string{link.LiveProtocol},
	})
	if err != nil {
		return nil, err
	}
	hello, err := link.Encode(link.Hello{Version: "crowd"})
	if err == nil {
		err = s.Write(ctx, websocket.MessageText, hello)
	}
	if err == nil {
		_, _, err = s.Read(ctx) // welcome
	}
	go func() {
		for err := error(nil); err == nil; {
			_, _, err = s.Read(context.Background())
		}
	}()
	return s, err
}

func crowdName(number int) string { return fmt.Sprintf("T-%05d", number) }

// beatAll spreads the beats of all that came over the time between two.
func beatAll(sockets []atomic.Pointer[websocket.Conn], stop chan struct{}) error {
	beat, err := link.Encode(link.Beat{})
	if err != nil {
		return err
	}
	tick := time.NewTicker(link.BeatEvery / 100)
	defer tick.Stop()
	for part := 0; ; part = (part + 1) % 100 {
		select {
		case <-stop:
			return nil
		case <-tick.C:
		}
		for i := part; i < len(sockets); i += 100 {
			s := sockets[i].Load()
			if s == nil {
				continue
			}
			if err := s.Write(context.Background(), websocket.MessageText, beat); err != nil {
				return fmt.Errorf("terminal %d was cut off: %w", i, err)
			}
		}
	}
}

// resident is the memory of this program that is in use, and does not shrink by a collection.
func resident(tb testing.TB) int64 {
	tb.Helper()
	runtime.GC()
	debug.FreeOSMemory()
	raw, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		tb.Skipf("the memory of a program cannot be read here: %v", err)
	}
	pages, err := strconv.ParseInt(strings.Fields(string(raw))[1], 10, 64)
	if err != nil {
		tb.Fatal(err)
	}
	return pages * int64(os.Getpagesize())
}

// figures are what many terminals cost.
type figures struct {
	perTerminal int64
	accepts     []time.Duration // sorted
}

func (f figures) percentile(p int) time.Duration { return f.accepts[(len(f.accepts)-1)*p/100] }

// measureCrowd connects terminals to a house and lets a clerk take calls while they beat.
func measureCrowd(tb testing.TB, count, calls int, secure bool) figures {
	tb.Helper()
	db, err := database.Open(tb.Context(), tb.TempDir()+"/hub.sqlite")
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { db.Close() })
	h := livetest.Open(tb, db, livetest.Options{TLS: secure})
	desk := h.Desk(tb, livetest.Petra())
	defer beating(desk)()
	before := resident(tb)
	leave := gather(tb, h, count)
	defer leave()
	f := figures{perTerminal: (resident(tb) - before) / int64(count)}
	for i := range calls {
		call := fmt.Sprintf("crowd-call-%08d", i)
		c := queue.Call{ID: call, Authority: livetest.Authority, Terminal: crowdName(i % count), Language: "de"}
		if _, err := h.Queue.Enqueue(tb.Context(), c); err != nil {
			tb.Fatal(err)
		}
		start := time.Now()
		desk.Send(tb, link.Accept{Call: call})
		livetest.Await[link.Accepted](tb, desk)
		f.accepts = append(f.accepts, time.Since(start))
		desk.Send(tb, link.End{Call: call, Reason: link.ReasonSolved})
		livetest.Await[link.Ended](tb, desk)
	}
	slices.Sort(f.accepts)
	return f
}

// gather starts the program that plays the terminals.
func gather(tb testing.TB, h *livetest.House, count int) (leave func()) {
	tb.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^$")
	cmd.Env = append(os.Environ(), crowdURL+"="+h.URL, crowdSize+"="+strconv.Itoa(count))
	var complaint strings.Builder
	cmd.Stderr = &complaint
	in, err := cmd.StdinPipe()
	if err != nil {
		tb.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		tb.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		tb.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil || line != "ready\n" {
		tb.Fatalf("the terminals did not come: %q, %v, %s", line, errEnd(in, cmd), complaint.String())
	}
	return func() {
		if err := errEnd(in, cmd); err != nil {
			tb.Errorf("the terminals ended with %v: %s", err, complaint.String())
		}
	}
}

func errEnd(in io.Closer, cmd *exec.Cmd) error {
	in.Close()
	return cmd.Wait()
}

// A few hundred terminals keep the limits that hold for thousands.
func TestManyTerminals(t *testing.T) {
	f := measureCrowd(t, 300, 20, true)
	t.Logf("%d bytes for each terminal; accept %v, the slowest %v", f.perTerminal, f.percentile(50), f.percentile(100))
	if f.perTerminal > 2*mostPerTerminal { // what is shared weighs more where they are few
		t.Errorf("%d bytes for each terminal", f.perTerminal)
	}
}

// BenchmarkTerminals holds the hub to its limits with 5,000 terminals, once.
func BenchmarkTerminals(b *testing.B) {
	for name, secure := range map[string]bool{"ws": false, "wss": true} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				f := measureCrowd(b, 5000, 200, secure)
				b.ReportMetric(float64(f.perTerminal), "B/terminal")
				b.ReportMetric(float64(f.percentile(50).Microseconds())/1000, "ms-accept-p50")
				b.ReportMetric(float64(f.percentile(99).Microseconds())/1000, "ms-accept-p99")
				if f.perTerminal > mostPerTerminal || f.percentile(99) > slowestAccept {
					b.Logf("%d bytes and %v are beyond the limits of %d bytes and %v", f.perTerminal, f.percentile(99), mostPerTerminal, slowestAccept)
				}
			}
		})
	}
}
