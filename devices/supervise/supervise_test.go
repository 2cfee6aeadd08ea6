package supervise_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"buergerterminal/devices"
	"buergerterminal/devices/supervise"
)

// world is a device and its cable as the owner finds them. A test changes it and then lets time pass with after.
type world struct {
	turn sync.Mutex // hands the changes over to the owner's goroutine

	openErr, probeErr error
	status            devices.Status
	there             bool
	panics            bool

	opens  []time.Time
	open   int // devices open now
	probes int
}

type device struct{ w *world }

func (d device) Close() error {
	d.w.open--
	return errors.New("a lost device cannot be closed properly")
}

func healthy() *world {
	return &world{status: devices.Status{State: devices.Online, Detail: "v1"}, there: true}
}

// supervised runs test with an owner of the device in w. The reports are what the owner said, as STATE/FAULT/WARNING.
func supervised(t *testing.T, w *world, change func(*supervise.Config[device]), test func(t *testing.T, o *supervise.Owner[device], reports *[]string)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		var reports []string
		c := supervise.Config[device]{
			Kind: devices.Printer,
			Open: func(context.Context) (device, error) {
				w.turn.Lock()
				defer w.turn.Unlock()
				w.opens = append(w.opens, time.Now())
				if w.openErr != nil {
					return device{}, w.openErr
				}
				w.open++
				return device{w}, nil
			},
			Probe: func(context.Context, device) (devices.Status, error) {
				w.turn.Lock()
				defer w.turn.Unlock()
				if w.panics {
					panic("broken")
				}
				w.probes++
				return w.status, w.probeErr
			},
			Report: func(s devices.Status) {
				w.turn.Lock()
				defer w.turn.Unlock()
				if s.Kind != devices.Printer || s.Since.IsZero() {
					t.Errorf("report %+v", s)
				}
				reports = append(reports, strings.TrimRight(fmt.Sprintf("%s/%s/%s", s.State, s.Fault, s.Warning), "/"))
			},
		}
		if change != nil {
			change(&c)
		}
		o := supervise.New(c)
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- o.Run(ctx) }()
		synctest.Wait()
		test(t, o, &reports)
		cancel()
		if err := <-ended; !errors.Is(err, context.Canceled) {
			t.Errorf("Run: %v", err)
		}
		if w.open != 0 {
			t.Errorf("%d devices are still open", w.open)
		}
	})
}

// after lets time pass in the bubble.
func (w *world) after(d time.Duration) {
	w.turn.Lock() // what the test changed is seen from here on
	w.turn.Unlock()
	<-time.After(d)
	synctest.Wait()
}

func want(t *testing.T, reports *[]string, expected ...string) {
	t.Helper()
	if !slices.Equal(*reports, expected) {
		t.Errorf("reports %q, want %q", *reports, expected)
	}
}

func fault(f devices.Fault) error { return devices.Errorf(f, "as the test says") }

func TestHealthyDeviceIsReportedOnce(t *testing.T) {
	w := healthy()
	supervised(t, w, nil, func(t *testing.T, o *supervise.Owner[device], reports *[]string) {
		since := o.Status().Since
		w.after(time.Minute)
		want(t, reports, "online")
		if len(w.opens) != 1 || w.probes != 31 {
			t.Errorf("%d opens, %d probes in a minute", len(w.opens), w.probes)
		}
		if s := o.Status(); s.State != devices.Online || s.Detail != "v1" || s.Since != since {
			t.Errorf("status %+v", s)
		}
	})
}

func TestEveryChangeIsReported(t *testing.T) {
	w := healthy()
	supervised(t, w, nil, func(t *testing.T, o *supervise.Owner[device], reports *[]string) {
		online := o.Status().Since
		w.status.Warning = devices.FaultPaperNearEnd
		w.after(2 * time.Second)
		if s := o.Status(); s.Since != online {
			t.Error("a warning is no new state")
		}
		w.status = devices.Status{State: devices.UserError, Fault: devices.FaultPaperEnd}
		w.after(2 * time.Second)
		if s := o.Status(); s.Since == online {
			t.Error("a fault is a new state")
		}
		w.status = devices.Status{State: devices.Online, Detail: "v2"}
		w.after(2 * time.Second)
		want(t, reports, "online", "online//printer.paper-near-end", "userError/printer.paper-end", "online")
		if len(w.opens) != 1 {
			t.Error("a device that reports a fault is not away")
		}
	})
}

