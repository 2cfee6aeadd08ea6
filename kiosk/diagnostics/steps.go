package diagnostics

import (
	"context"
	"errors"
	"strings"
	"time"

	"buergerterminal/devices"
)

// errUnanswered tells that nobody judged; it makes a test skipped, not failed.
var errUnanswered = errors.New("nobody answered")

// step is one part of a test.
type step struct {
	level Level
	do    func(ctx context.Context) (detail string, err error)
}

// run makes the steps up to a level, and ends with the first that fails. now nil means time.Now.
func run(ctx context.Context, kind devices.Kind, level Level, now func() time.Time, steps ...step) Result {
	if now == nil {
		now = time.Now
	}
	r := Result{Device: kind, Level: level, Outcome: Skipped, Began: now()}
	var details []string
	for _, s := range steps {
		if !level.includes(s.level) {
			continue
		}
		r.Level, r.Outcome = s.level, Passed
		detail, err := s.do(ctx)
		if detail != "" {
			details = append(details, detail)
		}
		if err != nil {
			r.Outcome, r.Fault = judged(err)
			details = append(details, err.Error())
			break
		}
	}
	r.Detail, r.Took = strings.Join(details, "; "), now().Sub(r.Began)
	return r
}

// judged is the outcome of a step that ended with err.
func judged(err error) (Outcome, devices.Fault) {
	fault := devices.FaultOf(err)
	switch {
	case errors.Is(err, errUnanswered), fault == devices.FaultCancelled, fault == "" && errors.Is(err, context.Canceled):
		return Skipped, ""
	case fault == "":
		return Failed, devices.FaultProtocol
	}
	return Failed, fault
}

// healthy asks for the status. A warning is told and does not fail the test.
func healthy(probe func(context.Context) (devices.Status, error)) step {
	return step{Internal, func(ctx context.Context) (string, error) {
		s, err := probe(ctx)
		if err != nil {
			return "", err
		}
		if s.Fault != "" {
			return s.Detail, devices.Errorf(s.Fault, "the device says so itself")
		}
		if s.Warning != "" {
			return strings.TrimPrefix(s.Detail+", "+string(s.Warning), ", "), nil
		}
		return s.Detail, nil
	}}
}

// firmware asks the device who it is, if it can say.
func firmware(ask func(context.Context) (string, error)) step {
	return step{Internal, func(ctx context.Context) (string, error) {
		if ask == nil {
			return "", nil
		}
		name, err := ask(ctx)
		if err != nil || name == "" {
			return "", err
		}
		return "firmware " + name, nil
	}}
}

// put asks a person; any other answer than the wanted one is fault.
func put(ctx context.Context, ask Ask, q Question, fault devices.Fault) error {
	if ask == nil {
		return errUnanswered
	}
	said, err := ask(ctx, q)
	if err != nil {
		return errors.Join(errUnanswered, err)
	}
	if said != q.Wanted {
		return devices.Errorf(fault, "the person at the device said so (%s)", q.Key)
	}
	return nil
}
