package main

import (
	"context"
	"crypto/ed25519"
	"crypto/hkdf"
	"crypto/sha256"
	"crypto/tls"
	"encoding/base32"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"go.uber.org/zap"

	"buergerterminal/flows"
	"buergerterminal/flows/catalog"
	"buergerterminal/kiosk/hub"
	"buergerterminal/kiosk/hub/accounts"
	"buergerterminal/kiosk/hub/audit"
	"buergerterminal/kiosk/hub/audit/page"
	"buergerterminal/kiosk/hub/database"
	"buergerterminal/kiosk/hub/desk"
	"buergerterminal/kiosk/hub/drafts"
	"buergerterminal/kiosk/hub/enrol"
	"buergerterminal/kiosk/hub/forward"
	"buergerterminal/kiosk/hub/live"
	"buergerterminal/kiosk/hub/queue"
	"buergerterminal/kiosk/hub/relay"
	"buergerterminal/kiosk/link"
)

// house is everything that one replica of the hub serves.
type house struct {
	settings  settings
	town      string
	logger    *zap.SugaredLogger
	terminals *hub.Terminals
	registry  *enrol.Registry
	authority *enrol.Authority
	accounts  *accounts.Accounts
	intake    *hub.Hub
	live      *live.Live
	forward   *forward.Forward
	drafts    *drafts.Drafts
	relay     *relay.Relay // nil unless it is embedded
	desk      http.Handler
	audit     http.Handler
}

// keys are those that replicas share, derived from one file.
type keys struct {
	parcels [32]byte
	numbers []byte
	relay   string
	name    string // short name of the hub, on papers that are good here alone
	mark    string // by which replicas know each other's keys
}

// nameLength is that of a hub's short name: 30 bits tell the hubs of a country apart.
const nameLength = 6

// loadKeys reads DIR/keys/hub.key, or makes it.
func loadKeys(dir string) (k keys, err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return k, err
	}
	secret, err := queue.LoadKey(filepath.Join(dir, "hub.key"))
	if err != nil {
		return k, err
	}
	derive := func(purpose string) []byte {
		key, deriveErr := hkdf.Key(sha256.New, secret, nil, "buergerterminal hub "+purpose, 32)
		err = errors.Join(err, deriveErr)
		return key
	}
	copy(k.parcels[:], derive("parcels"))
	k.numbers = derive("numbers")
	k.relay = hex.EncodeToString(derive("relay"))
	k.mark = hex.EncodeToString(derive("mark"))
	k.name = base32.StdEncoding.EncodeToString(derive("name"))[:nameLength]
	return k, err
}

// newHouse joins the rooms of the hub on a database. The caller runs live, and closes the house.
func newHouse(ctx context.Context, db *database.DB, s settings, town, dir, listen string, pair tls.Certificate, logger *zap.SugaredLogger) (h *house, err error) {
	h = &house{settings: s, town: town, logger: logger}
	location, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		return nil, err
	}
	k, err := loadKeys(s.Keys)
	if err != nil {
		return nil, err
	}
	if err := claim(ctx, db, k.mark, s.Keys); err != nil {
		return nil, err
	}
	if h.terminals, err = hub.LoadTerminals(terminalsPath(dir)); err != nil {
		return nil, err
	}
	if h.authority, err = enrol.LoadAuthority(s.Keys, time.Now()); err != nil {
		return nil, err
	}
	if h.registry, err = enrol.Open(ctx, db, h.authority, nil); err != nil {
		return nil, err
	}
	store, err := hub.NewStore(ctx, db)
	if err != nil {
		return nil, err
	}
	log, err := audit.Open(ctx, db)
	if err != nil {
		return nil, err
	}
	if h.forward, err = openForward(ctx, db, s, store, log, logger); err != nil {
		return nil, err
	}
	if h.intake, err = hub.New(hub.Config{Store: store, Terminals: h.terminals, Identify: h.identified, Stages: h.forward.Stages, Town: town, Location: location, Log: logger.Infow}); err != nil {
		return nil, err
	}
	h.drafts, err = drafts.New(ctx, drafts.Config{DB: db, Name: k.name, MostDays: s.Drafts.MostDays, PerTerminal: s.Drafts.PerTerminal, Log: logger.Infow, Audit: log})
	if err != nil {
		return nil, err
	}
	if err := h.openAccounts(ctx, db, log); err != nil {
		return nil, err
	}
	if err := h.openAudit(log, dir, location); err != nil {
		return nil, err
	}
	calls, err := h.openQueue(ctx, db, k.numbers)
	if err != nil {
		return nil, err
	}
	ice, over, err := h.openRelay(k.relay, listen, pair)
	if err != nil {
		return nil, err
	}
	h.live, err = live.New(ctx, live.Config{
		Arrived: store.Arrived,
		DB:      db, Queue: calls, Key: k.parcels, Town: town, Terminal: h.terminal, Clerk: h.clerk, Check: h.check, Admitted: h.admitted,
		ICE: ice, Over: over, Title: titles(), Audit: log, Log: logger.Infow, Location: location,
	})
	if err != nil {
		return nil, errors.Join(err, h.close())
	}
	return h, nil
}

