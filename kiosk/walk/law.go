package walk

import (
	"errors"
	"reflect"

	"buergerterminal/kiosk/session"
)

// Errors of a terminal that does what it must never do.
var (
	errConsent = errors.New("it is sent without a consent that it needs")
	errNoWipe  = errors.New("the visit ends without the wipe")
	errLeft    = errors.New("something of the visit is left behind its end")
)

// Lawful holds a step to what must always be true: consent before anything is sent, and the wipe at the end.
func Lawful(before, after session.State, effects []session.Effect) error {
	wiped := false
	for _, effect := range effects {
		switch effect.(type) {
		case session.Submit:
			for _, one := range before.Evaluation().VisibleConsents {
				if one.Required && !before.Visit.Consents[one.ID] {
					return errConsent
				}
			}
		case session.Wipe:
			wiped = true
		}
	}
	switch {
	case !before.Idle() && after.Idle() && !wiped:
		return errNoWipe
	case wiped && !reflect.DeepEqual(after.Visit, session.Visit{}):
		return errLeft
	}
	return nil
}
