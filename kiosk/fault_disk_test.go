package kiosk_test

import (
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"golang.org/x/sys/unix"

	"buergerterminal/kiosk"
	"buergerterminal/kiosk/screen"
	"buergerterminal/kiosk/submission"
)

// room is how much larger the small disk is than the outbox's reserve.
const room = 12 << 20

// diskRig is a terminal whose outbox is on a small disk of its own, or a skipped test.
func diskRig(t *testing.T) (r *rig, fill, empty func()) {
	t.Helper()
	r = newRig(t)
	disk := r.config.Files.Outbox
	if err := os.MkdirAll(disk, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := unix.Mount("tmpfs", disk, "tmpfs", 0, "size="+megabytes(submission.DefaultReserve+room)); err != nil {
		t.Skipf("a small disk needs the right to mount: %v", err)
	}
	t.Cleanup(func() {
		if r.leave != nil {
			r.leave()
		}
		if err := unix.Unmount(disk, unix.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	filler := filepath.Join(disk, "filler")
	fill = func() { write(t, filler, make([]byte, room)) }
	empty = func() {
		if err := os.Remove(filler); err != nil {
			t.Fatal(err)
		}
	}
	return r.open(), fill, empty
}

// megabytes is a size as mount takes it.
func megabytes(n int) string { return strconv.Itoa(n>>20) + "m" }

// TestDiskFullAtSubmit fills the disk before the citizen sends: nothing is confirmed and nothing is lost, and it goes
// through when there is room again.
func TestDiskFullAtSubmit(t *testing.T) {
	t.Parallel()
	r, fill, empty := diskRig(t)
	german := r.reportWords("de")
	r.report("de", "Am Markt 4", "Loch im Gehweg.")
	fill()
	r.touch("forward")
	v := r.clear("send", "note", german.Text("trouble.outbox.disk-full"))
	if v.node("forward") != german.Text("send.again") || !v.says("outbox.reserve") {
		t.Errorf("the way on is %q, and the page must name the code", v.node("forward"))
	}
	if v.state.Visit.Submission.Done() || v.state.Visit.Answers["ort"].Text() != "Am Markt 4" || !v.state.Visit.Consents["richtig"] {
		t.Error("the answers are not kept, or the application counts as stored")
	}
	r.told("work.failed", "outbox.reserve")
	r.touch("forward")
	eventually(t, "the second refusal", func() bool { return r.logged("work.failed", "outbox.reserve") == 2 })
	r.page("send")
	empty()
	r.touch("forward")
	r.printed()
	r.finish()
	if all := r.got(); len(all) != 1 {
		t.Errorf("the hub got %d applications", len(all))
	}
}

// TestDiskFullWhenIdle closes the terminal while no application could be stored, and opens it again by itself.
func TestDiskFullWhenIdle(t *testing.T) {
	t.Parallel()
	r, fill, empty := diskRig(t)
	r.page("idle")
	fill()
	v := r.page("out-of-order")
	if !v.says(r.words("de").Text("broken.title")) || !v.says("outbox.reserve") || !v.says(terminalID) {
		t.Error("the page does not say that the terminal is closed, its name and the code")
	}
	if contact := v.placed.Tree.Find("contact.phone"); contact == nil || contact.Value == "" {
		t.Error("the page does not say where help is")
	}
	r.told("terminal.closed", "outbox.reserve")
	for _, n := range v.placed.Nodes { // nothing on this page but the bar does anything
		if n.Node.Role == screen.RoleTile {
			continue
		}
		r.kiosk.Touched(kiosk.Down, middle(n.Rect))
		r.kiosk.Touched(kiosk.Up, middle(n.Rect))
	}
	r.kiosk.Typed(kiosk.Enter, 0)
	empty()
	if v := r.page("idle"); !v.state.Idle() || r.logged("visit.started", "") != 0 {
		t.Error("a visit began while the terminal was closed")
	}
	r.told("terminal.opened", "outbox.reserve")
	r.touch("start")
	r.page("language")
	r.touch("bar.cancel")
	fill()
	r.page("out-of-order")
	r.touch("bar.language")
	r.page("language")
	r.touch("language.uk")
	r.touch("forward")
	if v := r.page("out-of-order"); !v.says(r.words("uk").Text("broken.title")) {
		t.Error("the closed page is not in the language that was chosen")
	}
}
