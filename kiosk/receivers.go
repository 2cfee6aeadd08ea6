package kiosk

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"buergerterminal/flows"
	"buergerterminal/flows/fim"
	"buergerterminal/kiosk/config"
	"buergerterminal/kiosk/eventlog"
	"buergerterminal/kiosk/link"
	"buergerterminal/kiosk/session"
	"buergerterminal/kiosk/submission/seal"
)

// receiver seals applications for one authority, each in the way in which the authority gets them.
type receiver interface {
	seal(app seal.Application, s subject) (seal.Sealed, error)
}

// subject is what an application is about, as far as a receiver wants it told.
type subject struct {
	title  string // of the service, in German
	schema string // URI of the schema of a service that was imported; empty for others
	data   []byte // the answers as that schema wants them
}

// subjectOf tells of the application of a state.
func subjectOf(s session.State) (subject, error) {
	f := s.Visit.Flow
	title, _ := f.Text(applicationLanguage, "title")
	about := subject{title: plain(title)}
	if f.Import == nil {
		return about, nil
	}
	var err error
	about.schema = "https://schema.fitko.de/fim/" + strings.ToLower(f.Import.Schema) + "_" + f.Import.Version + ".schema.json"
	about.data, err = fim.Answers(f, s.Application())
	return about, err
}

// keyReceiver is an authority that opens its applications at the hub.
type keyReceiver struct{ key seal.PublicKey }

func (r keyReceiver) seal(app seal.Application, _ subject) (seal.Sealed, error) {
	return seal.Seal(app, r.key)
}

// mailReceiver is an authority whose mail program opens them.
type mailReceiver struct{ certificate seal.MailCertificate }

func (r mailReceiver) seal(app seal.Application, s subject) (seal.Sealed, error) {
	letter, err := letterOf(app, s.title)
	if err != nil {
		return seal.Sealed{}, err
	}
	return seal.SealMail(app, letter, r.certificate)
}

// destinationReceiver is an authority with a destination of FIT-Connect. Its key can change while the terminal runs.
type destinationReceiver struct {
	config config.Authority
	pin    seal.Pin
	file   string // the keys as the hub last gave them, and as they were believed

	mu  sync.Mutex
	key seal.PublicKey
}

func (r *destinationReceiver) seal(app seal.Application, s subject) (seal.Sealed, error) {
	r.mu.Lock()
	key := r.key
	r.mu.Unlock()
	if own := r.config.Services[app.FlowID]; own != "" {
		app.Leistung = own
	}
	schema := cmp.Or(r.config.Schemas[app.FlowID], s.schema, seal.SchemaURI(app))
	return seal.SealForDestination(app, key, seal.Destination{ID: r.config.Destination, Service: s.title, SchemaURI: schema, Data: s.data})
}

// take believes keys if they hold against the pin.
func (r *destinationReceiver) take(k link.DestinationKeys, now time.Time) error {
	if k.Destination != r.config.Destination {
		return &seal.Error{Code: seal.CodeKeyPin, Err: errors.New("the hub has another destination for this authority")}
	}
	key, err := seal.DestinationKey(k.Keys, k.Kid, r.pin, now)
	if err == nil {
		err = key.SelfTest()
	}
	if err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.key = key
	return nil
}

// load takes the keys that were kept.
func (r *destinationReceiver) load(now time.Time) error {
	raw, err := os.ReadFile(r.file)
	if err != nil {
		return err
	}
	var k link.DestinationKeys
	if err := json.Unmarshal(raw, &k); err != nil {
		return err
	}
	return r.take(k, now)
}

// keysOfDestination asks the hub for the keys of an authority's destination.
type keysOfDestination func(ctx context.Context, authority string) (link.DestinationKeys, error)

// fetch asks for the keys, and keeps what can be believed.
func (r *destinationReceiver) fetch(ctx context.Context, ask keysOfDestination, now time.Time) error {
	k, err := ask(ctx, r.config.ID)
	if err != nil {
		return err
	}
	if err := r.take(k, now); err != nil {
		return err
	}
	raw, err := json.Marshal(k)
	if err != nil {
		return err
	}
	return writeWhole(r.file, raw)
}

