package media

import (
	"time"

	"github.com/pion/rtcp"
	"github.com/pion/webrtc/v4"
)

// listen reads the peer's reports about a track.
func (s *Sender) listen(sender *webrtc.RTPSender, picture bool) {
	for {
		packets, _, err := sender.ReadRTCP()
		if err != nil {
			return
		}
		for _, p := range packets {
			switch p := p.(type) {
			case *rtcp.PictureLossIndication, *rtcp.FullIntraRequest:
				if picture {
					s.source.keyFrame(&s.picture)
				}
			case *rtcp.ReceiverReport:
				s.reports(p.Reports)
			case *rtcp.SenderReport:
				s.reports(p.Reports)
			}
		}
	}
}

// reports takes in what the peer says of loss and of the way there and back. Browsers report on the repairing stream too, of whose few packets one lost is half.
func (s *Sender) reports(all []rtcp.ReceptionReport) {
	now := time.Now()
	for _, r := range all {
		s.mu.Lock()
		if c := s.counts[r.SSRC]; c != nil {
			c.report(r.LastSequenceNumber, r.TotalLost)
		}
		s.mu.Unlock()
		if rtt, ok := roundTrip(now, r); ok {
			s.c.setRTT(rtt)
		}
	}
	s.judge(now)
}

// reportOf is how many packets a judgement of loss needs at least.
const reportOf = 25

// judge gives the rule what was reported since the last time, of picture and voice together.
func (s *Sender) judge(now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	expected, lost := 0, 0
	for _, c := range s.counts {
		expected += c.expected
		lost += c.lost
	}
	if expected < reportOf || now.Sub(s.rule.last) < reportGap {
		return
	}
	for _, c := range s.counts {
		c.expected, c.lost = 0, 0
	}
	if now.After(s.deaf) {
		s.rule.report(now, float64(min(max(lost, 0), expected))/float64(expected), s.rate)
		s.loss = s.rule.loss
		s.prompt.report(now, s.loss)
	}
}

// roundTrip is how long it took from our report to the peer's answer, without what the peer waited (RFC 3550 section 6.4.1).
func roundTrip(now time.Time, r rtcp.ReceptionReport) (time.Duration, bool) {
	if r.LastSenderReport == 0 {
		return 0, false
	}
	const epoch = 2208988800 // from 1900 to 1970
	ntp := uint64(now.Unix()+epoch)<<32 | uint64(now.Nanosecond())<<32/uint64(time.Second)
	units := uint32(ntp>>16) - r.LastSenderReport - r.Delay
	rtt := time.Duration(units) * time.Second / 65536
	return max(rtt, time.Millisecond), rtt < 10*time.Second
}
