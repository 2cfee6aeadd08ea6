package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"buergerterminal/devices"
	"buergerterminal/devices/idcard/emrtd"
	"buergerterminal/devices/idcard/mrz"
)

const idcardUsage = `devicectl idcard works on the readers of identity documents.

  devicectl idcard read [--show] [--wait 30s]
  devicectl idcard chip [--can DIGITS | --number N --birth YYMMDD --expiry YYMMDD] [--csca DIR] [--show]

read waits for a document on the optical reader, chip reads the one in the chip reader. Both say what kind of document it is and
whether it is in order, and mask what it says of its holder unless --show is given: do so only with a specimen.
` + placesUsage

// idcardCommand is "devicectl idcard".
func idcardCommand() command {
	return command{name: "idcard", usage: "Reads a document (read) or its chip (chip), and masks what it says of its holder.", run: idcardRun}
}

func idcardRun(ctx context.Context, args []string, _ io.Reader, stdout, stderr io.Writer) int {
	if len(args) > 0 {
		switch args[0] {
		case "read":
			return idcardRead(ctx, args[1:], stdout, stderr)
		case "chip":
			return idcardChip(ctx, args[1:], stdout, stderr)
		case "help", "-h", "-help", "--help":
			fmt.Fprint(stdout, idcardUsage)
			return exitDone
		}
	}
	fmt.Fprint(stderr, idcardUsage)
	return exitUsage
}

// documentFound is what is said of a document. Only the members up to Problems are about the document and not about its holder.
type documentFound struct {
	Format   string        `json:"format"`
	Issuer   string        `json:"issuer"`
	Fault    devices.Fault `json:"fault,omitempty"`
	Problems []string      `json:"problems,omitempty"`

	Number      string `json:"number"`
	Names       string `json:"names"`
	Nationality string `json:"nationality"`
	Birth       string `json:"birth"`
	Expiry      string `json:"expiry"`

	Chip *chipFound `json:"chip,omitempty"`
}

// chipFound is what a chip proves.
type chipFound struct {
	Verdict  string `json:"verdict"`
	Reason   string `json:"reason,omitempty"`
	Chip     string `json:"chip"`
	Protocol string `json:"protocol"`
	Cipher   string `json:"cipher"`
	Groups   []int  `json:"groups,omitempty"`
	Face     int    `json:"faceBytes"`
}

// found masks a document; every letter and digit of its holder becomes x.
func found(d mrz.Document, fault devices.Fault, show bool) documentFound {
	hide := func(s string) string {
		if show {
			return s
		}
		return strings.Map(func(r rune) rune {
			if r == ' ' || r == ',' {
				return r
			}
			return 'x'
		}, s)
	}
	f := documentFound{Format: string(d.Format), Issuer: d.Issuer, Fault: fault}
	for _, p := range d.Problems {
		f.Problems = append(f.Problems, fmt.Sprintf("%s: %s", p.Field, p.Kind))
	}
	names := strings.Join(append(append([]string{}, d.Names.Primary...), d.Names.Secondary...), " ")
	f.Number, f.Names, f.Nationality, f.Birth, f.Expiry = hide(d.Number), hide(names), hide(d.Nationality), hide(string(d.Birth)), hide(string(d.Expiry))
	return f
}

func (f documentFound) print(c console) {
	c.printf("%s of %s", f.Format, f.Issuer)
	if f.Fault != "" {
		c.printf("  %s", f.Fault)
	}
	c.printf("\n")
	for _, p := range f.Problems {
		c.printf("  problem      %s\n", p)
	}
	for _, l := range []struct{ name, value string }{{"number", f.Number}, {"names", f.Names}, {"nationality", f.Nationality}, {"birth", f.Birth}, {"expiry", f.Expiry}} {
		c.printf("  %-12s %s\n", l.name, l.value)
	}
	if f.Chip != nil {
		c.printf("  chip         %s %s, %s by %s with %s, groups %v, picture of %d bytes\n", f.Chip.Verdict, f.Chip.Reason, f.Chip.Chip, f.Chip.Protocol, f.Chip.Cipher,
			f.Chip.Groups, f.Chip.Face)
	}
}

// patience is how long a command waits for a person with a document, unless --wait says otherwise.
const patience = 30 * time.Second

