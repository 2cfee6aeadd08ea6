package kiosk_test

import (
	"testing"

	"buergerterminal/devices"
)

// TestHubUnreachable finishes a visit without the hub. The application is safe, also over a restart of the terminal, and
// is delivered once when the hub is back.
func TestHubUnreachable(t *testing.T) {
	t.Parallel()
	r := sendRig(t)
	german := r.reportWords("de")
	r.hub.close()
	r.touch("forward")
	v := r.clear("done", "title", german.Text("done.stored"))
	v = r.until("the page to say that the line is cut", func(v view) bool { return v.says(german.Text("done.stored.explain")) })
	number := v.state.Visit.Submission.Number
	if number == "" || v.state.Visit.Submission.Arrived {
		t.Errorf("number %q, arrived %t", number, v.state.Visit.Submission.Arrived)
	}
	r.told("hub.lost", "hub.unreachable")
	r.until("the receipt", func(v view) bool { return v.state.Visit.Print.Outcome == devices.Printed })
	r.finish()
	r.paper(1)
	r.leave()
	r.start()
	r.page("idle")
	r.hub.open()
	eventually(t, "the application to arrive", func() bool { return r.logged("submission.delivered", "") == 1 })
	all := r.got()
	if len(all) != 1 || formOf(t, all[0]).Number != number {
		t.Fatalf("the hub got %d applications", len(all))
	}
	if asked := r.hub.asked.Load(); asked != 1 {
		t.Errorf("the hub was given it %d times", asked)
	}
}

// TestHubBackWhileWaiting brings the hub back while the last page is open: the page says that the application arrived.
func TestHubBackWhileWaiting(t *testing.T) {
	t.Parallel()
	r := sendRig(t)
	german := r.reportWords("de")
	r.hub.close()
	r.touch("forward")
	r.until("the page to say that the line is cut", func(v view) bool { return v.says(german.Text("done.stored.explain")) })
	r.hub.open()
	r.clear("done", "title", german.Text("done.arrived"))
	eventually(t, "the hub's return to be logged", func() bool { return r.logged("hub.back", "") > 0 }) // the receipt of the application may come first
	r.printed()
	r.finish()
	if lost, back := r.logged("hub.lost", ""), r.logged("hub.back", ""); lost != 1 || back != 1 {
		t.Errorf("hub.lost was logged %d times, hub.back %d times", lost, back)
	}
	r.paper(1)
}

// TestHubDropsAnswer loses the hub's answer on its way: the terminal asks again, and the hub has the application once.
func TestHubDropsAnswer(t *testing.T) {
	t.Parallel()
	r := sendRig(t)
	r.hub.swallow.Store(2)
	r.touch("forward")
	r.printed()
	if asked := r.hub.asked.Load(); asked != 3 {
		t.Errorf("the hub was asked %d times", asked)
	}
	if all := r.got(); len(all) != 1 {
		t.Errorf("the hub has %d applications", len(all))
	}
	r.told("hub.lost", "hub.unreachable")
	if n := r.logged("submission.delivered", ""); n != 1 {
		t.Errorf("submission.delivered was logged %d times", n)
	}
	r.finish()
	r.paper(1)
}
