package diagnostics

import (
	"encoding/json"
	"fmt"
	"time"

	"golang.org/x/sys/unix"

	"buergerterminal/devices"
	"buergerterminal/kiosk/health"
)

// Report is the readiness report of one terminal at one moment.
type Report struct {
	Terminal string
	Version  string // of the program
	At       time.Time
	Devices  []Device
	Outbox   Outbox
	Disk     Disk
	Clock    Clock
}

// Outbox is how many applications wait to be delivered.
type Outbox struct {
	Waiting int       `json:"waiting"`
	Oldest  time.Time `json:"oldest,omitzero"`   // when the oldest of them was stored
	Unknown bool      `json:"unknown,omitempty"` // whoever made the report does not own the outbox
}

// Disk is the file system that holds the outbox.
type Disk struct {
	Free  uint64 `json:"free"` // bytes that the terminal may still write
	Total uint64 `json:"total"`
}

// Clock is what the kernel says of its clock.
type Clock struct {
	Synchronised bool          `json:"synchronised"`
	MaxError     time.Duration `json:"maxError"` // in nanoseconds, as the kernel reckons it
}

// DiskOf measures the file system of path.
func DiskOf(path string) (Disk, error) {
	var s unix.Statfs_t
	if err := unix.Statfs(path, &s); err != nil {
		return Disk{}, fmt.Errorf("free space of %s: %w", path, err)
	}
	size := uint64(s.Bsize)
	return Disk{Free: s.Bavail * size, Total: s.Blocks * size}, nil
}

// ClockNow asks the kernel, adjtimex(2). Time-keeping daemons that do not tell the kernel leave it at "not synchronised".
func ClockNow() (Clock, error) {
	var t unix.Timex
	if _, err := unix.Adjtimex(&t); err != nil {
		return Clock{}, fmt.Errorf("the kernel's clock: %w", err)
	}
	return Clock{Synchronised: t.Status&unix.STA_UNSYNC == 0, MaxError: time.Duration(t.Maxerror) * time.Microsecond}, nil
}

// Ready reports whether every device can be used and no test of one failed.
func (r Report) Ready() bool {
	for _, d := range r.Devices {
		if !d.Status.Usable() || d.Last != nil && d.Last.Outcome == Failed {
			return false
		}
	}
	return true
}

// JSON is the report as a file, one object, indented. Times are RFC 3339, durations nanoseconds, texts German and English by health's
// code only. Sign it as it is: a signature holds for these bytes.
func (r Report) JSON() ([]byte, error) {
	type device struct {
		Kind     devices.Kind  `json:"kind"`
		State    devices.State `json:"state"`
		Fault    devices.Fault `json:"fault,omitempty"`
		Warning  devices.Fault `json:"warning,omitempty"`
		Since    time.Time     `json:"since,omitzero"`
		Detail   string        `json:"detail,omitempty"`
		Port     Port          `json:"port"`
		Profile  string        `json:"profile,omitempty"`
		Firmware string        `json:"firmware,omitempty"`
		Counters Counters      `json:"counters"`
		Last     *Result       `json:"lastTest,omitempty"`
	}
	file := struct {
		Terminal string    `json:"terminal"`
		Version  string    `json:"version"`
		At       time.Time `json:"at"`
		Ready    bool      `json:"ready"`
		Devices  []device  `json:"devices"`
		Outbox   Outbox    `json:"outbox"`
		Disk     Disk      `json:"disk"`
		Clock    Clock     `json:"clock"`
	}{Terminal: r.Terminal, Version: r.Version, At: r.At, Ready: r.Ready(), Devices: []device{}, Outbox: r.Outbox, Disk: r.Disk, Clock: r.Clock}
	for _, d := range r.Devices {
		file.Devices = append(file.Devices, device{
			Kind: d.Kind, State: d.Status.State, Fault: d.Status.Fault, Warning: d.Status.Warning, Since: d.Status.Since, Detail: d.Status.Detail,
			Port: d.Port, Profile: d.Profile, Firmware: d.Firmware, Counters: d.Counters, Last: d.Last,
		})
	}
	data, err := json.MarshalIndent(file, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("readiness report: %w", err)
	}
	return append(data, '\n'), nil
}

