package kiosk

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"buergerterminal/devices"
	"buergerterminal/kiosk/session"
)

// codes is a log that keeps the codes of failed work.
type codes struct {
	silence
	failed []string
}

func (c *codes) WorkFailed(work, code string) { c.failed = append(c.failed, work+" "+code) }

// TestForgottenReceipt takes back what lies in the printer's mouth some time after the end of a visit, not before, and tells
// the technician when it cannot.
func TestForgottenReceipt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		withdrawn, log := 0, &codes{}
		k := New(Options{Log: log, Work: Work{
			Forget: func() {},
			Withdraw: func(context.Context) error {
				withdrawn++
				return devices.Errorf(devices.FaultPrinterJam, "stuck")
			},
		}})
		k.jobs.begin(t.Context())
		k.run(session.Wipe{})
		<-time.After(forgotten - time.Second)
		synctest.Wait()
		if withdrawn != 0 {
			t.Error("the receipt was pulled out of the citizen's hand")
		}
		<-time.After(2 * time.Second)
		synctest.Wait()
		if withdrawn != 1 || len(log.failed) != 1 || log.failed[0] != "withdraw printer.jam" {
			t.Errorf("%d times, %v", withdrawn, log.failed)
		}
		k.run(session.Wipe{})
		k.jobs.end() // the terminal goes down: nothing waits
		if withdrawn != 1 {
			t.Error("the terminal moved paper on its way down")
		}
	})
}
