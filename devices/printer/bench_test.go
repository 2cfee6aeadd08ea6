package printer_test

import (
	"bytes"
	"image"
	"net"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"buergerterminal/devices/printer"
	"buergerterminal/devices/simulator"
)

// bench is a driver, the model of a printer, and the cable between them. It lives in a synctest bubble: time passes
// only while everybody waits.
type bench struct {
	t       *testing.T
	model   *simulator.Printer
	cable   *cable
	printer *printer.Printer
	garbled bool // the printer heard only a part of what was sent, so it may complain
}

// cable carries bytes to the printer at the speed of the line, and does something when a number of bytes has passed.
type cable struct {
	net.Conn
	baud int

	mu    sync.Mutex
	sent  int
	at    int    // do happens after so many bytes; 0: never
	word  string // do happens after these bytes; empty: never
	past  []byte // the bytes that have passed
	do    func()
	deaf  bool
	first time.Time // when the first byte of a job began
	last  time.Time // when the last byte had passed
}

func (c *cable) Write(p []byte) (int, error) {
	for i := range p {
		if err := c.pass(p[i : i+1]); err != nil {
			return i, err
		}
	}
	return len(p), nil
}

func (c *cable) pass(b []byte) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.sent == 0 {
		c.first = time.Now()
	}
	if c.baud > 0 {
		due := c.first.Add(time.Duration(c.sent+1) * 10 * time.Second / time.Duration(c.baud))
		time.Sleep(time.Until(due))
	}
	c.last = time.Now()
	if !c.deaf {
		if _, err := c.Conn.Write(b); err != nil {
			return err
		}
	}
	c.sent++
	c.past = append(c.past, b...)
	if c.do != nil && (c.sent == c.at || c.word != "" && bytes.HasSuffix(c.past, []byte(c.word))) {
		synctest.Wait()
		c.do()
	}
	return nil
}

// after arranges for something to happen when n more bytes have passed.
func (b *bench) after(n int, do func()) {
	b.cable.mu.Lock()
	defer b.cable.mu.Unlock()
	b.cable.sent, b.cable.at, b.cable.word, b.cable.do = 0, n, "", do
}

// when arranges for something to happen when these bytes have passed.
func (b *bench) when(word string, do func()) {
	b.cable.mu.Lock()
	defer b.cable.mu.Unlock()
	b.cable.word, b.cable.do = word, do
}

func (b *bench) control(words string) {
	b.t.Helper()
	args := strings.Fields(words)
	if _, err := b.model.Control(b.t.Context(), args[0], args[1:]); err != nil {
		b.t.Fatal(err)
	}
}

// ask is what the simulated printer tells of its world.
func (b *bench) ask(what string) string {
	b.t.Helper()
	told, err := b.model.Control(b.t.Context(), what, nil)
	if err != nil {
		b.t.Fatal(err)
	}
	return told
}

// cuts is the number of receipts that the printer has cut.
func (b *bench) cuts() string { return b.ask("receipts") }

// inked reports whether anything is printed on what hangs out of the printer.
func (b *bench) inked() bool {
	_, hanging := b.model.Paper()
	return bytes.Contains(hanging.Pix, []byte{1})
}

// onBench runs a test in virtual time, on the simulated printer of the profile.
func onBench(t *testing.T, p printer.Profile, test func(t *testing.T, b *bench)) {
	t.Helper()
	onPrinter(t, p, simulator.PrinterOptions{Model: modelOf(t, p)}, test)
}

// onPrinter runs a test in virtual time, on a printer of one's own.
func onPrinter(t *testing.T, p printer.Profile, o simulator.PrinterOptions, test func(t *testing.T, b *bench)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		near, far := net.Pipe()
		b := &bench{t: t, model: simulator.NewPrinter(o), cable: &cable{Conn: near}}
		b.printer = printer.New(b.cable, p)
		served := make(chan error, 1)
		go func() { served <- b.model.Serve(t.Context(), far) }()
		t.Cleanup(func() {
			if err := b.printer.Close(); err != nil {
				t.Error(err)
			}
			far.Close()
			<-served
			for _, c := range b.model.Complaints() {
				if !b.garbled {
					t.Errorf("the printer complains: %s", c)
				}
			}
		})
		test(t, b)
	})
}

// modelOf is the simulated printer of a profile.
func modelOf(t *testing.T, p printer.Profile) simulator.PrinterModel {
	t.Helper()
	m, ok := simulator.PrinterModelOf(p.Name)
	if !ok {
		t.Fatalf("no model is simulated for %q", p.Name)
	}
	return m
}

// receipt is a document of some 4.3 kB.
func receipt() printer.Document {
	doc := printer.Document{
		printer.Raster{Image: image.NewAlpha(image.Rect(0, 0, 256, 96))},
		printer.Rule{},
		printer.Frame{Lines: []printer.Line{{Text: "4K7-219", Style: printer.Style{Bold: true, Width: 4, Height: 4}}}},
		printer.QR{Data: "K5RWGZDFMZ4WS3TLN5ZGK3LQOA", Module: 8},
	}
	for range 25 {
		doc = append(doc, printer.Line{Text: "Montag bis Freitag, 8 bis 18 Uhr, 0,00 €"})
	}
	return append(doc, printer.Cut{})
}

// fresh is the size of the receipt on paper where nothing else is.
func fresh(t *testing.T, p printer.Profile) image.Rectangle {
	t.Helper()
	job, err := printer.Encode(receipt(), p)
	if err != nil {
		t.Fatal(err)
	}
	sheet, _ := simulator.DrawReceipt(modelOf(t, p), job.Bytes)
	return sheet.Rect
}

func size(t *testing.T, doc printer.Document, p printer.Profile) int {
	t.Helper()
	job, err := printer.Encode(doc, p)
	if err != nil {
		t.Fatal(err)
	}
	return len(job.Bytes)
}

// noisyEnd writes a piece of noise beside what the printer says.
type noisyEnd struct {
	net.Conn
	mu sync.Mutex
}

func (n *noisyEnd) Write(p []byte) (int, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.Conn.Write(p)
}

func (n *noisyEnd) inject(noise string) { _, _ = n.Write([]byte(noise)) }

// scripted is a printer that knows a few questions by heart. It returns what it has heard when the line ends.
func scripted(far net.Conn, answers map[string]string) <-chan string {
	heard := make(chan string, 1)
	go func() {
		var past []byte
		b := make([]byte, 1)
		for {
			if _, err := far.Read(b); err != nil {
				heard <- string(past)
				return
			}
			past = append(past, b...)
			for question, answer := range answers {
				if bytes.HasSuffix(past, []byte(question)) {
					_, _ = far.Write([]byte(answer)) // a lost line shows itself at the next Read
				}
			}
		}
	}()
	return heard
}
