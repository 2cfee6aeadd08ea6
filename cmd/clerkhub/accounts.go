package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"
	"time"

	"buergerterminal/kiosk/hub/accounts"
	"buergerterminal/kiosk/hub/audit"
	"buergerterminal/kiosk/hub/database"
)

// oidcSettings is the table [oidc] of hub.toml: the town's own login service. See accounts.OIDC.
type oidcSettings struct {
	Label            string                   `toml:"label"`
	Issuer           string                   `toml:"issuer"`
	ClientID         string                   `toml:"client_id"`
	ClientSecret     string                   `toml:"client_secret"`
	Scopes           []string                 `toml:"scopes"`
	NameClaim        string                   `toml:"name_claim"`
	DisplayClaim     string                   `toml:"display_claim"`
	OfficeClaim      string                   `toml:"office_claim"`
	RolesClaim       string                   `toml:"roles_claim"`
	Roles            map[string]accounts.Role `toml:"roles"`
	AuthoritiesClaim string                   `toml:"authorities_claim"`
	Authorities      map[string][]string      `toml:"authorities"`
}

// hashTime is about how long this machine computes one hash of a password, if that is more than the minimum's.
const hashTime = 100 * time.Millisecond

// accountOptions are those of hub.toml, with the cost of hashes that this machine can bear.
func (s settings) accountOptions() accounts.Options {
	o := accounts.Options{Origin: s.Origin, Cost: accounts.Calibrate(hashTime)}
	if berlin, err := time.LoadLocation("Europe/Berlin"); err == nil { // the zones are in the program
		o.Location = berlin
	}
	if c := s.OIDC; c != nil {
		o.OIDC = &accounts.OIDC{
			Label: c.Label, Issuer: c.Issuer, ClientID: c.ClientID, ClientSecret: c.ClientSecret, Scopes: c.Scopes,
			NameClaim: c.NameClaim, DisplayClaim: c.DisplayClaim, OfficeClaim: c.OfficeClaim,
			RolesClaim: c.RolesClaim, Roles: c.Roles, AuthoritiesClaim: c.AuthoritiesClaim, Authorities: c.Authorities,
		}
	}
	return o
}

// office is what the commands about accounts and the audit log work with.
type office struct {
	dir      string
	settings settings
	db       *database.DB
	log      *audit.Log
	accounts *accounts.Accounts
}

// openOffice makes the tables where a hub has none yet: the first account is made before the hub serves for the first time.
func openOffice(ctx context.Context, dir string) (*office, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	o := &office{dir: dir}
	var err error
	if o.settings, err = loadSettings(dir); err != nil {
		return nil, err
	}
	if o.db, err = database.Open(ctx, o.settings.Database); err != nil {
		return nil, err
	}
	if o.log, err = audit.Open(ctx, o.db); err == nil {
		o.accounts, err = accounts.Open(ctx, o.db, o.log, o.settings.accountOptions())
	}
	if err != nil {
		o.db.Close()
		return nil, err
	}
	return o, nil
}

func account(ctx context.Context, args []string, stdout io.Writer) error {
	if len(args) == 0 {
		return fmt.Errorf("%w: account wants add, list, disable, enable or reset", errUsage)
	}
	switch args[0] {
	case "add":
		return accountAdd(ctx, args[1:], stdout)
	case "list":
		return accountList(ctx, args[1:], stdout)
	case "disable", "enable", "reset":
		return accountChange(ctx, args[0], args[1:], stdout)
	}
	return fmt.Errorf("%w: no command %q for accounts", errUsage, args[0])
}

// accountAdd makes an account and prints the one-time link by which its owner sets the password.
func accountAdd(ctx context.Context, args []string, stdout io.Writer) error {
	flags := flag.NewFlagSet("account add", flag.ContinueOnError)
	dir := flags.String("dir", "", "")
	display := flags.String("display", "", "")
	office := flags.String("office", "", "")
	roles := flags.String("role", "", "")
	authorities := flags.String("authority", "", "")
	services := flags.String("service", "", "")
	languages := flags.String("language", "", "")
	rest, err := parse(flags, args, 1, "dir", "display", "role", "authority")
	if err != nil {
		return err
	}
	p := accounts.Profile{Name: rest[0], Display: *display, Office: *office,
		Authorities: separated(*authorities), Services: separated(*services), Languages: separated(*languages)}
	for _, r := range separated(*roles) {
		p.Roles = append(p.Roles, accounts.Role(r))
	}
	o, err := openOffice(ctx, *dir)
	if err != nil {
		return err
	}
	defer o.db.Close()
	id, err := o.accounts.Create(ctx, accounts.Console(), p)
	if err != nil {
		return err
	}
	return o.printLink(ctx, id, stdout)
}

