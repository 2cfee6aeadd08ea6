package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"image/png"
	"io"
	"os"

	"buergerterminal/devices/printer"
	"buergerterminal/devices/simulator"
)

const printerUsage = `devicectl printer works on the receipt printer.

  devicectl printer print FILE|--sample     print a text file (UTF-8, - is standard input), or a sample receipt
  devicectl printer encode --sample         write a sample receipt as ESC/POS bytes to standard output
  devicectl printer render FILE -o PICTURE  draw a file of ESC/POS bytes on simulated paper, as PNG

Both take --profile NAME, a printer profile of the configuration.
`

// printerCommand is "devicectl printer".
func printerCommand() command {
	return command{
		name:  "printer",
		usage: "Prints a file or a sample (print), encodes a sample receipt (encode), or draws ESC/POS bytes as the paper would show them (render).",
		run: func(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
			if len(args) == 0 {
				fmt.Fprint(stderr, printerUsage)
				return exitUsage
			}
			switch args[0] {
			case "print":
				return printerPrint(ctx, args[1:], stdin, stdout, stderr)
			case "encode":
				return printerEncode(args[1:], stdout, stderr)
			case "render":
				return printerRender(args[1:], stdin, stderr)
			case "help", "-h", "-help", "--help":
				fmt.Fprint(stdout, printerUsage)
				return exitDone
			}
			fmt.Fprintf(stderr, "devicectl printer: there is no %q.\n\n%s", args[0], printerUsage)
			return exitUsage
		},
	}
}

func printerEncode(args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("devicectl printer encode", flag.ContinueOnError)
	flags.SetOutput(stderr)
	sample := flags.Bool("sample", false, "encode the sample receipt")
	name := profileFlag(flags)
	if err := flags.Parse(args); err != nil {
		return usageCode(err)
	}
	if !*sample || flags.NArg() > 0 {
		fmt.Fprint(stderr, "devicectl printer encode: say --sample; there is nothing else to encode.\n")
		return exitUsage
	}
	doc, err := sampleReceipt()
	if err != nil {
		return failed(stderr, err)
	}
	profile, ok := printer.Model(*name)
	if !ok {
		return noProfile(stderr, *name)
	}
	job, err := printer.Encode(doc, profile)
	if err != nil {
		return failed(stderr, err)
	}
	if _, err := stdout.Write(job.Bytes); err != nil {
		return failed(stderr, err)
	}
	return exitDone
}

func printerRender(args []string, stdin io.Reader, stderr io.Writer) int {
	flags := flag.NewFlagSet("devicectl printer render", flag.ContinueOnError)
	flags.SetOutput(stderr)
	output := flags.String("o", "", "where to write the picture (PNG)")
	name := profileFlag(flags)
	files, err := parseAnywhere(flags, args)
	if err != nil {
		return usageCode(err)
	}
	if len(files) != 1 || *output == "" {
		fmt.Fprint(stderr, "devicectl printer render: name one file of ESC/POS bytes (- is standard input) and -o PICTURE.\n")
		return exitUsage
	}
	model, ok := simulator.PrinterModelOf(*name)
	if !ok {
		return noProfile(stderr, *name)
	}
	stream, err := readAll(files[0], stdin)
	if err != nil {
		return failed(stderr, err)
	}
	sheet, complaints := simulator.DrawReceipt(model, stream)
	f, err := os.Create(*output)
	if err != nil {
		return failed(stderr, err)
	}
	if err := errors.Join(png.Encode(f, sheet), f.Close()); err != nil {
		return failed(stderr, err)
	}
	for _, c := range complaints {
		fmt.Fprintf(stderr, "devicectl printer render: the printer complains: %s\n", c)
	}
	if len(complaints) > 0 {
		return exitFailed
	}
	return exitDone
}

// profileFlag is the option that names a printer.
func profileFlag(flags *flag.FlagSet) *string {
	return flags.String("profile", printer.Kiosk80().Name, "the printer's profile in the configuration")
}

func noProfile(stderr io.Writer, name string) int {
	fmt.Fprintf(stderr, "devicectl printer: there is no profile %q.\n", name)
	return exitUsage
}

// parseAnywhere accepts options also behind the names of files, and returns the names.
func parseAnywhere(flags *flag.FlagSet, args []string) (files []string, err error) {
	for {
		if err := flags.Parse(args); err != nil {
			return nil, err
		}
		if flags.NArg() == 0 {
			return files, nil
		}
		files, args = append(files, flags.Arg(0)), flags.Args()[1:]
	}
}

func readAll(name string, stdin io.Reader) ([]byte, error) {
	if name == "-" {
		return io.ReadAll(stdin)
	}
	return os.ReadFile(name)
}

func failed(stderr io.Writer, err error) int {
	fmt.Fprintf(stderr, "devicectl: %v\n", err)
	return exitFailed
}

// usageCode is the exit code after a command line that flag has already explained.
func usageCode(err error) int {
	if errors.Is(err, flag.ErrHelp) {
		return exitDone
	}
	return exitUsage
}
