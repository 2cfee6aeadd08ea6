package queue

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"buergerterminal/kiosk/hub/database"
	"buergerterminal/kiosk/hub/database/databasetest"
	"buergerterminal/kiosk/link"
)

// BenchmarkAccept takes calls out of a line of a hundred, by one clerk and by thirty at once; the figures are those of one
// Accept, with its commit to the disk.
func BenchmarkAccept(b *testing.B) {
	for _, clerks := range []int{1, 30} {
		b.Run(fmt.Sprintf("%d clerks", clerks), func(b *testing.B) {
			databasetest.EachBenchmark(b, func(b *testing.B, open func() *database.DB) {
				q, err := New(b.Context(), open(), Options{Lease: time.Hour, Grace: time.Hour})
				if err != nil {
					b.Fatal(err)
				}
				run := &acceptRun{b: b, q: q}
				run.fill(100)
				run.all(clerks, 2*clerks) // the statements are prepared
				run.took = nil
				b.ResetTimer()
				run.all(clerks, b.N)
				b.StopTimer()
				slices.Sort(run.took)
				b.ReportMetric(float64(run.took[len(run.took)/2].Microseconds())/1000, "p50-ms")
				b.ReportMetric(float64(run.took[len(run.took)*99/100].Microseconds())/1000, "p99-ms")
			})
		})
	}
}

type acceptRun struct {
	b    *testing.B
	q    *Queue
	mu   sync.Mutex
	n    int
	took []time.Duration
}

func (r *acceptRun) fill(n int) {
	for range n {
		r.mu.Lock()
		r.n++
		c := call(r.n)
		r.mu.Unlock()
		err := r.q.db.Tx(context.Background(), func(tx *database.Tx) error { return r.q.insert(context.Background(), tx, c) })
		if err != nil {
			r.b.Error(err)
			return
		}
	}
}

// all takes at least total calls, and puts a new one behind each.
func (r *acceptRun) all(clerks, total int) {
	var wait sync.WaitGroup
	for n := range clerks {
		wait.Go(func() {
			id := fmt.Sprintf("clerk-%02d", n)
			if err := r.q.SetPresence(context.Background(), Clerk{ID: id, Authorities: []string{town}, Languages: []string{"de"}}, link.Available); err != nil {
				r.b.Error(err)
				return
			}
			for range (total + clerks - 1) / clerks {
				r.one(id)
			}
		})
	}
	wait.Wait()
}

func (r *acceptRun) one(clerk string) {
	begin := time.Now()
	l, err := r.q.Accept(context.Background(), clerk, Next)
	took := time.Since(begin)
	if err == nil {
		err = r.q.End(context.Background(), l, link.ReasonSolved)
	}
	if err != nil {
		r.b.Error(err)
		return
	}
	r.mu.Lock()
	r.took = append(r.took, took)
	r.mu.Unlock()
	r.fill(1)
}

// BenchmarkRenew is the beat of a clerk in a call, one of which comes every five seconds from each.
func BenchmarkRenew(b *testing.B) {
	databasetest.EachBenchmark(b, func(b *testing.B, open func() *database.DB) {
		q, err := New(b.Context(), open(), Options{})
		if err != nil {
			b.Fatal(err)
		}
		(&acceptRun{b: b, q: q}).fill(1)
		if err := q.SetPresence(b.Context(), Clerk{ID: "krahl", Authorities: []string{town}, Languages: []string{"de"}}, link.Available); err != nil {
			b.Fatal(err)
		}
		l, err := q.Accept(b.Context(), "krahl", Next)
		for b.Loop() && err == nil {
			l, err = q.Renew(b.Context(), l)
		}
		if err != nil {
			b.Fatal(err)
		}
	})
}

// BenchmarkLine reads the places of a hundred who wait, with thirty clerks at their desks.
func BenchmarkLine(b *testing.B) {
	databasetest.EachBenchmark(b, func(b *testing.B, open func() *database.DB) {
		q, err := New(b.Context(), open(), Options{Lease: time.Hour, Grace: time.Hour})
		if err != nil {
			b.Fatal(err)
		}
		(&acceptRun{b: b, q: q}).fill(100)
		for n := range 30 {
			c := Clerk{ID: fmt.Sprintf("clerk-%02d", n), Authorities: []string{town, village}, Services: []string{"wohnung", "hund"}, Languages: []string{"de", "en"}}
			if err := q.SetPresence(b.Context(), c, link.Available); err != nil {
				b.Fatal(err)
			}
		}
		for b.Loop() {
			if stands, err := q.Line(b.Context(), town); err != nil || len(stands) != 100 {
				b.Fatal(len(stands), err)
			}
		}
	})
}
