package kiosk_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"buergerterminal/devices"
	"buergerterminal/devices/simulator"
	"buergerterminal/kiosk"
	"buergerterminal/kiosk/config"
	"buergerterminal/kiosk/eventlog"
	"buergerterminal/kiosk/health"
	"buergerterminal/kiosk/screen"
	"buergerterminal/kiosk/session/sessiontest"
	"buergerterminal/kiosk/submission/seal"
	"buergerterminal/kiosk/typeset"
	"buergerterminal/locales"
	"buergerterminal/locales/localestest"
)

// patience is how long a test waits for anything; a loaded machine needs far less.
const patience = 30 * time.Second

// terminalID is the terminal's name at the hub.
const terminalID = "MS-03"

// scannerBaud makes a scan four times as fast as on the shipped line.
const scannerBaud = 4_000_000

// rig is a whole terminal but for its window, with everything around it: simulated devices on pseudo-terminals, a hub on
// loopback, the authorities, and a citizen in front.
type rig struct {
	*citizen
	dir      string
	config   config.Config
	setter   *typeset.Setter
	window   *window
	sound    loudspeaker
	terminal *kiosk.Terminal
	keys     map[string]seal.PrivateKey // by authority
	hub      *hubHouse
	printer  *simulator.Printer
	calls    *kiosk.Calls          // nil for a terminal from which nobody can be called
	speaking *kiosk.Speaking       // nil for a terminal without a voice
	films    bool                  // films of sign language can be shown
	cards    *simulator.CardReader // on a line of its own; the terminal has it after withChips
	leave    func()                // ends the terminal and waits for it
	unplug   func()                // ends the simulated devices
}

// newRig makes everything but the terminal itself, which open starts.
func newRig(t *testing.T) *rig {
	t.Helper()
	dir, err := os.MkdirTemp("", "visit") // not t.TempDir: the path of a socket takes no long test names
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	r := &rig{citizen: newCitizen(t), dir: dir, window: &window{}, keys: map[string]seal.PrivateKey{}}
	for _, authority := range sessiontest.Shipped(t).Authorities() {
		r.keys[authority] = makeKey(t, filepath.Join(dir, "keys"), authority)
	}
	r.hub = newHubHouse(t, filepath.Join(dir, "hub"))
	r.config = r.settings()
	for _, room := range []string{"terminal", "paper"} {
		if err := os.Mkdir(r.path(room), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	r.plugIn()
	if r.setter, err = typeset.New(); err != nil {
		t.Fatal(err)
	}
	return r
}

func makeKey(t *testing.T, dir, authority string) seal.PrivateKey {
	t.Helper()
	key, err := seal.GenerateKey(seal.P256)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := json.Marshal(key.Public())
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, authority+".public.jwk"), raw)
	return key
}

func write(t *testing.T, path string, data []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
}

func (r *rig) path(parts ...string) string {
	return filepath.Join(append([]string{r.dir}, parts...)...)
}

// settings is the configuration of the terminal, made in code.
func (r *rig) settings() config.Config {
	c := config.Default()
	c.Terminal = config.Terminal{ID: terminalID, Place: "Foyer", Town: "Stadt Musterstadt", Site: "Bürgerterminal im Rathaus"}
	c.Devices.IDCard.Path, c.Devices.Scanner.Path, c.Devices.Printer.Path = r.path("lines", "idcard"), r.path("lines", "scanner"), r.path("lines", "printer")
	c.Devices.Scanner.Baud = scannerBaud
	c.Timeouts.DoubleStrike = 0 // this citizen is quick, and sees what it touches
	c.Hub = config.Hub{URL: "https://" + r.hub.address, Certificate: r.path("hub", "tls", "cert.pem"), Token: r.path("hub", "token")}
	c.Files = config.Files{AuthorityKeys: r.path("keys"), Outbox: r.path("terminal", "outbox"), Log: r.path("terminal", "terminal.log")}
	return c
}

// plugIn starts the simulated devices.
func (r *rig) plugIn() {
	r.printer = simulator.NewPrinter(simulator.PrinterOptions{PaperDir: r.path("paper"), ProcessID: true})
	r.cards = simulator.NewCardReader(simulator.CardReaderOptions{})
	profile := simulator.ScannerKioskA4()
	profile.Baud = scannerBaud
	ready, ended := make(chan struct{}), make(chan error, 1)
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		ended <- simulator.Run(ctx, simulator.Options{Dir: r.path("lines"), Ready: func() { close(ready) }, Models: map[devices.Kind]simulator.Model{
			devices.IDCard:  simulator.NewIDCard(simulator.IDCardOptions{}),
			devices.Scanner: simulator.NewScanner(simulator.ScannerOptions{Profile: profile}),
			devices.Printer: r.printer, devices.CardReader: r.cards,
		}})
	}()
	r.unplug = once(func() {
		cancel()
		if err := <-ended; err != nil {
			r.t.Errorf("simulator: %v", err)
		}
	})
	r.t.Cleanup(r.unplug)
	select {
	case <-ready:
	case err := <-ended:
		r.t.Fatalf("simulator: %v", err)
	}
}

// once makes a function that does its work at the first call only.
func once(f func()) func() {
	var done atomic.Bool
	return func() {
		if done.CompareAndSwap(false, true) {
			f()
		}
	}
}

// open starts the terminal and waits until its devices answer, those that the configuration names.
func (r *rig) open() *rig {
	r.t.Helper()
	r.start()
	r.until("all devices", func(v view) bool {
		for _, kind := range []devices.Kind{devices.IDCard, devices.Scanner, devices.Printer} {
			if !v.state.Usable(kind) {
				return false
			}
		}
		return true
	})
	return r
}

