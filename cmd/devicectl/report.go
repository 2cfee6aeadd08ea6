package main

import (
	"context"
	"io"
	"os"
	"runtime/debug"
	"strings"
	"time"

	"buergerterminal/devices"
	"buergerterminal/kiosk/config"
	"buergerterminal/kiosk/diagnostics"
)

const reportUsage = `devicectl report asks all devices, tests them at the internal level, and writes a readiness report that the terminal's key signs:
FILE, and FILE.jws with the detached signature. A key that is not there is made, with its public half beside it.

  devicectl report -o FILE --key FILE

`

// reportCommand is "devicectl report".
func reportCommand() command {
	return command{name: "report", usage: "Writes a signed readiness report.", run: report}
}

func report(ctx context.Context, args []string, _ io.Reader, stdout, stderr io.Writer) int {
	flags := newFlags("report", reportUsage+placesUsage, stderr)
	var where places
	where.flags(flags)
	output, keyFile := flags.String("o", "", "file for the report"), flags.String("key", "", "the terminal's key")
	words, code, ok := parse(flags, args)
	if !ok {
		return code
	}
	c := console{"report", stdout, stderr, where.json}
	if *output == "" || *keyFile == "" || len(words) > 0 {
		return c.fail(usageError("say -o FILE and --key FILE"))
	}
	all, err := where.find(nil)
	if err != nil {
		return c.fail(err)
	}
	key, err := diagnostics.LoadKey(*keyFile)
	if err != nil {
		return c.fail(err)
	}
	r, err := readiness(ctx, where, all)
	if err != nil {
		return c.fail(err)
	}
	data, err := r.JSON()
	if err != nil {
		return c.fail(err)
	}
	signature, err := key.Sign(data)
	if err != nil {
		return c.fail(err)
	}
	for name, content := range map[string][]byte{*output: data, *output + ".jws": []byte(signature + "\n")} {
		if err := os.WriteFile(name, content, 0o600); err != nil {
			return c.fail(err)
		}
	}
	for _, l := range r.Lines("en") {
		c.printf("%s\n", strings.TrimSpace(l.Label+"  "+l.Value))
	}
	if c.json {
		c.object(struct {
			Ready     bool   `json:"ready"`
			Report    string `json:"report"`
			Signature string `json:"signature"`
			Key       string `json:"key"`
		}{r.Ready(), *output, *output + ".jws", key.ID()})
	}
	if !r.Ready() {
		return exitFault
	}
	return exitDone
}

// readiness asks and tests all devices. The outbox belongs to the terminal and is not opened; its folder tells the room on the disk.
func readiness(ctx context.Context, where places, all []place) (diagnostics.Report, error) {
	r := diagnostics.Report{Version: version(), At: time.Now(), Outbox: diagnostics.Outbox{Unknown: true}}
	outbox := "."
	if where.config != "" {
		c, err := config.Load(where.config)
		if err != nil {
			return r, err
		}
		r.Terminal, outbox = c.Terminal.ID, c.Files.Outbox
	}
	for _, p := range all {
		now, result := p.condition(ctx), p.tester().Test(ctx, diagnostics.Internal, nil)
		r.Devices = append(r.Devices, diagnostics.Device{
			Kind: p.kind, Port: now.Port, Profile: now.Profile, Firmware: now.Firmware, Last: &result,
			Status: devices.Status{Kind: p.kind, State: now.State, Fault: now.Fault, Warning: now.Warning, Since: r.At, Detail: now.Detail},
		})
	}
	var err error
	if r.Disk, err = diagnostics.DiskOf(outbox); err != nil {
		return r, err
	}
	r.Clock, err = diagnostics.ClockNow()
	return r, err
}

// version is that of this program.
func version() string {
	if info, ok := debug.ReadBuildInfo(); ok {
		return info.Main.Version
	}
	return "unknown"
}

const verifyUsage = `devicectl verify-report says whether a readiness report is as the terminal signed it.

  devicectl verify-report FILE --key FILE.public [--signature FILE.jws]

`

// verifyCommand is "devicectl verify-report".
func verifyCommand() command {
	return command{name: "verify-report", usage: "Checks the signature of a readiness report.", run: verify}
}

func verify(_ context.Context, args []string, _ io.Reader, stdout, stderr io.Writer) int {
	flags := newFlags("verify-report", verifyUsage, stderr)
	keyFile := flags.String("key", "", "the terminal's public key")
	signatureFile := flags.String("signature", "", "the signature, FILE.jws if not said")
	inJSON := flags.Bool("json", false, "write JSON")
	words, code, ok := parse(flags, args)
	if !ok {
		return code
	}
	c := console{"verify-report", stdout, stderr, *inJSON}
	if len(words) != 1 || *keyFile == "" {
		return c.fail(usageError("name the report and --key"))
	}
	if *signatureFile == "" {
		*signatureFile = words[0] + ".jws"
	}
	var files [3][]byte
	for i, name := range []string{words[0], *signatureFile, *keyFile} {
		data, err := os.ReadFile(name)
		if err != nil {
			return c.fail(err)
		}
		files[i] = data
	}
	if err := diagnostics.Verify(files[0], strings.TrimSpace(string(files[1])), files[2]); err != nil {
		return c.fail(err)
	}
	c.printf("the report is as the terminal signed it\n")
	if c.json {
		c.object(map[string]bool{"valid": true})
	}
	return exitDone
}
