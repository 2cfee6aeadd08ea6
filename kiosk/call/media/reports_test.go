//go:build cgo

package media

import (
	"testing"
	"time"

	"github.com/pion/rtcp"
)

func TestRoundTrip(t *testing.T) {
	now := time.Date(2026, 11, 21, 12, 0, 10, 500_000_000, time.UTC)
	middle := func(at time.Time) uint32 { // the middle 32 bits of an NTP time
		const epoch = 2208988800
		return uint32((uint64(at.Unix()+epoch)<<32 | uint64(at.Nanosecond())<<32/uint64(time.Second)) >> 16)
	}
	for _, tt := range []struct {
		name   string
		report rtcp.ReceptionReport
		want   time.Duration
		ok     bool
	}{
		{"the peer has had no report of ours", rtcp.ReceptionReport{}, 0, false},
		{"80 ms, of which the peer waited 30", rtcp.ReceptionReport{LastSenderReport: middle(now.Add(-80 * ms)), Delay: 65536 * 30 / 1000}, 50 * ms, true},
		{"at once", rtcp.ReceptionReport{LastSenderReport: middle(now)}, ms, true},
		{"from the future", rtcp.ReceptionReport{LastSenderReport: middle(now.Add(time.Second))}, 0, false},
	} {
		got, ok := roundTrip(now, tt.report)
		if ok != tt.ok || ok && (got < tt.want-ms || got > tt.want+ms) {
			t.Errorf("%s: %s, %v; want %s, %v", tt.name, got, ok, tt.want, tt.ok)
		}
	}
}
