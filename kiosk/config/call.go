package config

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

func (r *reader) call(c *Call) {
	r.flag("call.enabled", &c.Enabled)
	r.text("call.camera", &c.Camera, anything)
	r.flag("call.auto", &c.Auto)
	r.flag("call.relay_only", &c.RelayOnly)
	r.hours("call.callback_hours", &c.CallbackHours)
}

// hours reads the parts of a day.
func (r *reader) hours(path string, into *[]Hours) {
	if r.absent(path) {
		r.known[path] = true
		return
	}
	var spans []string
	r.list(path, &spans, func(s string) string {
		if _, ok := hours(s); !ok {
			return `from and to on the same day, such as "09:00-12:00"`
		}
		return ""
	})
	var all []Hours
	for _, s := range spans {
		h, _ := hours(s)
		all = append(all, h)
	}
	slices.SortFunc(all, func(a, b Hours) int { return int(a.From - b.From) })
	for i := 1; i < len(all); i++ {
		if all[i].From < all[i-1].To {
			r.problem(path, "two of "+path+" overlap", "write one span instead of the two")
		}
	}
	*into = all
}

func (r *reader) speech(s *Speech) {
	r.flag("speech.enabled", &s.Enabled)
	r.text("speech.program", &s.Program, filled)
	r.text("speech.jack", &s.Jack, anything)
}

// hours reads "09:00-12:00".
func hours(s string) (h Hours, ok bool) {
	from, to, found := strings.Cut(s, "-")
	a, errA := clock(from)
	b, errB := clock(to)
	return Hours{a, b}, found && errA == nil && errB == nil && a < b
}

// clock reads a time of day, to 24:00.
func clock(s string) (time.Duration, error) {
	if strings.TrimSpace(s) == "24:00" {
		return 24 * time.Hour, nil
	}
	t, err := time.Parse("15:04", strings.TrimSpace(s))
	if err != nil {
		return 0, fmt.Errorf("time of day: %w", err)
	}
	return time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute, nil
}
