// Command devicectl is the technicians' command line: it simulates the devices on pseudo-terminals, controls a
// running simulation, finds, tests and traces devices, and works on them by hand. What a document says of its holder it masks,
// unless the technician, with a specimen in hand, asks for it.
//
// Exit codes: 0 done, 1 the work failed, 2 the command line was wrong, 3 line or device absent, 4 the device is at fault,
// 5 the line is busy or denied, 6 nobody can say.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"syscall"
)

// A command is one subcommand. Each lives in a file of its own and is listed in commands.
type command struct {
	name  string
	usage string // one plain sentence or two, shown in the overview
	// run does the work with the arguments after the name and returns the exit code.
	run func(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := dispatch(ctx, commands(), os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// commands lists what devicectl can do, in the order of the overview.
func commands() []command {
	return []command{
		listCommand(), statusCommand(), testCommand(), traceCommand(), qualityCommand(), idcardCommand(), scannerCommand(), printerCommand(),
		reportCommand(), verifyCommand(), simulateCommand(), controlCommand(),
	}
}

// dispatch runs the command that args names.
func dispatch(ctx context.Context, commands []command, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	if len(args) == 0 {
		overview(stderr, commands)
		return exitUsage
	}
	switch args[0] {
	case "help", "-h", "-help", "--help":
		overview(stdout, commands)
		return exitDone
	}
	i := slices.IndexFunc(commands, func(c command) bool { return c.name == args[0] })
	if i < 0 {
		fmt.Fprintf(stderr, "devicectl: there is no command %q.\n\n", args[0])
		overview(stderr, commands)
		return exitUsage
	}
	return commands[i].run(ctx, args[1:], stdin, stdout, stderr)
}

func overview(w io.Writer, commands []command) {
	fmt.Fprint(w, "devicectl works on the devices of a terminal.\n\n")
	for _, c := range commands {
		fmt.Fprintf(w, "  devicectl %-13s %s\n", c.name, c.usage)
	}
	fmt.Fprint(w, "\nAsk a command for its options with -h.\n")
}