// Line is one line of a report on paper: a heading, a label with its value, or a sentence (Value only).
type Line struct {
	Label, Value string
	Heading      bool
}

// Lines is the report for the receipt printer, in the technician's language (German for "de" and its variants, else English).
func (r Report) Lines(tag string) []Line {
	say := func(de, en string) string { return health.Text{DE: de, EN: en}.In(tag) }
	lines := []Line{
		{Heading: true, Value: say("Bereitschaft", "Readiness")},
		{say("Terminal", "Terminal"), r.Terminal, false},
		{say("Programm", "Program"), r.Version, false},
		{say("Zeit", "Time"), r.At.Format("2006-01-02 15:04:05 MST"), false},
		{say("Bereit", "Ready"), yesNo(r.Ready(), tag), false},
	}
	for _, d := range r.Devices {
		lines = append(lines, Line{Heading: true, Value: KindName(d.Kind).In(tag)})
		lines = append(lines, d.lines(tag)...)
	}
	waiting := fmt.Sprint(r.Outbox.Waiting)
	if r.Outbox.Unknown {
		waiting = say("nicht bekannt", "not known")
	}
	lines = append(lines, Line{Heading: true, Value: say("Terminal", "Terminal")},
		Line{Label: say("Anträge warten", "Waiting"), Value: waiting},
		Line{Label: say("Platz frei", "Disk free"), Value: fmt.Sprintf("%d / %d MB", r.Disk.Free/1e6, r.Disk.Total/1e6)},
		Line{Label: say("Uhr gestellt", "Clock synced"), Value: yesNo(r.Clock.Synchronised, tag)})
	return lines
}

func (d Device) lines(tag string) []Line {
	say := func(de, en string) string { return health.Text{DE: de, EN: en}.In(tag) }
	lines := []Line{{say("Zustand", "State"), string(d.Status.State), false}}
	for _, code := range []devices.Fault{d.Status.Fault, d.Status.Warning} {
		if e, ok := health.Of(string(code)); ok {
			lines = append(lines, Line{string(code), e.Title.In(tag), false}, Line{Value: e.Remedy.In(tag)})
		}
	}
	lines = append(lines, Line{Label: say("Anschluss", "Port"), Value: d.Port.Stable()})
	for _, l := range []Line{{say("Profil", "Profile"), d.Profile, false}, {"Firmware", d.Firmware, false}} {
		if l.Value != "" {
			lines = append(lines, l)
		}
	}
	c := d.Counters
	lines = append(lines, Line{Label: say("Aufträge", "Jobs"), Value: fmt.Sprintf(say("%d gut, %d gestört", "%d good, %d failed"), c.OK, c.Failed)},
		Line{Label: say("Leitung", "Line"), Value: fmt.Sprintf(say("%d mal weg, %d mal zurück", "lost %d times, back %d times"), c.Lost, c.Back)})
	if d.Last != nil {
		last := fmt.Sprintf("%s %s, %s", d.Last.Level, d.Last.Outcome, d.Last.Began.Format("15:04"))
		lines = append(lines, Line{Label: say("Letzter Test", "Last test"), Value: last})
	}
	return lines
}

// KindName is what a technician calls a device.
func KindName(k devices.Kind) health.Text {
	switch k {
	case devices.IDCard:
		return health.Text{DE: "Ausweisleser", EN: "ID-card reader"}
	case devices.CardReader:
		return health.Text{DE: "Chipleser", EN: "Chip reader"}
	case devices.Scanner:
		return health.Text{DE: "Dokumentenscanner", EN: "Document scanner"}
	case devices.Printer:
		return health.Text{DE: "Belegdrucker", EN: "Receipt printer"}
	}
	return health.Text{DE: string(k), EN: string(k)}
}

func yesNo(yes bool, tag string) string {
	if yes {
		return health.Text{DE: "ja", EN: "yes"}.In(tag)
	}
	return health.Text{DE: "nein", EN: "no"}.In(tag)
}
