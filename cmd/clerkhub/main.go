// Command clerkhub is the hub: it takes in what terminals send, brings citizens and clerks together, shows what came, and
// opens an application for the authority that holds the private key. Nothing personal is ever written to its log.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	_ "time/tzdata" // the page's times, on machines without a zone database

	"buergerterminal/kiosk/hub"
	"buergerterminal/kiosk/hub/accounts"
	"buergerterminal/kiosk/hub/audit"
	"buergerterminal/kiosk/submission/seal"
)

const usage = `clerkhub takes in what terminals send, shows what came, and opens it for the authority.

  clerkhub serve  --dir DIR [--listen HOST:PORT] [--town NAME] [--cert FILE --key FILE]
        serve terminals and desks; writes DIR/url, and DIR/tls/cert.pem unless --cert is given
  clerkhub example
        print DIR/hub.toml with every setting, told
  clerkhub keygen --authority ID -o DIR [--type RSA-4096|P-256]
        make a key pair: DIR/ID.public.jwk for terminals, DIR/ID.private.jwk for the authority alone
  clerkhub enrol code --dir DIR [--authority ID] [--place PLACE] [--life 24h] TERMINAL-ID
        print a code for which the terminal gets its certificate once: buergerterminal -enrol CODE
  clerkhub enrol list --dir DIR
        list certificates and open codes
  clerkhub enrol revoke --dir DIR TERMINAL-ID
        end the certificates and codes of a terminal at once
  clerkhub enrol  --dir DIR [--authority ID] [--place PLACE] [--replace] TERMINAL-ID
        admit a terminal by a token instead of a certificate; prints it once
  clerkhub list   --dir DIR [--json]
        list what came, the latest first
  clerkhub open   --dir DIR --key PRIVATE-KEY -o OUTDIR KEY-OR-NUMBER
        decrypt one application to OUTDIR/application.json and its files
  clerkhub destination --dir DIR [--key THUMBPRINT | --certificates FILE] AUTHORITY
        try the way to an authority without sending anything: FIT-Connect's token, destination and keys, the mail server, or
        the directory. Without --key it prints the thumbprint that the authority must confirm
  clerkhub forward list --dir DIR [--all] [--json]
        list what has not come to a good end on its way to the authorities, with --all everything
  clerkhub forward retry --dir DIR KEY-OR-NUMBER
        try one again at once; one that was refused begins anew
  clerkhub account add --dir DIR --display NAME --role ROLE[,…] --authority ID[,…] [--office TEXT] [--service ID[,…]]
                       [--language CODE[,…]] LOGIN-NAME
        make an account; prints the one-time link by which its owner sets the password. Roles: clerk, supervisor,
        technician, interpreter; the authority * stands for all
  clerkhub account list --dir DIR [--json]
  clerkhub account disable|enable|reset --dir DIR LOGIN-NAME
        reset prints a new one-time link
  clerkhub audit verify --dir DIR [--export FILE] | --export FILE --public DIR/audit.pub
        prove that no row of the audit log was changed, also since an export
  clerkhub audit export --dir DIR -o FILE [--key FILE]
        write the audit log with its head, signed with DIR/audit.key, which the first export makes

DIR/hub.toml, which may be missing, holds the settings: clerkhub example tells them.

Exit codes: 0 done, 1 failed, 2 wrong usage, 3 no such submission (or several) or account,
4 wrong key, damaged content or a broken audit log.
`

// Exit codes, as the usage says.
const (
	exitDone = iota
	exitFailed
	exitUsage
	exitNotFound
	exitSealed
)

// errUsage marks a mistake in the command line.
var errUsage = errors.New("wrong usage")

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	if len(args) == 0 {
		fmt.Fprint(stderr, usage)
		return exitUsage
	}
	var err error
	switch args[0] {
	case "serve":
		err = serve(ctx, args[1:], stdout, stderr)
	case "keygen":
		err = keygen(args[1:], stdout)
	case "enrol":
		err = enrolment(ctx, args[1:], stdout)
	case "example":
		fmt.Fprint(stdout, example)
	case "list":
		err = list(ctx, args[1:], stdout)
	case "open":
		err = open(ctx, args[1:], stdout)
	case "destination":
		err = destination(ctx, args[1:], stdout)
	case "forward":
		err = forwarding(ctx, args[1:], stdout)
	case "account":
		err = account(ctx, args[1:], stdout)
	case "audit":
		err = auditLog(ctx, args[1:], stdout)
	case "help", "-h", "-help", "--help":
		fmt.Fprint(stdout, usage)
		return exitDone
	default:
		err = fmt.Errorf("%w: no command %q", errUsage, args[0])
	}
	return report(err, stdout, stderr)
}

// report prints the error and returns its exit code.
func report(err error, stdout, stderr io.Writer) int {
	switch {
	case err == nil:
		return exitDone
	case errors.Is(err, flag.ErrHelp):
		fmt.Fprint(stdout, usage)
		return exitDone
	}
	fmt.Fprintln(stderr, "clerkhub:", err)
	switch {
	case errors.Is(err, errUsage):
		fmt.Fprintln(stderr, "clerkhub: see clerkhub help")
		return exitUsage
	case hub.CodeOf(err) == hub.CodeNotFound || hub.CodeOf(err) == hub.CodeAmbiguous || accounts.CodeOf(err) == accounts.CodeNotFound:
		return exitNotFound
	case seal.CodeOf(err) != "" || hub.CodeOf(err) == hub.CodeCorrupt || audit.CodeOf(err) == audit.CodeBroken || audit.CodeOf(err) == audit.CodeExport:
		return exitSealed
	}
	return exitFailed
}

// parse reads flags before and behind the other arguments, which it returns; there must be exactly want of them.
func parse(flags *flag.FlagSet, args []string, want int, needed ...string) ([]string, error) {
	flags.SetOutput(io.Discard)
	var rest []string
	for {
		if err := flags.Parse(args); err != nil {
			if errors.Is(err, flag.ErrHelp) {
				return nil, err
			}
			return nil, fmt.Errorf("%w: %s: %v", errUsage, flags.Name(), err)
		}
		if flags.NArg() == 0 {
			break
		}
		rest = append(rest, flags.Arg(0))
		args = flags.Args()[1:]
	}
	if len(rest) != want {
		return nil, fmt.Errorf("%w: %s takes %d arguments, not %d", errUsage, flags.Name(), want, len(rest))
	}
	return rest, need(flags, needed...)
}

// printJSON writes for programs what a list has.
func printJSON(out io.Writer, list any) error {
	encoder := json.NewEncoder(out)
	encoder.SetIndent("", "  ")
	return encoder.Encode(list)
}

// need reports the first flag that was not given.
func need(flags *flag.FlagSet, names ...string) error {
	for _, name := range names {
		if flags.Lookup(name).Value.String() == "" {
			return fmt.Errorf("%w: %s needs -%s", errUsage, flags.Name(), name)
		}
	}
	return nil
}
