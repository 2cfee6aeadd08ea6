package main

import "testing"

func TestDelay(t *testing.T) {
	var drawn, seen []stamp
	for i := range 100 {
		n := float64(i)
		drawn = append(drawn, stamp{n, 1000 + 33*n})
		seen = append(seen, stamp{n, 1000 + 33*n + 12}, stamp{n, 1000 + 33*n + 29}) // each is shown twice
	}
	if got, err := delay(drawn, seen); err != nil || got != 12 {
		t.Errorf("%v ms, %v", got, err)
	}
	if got, err := delay(drawn[90:], seen); err == nil {
		t.Errorf("%v ms of ten pictures", got)
	}
}