func idcardRead(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	flags := newFlags("idcard read", idcardUsage, stderr)
	var where places
	where.flags(flags)
	show := flags.Bool("show", false, "mask nothing")
	wait := flags.Duration("wait", patience, "how long to wait for a document")
	words, code, ok := parse(flags, args)
	if !ok {
		return code
	}
	c := console{"idcard read", stdout, stderr, where.json}
	if len(words) > 0 {
		return c.fail(usageError("idcard read takes no words"))
	}
	all, err := where.find([]devices.Kind{devices.IDCard})
	if err != nil {
		return c.fail(err)
	}
	r, err := all[0].documents(ctx)
	if err != nil {
		return c.fail(err)
	}
	defer r.Close()
	waiting, stop := context.WithTimeout(ctx, *wait)
	defer stop()
	fmt.Fprintln(stderr, "Lay a document on the reader.")
	d, err := r.Read(waiting)
	fault := devices.FaultOf(err)
	if fault != "" && d.Format == "" {
		return c.fail(err)
	}
	f := found(d, fault, *show)
	f.print(c)
	if c.json {
		c.object(f)
	}
	if fault != "" {
		return exitOfFault(fault)
	}
	return exitDone
}

// access is the key to a chip, from the options.
func access(can, number, birth, expiry string) (emrtd.Access, error) {
	switch zone := number != "" && birth != "" && expiry != ""; {
	case can != "" && number+birth+expiry == "":
		return emrtd.Access{CAN: can}, nil
	case can == "" && zone:
		return emrtd.Access{MRZ: &emrtd.MRZKey{Number: number, Birth: mrz.Date(birth), Expiry: mrz.Date(expiry)}}, nil
	}
	return emrtd.Access{}, usageError("the chip opens with --can, or with --number, --birth and --expiry")
}

func idcardChip(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	flags := newFlags("idcard chip", idcardUsage, stderr)
	var where places
	where.flags(flags)
	can, number := flags.String("can", "", "number printed on the front"), flags.String("number", "", "of the document")
	birth, expiry := flags.String("birth", "", "YYMMDD"), flags.String("expiry", "", "YYMMDD")
	csca := flags.String("csca", "", "folder with the states' certificates")
	show := flags.Bool("show", false, "mask nothing")
	words, code, ok := parse(flags, args)
	if !ok {
		return code
	}
	c := console{"idcard chip", stdout, stderr, where.json}
	key, err := access(*can, *number, *birth, *expiry)
	if err == nil && len(words) > 0 {
		err = usageError("idcard chip takes no words")
	}
	if err != nil {
		return c.fail(err)
	}
	all, err := where.find([]devices.Kind{devices.CardReader})
	if err != nil {
		return c.fail(err)
	}
	d, err := all[0].readChip(ctx, key, *csca)
	if err != nil {
		return c.fail(err)
	}
	defer d.Wipe()
	f := found(d.MRZ, "", *show)
	f.Chip = &chipFound{
		Verdict: string(d.Authenticity.Verdict), Reason: string(d.Authenticity.Reason), Chip: cmp.Or(string(d.Chip), "unproven"), Protocol: string(d.Protocol), Cipher: d.Cipher,
		Groups: d.Authenticity.Groups, Face: len(d.Face.Data),
	}
	f.print(c)
	if c.json {
		c.object(f)
	}
	if d.Authenticity.Verdict == emrtd.Forged || d.Chip == emrtd.ChipCloned {
		return exitFault
	}
	return exitDone
}

// readChip reads the chip of the document in the reader.
func (p place) readChip(ctx context.Context, key emrtd.Access, csca string) (emrtd.Document, error) {
	var trust emrtd.Trust
	if csca != "" {
		var problems []error
		var err error
		if trust, problems, err = emrtd.LoadTrust(os.DirFS(csca)); err != nil {
			return emrtd.Document{}, err
		}
		if len(problems) > 0 && len(trust.Countries()) == 0 {
			return emrtd.Document{}, fmt.Errorf("%s: no certificate of a state: %w", csca, problems[0])
		}
	}
	r, err := p.chips(ctx)
	if err != nil {
		return emrtd.Document{}, err
	}
	defer r.Close()
	card, err := r.Connect(ctx)
	if err != nil {
		return emrtd.Document{}, err
	}
	limited, stop := context.WithTimeout(ctx, 2*time.Minute)
	defer stop()
	d, err := emrtd.Read(limited, card, key, trust, nil)
	if err != nil {
		return emrtd.Document{}, err
	}
	return d, card.Disconnect(ctx)
}
