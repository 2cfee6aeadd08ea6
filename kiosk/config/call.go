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
	if r.absent("call.callback_hours") {
		r.known["call.callback_hours"] = true
		return
	}
	var spans []string
	r.list("call.callback_hours", &spans, func(s string) string {
		if _, ok := hours(s); !ok {
			return `from and to on the same day, such as "09:00-12:00"`
		}
		return ""
	})
	c.CallbackHours = nil
	for _, s := range spans {
		h, _ := hours(s)
		c.CallbackHours = append(c.CallbackHours, h)
	}
	slices.SortFunc(c.CallbackHours, func(a, b Hours) int { return int(a.From - b.From) })
	for i := 1; i < len(c.CallbackHours); i++ {
		if c.CallbackHours[i].From < c.CallbackHours[i-1].To {
			r.problem("call.callback_hours", "two of call.callback_hours overlap", "write one span instead of the two")
		}
	}
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