func (h *house) close() error {
	if h.relay == nil {
		return nil
	}
	return h.relay.Close()
}

func (h *house) openAccounts(ctx context.Context, db *database.DB, log *audit.Log) (err error) {
	options := h.settings.accountOptions()
	options.Town, options.Home = h.town, desk.Path
	if h.accounts, err = accounts.Open(ctx, db, log, options); err != nil {
		return err
	}
	h.desk, err = desk.Handler(desk.Options{Town: h.town, Language: h.accounts.Language, Links: []desk.Link{
		{Path: hub.PagePath, Text: "nav.intake", Role: string(accounts.RoleSupervisor)},
		{Path: page.Path, Text: "nav.audit", Role: string(accounts.RoleSupervisor)},
		{Path: accounts.Prefix, Text: "nav.account"},
	}})
	return err
}

// openAudit makes the page of the audit log, whose key lies beside that of the console's exports.
func (h *house) openAudit(log *audit.Log, dir string, location *time.Location) (err error) {
	var making sync.Mutex // of the key, which the first export makes
	h.audit, err = page.Handler(page.Options{
		Log: log, Town: h.town, Home: desk.Path, Location: location, Language: h.accounts.Language,
		Actor: func(r *http.Request) string { c, _ := accounts.From(r.Context()); return c.ID },
		Key: func() (ed25519.PrivateKey, []byte, error) {
			making.Lock()
			defer making.Unlock()
			private, err := auditKey(dir, "")
			if err != nil {
				return nil, nil, err
			}
			public, err := os.ReadFile(filepath.Join(dir, auditPublicFile))
			return private, public, err
		},
		Report: func(code string) { h.logger.Warnw("hub.audit", "code", code) },
	})
	return err
}

// openQueue opens the queue with the hours of the settings.
func (h *house) openQueue(ctx context.Context, db *database.DB, numbers []byte) (*queue.Queue, error) {
	q, err := queue.New(ctx, db, queue.Options{NumberKey: numbers})
	if err != nil {
		return nil, err
	}
	for _, a := range h.settings.Authorities {
		hours, err := a.hours()
		if err == nil {
			err = q.SetHours(ctx, a.ID, hours)
		}
		if err != nil {
			return nil, err
		}
	}
	return q, nil
}

