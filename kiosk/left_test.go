package kiosk

import (
	"context"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"buergerterminal/devices"
	"buergerterminal/kiosk/session"
)

// TestLookForALeftCard asks the chip reader from the end of a visit until the document is taken, and tells the technician once.
func TestLookForALeftCard(t *testing.T) {
	for name, end := range map[string]struct {
		lies bool
		err  error
	}{"taken": {}, "the reader is away": {true, devices.Errorf(devices.FaultUnplugged, "gone")}} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				lies, fails, asked, log := true, error(nil), 0, &codes{}
				k := New(Options{Log: log, Now: time.Now, Play: func(session.Tone) {}, Work: Work{
					Forget: func() {}, Withdraw: func(context.Context) error { return nil },
					CardLies: func(context.Context) (bool, error) { asked++; return lies, fails },
				}})
				var seen []bool
				input := func() {
					synctest.Wait()
					for len(k.inputs) > 0 {
						(<-k.inputs)(k)
						seen = append(seen, !k.state.CardLeft.IsZero())
					}
				}
				k.jobs.begin(t.Context())
				k.run(session.Wipe{})
				k.state.Now = time.Now()
				input()
				<-time.After(3 * foundAfter)
				input()
				if !slices.Equal(seen, []bool{true}) || !slices.Equal(log.failed, []string{"look-for-card card.left-behind"}) {
					t.Errorf("seen %v, logged %v", seen, log.failed)
				}
				lies, fails = end.lies, end.err
				<-time.After(2 * slotEvery)
				input()
				so := asked
				<-time.After(time.Minute)
				if !slices.Equal(seen, []bool{true, false}) || asked != so {
					t.Errorf("seen %v; asked %d times more", seen, asked-so)
				}
				k.jobs.end()
			})
		})
	}
}

// TestNoLookWhileAChipIsRead: what lies in the reader then belongs to the visit.
func TestNoLookWhileAChipIsRead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		asked := 0
		k := New(Options{Log: silence{}, Now: time.Now, Work: Work{
			Forget: func() {}, Withdraw: func(context.Context) error { return nil },
			CardLies: func(context.Context) (bool, error) { asked++; return true, nil },
			ReadChip: func(ctx context.Context, _ session.Card) (session.ChipVerdict, error) {
				<-ctx.Done()
				return "", ctx.Err()
			},
		}})
		k.jobs.begin(t.Context())
		k.run(session.Wipe{})
		synctest.Wait()
		k.state.Visit.Card = &session.Card{}
		k.run(session.ReadChip{})
		synctest.Wait()
		so := asked
		<-time.After(time.Minute)
		if asked != so || so == 0 {
			t.Errorf("asked %d times, then %d times while the chip was read", so, asked-so)
		}
		k.jobs.end()
	})
}
