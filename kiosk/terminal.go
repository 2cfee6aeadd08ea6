package kiosk

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"buergerterminal/devices"
	"buergerterminal/devices/printer"
	"buergerterminal/flows"
	"buergerterminal/kiosk/call"
	"buergerterminal/kiosk/config"
	"buergerterminal/kiosk/eventlog"
	"buergerterminal/kiosk/health"
	"buergerterminal/kiosk/identity"
	"buergerterminal/kiosk/layout"
	"buergerterminal/kiosk/session"
	"buergerterminal/kiosk/submission"
	"buergerterminal/kiosk/submission/seal"
	"buergerterminal/kiosk/typeset"
	"buergerterminal/locales"
)

// Window shows pages. display.Window is one.
type Window interface {
	Show(p *layout.Placed, look session.Look) uint64
	Forget()
}

// Terminal is a whole terminal but for its window: devices, outbox, delivery and the session.
type Terminal struct {
	kiosk    *Kiosk
	house    *house
	outbox   *submission.Outbox
	delivery *submission.Delivery
	log      *eventlog.Log
	errands  *errands
	followed chan string // key of the application whose citizen may still be there
	words    *locales.Texts
	press    press
	sound    Sound
	workshop *workshop
	voice    *fittedVoice       // nil where nothing is read aloud
	calls    *call.Endpoint     // nil where nobody can be called
	films    *projector         // nil where no films can be shown
	identity *identity.Identity // nil where the terminal has a token
	token    string

	looked look // the overlay as it was last read

	mu       sync.Mutex
	offer    offer
	mistakes []string              // in the overlay, that keep it from taking effect
	usable   map[devices.Kind]bool // as last logged
	codes    map[string]string     // health codes that stand, by what they are about
	pending  int                   // applications in the outbox

	closed string // health code that the outbox was last closed for
	since  time.Time
}

// zone is where every terminal stands.
const zone = "Europe/Berlin"

// Open makes a terminal of a configuration. It fails where a visit could not be finished: without the authorities' keys,
// the outbox, or a whole flow. observe may be nil.
func Open(c config.Config, setter *typeset.Setter, window Window, sound Sound, observe Observer) (*Terminal, error) {
	berlin, err := time.LoadLocation(zone)
	if err != nil {
		return nil, fmt.Errorf("time zone: %w", err)
	}
	now := func() time.Time { return time.Now().In(berlin) }
	t := &Terminal{usable: map[devices.Kind]bool{}, codes: map[string]string{}, sound: sound, followed: make(chan string, 1)}
	if t.words, err = locales.Load(locales.Embedded()); err != nil {
		return nil, err
	}
	for _, tag := range append([]string{c.Languages.Default}, c.Languages.Offered...) {
		if t.words.Language(tag) == nil {
			return nil, fmt.Errorf("languages: there are no words in %q; the program speaks %s", tag, strings.Join(t.words.Languages(), ", "))
		}
	}
	profile, ok := printer.Model(c.Devices.Printer.Profile)
	if !ok {
		return nil, fmt.Errorf("printer: no profile %q", c.Devices.Printer.Profile)
	}
	if t.press, err = openPress(profile, setter); err != nil {
		return nil, err
	}
	if t.log, err = eventlog.Open(c.Files.Log, eventlog.Options{Vocabulary: eventlog.Vocabulary{Codes: health.Codes()}}); err != nil {
		return nil, err
	}
	if err := t.openStore(c); err != nil {
		return nil, errors.Join(err, t.log.Close())
	}
	if err := t.openOffer(c, now()); err != nil {
		return nil, errors.Join(err, t.outbox.Close(), t.log.Close())
	}
	t.log.Know(vocabulary(t.offer.catalog))
	if t.house, err = openHouse(c.Devices, t.words.Language(applicationLanguage), now, t.deviceChanged); err != nil {
		return nil, errors.Join(err, t.outbox.Close(), t.log.Close())
	}
	if err := t.house.openChips(c.Devices.CardReader, c.Files.CSCA, t.deviceChanged); err != nil {
		return nil, errors.Join(err, t.outbox.Close(), t.log.Close())
	}
	if err := t.openWorkshop(c, now()); err != nil {
		return nil, errors.Join(err, t.outbox.Close(), t.log.Close())
	}
	kept := t.openDrafts(c, now)
	placer := layout.New(setter, monitorOf(c.Display))
	t.kiosk = New(Options{
		State: t.stateOf(c), Workshop: t.workshop, Words: t.words, Place: placer.Place, Log: t.log, Now: now, Observe: observe,
		Keys: keyboardOf(c.Keys), DoubleStrike: c.Timeouts.DoubleStrike,
		Show: func(p *layout.Placed) uint64 { return window.Show(p, p.Tree.Look) },
		Play: func(tone session.Tone) { play(sound, tone) }, Volume: func(l session.Look) { sound.SetVolume(volume(l)) },
		Work: Work{ReadCard: t.readCard, ReadChip: t.house.readChip, CardLies: t.house.slot(), ScanPage: t.scanPage, Submit: t.submit, Print: t.print, Withdraw: t.house.withdraw, Forget: func() { setter.Forget(); window.Forget() }, Draft: kept.work()},
	})
	return t, nil
}