// openRelay starts the relay, or names the one that there is.
func (h *house) openRelay(secret, listen string, pair tls.Certificate) (ice func(call, participant string) []link.ICEServer, over func(string), err error) {
	s := h.settings.Relay
	nothing := func(string) {}
	if s.SecretFile != "" {
		raw, err := os.ReadFile(s.SecretFile)
		if err != nil {
			return nil, nil, err
		}
		secret = strings.TrimSpace(string(raw))
	}
	switch s.Mode {
	case relayOff:
		return relay.Issuer{}.Servers, nothing, nil
	case relayCoturn:
		return relay.Issuer{URLs: s.Coturn, Secret: secret}.Servers, nothing, nil
	}
	c := relay.Config{Listen: s.Listen, TLS: s.TLS, Address: s.Address, Name: s.Name, Ports: s.Ports, Peers: s.Peers, Secret: secret, Log: h.logger.Infow,
		Pair: &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12}}
	own, err := net.InterfaceAddrs()
	if err != nil {
		return nil, nil, fmt.Errorf("the relay: %w", err)
	}
	if err := besideHub(&c, listen, onlyAddress(own)); err != nil {
		return nil, nil, err
	}
	if !c.Address.IsValid() || c.Address.IsUnspecified() {
		h.logger.Warnw("hub.relay-off", "why", "relay.address is not set, and the hub listens on all of several addresses")
		return relay.Issuer{}.Servers, nothing, nil
	}
	if h.relay, err = relay.Open(c); err != nil {
		return nil, nil, fmt.Errorf("the relay: %w", err)
	}
	return h.relay.Servers, h.relay.End, nil
}

// relayPort is TURN's (RFC 8656, section 3.1).
const relayPort = "3478"

// besideHub sets where the relay listens, if nothing is said: where the hub does. A hub on any port gets a relay on any port,
// one on all addresses the machine's only one.
func besideHub(c *relay.Config, listen string, only netip.Addr) error {
	host, port, err := net.SplitHostPort(listen)
	if err != nil {
		return err
	}
	if c.Listen == "" {
		if port != "0" {
			port = relayPort
		}
		c.Listen = net.JoinHostPort(host, port)
	}
	if !c.Address.IsValid() {
		c.Address, _ = netip.ParseAddr(host) // a name stays unset
		if everywhere(host) {
			c.Address = only
		}
	}
	return nil
}

// titles are those of the services that the hub knows, in the languages of the desk. Others are shown by their ids.
func titles() func(flow, lang string) string {
	type named struct{ flow, lang string }
	names := map[named]string{}
	known, err := flows.LoadKnown(catalog.Embedded())
	if err == nil {
		for _, f := range known.Flows {
			for _, lang := range desk.Languages() {
				if title, ok := f.Text(lang, "title"); ok {
					names[named{f.ID, lang}] = strings.ReplaceAll(title, "\u00ad", "")
				}
			}
		}
	}
	return func(flow, lang string) string {
		for _, wish := range append([]string{lang}, desk.Languages()...) {
			if name, ok := names[named{flow, wish}]; ok {
				return name
			}
		}
		return flow
	}
}

// handler serves terminals, desks, and the pages of clerks.
func (h *house) handler() http.Handler {
	staff := h.accounts.Require(accounts.Roles()...)
	mux := http.NewServeMux()
	mux.Handle("/", h.intake.Handler())
	mux.Handle("GET /{$}", http.RedirectHandler(desk.Path, http.StatusSeeOther))
	mux.Handle(accounts.Prefix, h.accounts.Handler())
	mux.Handle(desk.Path, h.accounts.Middleware(staff(h.desk)))
	mux.Handle(link.DeskPath, h.accounts.Middleware(staff(h.live.Desks())))
	mux.Handle(hub.PagePath, h.accounts.Middleware(h.accounts.Require(accounts.RoleSupervisor)(h.intake.Page())))
	mux.Handle(page.Path, h.accounts.Middleware(h.accounts.Require(accounts.RoleSupervisor)(h.audit)))
	mux.Handle(link.LivePath, h.live.Terminals())
	asked := h.forward.Handler(h.asking)
	mux.Handle(link.FatesPath, asked)
	mux.Handle(link.DestinationsPath, asked)
	mux.Handle(link.DraftsPath, h.drafts.Handler(h.asking))
	enrolment := h.registry.Handler(h.logger.Infow)
	mux.Handle(link.EnrolPath, enrolment)
	mux.Handle(link.RenewPath, enrolment)
	return mux
}

// dismissRevoked cuts off terminals at the moment when they are revoked.
func (h *house) dismissRevoked(ctx context.Context) error {
	revoked, err := h.registry.Revoked(ctx)
	if err != nil {
		return err
	}
	for id := range revoked {
		h.live.Dismiss(ctx, id)
	}
	return nil
}
