package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"text/tabwriter"
	"time"

	"buergerterminal/kiosk/hub"
	"buergerterminal/kiosk/hub/audit"
	"buergerterminal/kiosk/hub/database"
	"buergerterminal/kiosk/hub/enrol"
	"buergerterminal/kiosk/link"
)

// codeLife is how long a technician has to take a code to the terminal, unless -life says otherwise.
const codeLife = 24 * time.Hour

// enrolment admits terminals: by a code for a certificate, or by a token.
func enrolment(ctx context.Context, args []string, stdout io.Writer) error {
	if len(args) > 0 {
		switch args[0] {
		case "code":
			return enrolCode(ctx, args[1:], stdout)
		case "list":
			return enrolList(ctx, args[1:], stdout)
		case "revoke":
			return enrolRevoke(ctx, args[1:], stdout)
		}
	}
	return enrolToken(args, stdout)
}

// enrolToken is the simple way: a secret in a file.
func enrolToken(args []string, stdout io.Writer) error {
	flags := flag.NewFlagSet("enrol", flag.ContinueOnError)
	dir := flags.String("dir", "", "")
	place := flags.String("place", "", "")
	authority := flags.String("authority", "", "")
	replace := flags.Bool("replace", false, "")
	rest, err := parse(flags, args, 1, "dir")
	if err != nil {
		return err
	}
	if !link.ValidName(rest[0]) {
		return fmt.Errorf("%w: a terminal's id has ASCII letters, digits and . _ : / @ - only", errUsage)
	}
	token, err := hub.Enrol(terminalsPath(*dir), hub.Terminal{ID: rest[0], Place: *place, Authority: *authority}, *replace)
	if err != nil {
		return err
	}
	fmt.Fprintln(stdout, token)
	return nil
}

// withRegistry opens what the subcommands need.
func withRegistry(ctx context.Context, dir string, do func(*enrol.Registry, *audit.Log) error) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	settings, err := loadSettings(dir)
	if err != nil {
		return err
	}
	db, err := database.Open(ctx, settings.Database)
	if err != nil {
		return err
	}
	defer db.Close()
	authority, err := enrol.LoadAuthority(settings.Keys, time.Now())
	if err != nil {
		return err
	}
	registry, err := enrol.Open(ctx, db, authority, nil)
	if err != nil {
		return err
	}
	log, err := audit.Open(ctx, db)
	if err != nil {
		return err
	}
	return do(registry, log)
}

func enrolCode(ctx context.Context, args []string, stdout io.Writer) error {
	flags := flag.NewFlagSet("enrol code", flag.ContinueOnError)
	dir := flags.String("dir", "", "")
	place := flags.String("place", "", "")
	authority := flags.String("authority", "", "")
	life := flags.Duration("life", codeLife, "")
	rest, err := parse(flags, args, 1, "dir")
	if err != nil {
		return err
	}
	return withRegistry(ctx, *dir, func(r *enrol.Registry, log *audit.Log) error {
		code, err := r.NewCode(ctx, enrol.Identity{Terminal: rest[0], Authority: *authority, Place: *place}, *life)
		if err != nil {
			return err
		}
		if err := log.Append(ctx, audit.Entry{Action: audit.TerminalEnrolled, Actor: audit.Console, Object: rest[0]}); err != nil {
			return err
		}
		fmt.Fprintln(stdout, code)
		return nil
	})
}

func enrolList(ctx context.Context, args []string, stdout io.Writer) error {
	flags := flag.NewFlagSet("enrol list", flag.ContinueOnError)
	dir := flags.String("dir", "", "")
	if _, err := parse(flags, args, 0, "dir"); err != nil {
		return err
	}
	return withRegistry(ctx, *dir, func(r *enrol.Registry, _ *audit.Log) error {
		list, err := r.List(ctx)
		if err != nil {
			return err
		}
		table := tabwriter.NewWriter(stdout, 0, 0, 2, ' ', 0)
		fmt.Fprintln(table, "TERMINAL\tAUTHORITY\tPLACE\tSTATE\tUNTIL")
		for _, s := range list {
			fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\n", s.Terminal, s.Authority, s.Place, standing(s), s.Expires.Local().Format("2006-01-02 15:04"))
		}
		return table.Flush()
	})
}

func standing(s enrol.Standing) string {
	switch {
	case s.Ended:
		return "revoked"
	case s.Serial == "":
		return "code"
	case s.Expires.Before(time.Now()):
		return "expired"
	case !s.Used:
		return "enrolled, not seen"
	}
	return "enrolled"
}

func enrolRevoke(ctx context.Context, args []string, stdout io.Writer) error {
	flags := flag.NewFlagSet("enrol revoke", flag.ContinueOnError)
	dir := flags.String("dir", "", "")
	rest, err := parse(flags, args, 1, "dir")
	if err != nil {
		return err
	}
	return withRegistry(ctx, *dir, func(r *enrol.Registry, log *audit.Log) error {
		if err := r.Revoke(ctx, rest[0]); err != nil {
			return err
		}
		fmt.Fprintln(stdout, "revoked", rest[0])
		return log.Append(ctx, audit.Entry{Action: audit.TerminalRevoked, Actor: audit.Console, Object: rest[0]})
	})
}