// vocabulary are the words that the log may hold.
func vocabulary(c *flows.Catalog) eventlog.Vocabulary {
	v := eventlog.Vocabulary{Codes: health.Codes()}
	for _, f := range c.Flows {
		v.Flows = append(v.Flows, f.ID)
		for _, p := range f.Pages {
			v.Pages = append(v.Pages, "question."+p.ID)
		}
		for _, p := range f.Proofs {
			v.Pages = append(v.Pages, "proof."+p.ID)
		}
	}
	return v
}

// stateOf is the state at the start.
func (t *Terminal) stateOf(c config.Config) session.State {
	times := session.DefaultTimes()
	times.IdleWarning, times.Countdown, times.Wipe = c.Timeouts.IdleWarning, c.Timeouts.Countdown, c.Timeouts.Wipe
	times.Move, times.Rounds = c.Keys.MoveEvery, c.Keys.Rounds
	// The hub counts as there until a delivery finds that it is not: before the first one nobody has asked it.
	return session.State{
		Place: t.placeOf(c, t.offer), Times: times, Catalog: t.offer.catalog, Devices: t.house.fitted(), Hub: true,
		Pattern: patternOf(c.Technician), Standing: t.workshop.standing, Manual: manual(), Speech: session.Speech{Keypad: keypadOf(c.Keys)},
	}
}

// openWorkshop makes what technicians need. A standing that cannot be read is told and locks the code; visits go on.
func (t *Terminal) openWorkshop(c config.Config, now time.Time) error {
	client, token, err := t.entrance(c.Hub)
	if err != nil {
		return err
	}
	t.token = token
	t.workshop = &workshop{
		Terminal: t, config: c, client: client, file: standingFile(filepath.Join(c.Files.Outbox, "standing.json")),
		last: map[session.Unit]session.TestResult{}, firmware: map[devices.Kind]string{}, restart: func(error) {},
	}
	if t.workshop.standing, err = t.workshop.file.load(now); err != nil {
		t.log.Write(eventlog.HealthChanged, eventlog.Code("terminal.standing"))
	}
	return nil
}

// ErrRestart is what Run returns when a technician wants the program to start anew.
var ErrRestart = errors.New("a technician wants the terminal to start anew")

// Kiosk is the session, for the window's input.
func (t *Terminal) Kiosk() *Kiosk { return t.kiosk }

// Run runs everything until ctx ends, and closes it.
func (t *Terminal) Run(ctx context.Context) error {
	t.log.Write(eventlog.TerminalStarted)
	ctx, restart := context.WithCancelCause(ctx)
	defer restart(nil)
	t.workshop.restart = restart
	told := ctx
	group, ctx := errgroup.WithContext(ctx)
	runs := append(t.house.runs(), t.delivery.Run, t.watchStore, t.watchDestinations, t.followFates, t.errands.run, t.kiosk.Run)
	if t.calls != nil {
		runs = append(runs, t.calls.Run)
	}
	if t.voice != nil {
		defer t.voice.Close()
		runs = append(runs, t.watchVoice)
		if t.workshop.config.Speech.Jack != "" {
			runs = append(runs, t.watchJack)
		}
	}
	if t.identity != nil {
		runs = append(runs, t.keepIdentity)
	}
	if t.workshop.config.Files.Overlay != "" {
		runs = append(runs, t.watchOverlay)
	}
	for _, run := range runs {
		group.Go(func() error { return run(ctx) })
	}
	err := group.Wait()
	if errors.Is(err, context.Canceled) {
		err = nil
	}
	if errors.Is(context.Cause(told), ErrRestart) {
		err = ErrRestart
	}
	t.log.Write(eventlog.TerminalStopped)
	return errors.Join(err, t.outbox.Close(), t.log.Close())
}

