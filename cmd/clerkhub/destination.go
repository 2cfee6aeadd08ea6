package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"time"

	"buergerterminal/kiosk/health"
	"buergerterminal/kiosk/hub/drop"
	"buergerterminal/kiosk/hub/fitconnect"
	"buergerterminal/kiosk/hub/forward"
	"buergerterminal/kiosk/submission/seal"
)

// errDestination ends a test that found something wrong; what, was printed.
var errDestination = errors.New("the way to the authority does not work")

// destination tries the way to an authority, step by step, without sending an application.
func destination(ctx context.Context, args []string, stdout io.Writer) error {
	flags := flag.NewFlagSet("destination", flag.ContinueOnError)
	dir := flags.String("dir", "", "")
	key := flags.String("key", "", "")
	certificates := flags.String("certificates", "", "")
	rest, err := parse(flags, args, 1, "dir")
	if err != nil {
		return err
	}
	if *key != "" && *certificates != "" {
		return fmt.Errorf("%w: -key and -certificates pin the same key: give one", errUsage)
	}
	settings, err := loadSettings(*dir)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(settings.Authorities, func(a authoritySettings) bool { return a.ID == rest[0] })
	if i < 0 {
		return fmt.Errorf("hub.toml has no authority %q", rest[0])
	}
	a, r := settings.Authorities[i], &trial{out: stdout}
	switch forward.Way(a.Forward) {
	case forward.FITConnect:
		err = r.fitConnect(ctx, settings, a, *key, *certificates)
	case forward.Mail:
		err = r.mailbox(ctx, settings, a)
	case forward.Directory:
		err = r.directory(a)
	default:
		fmt.Fprintf(stdout, "applications for %s stay at the hub: clerkhub open opens them\n", a.ID)
	}
	if err == nil && r.wrong {
		err = errDestination
	}
	return err
}

// trial prints what was tried and what came of it.
type trial struct {
	out   io.Writer
	wrong bool
}

// line prints one step, and returns whether it was right.
func (r *trial) line(what string, err error, format string, args ...any) bool {
	verdict := "ok   "
	if err != nil {
		r.wrong, verdict, format, args = true, "WRONG", "%v", []any{err}
	}
	fmt.Fprintf(r.out, "%s  %-12s  %s\n", verdict, what, fmt.Sprintf(format, args...))
	if e, known := health.Of(codeOf(err)); known {
		fmt.Fprintf(r.out, "       → %s\n", e.Remedy.DE)
	}
	return err == nil
}

// codeOf is the code of an error of any way.
func codeOf(err error) string {
	var t forward.Trouble
	if errors.As(err, &t) {
		return t.Kind()
	}
	return string(seal.CodeOf(err))
}

// metadataVersion is that which terminals write.
const metadataVersion = "2.1.0"

func (r *trial) fitConnect(ctx context.Context, s settings, a authoritySettings, key, certificates string) error {
	gateway, err := s.gateway()
	if err != nil {
		return err
	}
	kept, err := gateway.Token(ctx)
	if !r.line("token", err, "kept for %v", kept.Round(time.Second)) {
		return nil
	}
	d, err := gateway.Destination(ctx, a.Destination)
	if err == nil && d.Status != "active" {
		err = fmt.Errorf("its status is %q, not active", d.Status)
	}
	if !r.line("destination", err, "%s, active", d.Name) {
		return nil
	}
	if err = nil; len(d.MetadataVersions) > 0 && !slices.Contains(d.MetadataVersions, metadataVersion) {
		err = fmt.Errorf("it takes metadata %v, and not %s", d.MetadataVersions, metadataVersion)
	}
	r.line("metadata", err, metadataVersion)
	for _, service := range d.Services {
		r.line("service", nil, "%s", service.Identifier)
	}
	set, err := gateway.Keys(ctx, a.Destination)
	if !r.line("keys", err, "%d bytes", len(set)) {
		return nil
	}
	return r.keys(set, d, key, certificates)
}

// keys prints the keys of a destination, and holds them to a pin, or to the rules alone.
func (r *trial) keys(set []byte, d fitconnect.Destination, key, certificates string) error {
	var listed struct {
		Keys []struct {
			Kid        string   `json:"kid"`
			Operations []string `json:"key_ops"`
		} `json:"keys"`
	}
	if err := json.Unmarshal(set, &listed); err != nil {
		r.line("keys", errors.New("they are no JWK set"), "")
		return nil
	}
	for _, k := range listed.Keys {
		r.line("key", nil, "%s, for %v", k.Kid, k.Operations)
	}
	pin := seal.Pin{Thumbprint: key}
	if certificates != "" {
		raw, err := os.ReadFile(certificates)
		if err != nil {
			return err
		}
		if pin.Roots, err = seal.ParseRoots(raw); err != nil {
			return err
		}
	}
	if key == "" && certificates == "" {
		thumbprint, err := seal.DestinationThumbprint(set, d.EncryptionKid)
		if r.line("thumbprint", err, "%s", thumbprint) {
			fmt.Fprintf(r.out, "\nAsk the authority by telephone whether this is its key. Only then write into terminal.toml:\n\n"+
				"  [[authority]]\n  id = \"…\"\n  way = \"fit-connect\"\n  destination = %q\n  key = %q\n", d.ID, thumbprint)
		}
		return nil
	}
	believed, err := seal.DestinationKey(set, d.EncryptionKid, pin, time.Now())
	if err == nil {
		err = believed.SelfTest()
	}
	r.line("pin", err, "%s, thumbprint %s", believed.ID(), believed.Fingerprint())
	return nil
}

func (r *trial) mailbox(ctx context.Context, s settings, a authoritySettings) error {
	m, err := s.mailbox(a)
	if err != nil {
		return err
	}
	r.line("mail", m.Check(ctx), "%s takes mail for %s", s.Mail.Server, a.Mailbox)
	return nil
}

func (r *trial) directory(a authoritySettings) error {
	d, err := drop.New(a.Directory)
	if err != nil {
		return err
	}
	r.line("directory", d.Check(), "%s can be written", a.Directory)
	return nil
}
