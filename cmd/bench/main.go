// Bench measures the figures of the README: each beside a peer or a limit, in the same run on the same machine, in one
// table. It decides nothing and is not shipped. Figures are medians; what cannot be measured here says why.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
)

const usage = `bench measures, prints the table, and writes it to a file.

  bench [--only GROUPS] [--strict] [-o build/bench.md] [--work build/bench] [--peers ../shared/peers/forms]

GROUPS are some of %s, separated by commas. With --strict a broken limit is exit code 1.

`

// bench is where things are.
type bench struct {
	work  string // folder of this run's files
	forms string // the peers' model of the 63-question form
	npm   string // folder that npm installs the peers into
	bin   string // our programs
}

// group is some rows that are measured together. What it cannot measure it returns as a row that says why.
type group struct {
	name    string
	measure func(ctx context.Context, b bench) []row
}

// groups are in the order of the table.
func groups() []group {
	return []group{{"flows", measureFlows}, {"catalog", measureCatalog}, {"receipt", measureReceipt}, {"line", measureLine}, {"outbox", measureOutbox}, {"hub", measureHub}, {"call", measureCall}, {"pages", measurePages}, {"window", measureWindows}}
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	broken, err := run(ctx, os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
	}
	if err != nil || broken {
		stop()
		os.Exit(1)
	}
}

// run measures and writes the table; broken is set with --strict when a limit does not hold.
func run(ctx context.Context, args []string) (broken bool, err error) {
	var names []string
	for _, g := range groups() {
		names = append(names, g.name)
	}
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	flags.Usage = func() { fmt.Fprintf(flags.Output(), usage, strings.Join(names, ", ")) }
	only := flags.String("only", strings.Join(names, ","), "")
	strict := flags.Bool("strict", false, "")
	out := flags.String("o", "build/bench.md", "")
	b := bench{}
	flags.StringVar(&b.work, "work", "build/bench", "")
	flags.StringVar(&b.forms, "peers", "../shared/peers/forms", "")
	if err := flags.Parse(args); err != nil {
		return false, err
	}
	if b, err = b.prepared(); err != nil {
		return false, err
	}
	chosen, err := choose(groups(), *only)
	if err != nil {
		return false, err
	}
	t := table{machine: machine()}
	for _, g := range chosen {
		fmt.Fprintln(os.Stderr, "measuring:", g.name)
		t.rows = append(t.rows, g.measure(ctx, b)...)
		if err := ctx.Err(); err != nil {
			return false, err
		}
	}
	fmt.Print(t.String())
	return *strict && t.broken(), os.WriteFile(*out, []byte(t.String()), 0o644)
}

// prepared makes the folders of a run; what an earlier run left there goes.
func (b bench) prepared() (bench, error) {
	self, err := os.Executable()
	if err != nil {
		return b, err
	}
	b.bin, b.npm = filepath.Dir(self), filepath.Join(filepath.Dir(b.work), "peers")
	if err := os.RemoveAll(b.work); err != nil {
		return b, err
	}
	return b, os.MkdirAll(b.work, 0o700)
}

// choose picks groups by their names.
func choose(all []group, only string) ([]group, error) {
	var chosen []group
	for name := range strings.SplitSeq(only, ",") {
		known := false
		for _, g := range all {
			if g.name == strings.TrimSpace(name) {
				chosen, known = append(chosen, g), true
			}
		}
		if !known {
			return nil, fmt.Errorf("there is no group %q", name)
		}
	}
	return chosen, nil
}
