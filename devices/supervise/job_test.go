package supervise_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"buergerterminal/devices"
	"buergerterminal/devices/supervise"
)

func TestWhichJobErrorsAreALoss(t *testing.T) {
	for _, test := range []struct {
		err   error
		opens int
	}{
		{nil, 1},
		{fault(devices.FaultUnplugged), 2},
		{fault(devices.FaultSilent), 2},
		{fault(devices.FaultNoise), 1},
		{fault(devices.FaultPaperEnd), 1},
		{fault(devices.FaultCancelled), 1},
		{errors.New("without a code"), 1},
	} {
		w := healthy()
		supervised(t, w, nil, func(t *testing.T, o *supervise.Owner[device], reports *[]string) {
			probes := w.probes
			err := o.Do(t.Context(), func(context.Context, device) error { return test.err })
			if !errors.Is(err, test.err) {
				t.Errorf("Do: %v, want %v", err, test.err)
			}
			synctest.Wait()
			if test.err != nil && test.opens == 1 && w.probes != probes+1 {
				t.Errorf("%v: the device was not asked after the failure", test.err)
			}
			w.after(time.Second)
			if len(w.opens) != test.opens {
				t.Errorf("%v: %d opens, want %d", test.err, len(w.opens), test.opens)
			}
		})
	}
}

func TestJobsRunOneAfterTheOther(t *testing.T) {
	w := healthy()
	supervised(t, w, nil, func(t *testing.T, o *supervise.Owner[device], reports *[]string) {
		running, done := 0, make(chan error)
		for range 10 {
			go func() {
				done <- o.Do(t.Context(), func(context.Context, device) error {
					running++
					<-time.After(time.Second)
					if running--; running != 0 {
						return errors.New("two jobs at a time")
					}
					return nil
				})
			}()
		}
		begin := time.Now()
		for range 10 {
			if err := <-done; err != nil {
				t.Error(err)
			}
		}
		if got := time.Since(begin); got != 10*time.Second {
			t.Errorf("ten jobs of a second took %v", got)
		}
	})
}

func TestDoBeforeTheFirstOpenWaits(t *testing.T) {
	w := healthy()
	change := func(c *supervise.Config[device]) {
		open := c.Open
		c.Open = func(ctx context.Context) (device, error) { <-time.After(3 * time.Second); return open(ctx) }
	}
	supervised(t, w, change, func(t *testing.T, o *supervise.Owner[device], reports *[]string) {
		if s := o.Status(); s.State != devices.Starting {
			t.Errorf("status %+v", s)
		}
		begin := time.Now()
		if err := o.Do(t.Context(), func(context.Context, device) error { return nil }); err != nil || time.Since(begin) != 3*time.Second {
			t.Errorf("Do: %v after %v", err, time.Since(begin))
		}
	})
}

func TestThoseWhoWaitLearnOfTheLoss(t *testing.T) {
	w := healthy()
	supervised(t, w, nil, func(t *testing.T, o *supervise.Owner[device], reports *[]string) {
		w.openErr = fault(devices.FaultUnplugged)
		done := make(chan error, 2)
		go func() {
			done <- o.Do(t.Context(), func(context.Context, device) error {
				<-time.After(time.Second)
				return fault(devices.FaultUnplugged)
			})
		}()
		synctest.Wait()
		go func() { done <- o.Do(t.Context(), func(context.Context, device) error { return errors.New("ran") }) }()
		begin := time.Now()
		for range 2 {
			if err := <-done; devices.FaultOf(err) != devices.FaultUnplugged {
				t.Errorf("Do: %v", err)
			}
		}
		if got := time.Since(begin); got != time.Second {
			t.Errorf("they waited %v", got)
		}
	})
}

func TestTheCallersContextEndsTheJob(t *testing.T) {
	w := healthy()
	supervised(t, w, nil, func(t *testing.T, o *supervise.Owner[device], reports *[]string) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		waiting := make(chan error, 1)
		begin := time.Now()
		err := o.Do(ctx, func(ctx context.Context, _ device) error {
			short, stop := context.WithTimeout(t.Context(), time.Second)
			defer stop()
			go func() { waiting <- o.Do(short, func(context.Context, device) error { return errors.New("ran") }) }()
			<-ctx.Done()
			return devices.Errorf(devices.FaultCancelled, "%w", ctx.Err())
		})
		if !errors.Is(err, context.DeadlineExceeded) || time.Since(begin) != time.Minute {
			t.Errorf("Do: %v after %v", err, time.Since(begin))
		}
		if err := <-waiting; devices.FaultOf(err) != devices.FaultCancelled {
			t.Errorf("Do of one who did not wait so long: %v", err)
		}
		if err := o.Do(ctx, func(context.Context, device) error { return errors.New("ran") }); devices.FaultOf(err) != devices.FaultCancelled {
			t.Errorf("Do with a context that has ended: %v", err)
		}
		want(t, reports, "online")
	})
}

func TestTheEndOfRunEndsEverything(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := healthy()
		o := supervise.New(supervise.Config[device]{
			Open:  func(context.Context) (device, error) { w.open++; return device{w}, nil },
			Probe: func(context.Context, device) (devices.Status, error) { return w.status, nil },
		})
		ctx, cancel := context.WithCancel(t.Context())
		ended, job, next := make(chan error, 1), make(chan error, 1), make(chan error, 1)
		go func() { ended <- o.Run(ctx) }()
		go func() {
			job <- o.Do(context.Background(), func(ctx context.Context, _ device) error { <-ctx.Done(); return ctx.Err() })
		}()
		synctest.Wait()
		cancel()
		if err := <-ended; !errors.Is(err, context.Canceled) {
			t.Errorf("Run: %v", err)
		}
		if err := <-job; !errors.Is(err, context.Canceled) {
			t.Errorf("the job that ran: %v", err)
		}
		go func() { next <- o.Do(context.Background(), func(context.Context, device) error { return nil }) }()
		if err := <-next; devices.FaultOf(err) != devices.FaultCancelled {
			t.Errorf("Do after the end: %v", err)
		}
		if w.open != 0 {
			t.Error("the device is still open")
		}
	})
}

func TestAPanicIsALossAndSaysNothingPersonal(t *testing.T) {
	w := healthy()
	supervised(t, w, nil, func(t *testing.T, o *supervise.Owner[device], reports *[]string) {
		err := o.Do(t.Context(), func(context.Context, device) error { panic("Erika Mustermann") })
		var panicked *supervise.PanicError
		if !errors.As(err, &panicked) || devices.FaultOf(err) != devices.FaultProtocol || strings.Contains(err.Error(), "Erika") {
			t.Fatalf("Do: %v", err)
		}
		if !strings.Contains(panicked.Stack, "TestAPanicIsALoss") || strings.Contains(panicked.Stack, "Erika") {
			t.Errorf("stack: %s", panicked.Stack)
		}
		w.after(time.Second)
		want(t, reports, "online", "hardwareError/device.protocol", "online")
		var empty []int
		err = o.Do(t.Context(), func(context.Context, device) error { empty[0] = 1; return nil })
		if !strings.Contains(err.Error(), "index out of range") {
			t.Errorf("Do: %v", err)
		}
	})
}

func TestAPanicInOpenOrProbeIsALoss(t *testing.T) {
	w := healthy()
	w.panics = true
	supervised(t, w, nil, func(t *testing.T, o *supervise.Owner[device], reports *[]string) {
		w.after(time.Minute)
		w.panics = false
		w.after(time.Minute)
		want(t, reports, "hardwareError/device.protocol", "online")
	})
}
