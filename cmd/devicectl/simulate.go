package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"buergerterminal/devices"
	"buergerterminal/devices/printer"
	"buergerterminal/devices/simulator"
	"buergerterminal/kiosk/config"
)

const simulateUsage = `devicectl simulate puts simulated devices on pseudo-terminals until it is interrupted.

  devicectl simulate --dir DIR [--paper DIR] [--scanner PROFILE] [--printer PROFILE] [--faults FILE] [--echo] [--until-stdin-closes]

It makes DIR/idcard, DIR/cardreader, DIR/scanner and DIR/printer, which the terminal opens as its lines, and DIR/control for
"devicectl control". When all is there it prints "ready DIR". What the printer prints is left in DIR/paper, or where
--paper says. A program that starts it can keep its standard input open with --until-stdin-closes: the simulation then
ends with that program, however that ends.

A scanner or a printer of another kind is found by --port DIR/scanner with --profile PROFILE and the --baud of its line.

--echo adds DIR/echo, a loop-back plug for "devicectl line-quality". A file of faults says what goes wrong by itself, as in

  [[fault]]
  device = "scanner"
  do = "half-frame"     # a command of "devicectl control", with its words
  on = "scan"           # or at = "5s", sent, heard, answer, plug = N; on = "1b 40" waits for bytes of the terminal
  nth = 2
  for = "3s"            # of a fault that lasts

`

// simulateCommand is "devicectl simulate".
func simulateCommand() command {
	return command{
		name:  "simulate",
		usage: "Puts simulated devices on pseudo-terminals until it is interrupted.",
		run:   simulate,
	}
}

func simulate(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	flags := newFlags("simulate", simulateUsage, stderr)
	dir := flags.String("dir", "", "directory for the lines and the control socket")
	paper := flags.String("paper", "", "directory for what is printed")
	plug := flags.Bool("echo", false, "add a line that sends back what it gets")
	faults := flags.String("faults", "", "file that says what goes wrong, and when")
	name := flags.String("printer", printer.Kiosk80().Name, "the simulated printer, by its profile in the configuration")
	camera := flags.String("scanner", config.Profiles("scanner")[0], "the simulated scanner, by its profile in the configuration")
	csca := flags.String("csca", "", "directory for the certificate of the state that signed the simulated chips")
	follow := flags.Bool("until-stdin-closes", false, "end when standard input closes")
	if err := flags.Parse(args); err != nil {
		return usageCode(err)
	}
	if *dir == "" || flags.NArg() > 0 {
		flags.Usage()
		return exitUsage
	}
	kind, ok := simulator.PrinterModelOf(*name)
	if !ok {
		return noProfile(stderr, *name)
	}
	scans, ok := simulator.ScannerModelOf(*camera)
	if !ok {
		fmt.Fprintf(stderr, "devicectl simulate: no scanner %q can be simulated on a line.\n", *camera)
		return exitUsage
	}
	if *paper == "" {
		*paper = filepath.Join(*dir, "paper")
	}
	script, err := readScript(*faults)
	if err != nil {
		return failed(stderr, err)
	}
	if err := os.MkdirAll(*paper, 0o700); err != nil {
		return failed(stderr, err)
	}
	if *follow {
		var stop context.CancelFunc
		ctx, stop = context.WithCancel(ctx)
		defer stop()
		go func() {
			defer stop() // also when standard input fails, because nobody can then close it any more
			_, _ = io.Copy(io.Discard, stdin)
		}()
	}
	cards, err := passports(*csca)
	if err != nil {
		return failed(stderr, err)
	}
	all := map[devices.Kind]simulator.Model{
		devices.CardReader: simulator.NewCardReader(simulator.CardReaderOptions{Cards: cards}),
		devices.IDCard:     simulator.NewIDCard(simulator.IDCardOptions{}),
		devices.Scanner:    scans,
		devices.Printer:    simulator.NewPrinter(simulator.PrinterOptions{Model: kind, PaperDir: *paper}),
	}
	if *plug {
		all["echo"] = simulator.Echo{}
	}
	err = simulator.Run(ctx, simulator.Options{
		Script: script,
		Dir:    *dir,
		Models: all,
		Ready:  func() { fmt.Fprintln(stdout, "ready", *dir) },
	})
	if err != nil {
		return failed(stderr, err)
	}
	return exitDone
}

// readScript reads a file of faults; no name is no faults.
func readScript(name string) (simulator.Script, error) {
	if name == "" {
		return nil, nil
	}
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	return simulator.ParseScript(data)
}

// newFlags makes the options of a command; its usage explains them in sentences first.
func newFlags(name, usage string, stderr io.Writer) *flag.FlagSet {
	flags := flag.NewFlagSet("devicectl "+name, flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.Usage = func() {
		fmt.Fprint(stderr, usage)
		flags.PrintDefaults()
	}
	return flags
}
