package main

import (
	"slices"
	"time"
)

// median of at least one sample.
func median(samples []float64) float64 {
	sorted := slices.Sorted(slices.Values(samples))
	n := len(sorted)
	return (sorted[(n-1)/2] + sorted[n/2]) / 2
}

// perCall is how long one call takes: the median of many batches, each long against the clock's grain and short against the
// slices of time that the machine gives to others.
func perCall(call func()) time.Duration {
	const batch, batches, atMost = 2 * time.Millisecond, 101, 2 * time.Second
	n := 1
	for timed(n, call) < batch/2 {
		n *= 2
	}
	var samples []float64
	for began := time.Now(); len(samples) < batches && (len(samples) < 9 || time.Since(began) < atMost); {
		samples = append(samples, float64(timed(n, call))/float64(n))
	}
	return time.Duration(median(samples))
}

func timed(n int, call func()) time.Duration {
	began := time.Now()
	for range n {
		call()
	}
	return time.Since(began)
}

// medianOf is the median of n measurements, or the first error.
func medianOf(n int, measure func() (time.Duration, error)) (time.Duration, error) {
	samples := make([]float64, n)
	for i := range samples {
		took, err := measure()
		if err != nil {
			return 0, err
		}
		samples[i] = float64(took)
	}
	return time.Duration(median(samples)), nil
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
func microseconds(d time.Duration) float64 { return float64(d) / float64(time.Microsecond) }
