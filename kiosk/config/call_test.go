package config

import (
	"strings"
	"testing"
	"time"
)

func TestCall(t *testing.T) {
	got, err := Parse("f", []byte(terminal+`[call]
camera = "/dev/video0"
auto = true
relay_only = true
callback_hours = ["13:30-24:00", "08:00-12:00"]
`))
	if err != nil {
		t.Fatal(err)
	}
	c := got.Call
	if !c.Enabled || c.Camera != "/dev/video0" || !c.Auto || !c.RelayOnly {
		t.Errorf("%+v", c)
	}
	if len(c.CallbackHours) != 2 || c.CallbackHours[0] != (Hours{8 * time.Hour, 12 * time.Hour}) || c.CallbackHours[1] != (Hours{13*time.Hour + 30*time.Minute, 24 * time.Hour}) {
		t.Errorf("hours of call-backs %v", c.CallbackHours)
	}
	if got, err = Parse("f", []byte(terminal+"[call]\nenabled = false\ncallback_hours = []\n")); err != nil || got.Call.Enabled || len(got.Call.CallbackHours) != 0 {
		t.Errorf("%+v, %v", got.Call, err)
	}
}

func TestCallMistakes(t *testing.T) {
	for hours, want := range map[string]string{
		`["12:00-09:00"]`:                "entry 1 of call.callback_hours is not usable",
		`["9-12"]`:                       "entry 1 of call.callback_hours is not usable",
		`["09:00-25:00"]`:                "entry 1 of call.callback_hours is not usable",
		`["09:00-12:00", "11:00-14:00"]`: "two of call.callback_hours overlap",
		`"09:00-12:00"`:                  "call.callback_hours is a text",
	} {
		if _, err := Parse("f", []byte(terminal+"[call]\ncallback_hours = "+hours+"\n")); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", hours, err)
		}
	}
}
