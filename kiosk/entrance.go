package kiosk

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"strings"
	"time"

	"buergerterminal/kiosk/config"
	"buergerterminal/kiosk/eventlog"
	"buergerterminal/kiosk/identity"
	"buergerterminal/kiosk/submission"
)

// entrance is how the terminal comes to the hub: with its identity where the configuration names one, else with its token.
func (t *Terminal) entrance(h config.Hub) (client *http.Client, token string, err error) {
	if client, err = submission.NewClient(h.Certificate); err != nil {
		return nil, "", err
	}
	if h.Identity == "" {
		raw, err := os.ReadFile(h.Token)
		if err != nil {
			return nil, "", fmt.Errorf("the terminal's token: %w", err)
		}
		return client, strings.TrimSpace(string(raw)), nil
	}
	if t.identity == nil {
		if t.identity, err = identity.Load(h.Identity); err != nil {
			return nil, "", fmt.Errorf("%s: %w", h.Identity, err)
		}
	}
	client, err = t.identity.Client(client)
	return client, "", err
}

// identityLook is how often the terminal looks whether its certificate is due, which it is for months.
const identityLook = 6 * time.Hour

// keepIdentity renews the certificate in time. A renewal that fails is tried again at the next look.
func (t *Terminal) keepIdentity(ctx context.Context) error {
	t.identity.Keep(ctx, t.workshop.client, t.workshop.config.Hub.URL, identityLook, func(error) { t.log.Write(eventlog.IdentityNotRenewed) })
	return ctx.Err()
}

// Enrol trades a technician's code for the terminal's identity, and keeps it where the configuration says.
func Enrol(ctx context.Context, c config.Config, code string) (terminal string, err error) {
	if c.Hub.Identity == "" {
		return "", fmt.Errorf("the configuration has no hub.identity, the folder for the terminal's certificate")
	}
	client, err := submission.NewClient(c.Hub.Certificate)
	if err != nil {
		return "", err
	}
	defer client.CloseIdleConnections()
	enrolled, err := identity.Enrol(ctx, client, c.Hub.URL, c.Terminal.ID, code, c.Hub.Identity)
	return enrolled.Terminal, err
}