// separated splits a list at its commas.
func separated(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ' ' })
}

// printLink prints the whole address where it is known: from hub.toml, or from a hub that serves just now.
func (o *office) printLink(ctx context.Context, id string, stdout io.Writer) error {
	secret, err := o.accounts.IssueLink(ctx, accounts.Console(), id)
	if err != nil {
		return err
	}
	origin := o.settings.Origin
	if origin == "" {
		if serving, err := os.ReadFile(filepath.Join(o.dir, "url")); err == nil {
			origin = strings.TrimSpace(string(serving))
		}
	}
	fmt.Fprintln(stdout, origin+accounts.LinkPath(secret))
	return nil
}

// listedAccount is one line of account list --json.
type listedAccount struct {
	ID          string          `json:"id"`
	Name        string          `json:"name"`
	Display     string          `json:"display"`
	Office      string          `json:"office,omitempty"`
	Roles       []accounts.Role `json:"roles"`
	Authorities []string        `json:"authorities"`
	Services    []string        `json:"services"`
	Languages   []string        `json:"languages"`
	Login       string          `json:"login"` // password, passkey, oidc, link, disabled
	Created     time.Time       `json:"created"`
}

func accountList(ctx context.Context, args []string, stdout io.Writer) error {
	flags := flag.NewFlagSet("account list", flag.ContinueOnError)
	dir := flags.String("dir", "", "")
	asJSON := flags.Bool("json", false, "")
	if _, err := parse(flags, args, 0, "dir"); err != nil {
		return err
	}
	o, err := openOffice(ctx, *dir)
	if err != nil {
		return err
	}
	defer o.db.Close()
	all, err := o.accounts.List(ctx, accounts.Console())
	if err != nil {
		return err
	}
	lines := []listedAccount{}
	for _, a := range all {
		p := a.Profile
		lines = append(lines, listedAccount{a.ID, p.Name, p.Display, p.Office, p.Roles, p.Authorities, p.Services, p.Languages, loginOf(a), a.Created})
	}
	if *asJSON {
		return printJSON(stdout, lines)
	}
	table := tabwriter.NewWriter(stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "NAME\tDISPLAY\tROLES\tAUTHORITIES\tLANGUAGES\tLOGIN\tID")
	for _, l := range lines {
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", l.Name, l.Display, joined(l.Roles), joined(l.Authorities), joined(l.Languages), l.Login, l.ID)
	}
	return table.Flush()
}

// loginOf says how the account's owner gets in.
func loginOf(a accounts.Account) string {
	switch {
	case !a.Disabled.IsZero():
		return "disabled"
	case !a.Local():
		return "oidc"
	case a.Passkeys > 0:
		return "passkey"
	case a.Password:
		return "password"
	}
	return "link"
}

func joined[T ~string](list []T) string {
	var out []string
	for _, one := range list {
		out = append(out, string(one))
	}
	return strings.Join(out, ",")
}

func accountChange(ctx context.Context, step string, args []string, stdout io.Writer) error {
	flags := flag.NewFlagSet("account "+step, flag.ContinueOnError)
	dir := flags.String("dir", "", "")
	rest, err := parse(flags, args, 1, "dir")
	if err != nil {
		return err
	}
	o, err := openOffice(ctx, *dir)
	if err != nil {
		return err
	}
	defer o.db.Close()
	found, err := o.accounts.FindName(ctx, accounts.Console(), rest[0])
	if err != nil {
		return err
	}
	switch step {
	case "disable":
		return o.accounts.Disable(ctx, accounts.Console(), found.ID)
	case "enable":
		return o.accounts.Enable(ctx, accounts.Console(), found.ID)
	}
	return o.printLink(ctx, found.ID, stdout)
}