// deviceChanged brings a device's status to the session and the log. It is called by the devices' owners.
func (t *Terminal) deviceChanged(d devices.Status) {
	t.workshop.tally.Status(d)
	code := d.Fault
	if code == "" {
		code = d.Warning
	}
	t.mu.Lock()
	was, known := t.usable[d.Kind]
	t.usable[d.Kind] = d.Usable()
	t.codes[string(d.Kind)] = string(code)
	t.mu.Unlock()
	if !known {
		was = true // a device that answers at the start is not back: only one that does not is news
	}
	t.log.DeviceChanged(string(d.Kind), string(d.State), string(code), was, d.Usable())
	t.kiosk.Send(session.DeviceChanged{Status: d})
}

// readCard reads a document, and logs that it was read and whether all of it was.
func (t *Terminal) readCard(ctx context.Context, again bool) (session.Card, error) {
	card, err := t.house.readCard(ctx, again)
	t.workshop.tally.Job(devices.IDCard, 0, err)
	if err != nil {
		return session.Card{}, err
	}
	if len(card.Doubtful) > 0 {
		t.log.Write(eventlog.DocumentRead, eventlog.Code(string(devices.FaultCardUnreadable)))
		return card, nil
	}
	t.log.Write(eventlog.DocumentRead)
	return card, nil
}

// scanPage scans a page and logs that it came. What failed is logged by the session's work.
func (t *Terminal) scanPage(ctx context.Context, mode string, progress func(session.ScanProgress)) (session.ScannedPage, error) {
	began := time.Now()
	page, err := t.house.scanPage(ctx, mode, progress)
	t.workshop.tally.Job(devices.Scanner, int64(len(page.Data)), err)
	if err == nil {
		t.log.Write(eventlog.PageScanned, eventlog.Duration(time.Since(began)), eventlog.Bytes(int64(len(page.Data))), eventlog.Count(1))
	}
	return page, err
}

// submit seals the application of a state and stores it. When it returns without an error, the application is on disk.
func (t *Terminal) submit(ctx context.Context, s session.State) (session.Stored, error) {
	number, err := t.outbox.NewNumber(ctx)
	if err != nil {
		return session.Stored{}, err
	}
	app, err := applicationOf(s, number, t.words.Language(applicationLanguage))
	if err != nil {
		return session.Stored{}, err
	}
	to, ok := t.receiverOf(app.Authority)
	if !ok {
		return session.Stored{}, &seal.Error{Code: seal.CodeKeyInvalid, Err: errors.New("the authority has no key")}
	}
	about, err := subjectOf(s)
	if err != nil {
		return session.Stored{}, err
	}
	sealed, err := to.seal(app, about)
	if err != nil {
		return session.Stored{}, err
	}
	blob, err := sealed.Bytes()
	if err != nil {
		return session.Stored{}, err
	}
	item := submission.Item{
		Burns: s.Visit.Loan.ID, Key: app.ID, Number: number, Token: submission.NewToken(), Authority: app.Authority, Flow: app.FlowID + "@" + app.FlowVersion, Blob: blob,
	}
	if err := t.outbox.Append(ctx, item); err != nil {
		return session.Stored{}, err
	}
	t.log.Write(eventlog.SubmissionStored, eventlog.FlowID(app.FlowID))
	return session.Stored{Key: item.Key, Number: item.Number, Token: item.Token}, nil
}

// print prints the receipt of a state.
func (t *Terminal) print(ctx context.Context, s session.State, again bool) (devices.Outcome, error) {
	return t.printDocument(ctx, t.press.receipt(s, again, t.words))
}

func (t *Terminal) printDocument(ctx context.Context, doc printer.Document) (devices.Outcome, error) {
	began := time.Now()
	outcome, err := t.house.print(ctx, doc)
	t.workshop.tally.Job(devices.Printer, 0, err)
	fields := []eventlog.Field{eventlog.Outcome(string(outcome)), eventlog.Duration(time.Since(began))}
	if err != nil {
		fields = append(fields, eventlog.Code(string(faultOf(err))))
	}
	t.log.Write(eventlog.ReceiptEnded, fields...)
	return outcome, err
}
