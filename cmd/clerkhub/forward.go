package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"buergerterminal/kiosk/health"
	"buergerterminal/kiosk/hub"
	"buergerterminal/kiosk/hub/audit"
	"buergerterminal/kiosk/hub/database"
	"buergerterminal/kiosk/hub/forward"
	"buergerterminal/kiosk/submission"
)

// forwarding is "forward list" and "forward retry".
func forwarding(ctx context.Context, args []string, stdout io.Writer) error {
	if len(args) == 0 {
		return fmt.Errorf("%w: forward list, or forward retry", errUsage)
	}
	switch args[0] {
	case "list":
		return forwardList(ctx, args[1:], stdout)
	case "retry":
		return forwardRetry(ctx, args[1:], stdout)
	}
	return fmt.Errorf("%w: no command forward %q", errUsage, args[0])
}

// withForward opens the hub's database for a command. No gateway is asked.
func withForward(ctx context.Context, dir string, do func(*hub.Store, *forward.Forward) error) error {
	settings, err := loadSettings(dir)
	if err != nil {
		return err
	}
	if !settings.exists() {
		return fmt.Errorf("there is no hub in %s", dir)
	}
	db, err := database.Open(ctx, settings.Database)
	if err != nil {
		return err
	}
	defer db.Close()
	store, err := hub.NewStore(ctx, db)
	if err != nil {
		return err
	}
	log, err := audit.Open(ctx, db)
	if err != nil {
		return err
	}
	f, err := forward.New(ctx, forward.Config{DB: db, Store: store, Audit: log})
	if err != nil {
		return err
	}
	return do(store, f)
}

// standings tell of all that goes on from the hub, by hub.Submission.Seq, how far it is.
func standings(ctx context.Context, dir string) (map[int64]forward.Standing, error) {
	found := map[int64]forward.Standing{}
	err := withForward(ctx, dir, func(_ *hub.Store, f *forward.Forward) error {
		all, err := f.List(ctx, true)
		for _, s := range all {
			found[s.Submission] = s
		}
		return err
	})
	return found, err
}

// onTheWay is one line of forward list --json.
type onTheWay struct {
	Key       string        `json:"key"`
	Number    string        `json:"number"`
	Authority string        `json:"authority"`
	Way       forward.Way   `json:"way"`
	State     forward.State `json:"state"`
	Reason    string        `json:"reason,omitempty"`
	Tries     int           `json:"tries"`
	StoredAt  time.Time     `json:"storedAt"`
}

func forwardList(ctx context.Context, args []string, stdout io.Writer) error {
	flags := flag.NewFlagSet("forward list", flag.ContinueOnError)
	dir := flags.String("dir", "", "")
	all := flags.Bool("all", false, "")
	asJSON := flags.Bool("json", false, "")
	if _, err := parse(flags, args, 0, "dir"); err != nil {
		return err
	}
	return withForward(ctx, *dir, func(_ *hub.Store, f *forward.Forward) error {
		found, err := f.List(ctx, *all)
		if err != nil {
			return err
		}
		lines := []onTheWay{}
		for _, s := range found {
			lines = append(lines, onTheWay{s.Key, s.Number, s.Authority, s.Way, s.State, s.Reason, s.Tries, s.StoredAt.UTC()})
		}
		if *asJSON {
			return printJSON(stdout, lines)
		}
		table := tabwriter.NewWriter(stdout, 0, 0, 2, ' ', 0)
		fmt.Fprintln(table, "RECEIVED\tNUMBER\tAUTHORITY\tWAY\tSTATE\tREASON\tTRIES\tKEY")
		for _, l := range lines {
			fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\t%d\t%s\n", l.StoredAt.Format(time.DateTime), l.Number, l.Authority, l.Way, l.State, l.Reason, l.Tries, l.Key)
		}
		return errors.Join(table.Flush(), remedies(lines, stdout))
	})
}

// remedies prints once what each reason means and what to do about it.
func remedies(lines []onTheWay, stdout io.Writer) error {
	told := map[string]bool{}
	for _, l := range lines {
		e, known := health.Of(l.Reason)
		if !known || told[l.Reason] {
			continue
		}
		told[l.Reason] = true
		if _, err := fmt.Fprintf(stdout, "\n%s: %s. %s\n  → %s\n", l.Reason, e.Title.DE, e.Cause.DE, e.Remedy.DE); err != nil {
			return err
		}
	}
	return nil
}

func forwardRetry(ctx context.Context, args []string, stdout io.Writer) error {
	flags := flag.NewFlagSet("forward retry", flag.ContinueOnError)
	dir := flags.String("dir", "", "")
	rest, err := parse(flags, args, 1, "dir")
	if err != nil {
		return err
	}
	name := rest[0]
	if number, err := submission.ParseNumber(name); err == nil {
		name = number
	}
	return withForward(ctx, *dir, func(store *hub.Store, f *forward.Forward) error {
		found, err := store.Find(ctx, name)
		if err != nil {
			return err
		}
		if err := f.Retry(ctx, found.Seq, found.Key); err != nil {
			return err
		}
		_, err = fmt.Fprintf(stdout, "%s is tried again\n", found.Envelope.Number)
		return err
	})
}