// openReceivers makes the receiver of each authority that a service is sent to, and tries its key out: one that cannot seal would
// lose an application. The error names all that cannot be had.
func openReceivers(c config.Config, services *flows.Catalog, ask keysOfDestination, now time.Time) (map[string]receiver, error) {
	all, entries := map[string]receiver{}, map[string]config.Authority{}
	for _, a := range c.Authorities {
		entries[a.ID] = a
	}
	var missing []error
	for _, id := range services.Authorities() {
		r, err := openReceiver(c, entries[id], id, ask, now)
		err = errors.Join(err, named(entries[id], services))
		if err != nil {
			missing = append(missing, fmt.Errorf("authority %q: %w", id, err))
		}
		all[id] = r
	}
	return all, errors.Join(missing...)
}

// named reports the services for which FIT-Connect would have no name.
func named(entry config.Authority, services *flows.Catalog) error {
	if entry.Way != config.WayFITConnect {
		return nil
	}
	var missing []string
	for _, f := range services.Flows {
		if f.Authority == entry.ID && f.Kind != flows.FlowCall && f.Leistung == "" && entry.Services[f.ID] == "" {
			missing = append(missing, f.ID)
		}
	}
	if len(missing) == 0 {
		return nil
	}
	return &seal.Error{Code: seal.CodeInvalid, Err: fmt.Errorf("without a LeiKa key FIT-Connect does not take %s: add them to services of the authority", strings.Join(missing, ", "))}
}

func openReceiver(c config.Config, entry config.Authority, id string, ask keysOfDestination, now time.Time) (receiver, error) {
	switch entry.Way {
	case config.WayMail:
		raw, err := os.ReadFile(entry.Certificate)
		if err != nil {
			return nil, &seal.Error{Code: seal.CodeCertificate, Err: err}
		}
		certificate, err := seal.ParseMailCertificate(raw, entry.Address, now)
		return mailReceiver{certificate}, err
	case config.WayFITConnect:
		return openDestination(entry, filepath.Join(c.Files.Outbox, id+".destination.json"), ask, now)
	}
	key, err := seal.LoadPublicKey(filepath.Join(c.Files.AuthorityKeys, id+".public.jwk"))
	if err == nil {
		err = key.SelfTest()
	}
	if errors.Is(err, fs.ErrNotExist) {
		err = fmt.Errorf("no key; clerkhub keygen makes one: %w", err)
	}
	return keyReceiver{key}, err
}

// openDestination takes the key that was kept, so that a terminal without network starts too, and asks the hub for the first one.
func openDestination(entry config.Authority, file string, ask keysOfDestination, now time.Time) (receiver, error) {
	r := &destinationReceiver{config: entry, pin: seal.Pin{Thumbprint: entry.Key}, file: file}
	if entry.Certificates != "" {
		raw, err := os.ReadFile(entry.Certificates)
		if err != nil {
			return nil, &seal.Error{Code: seal.CodeKeyChain, Err: err}
		}
		if r.pin.Roots, err = seal.ParseRoots(raw); err != nil {
			return nil, err
		}
	}
	if r.load(now) == nil {
		return r, nil
	}
	return r, r.fetch(context.Background(), ask, now)
}

// destinationLook is how often the hub is asked whether a destination has another key.
const destinationLook = 6 * time.Hour

// watchDestinations looks at the keys of destinations, at the start and then every few hours. A key that does not hold against its
// pin is told to the technician, and the one before goes on sealing.
func (t *Terminal) watchDestinations(ctx context.Context) error {
	every := time.NewTicker(destinationLook)
	defer every.Stop()
	for {
		t.mu.Lock()
		all := maps.Clone(t.offer.receivers)
		t.mu.Unlock()
		for id, r := range all {
			if d, ok := r.(*destinationReceiver); ok {
				t.destinationLooked(id, d.fetch(ctx, t.delivery.DestinationKeys, time.Now()))
			}
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-every.C:
		}
	}
}

// destinationLooked notes what came of a look. That the hub does not answer is told by the delivery.
func (t *Terminal) destinationLooked(authority string, err error) {
	code := string(seal.CodeOf(err))
	if err != nil && code == "" {
		return
	}
	about := "destination " + authority
	t.mu.Lock()
	changed := t.codes[about] != code
	t.codes[about] = code
	t.mu.Unlock()
	if changed && code != "" {
		t.log.Write(eventlog.HealthChanged, eventlog.Code(code))
	}
}
