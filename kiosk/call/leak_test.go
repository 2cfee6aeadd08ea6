package call_test

import (
	"os"
	"runtime"
	"testing"
	"time"

	"buergerterminal/kiosk/call"
	"buergerterminal/kiosk/call/calltest"
	"buergerterminal/kiosk/link"
)

// badWays are ways in which a call can go wrong while it is set up. Each ends with the terminal hung up.
var badWays = []func(*rig, *calltest.Desk){
	func(r *rig, d *calltest.Desk) { r.hub.Accept(d) },                                        // hung up at once
	func(r *rig, d *calltest.Desk) { r.hub.Accept(d); d.Open() },                              // and in the middle
	func(r *rig, d *calltest.Desk) { r.hub.Accept(d); d.Close() },                             // the desk is gone in the handshake
	func(r *rig, d *calltest.Desk) { r.hub.Accept(d); d.Reload() },                            // and is back
	func(r *rig, d *calltest.Desk) { r.hub.Accept(d); r.hub.Cut() },                           // the hub is gone
	func(r *rig, d *calltest.Desk) { r.hub.Accept(d); d.Signal(link.SignalOffer, "v=0\r\n") }, // nonsense
	func(r *rig, d *calltest.Desk) { r.hub.Accept(d); r.hub.Leave(d, true, false) },           // the clerk is lost
	func(r *rig, d *calltest.Desk) {
		r.hub.Accept(d)
		r.hub.Say(link.Ended{Call: r.hub.Call(), Reason: link.ReasonAbuse})
		await[call.Ended](r, nil)
	},
	func(*rig, *calltest.Desk) {}, // nobody comes
}

// use is what a process holds.
type use struct {
	goroutines, files int
	heap              uint64
}

func now() use {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	files, _ := os.ReadDir("/proc/self/fd")
	return use{runtime.NumGoroutine(), len(files), m.HeapInuse}
}

// setUp is one call that goes wrong.
func (r *rig) setUp(t testing.TB, i int) {
	r.mu.Lock()
	r.events = nil
	r.mu.Unlock()
	r.Ask(call.Wish{Language: "de"})
	await[call.Waiting](r, nil)
	d := calltest.NewDesk(t, calltest.Clerk("p1", "Petra Krahl"), nil)
	badWays[i%len(badWays)](r, d)
	r.HangUp(link.ReasonCitizen)
	until(t, func() bool { open, _ := r.studio.Seats(); return open == 0 })
	d.Close()
	r.hub.Forget()
}

// flat waits until a process holds no more than before, but for what a runtime keeps for itself.
func flat(t testing.TB, before use) use {
	t.Helper()
	var after use
	until(t, func() bool {
		after = now()
		return after.goroutines <= before.goroutines+3 && after.files <= before.files+2
	})
	return after
}

// TestSetUpsLeaveNothing: calls that go wrong in every way leave no goroutine and no file behind.
func TestSetUpsLeaveNothing(t *testing.T) {
	r := newRig(t)
	for i := range badWays {
		r.setUp(t, i)
	}
	before := now()
	for i := range 3 * len(badWays) {
		r.setUp(t, i)
	}
	after := flat(t, before)
	_, made := r.studio.Seats()
	t.Logf("%d connections were made; before %+v, after %+v", made, before, after)
}

// BenchmarkSetUps is the same for as many as are wanted: -benchtime 500x.
func BenchmarkSetUps(b *testing.B) {
	r := newRig(b)
	for i := range badWays {
		r.setUp(b, i)
	}
	before := now()
	began := time.Now()
	for i := range b.N {
		r.setUp(b, i)
	}
	b.ReportMetric(float64(time.Since(began).Milliseconds())/float64(b.N), "ms/call")
	after := flat(b, before)
	b.ReportMetric(float64(after.goroutines-before.goroutines), "goroutines")
	b.ReportMetric(float64(after.files-before.files), "files")
	b.ReportMetric((float64(after.heap)-float64(before.heap))/(1<<20), "MiB")
}
