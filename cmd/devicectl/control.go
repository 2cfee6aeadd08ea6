package main

import (
	"context"
	"fmt"
	"io"

	"buergerterminal/devices/simulator"
)

// controlUsage explains the command and lists the faults.
func controlUsage() string {
	return `devicectl control gives one command to a running simulation and prints its reply.

  devicectl control --dir DIR DEVICE COMMAND [ARGUMENT…]

DEVICE is idcard, cardreader, scanner or printer. Every device knows
  plug               puts the cable in again
  talk               ends whatever is wrong with the bytes, and takes back every "on" that still waits
  on BYTES COMMAND…  the command, when the terminal sends the bytes (as 1b47, or scan, print, read) the next time,
                     or when N more were sent to it (sent=N)
  complaints         what the terminal sent that the real device would reject
the faults
` + simulator.FaultManual() + `and has commands of its own, as "scanner sheet proof", "printer paper end" and "idcard insert erika-td1".

`
}

// controlCommand is "devicectl control".
func controlCommand() command {
	return command{
		name:  "control",
		usage: "Gives one command to a running simulation: pulls a cable, inserts a card, empties the paper.",
		run:   control,
	}
}

func control(ctx context.Context, args []string, _ io.Reader, stdout, stderr io.Writer) int {
	flags := newFlags("control", controlUsage(), stderr)
	dir := flags.String("dir", "", "directory of the simulation")
	if err := flags.Parse(args); err != nil {
		return usageCode(err)
	}
	if *dir == "" || flags.NArg() < 2 {
		flags.Usage()
		return exitUsage
	}
	text, err := simulator.Send(ctx, *dir, flags.Args()...)
	if err != nil {
		return failed(stderr, err)
	}
	if text != "" {
		fmt.Fprintln(stdout, text)
	}
	return exitDone
}
