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

// perCall is how long one call takes: the median of batches that are each long against the clock's grain.
func perCall(call func()) time.Duration {
	const batch, batches = 40 * time.Millisecond, 9
	n := 1
	for timed(n, call) < batch/4 {
		n *= 2
	}
	n *= 4
	samples := make([]float64, batches)
	for i := range samples {
		samples[i] = float64(timed(n, call)) / float64(n)
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
