// Demo starts everything that a visit needs on one machine: simulated devices on pseudo-terminals, the hub on loopback and
// the terminal in a window. "run" leaves it to a person; "visit" lets a scripted citizen walk through the real window and
// leaves pictures, receipt and the opened application. It is not shipped.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

const usage = `demo starts simulated devices, a hub and the terminal.

  demo run   [--dir build/run]  [--fullscreen]   until Ctrl-C
  demo visit [--dir build/demo]  [--only VISITS]  a scripted citizen, then ends; visits: certificate,defect,family-de,family-ar,call,keypad, and service:ID for any service

both: --landscape for the panel of the suitcase, 1920x1080, or --panel WIDTHxHEIGHT in px; else 1080x1920

`

func main() {
	if len(os.Args) < 2 {
		fmt.Fprint(os.Stderr, usage)
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	var err error
	switch os.Args[1] {
	case "run":
		err = run(ctx, os.Args[2:])
	case "visit":
		err = visit(ctx, os.Args[2:])
	default:
		fmt.Fprint(os.Stderr, usage)
		os.Exit(2)
	}
	if err != nil && ctx.Err() == nil {
		fmt.Fprintln(os.Stderr, "demo:", err)
		stop()
		os.Exit(1)
	}
}

// parse reads the flags of a subcommand.
func parse(name string, args []string, set func(*flag.FlagSet)) error {
	flags := flag.NewFlagSet(name, flag.ContinueOnError)
	flags.Usage = func() { fmt.Fprint(flags.Output(), usage) }
	set(flags)
	if err := flags.Parse(args); err != nil {
		return err
	}
	if flags.NArg() > 0 {
		return fmt.Errorf("%s takes no %q", name, flags.Arg(0))
	}
	return nil
}
