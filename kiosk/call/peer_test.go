package call

import (
	"testing"
	"time"

	"buergerterminal/kiosk/link"
)

// Nothing that waited for a way goes to one who may not see the citizen any more: neither page, text and answers, nor scans
// that were not begun yet.
func TestNothingWaitsBehindTheGate(t *testing.T) {
	p := newPeer("p3", house{}, []link.ICEServer(nil), false)
	p.admit(true)
	p.mirror = []byte("page")
	p.writes.add("text")
	p.say([]byte("answer"))
	for range 2 {
		p.pictures.add([]byte("announced"), []byte("scan"))
	}
	p.admit(false)
	if p.mirror != nil || p.writes.take(time.Now().Add(time.Minute)) != "" || len(p.waiting) > 0 {
		t.Error("page, text or answers still wait")
	}
	if n := len(p.pictures.queue); n > 0 {
		t.Errorf("%d pictures still wait", n)
	}
}
