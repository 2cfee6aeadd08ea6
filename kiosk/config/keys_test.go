package config

import (
	"strings"
	"testing"
	"time"
)

func TestKeys(t *testing.T) {
	c, err := Parse("keys.toml", []byte(terminal+"[keys]\nup = [\"f13\"]\nhelp = []\nrepeat_delay_ms = 2000\nrepeat_every_ms = 2000\ndouble_strike_ms = 500\nmove_every_ms = 4000\nrounds = 1\n"))
	if err != nil {
		t.Fatal(err)
	}
	k := c.Keys
	if len(k.Up) != 1 || k.Up[0] != "f13" || len(k.Help) != 0 || k.RepeatDelay != 2*time.Second || k.RepeatEvery != 2*time.Second ||
		k.DoubleStrike != 500*time.Millisecond || k.MoveEvery != 4*time.Second || k.Rounds != 1 {
		t.Errorf("%+v", k)
	}
	if k := Default().Keys; k.RepeatEvery != 0 {
		t.Errorf("keys repeat every %s without being asked to", k.RepeatEvery)
	}
	for content, want := range map[string]string{
		`up = ["f25"]`: "not usable", `help = ["f24"]`: "two meanings", `up = "f13"`: "list", "double_strike_ms = 501": "out of range", "move_every_ms = 499": "out of range",
		"rounds = 0": "out of range", "downn = []": "unknown", "repeat_every_ms = 20": "out of range",
	} {
		if _, err := Parse("keys.toml", []byte(terminal+"[keys]\n"+content+"\n")); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", content, err, want)
		}
	}
}