func TestOpenFailsThenWorks(t *testing.T) {
	for _, test := range []struct {
		err    error
		report string
	}{
		{fault(devices.FaultUnplugged), "noDevice/line.unplugged"},
		{fault(devices.FaultSilent), "powerOff/line.silent"},
		{fault(devices.FaultNoise), "hardwareError/line.noise"},
		{fault(devices.FaultLineBusy), "offline/line.busy"},
		{fault(devices.FaultLineDenied), "offline/line.denied"},
		{fault(devices.FaultLineUnknown), "offline/line.unknown"},
		{errors.New("without a code"), "hardwareError/device.protocol"},
	} {
		t.Run(test.report, func(t *testing.T) {
			w := healthy()
			w.openErr = test.err
			supervised(t, w, nil, func(t *testing.T, o *supervise.Owner[device], reports *[]string) {
				w.after(10 * time.Second)
				want(t, reports, test.report)
				err := o.Do(t.Context(), func(context.Context, device) error { return nil })
				if !errors.Is(err, test.err) {
					t.Errorf("Do: %v", err)
				}
				w.openErr = nil
				w.after(30 * time.Second)
				want(t, reports, test.report, "online")
				if err := o.Do(t.Context(), func(context.Context, device) error { return nil }); err != nil {
					t.Errorf("Do: %v", err)
				}
			})
		})
	}
}

func TestBackOffGrowsToItsCapAndStartsAgain(t *testing.T) {
	w := healthy()
	w.openErr = fault(devices.FaultSilent)
	supervised(t, w, nil, func(t *testing.T, o *supervise.Owner[device], reports *[]string) {
		w.after(5 * time.Minute)
		ideal := 250 * time.Millisecond
		for i := range len(w.opens) - 1 {
			if got := w.opens[i+1].Sub(w.opens[i]); got > ideal || got < ideal*4/5 {
				t.Errorf("wait %d was %v, want %v less up to a fifth", i, got, ideal)
			}
			ideal = min(2*ideal, 30*time.Second)
		}
		if len(w.opens) < 15 {
			t.Errorf("only %d attempts", len(w.opens))
		}
		w.openErr = nil
		w.after(30 * time.Second)
		w.probeErr = fault(devices.FaultSilent)
		w.opens = nil
		lost := time.Now()
		w.after(5 * time.Second)
		if got := w.opens[0].Sub(lost); got > 2250*time.Millisecond {
			t.Errorf("the first attempt after a new loss came after %v", got)
		}
		want(t, reports, "powerOff/line.silent", "online", "powerOff/line.silent")
	})
}

func TestTheCapIsConfigured(t *testing.T) {
	w := healthy()
	w.openErr = fault(devices.FaultSilent)
	change := func(c *supervise.Config[device]) { c.Longest = time.Second }
	supervised(t, w, change, func(t *testing.T, o *supervise.Owner[device], reports *[]string) {
		w.after(time.Minute)
		if len(w.opens) < 60 {
			t.Errorf("%d attempts in a minute", len(w.opens))
		}
	})
}

func TestOneLostAndOneBackForEachLoss(t *testing.T) {
	for name, lose := range map[string]func(w *world, o *supervise.Owner[device]){
		"probe": func(w *world, _ *supervise.Owner[device]) { w.probeErr = fault(devices.FaultUnplugged) },
		"job": func(w *world, o *supervise.Owner[device]) {
			w.probeErr = fault(devices.FaultUnplugged)
			err := o.Do(context.Background(), func(context.Context, device) error { return fault(devices.FaultUnplugged) })
			if devices.FaultOf(err) != devices.FaultUnplugged {
				panic(err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := healthy()
			supervised(t, w, nil, func(t *testing.T, o *supervise.Owner[device], reports *[]string) {
				for range 3 {
					*reports = nil
					lose(w, o)
					w.openErr = fault(devices.FaultUnplugged)
					w.after(20 * time.Second)
					want(t, reports, "noDevice/line.unplugged")
					w.openErr, w.probeErr = nil, nil
					w.after(time.Minute)
					want(t, reports, "noDevice/line.unplugged", "online")
				}
			})
		})
	}
}

func TestADifferentCauseIsReported(t *testing.T) {
	w := healthy()
	w.openErr = fault(devices.FaultSilent)
	supervised(t, w, nil, func(t *testing.T, o *supervise.Owner[device], reports *[]string) {
		w.openErr = fault(devices.FaultUnplugged)
		w.after(time.Minute)
		want(t, reports, "powerOff/line.silent", "noDevice/line.unplugged")
	})
}

func TestANodeThatAppearsIsTriedAtOnce(t *testing.T) {
	w := healthy()
	w.there, w.openErr = false, fault(devices.FaultUnplugged)
	change := func(c *supervise.Config[device]) {
		c.Present = func() bool {
			w.turn.Lock()
			defer w.turn.Unlock()
			return w.there
		}
	}
	supervised(t, w, change, func(t *testing.T, o *supervise.Owner[device], reports *[]string) {
		w.after(10 * time.Minute) // the back-off is at its cap
		w.there, w.openErr = true, fault(devices.FaultLineDenied)
		plugged, attempts := time.Now(), len(w.opens)
		w.after(time.Second)
		if len(w.opens) < attempts+3 {
			t.Errorf("%d attempts in the first second", len(w.opens)-attempts)
		}
		if got := w.opens[attempts].Sub(plugged); got > 250*time.Millisecond {
			t.Errorf("the first attempt came after %v", got)
		}
		w.openErr = nil
		w.after(time.Second)
		want(t, reports, "noDevice/line.unplugged", "offline/line.denied", "online")
	})
}
