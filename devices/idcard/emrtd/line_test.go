package emrtd_test

import (
	"context"
	"crypto/rand"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"buergerterminal/devices"
	"buergerterminal/devices/idcard/ccid"
	"buergerterminal/devices/idcard/emrtd"
	"buergerterminal/devices/simulator"
	"buergerterminal/devices/simulator/passport"
)

// rig is the chip reader on a pseudo-terminal at the speed of its line, with one document that can be put in.
type rig struct {
	t      testing.TB
	dir    string
	reader *ccid.Reader
}

func newRig(t testing.TB, document *passport.Card) *rig {
	t.Helper()
	r := &rig{t: t, dir: filepath.Join(t.TempDir(), "line")}
	model := simulator.NewCardReader(simulator.CardReaderOptions{Cards: map[string]func() simulator.Chip{"passport": func() simulator.Chip { document.Reset(); return document }}})
	ctx, cancel := context.WithCancel(context.Background())
	ready, ended := make(chan bool), make(chan error, 1)
	go func() {
		ended <- simulator.Run(ctx, simulator.Options{Dir: r.dir, Models: map[devices.Kind]simulator.Model{devices.CardReader: model}, Ready: func() { close(ready) }})
	}()
	select {
	case <-ready:
	case err := <-ended:
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	var err error
	if r.reader, err = ccid.Open(context.Background(), filepath.Join(r.dir, "cardreader"), ccid.Options{}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.reader.Close() })
	return r
}

func (r *rig) control(words ...string) string {
	r.t.Helper()
	text, err := simulator.Send(context.Background(), r.dir, append([]string{"cardreader"}, words...)...)
	if err != nil {
		r.t.Fatalf("%v: %v", words, err)
	}
	return text
}

func (r *rig) connect() *ccid.Card {
	r.t.Helper()
	r.control("insert", "passport")
	card, err := r.reader.Connect(context.Background())
	if err != nil {
		r.t.Fatal(err)
	}
	return card
}

// TestOverTheLine reads a document through reader, T=1 and line, with short and with extended answers. What the reader complains of is tested beside its
// driver.
func TestOverTheLine(t *testing.T) {
	issuer := newIssuer(t, passport.Brainpool256)
	for name, o := range map[string]passport.Options{
		"BAC": {PACE: []passport.PACE{}}, "PACE": {}, "extended answers": {ExtendedAnswers: 1000},
	} {
		t.Run(name, func(t *testing.T) {
			o.Issuer, o.Picture = issuer, 8000
			document := newCard(t, o)
			r := newRig(t, document)
			d, err := emrtd.Read(t.Context(), r.connect(), zoneOf(t, document), trusting(t, issuer), nil)
			if err != nil || d.Authenticity.Verdict != emrtd.Genuine || len(d.Face.Data) != 8000 {
				t.Errorf("%+v, %d bytes, %v", d.Authenticity, len(d.Face.Data), err)
			}
		})
	}
}

// TestRemovedOnTheLine takes the document out in the middle: the reader's fault comes through, and the next reading works.
func TestRemovedOnTheLine(t *testing.T) {
	document := newCard(t, passport.Options{Picture: 1})
	r := newRig(t, document)
	for _, block := range []int{3, 9, 25} {
		card := r.connect()
		r.control("remove-at", strconv.Itoa(block))
		d, err := emrtd.Read(t.Context(), card, zoneOf(t, document), emrtd.Trust{}, nil)
		if devices.FaultOf(err) != devices.FaultChipRemoved || d.MRZ.Number != "" {
			t.Errorf("at block %d: %v", block, err)
		}
	}
	if _, err := emrtd.Read(t.Context(), r.connect(), zoneOf(t, document), emrtd.Trust{}, nil); err != nil {
		t.Error("afterwards:", err)
	}
}

// BenchmarkFaceOverTheLine is DG2 of 20 kB by BAC at 115200 8N2, beside the ceiling of a line without any pause: each part costs its command,
// the echo of it and its answer.
func BenchmarkFaceOverTheLine(b *testing.B) {
	for name, extended := range map[string]int{"short": 0, "extended": 2000} {
		b.Run(name, func(b *testing.B) {
			issuer, err := passport.NewIssuer(passport.Brainpool256, "UT", rand.Reader)
			if err != nil {
				b.Fatal(err)
			}
			document := newCard(b, passport.Options{Issuer: issuer, PACE: []passport.PACE{}, ExtendedAnswers: extended})
			r := newRig(b, document)
			access, trust := zoneOf(b, document), trusting(b, issuer)
			var took time.Duration
			var bytes int
			for b.Loop() {
				card := r.connect()
				var began time.Time
				_, err := emrtd.Read(context.Background(), card, access, trust, func(p emrtd.Progress) {
					if p.File == "DG2" && p.Done <= 5 {
						began = time.Now()
					}
					if p.File == "DG2" && p.Done == p.Total {
						took, bytes = took+time.Since(began), bytes+p.Total
					}
				})
				if err != nil {
					b.Fatal(err)
				}
				r.control("remove")
			}
			rate := float64(bytes) / took.Seconds()
			b.ReportMetric(rate, "B/s")
			b.ReportMetric(100*rate/ceiling(), "%ofceiling")
		})
	}
}

// ceiling is 223 bytes (reference/devices.md, section 6) of 11,520 B/s · 66.6 %, at eleven bits a byte instead of ten.
func ceiling() float64 { return 11_520 * 0.666 * 10 / 11 }
