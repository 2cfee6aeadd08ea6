package kiosk

import (
	"testing"
	"testing/synctest"
	"time"
)

// TestRest: seconds in which nothing changes put nothing on the screen; those of a countdown do, each one.
func TestRest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := still(t, Keyboard{})
		defer k.stop()
		over := func(d time.Duration) int {
			before := k.shown
			<-time.After(d)
			synctest.Wait()
			return k.shown - before
		}
		over(3 * time.Second)
		if n := over(time.Minute); n != 1 { // its clock
			t.Errorf("the page that invites was shown %d times in a minute", n)
		}
		k.Typed(Enter, 0)
		synctest.Wait()
		if k.seen.Idle() {
			t.Fatal("the key for the way on begins no visit")
		}
		times := k.seen.Times
		if n := over(times.IdleWarning - 5*time.Second); n != 0 {
			t.Errorf("the page with the languages was shown %d times before the warning", n)
		}
		over(10 * time.Second)
		if !k.seen.Warning() {
			t.Fatal("nobody is asked whether they are still there")
		}
		if n := over(10 * time.Second); n != 10 {
			t.Errorf("ten seconds of the countdown were shown %d times", n)
		}
		if over(times.Countdown); !k.seen.Idle() {
			t.Error("the visit has not ended")
		}
	})
}
