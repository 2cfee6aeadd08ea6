package kiosk

import (
	"context"
	"time"

	"buergerterminal/kiosk/session"
)

// Workshop is what the technician's pages need of the world. Each method may be called from any goroutine; those with a
// context block until the work is done or the context ends.
type Workshop interface {
	// CheckCode reports whether these digits are the technician's code.
	CheckCode(digits string) bool
	// Keep writes what must survive a restart.
	Keep(session.Standing)
	// Inspect says what is known of every unit.
	Inspect(ctx context.Context) session.Inspection
	// Test tests a unit. ask puts a question to the technician; it may be called several times, one after the other.
	Test(ctx context.Context, u session.Unit, d session.Depth, ask Asker) session.TestResult
	// Note keeps the result of a test that was made elsewhere.
	Note(session.TestResult)
	// Operate makes a unit do something; the health code is empty where it did.
	Operate(ctx context.Context, u session.Unit, o session.Operation) (code string)
	// Report prints the readiness report and writes its signed file.
	Report(ctx context.Context) session.Report
	// Recent are the last events of the log, the newest first.
	Recent() []session.LogLine
	// Restart ends the program so that it is started again.
	Restart()
}

// Asker puts a question to the technician and waits for yes or no; an error means that nobody answered.
type Asker func(ctx context.Context, q session.Question) (bool, error)

// longestTest is how long a test may take with all questions: a technician who walks off ends it sooner.
const longestTest = 7 * time.Minute

// told is the answer to a question.
type told struct {
	key string
	yes bool
}

// runTechnician starts the work of a technician's effect.
func (k *Kiosk) runTechnician(effect session.Effect) {
	w, visit := k.o.Workshop, k.jobs.visit
	switch effect := effect.(type) {
	case session.CheckCode:
		k.start(visit, func() session.Event { return session.CodeChecked{Right: w.CheckCode(effect.Digits)} })
	case session.KeepStanding:
		w.Keep(effect.Standing)
	case session.Inspect:
		k.start(visit, func() session.Event { return session.Inspected{Inspection: w.Inspect(visit)} })
	case session.TestUnit:
		ctx := k.work()
		answers := k.jobs.told
		k.start(visit, func() session.Event { return k.test(ctx, effect, answers) })
	case session.OperateUnit:
		ctx := k.work()
		k.start(visit, func() session.Event { return k.operate(ctx, effect) })
	case session.PrintReadiness:
		ctx := k.work()
		k.start(visit, func() session.Event {
			r := w.Report(ctx)
			r.Run = session.Run{Reporting: true}
			return session.WorkEnded{Report: r}
		})
	case session.StopRun:
		k.jobs.stop()
	case session.TellTest:
		select {
		case k.jobs.told <- told{effect.Key, effect.Yes}:
		default: // nobody asks any more
		}
	case session.NoteTest:
		w.Note(effect.Result)
	case session.ReadLog:
		k.start(visit, func() session.Event { return session.LogRead{Lines: w.Recent()} })
	case session.RestartTerminal:
		w.Restart()
	}
}

// work is the context of the one work that runs for the technician. Its end is released with the visit.
func (k *Kiosk) work() context.Context {
	k.jobs.stop()
	ctx, stop := context.WithTimeout(k.jobs.visit, longestTest)
	k.jobs.stop, k.jobs.told = stop, make(chan told, 1)
	return ctx
}

func (k *Kiosk) test(ctx context.Context, e session.TestUnit, answers <-chan told) session.Event {
	ask := func(ctx context.Context, q session.Question) (bool, error) {
		k.sendWithin(ctx, session.TestAsks{Question: q})
		for {
			select {
			case a := <-answers:
				if a.key == q.Key {
					return a.yes, nil
				}
			case <-ctx.Done():
				return false, ctx.Err()
			}
		}
	}
	r := k.o.Workshop.Test(ctx, e.Unit, e.Depth, ask)
	return session.WorkEnded{Report: session.Report{Run: session.Run{Unit: e.Unit, Depth: e.Depth}, Outcome: r.Outcome, Code: r.Code}}
}

func (k *Kiosk) operate(ctx context.Context, e session.OperateUnit) session.Event {
	code := k.o.Workshop.Operate(ctx, e.Unit, e.Operation)
	r := session.Report{Run: session.Run{Unit: e.Unit, Operation: e.Operation}, Outcome: session.TestPassed, Code: code}
	switch {
	case ctx.Err() != nil:
		r.Outcome, r.Code = session.TestSkipped, ""
	case code != "":
		r.Outcome = session.TestFailed
	}
	return session.WorkEnded{Report: r}
}
