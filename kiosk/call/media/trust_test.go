package media

import (
	"testing"
	"time"

	"github.com/pion/rtcp"
)

func TestTrust(t *testing.T) {
	begin := time.Unix(1000, 0)
	for _, tt := range []struct {
		name     string
		rtt      func(i int) time.Duration // of the i-th tenth of a second
		estimate func(i int) int
		seconds  int
		least    int
		most     int
		arrives  int // bytes in a tenth of a second
	}{
		{"good", func(int) time.Duration { return 40 * ms }, func(int) int { return 900_000 }, 5, 900_000, 900_000, 0},
		{"a queue stands", func(i int) time.Duration { return 40*ms + time.Duration(min(max(i-20, 0), 10))*20*ms }, func(i int) int {
			return 900_000 - 600_000*min(i/20, 1)
		}, 5, 300_000, 300_000, 0},
		{"a busy machine", func(i int) time.Duration { return 40*ms + time.Duration(i%3/2)*120*ms }, func(i int) int {
			return 900_000 - 600_000*min(i/20, 1)
		}, 5, 750_000, 900_000, 0},
		{"it swings", func(i int) time.Duration { return 40*ms + time.Duration(i%10)*20*ms }, func(i int) int {
			return 900_000 - 600_000*min(i/20, 1)
		}, 5, 750_000, 900_000, 0},
		{"it swings over a queue that stands", func(i int) time.Duration {
			return 40*ms + time.Duration(i%10)*20*ms + time.Duration(min(i/20, 1))*60*ms
		}, func(i int) int {
			return 900_000 - 600_000*min(i/20, 1)
		}, 5, 300_000, 300_000, 0},
		{"a deep queue is not waited for", func(i int) time.Duration { return 40*ms + time.Duration(i%10/5)*400*ms }, func(i int) int {
			return 900_000 - 600_000*min(i/20, 1)
		}, 5, 300_000, 300_000, 0},
		{"it falls and comes back", func(int) time.Duration { return 40 * ms }, func(i int) int {
			if i > 20 && i < 40 {
				return 100_000
			}
			return 900_000
		}, 5, 900_000, 900_000, 8000},
		{"little is sent, which shows little", func(int) time.Duration { return 40 * ms }, func(i int) int { return 200_000 + 20_000*i }, 10, unshown, unshown, 2500},
		{"more is sent, which shows more", func(int) time.Duration { return 40 * ms }, func(i int) int { return 200_000 + 20_000*i }, 10, 590_000, 600_000, 5000},
		{"for long it is believed", func(int) time.Duration { return 40 * ms }, func(i int) int { return 900_000 - 600_000*min(i/20, 1) }, 60, 300_000, 300_000, 0},
		{"the way has become longer", func(i int) time.Duration { return 40*ms + time.Duration(min(i/20, 1))*100*ms }, func(i int) int {
			return 900_000 - 600_000*min(i/400, 1)
		}, 45, 700_000, 900_000, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var trust trust
			got := 0
			for i := range 10 * tt.seconds {
				now := begin.Add(time.Duration(i) * 100 * ms)
				trust.sample(now, tt.rtt(i))
				trust.arrived = tt.arrives
				got = trust.believe(now, tt.estimate(i))
			}
			if got < tt.least || got > tt.most {
				t.Errorf("%d bit/s, want %d to %d", got, tt.least, tt.most)
			}
		})
	}
}

// TestTrustKnowsNothing: without feedback the estimate is all there is.
func TestTrustKnowsNothing(t *testing.T) {
	var trust trust
	now := time.Unix(1000, 0)
	trust.believe(now, 900_000)
	if got := trust.believe(now.Add(100*ms), 200_000); got != 200_000 {
		t.Errorf("%d bit/s", got)
	}
}

// TestTrustInWhatArrives: the budget does not fall far below what demonstrably passes, and does when less passes.
func TestTrustInWhatArrives(t *testing.T) {
	var trust trust
	now := time.Unix(1000, 0)
	at := func(bytesEachLook, looks int) (budget int) {
		for range looks {
			now = now.Add(100 * ms)
			trust.arrived = bytesEachLook
			budget = trust.believe(now, 50_000)
		}
		return budget
	}
	if got := at(5000, 50); got < 330_000 || got > 345_000 {
		t.Errorf("%d bit/s although 400,000 arrive", got)
	}
	if got := at(1000, 50); got < 60_000 || got > 75_000 {
		t.Errorf("%d bit/s although only 80,000 arrive", got)
	}
}

// TestTrustInWhatIsBorne: while no queue stands the budget holds at half as much again as what arrives, however long the estimate is low.
func TestTrustInWhatIsBorne(t *testing.T) {
	var trust trust
	now, budget := time.Unix(1000, 0), 0
	for i := range 1200 {
		now = now.Add(100 * ms)
		trust.sample(now, 40*ms+time.Duration(i%10)*20*ms)
		trust.arrived = 5000
		budget = trust.believe(now, 900_000-870_000*min(i/20, 1))
	}
	if budget < 590_000 || budget > 610_000 {
		t.Errorf("%d bit/s after two minutes in which 400,000 arrived and the delay only swung", budget)
	}
}

func TestTrustMeasures(t *testing.T) {
	var trust trust
	now := time.Unix(1000, 0)
	for n := range uint16(20) {
		trust.depart(now.Add(time.Duration(n)*10*ms), 65530+n, 1000)
	}
	// 65530 and 65531 received, then three lost, then received, lost.
	trust.arrive(now.Add(150*ms), &rtcp.TransportLayerCC{BaseSequenceNumber: 65530, PacketStatusCount: 7, PacketChunks: []rtcp.PacketStatusChunk{
		&rtcp.RunLengthChunk{PacketStatusSymbol: rtcp.TypeTCCPacketReceivedSmallDelta, RunLength: 2},
		&rtcp.StatusVectorChunk{SymbolList: []uint16{0, 0, 0, rtcp.TypeTCCPacketReceivedLargeDelta, 0, 1, 1}},
	}})
	if trust.shortest != 100*ms {
		t.Errorf("measured %s, want 100 ms", trust.shortest)
	}
	if trust.arrived != 3000 {
		t.Errorf("%d bytes arrived, want 3000", trust.arrived)
	}
	before := trust
	trust.arrive(now.Add(200*ms), &rtcp.TransportLayerCC{BaseSequenceNumber: 4000, PacketStatusCount: 1, PacketChunks: []rtcp.PacketStatusChunk{
		&rtcp.RunLengthChunk{PacketStatusSymbol: rtcp.TypeTCCPacketReceivedSmallDelta, RunLength: 1},
	}})
	trust.arrive(now.Add(200*ms), &rtcp.TransportLayerCC{BaseSequenceNumber: 65530, PacketStatusCount: 3, PacketChunks: []rtcp.PacketStatusChunk{
		&rtcp.RunLengthChunk{PacketStatusSymbol: rtcp.TypeTCCPacketNotReceived, RunLength: 3},
	}})
	if trust != before {
		t.Error("a packet that never left, and one that never arrived, say something")
	}
}