// start starts the terminal without waiting for its devices.
func (r *rig) start() {
	r.t.Helper()
	terminal, err := kiosk.Open(r.config, r.setter, r.window, &r.sound, r.observe)
	if err != nil {
		r.t.Fatal(err)
	}
	if r.calls != nil {
		if err := terminal.WithCalls(*r.calls); err != nil {
			r.t.Fatal(err)
		}
	}
	if r.speaking != nil {
		terminal.WithSpeech(*r.speaking)
	}
	if r.films {
		terminal.WithFilms(func() {})
	}
	r.terminal, r.kiosk = terminal, terminal.Kiosk()
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- terminal.Run(ctx) }()
	r.leave = once(func() {
		cancel()
		if err := <-ended; err != nil {
			r.t.Errorf("terminal: %v", err)
		}
		r.orderly()
	})
	r.t.Cleanup(r.leave)
}

// world changes what surrounds a device.
func (r *rig) world(words ...string) string {
	r.t.Helper()
	said, err := simulator.Send(context.Background(), r.path("lines"), words...)
	if err != nil {
		r.t.Fatalf("%v: %v", words, err)
	}
	return said
}

// noComplaints asserts that a real device would have rejected nothing of what the drivers sent.
func (r *rig) noComplaints() {
	r.t.Helper()
	for _, kind := range []devices.Kind{devices.IDCard, devices.Scanner, devices.Printer} {
		if said := r.world(string(kind), "complaints"); said != "" {
			r.t.Errorf("%s complains: %s", kind, said)
		}
	}
}

// entry is one line of the log.
type entry struct {
	Event, Code, Device, Page, Work, Flow string
}

// log reads the terminal's log.
func (r *rig) log() []entry {
	r.t.Helper()
	raw, err := os.ReadFile(r.config.Files.Log)
	if err != nil {
		r.t.Fatal(err)
	}
	var all []entry
	for lines := bufio.NewScanner(bytes.NewReader(raw)); lines.Scan(); {
		var l entry
		if err := json.Unmarshal(lines.Bytes(), &l); err != nil {
			r.t.Fatalf("%s: %v", lines.Text(), err)
		}
		all = append(all, l)
	}
	return all
}

// logged counts the lines with an event and a code, or a device, or any where it is empty.
func (r *rig) logged(event, which string) int {
	r.t.Helper()
	n := 0
	for _, l := range r.log() {
		if l.Event == event && (which == "" || l.Code == which || l.Device == which) {
			n++
		}
	}
	return n
}

// orderly asserts that the log has only events that are declared, and that nothing had to be refused.
func (r *rig) orderly() {
	r.t.Helper()
	raw, err := os.ReadFile(r.config.Files.Log)
	if err != nil {
		r.t.Fatal(err)
	}
	for text := range strings.Lines(string(raw)) {
		if strings.Contains(text, eventlog.Refused) || strings.Contains(text, "refused_fields") {
			r.t.Errorf("the log refused something: %s", text)
		}
	}
	for _, l := range r.log() {
		known := func(e eventlog.Event) bool { return string(e.Name) == l.Event && e.Name != eventlog.Undeclared }
		if !slices.ContainsFunc(eventlog.Events(), known) {
			r.t.Errorf("the log has the event %q, which is not declared", l.Event)
		}
	}
}

// told asserts that the technician is told of a code: the log names it, and the catalogue says what it is and how it is
// mended, in both languages; where the catalogue has a text for the citizen, it exists.
func (r *rig) told(event, code string) {
	r.t.Helper()
	eventually(r.t, "the log to say "+event+" "+code, func() bool { return r.logged(event, code) > 0 })
	e, ok := health.Of(code)
	if !ok {
		r.t.Fatalf("the catalogue of health lacks %s", code)
	}
	for _, text := range []health.Text{e.Title, e.Cause, e.Remedy} {
		if text.DE == "" || text.EN == "" {
			r.t.Errorf("%s: a text for the technician is empty: %+v", code, e)
		}
	}
	for _, lang := range []string{"de", "en"} {
		if e.CitizenKey != "" && r.words(lang).Text(e.CitizenKey) == "" {
			r.t.Errorf("%s: the citizen is told nothing, %s", code, lang)
		}
	}
}

// words are the terminal's own words.
func (r *rig) words(lang string) *locales.Language {
	r.t.Helper()
	return localestest.Shipped(r.t).Language(lang)
}

// reportWords are the terminal's own words as the pages of a report of damage say them.
func (r *rig) reportWords(lang string) screen.Words {
	r.t.Helper()
	return screen.WordsOf(sessiontest.Shipped(r.t).Flow("maengelmelder"), r.words(lang))
}

// eventually waits for what only asking can tell.
func eventually(t *testing.T, what string, condition func() bool) {
	t.Helper()
	ask := time.NewTicker(20 * time.Millisecond)
	defer ask.Stop()
	for end := time.After(patience); !condition(); {
		select {
		case <-ask.C:
		case <-end:
			t.Fatalf("waited %s for %s", patience, what)
		}
	}
}

// got are the applications that the hub has, the oldest first, opened by the authorities.
func (r *rig) got() []seal.Application {
	r.t.Helper()
	list, err := r.hub.store.List(context.Background(), 0, 100)
	if err != nil {
		r.t.Fatal(err)
	}
	var all []seal.Application
	for i := len(list) - 1; i >= 0; i-- {
		raw, err := r.hub.store.Body(context.Background(), list[i].Seq)
		if err != nil {
			r.t.Fatal(err)
		}
		sealed, err := seal.ParseSealed(raw)
		if err != nil {
			r.t.Fatal(err)
		}
		app, err := seal.Open(sealed, r.keys[list[i].Envelope.Authority])
		if err != nil {
			r.t.Fatal(err)
		}
		all = append(all, app)
	}
	return all
}
