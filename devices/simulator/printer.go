package simulator

import (
	"context"
	"fmt"
	"image"
	"io"
	"strconv"
	"sync"
)

// PrinterOptions says what kind of printer is simulated.
type PrinterOptions struct {
	PaperDir  string // where receipts are left as receipt-NNN.png and receipt-NNN.bin; empty: nowhere
	ProcessID bool   // the model has GS ( H fn 48, which the TM-T88III lacks
	Buffer    int    // size of the receive buffer in bytes, default 4096
}

// Printer is a receipt printer at byte level: an Epson-like model for 80 mm paper at 203 dpi, without hardware flow
// control. It executes at once what it receives; what it cannot execute now (no paper, cover open) waits in its buffer.
// It complains of unknown commands, parameters out of range, and a buffer that was overrun.
//
// Control: paper ok|near-end|end, paper end-after LINES, cover open|closed, cutter-error, recover, offline, receipts.
type Printer struct {
	options PrinterOptions

	mu         sync.Mutex
	frame      printerFrame
	waiting    [][]byte // whole commands that wait for paper or cover
	buffered   int      // their bytes
	set        printerSetting
	paper      *paper
	font       *paperFont
	world      printerWorld
	stream     []byte // what was executed since the last cut
	receipts   int    // written since the start
	last       *image.Paletted
	cutting    bool // commands wait until the receipt is cut and kept
	complaints []string

	automatic byte    // GS a
	told      [4]byte // the automatic status last sent
	out       []byte
	outReady  chan struct{}

	keeping sync.WaitGroup // receipts on their way into the folder
}

// printerWorld is what a person can do to a printer, and what fails in it.
type printerWorld struct {
	cover, paperEnd, nearEnd, cutter, offline bool

	endAfter int // lines until the paper ends; negative: does not end
}

// stopped reports whether the printer takes nothing out of its buffer.
func (w printerWorld) stopped() bool { return w.cover || w.paperEnd || w.cutter || w.offline }

// stopped reports whether commands wait.
func (p *Printer) stopped() bool { return p.cutting || p.world.stopped() }

// printerSetting is what commands set and ESC @ resets.
type printerSetting struct {
	page      byte // ESC t
	bold      bool
	underline bool
	reverse   bool
	x, y      int // GS !
	smooth    bool
	qrModule  int
	qrLevel   byte
	qrData    []byte
}

func printerDefaults() printerSetting { return printerSetting{x: 1, y: 1, qrModule: 3, qrLevel: '0'} }

// NewPrinter makes a printer with paper in it.
func NewPrinter(o PrinterOptions) *Printer {
	if o.Buffer == 0 {
		o.Buffer = 4096
	}
	return &Printer{
		options: o, set: printerDefaults(), paper: newPaper(), font: newPaperFont(),
		world: printerWorld{endAfter: -1}, outReady: make(chan struct{}, 1),
	}
}

// Serve implements Model.
func (p *Printer) Serve(ctx context.Context, line io.ReadWriter) error {
	p.powerOn()
	ctx, stop := context.WithCancel(ctx)
	var answers sync.WaitGroup
	answers.Go(func() { p.answer(ctx, line) })
	defer answers.Wait()
	defer p.keeping.Wait()
	defer stop()
	buf := make([]byte, 512)
	for {
		n, err := line.Read(buf)
		p.receive(buf[:n])
		if err != nil {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
	}
}

// powerOn forgets what was on its way, as a printer does whose cable or power was pulled; paper stays.
func (p *Printer) powerOn() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.frame.reset()
	p.waiting, p.buffered, p.out = nil, 0, nil
	p.set, p.automatic = printerDefaults(), 0
	p.paper.initialise()
}

// answer sends what the printer says; a printer goes on printing while nobody listens.
func (p *Printer) answer(ctx context.Context, line io.Writer) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-p.outReady:
		}
		p.mu.Lock()
		out := p.out
		p.out = nil
		p.mu.Unlock()
		if _, err := line.Write(out); err != nil {
			return
		}
	}
}

// say queues bytes for the host.
func (p *Printer) say(b ...byte) {
	p.out = append(p.out, b...)
	select {
	case p.outReady <- struct{}{}:
	default:
	}
}

// receive takes bytes from the line: real-time commands at once, the others in their turn.
func (p *Printer) receive(b []byte) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range b {
		command, embedded := p.frame.next(c)
		if embedded != nil {
			p.realtime(embedded)
		}
		switch {
		case command == nil:
		case command[0] == 0x10:
			p.realtime(command)
		case p.stopped() || len(p.waiting) > 0:
			p.keep(command)
		default:
			p.execute(command)
		}
	}
}

// keep puts a command into the receive buffer. Without flow control, what does not fit is lost.
func (p *Printer) keep(command []byte) {
	if p.buffered+len(command) > p.options.Buffer {
		p.complain("the receive buffer of %d bytes was overrun", p.options.Buffer)
		return
	}
	p.waiting = append(p.waiting, command)
	p.buffered += len(command)
}

// goOn executes what waits, as far as the world lets it, and tells what has changed.
func (p *Printer) goOn() {
	for len(p.waiting) > 0 && !p.stopped() {
		command := p.waiting[0]
		p.waiting = p.waiting[1:]
		p.buffered -= len(command)
		p.execute(command)
	}
	p.tell()
}

// complain notes what a real printer would reject. Texts of receipts never stand in a complaint.
func (p *Printer) complain(format string, args ...any) {
	p.complaints = append(p.complaints, fmt.Sprintf(format, args...))
}

// Complaints implements Model.
func (p *Printer) Complaints() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]string(nil), p.complaints...)
}

// Paper returns the receipt that was cut last, and what hangs out of the printer since. The receipt is nil before the
// first cut.
func (p *Printer) Paper() (receipt, hanging *image.Paletted) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.last, p.paper.image()
}

// Control implements Model.
func (p *Printer) Control(_ context.Context, command string, args []string) (string, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if command == "receipts" && len(args) == 0 {
		return strconv.Itoa(p.receipts), nil
	}
	if !p.world.change(command, args) {
		return "", fmt.Errorf("the printer does not know %q with %d arguments", command, len(args))
	}
	p.goOn()
	return "", nil
}

// change is the fault script: what a person or fate does to the printer. It reports whether the words mean anything.
func (w *printerWorld) change(command string, args []string) bool {
	if command == "paper" && len(args) == 2 && args[0] == "end-after" {
		lines, err := strconv.Atoi(args[1])
		if err != nil || lines < 1 {
			return false
		}
		w.endAfter = lines
		return true
	}
	words := command
	if len(args) == 1 {
		words += " " + args[0]
	} else if len(args) > 1 {
		return false
	}
	switch words {
	case "paper ok":
		w.paperEnd, w.nearEnd, w.endAfter = false, false, -1
	case "paper near-end":
		w.paperEnd, w.nearEnd = false, true
	case "paper end":
		w.paperEnd, w.nearEnd = true, true
	case "cover open":
		w.cover = true
	case "cover closed":
		w.cover = false
	case "cutter-error":
		w.cutter = true
	case "offline":
		w.offline = true
	case "recover":
		w.cutter, w.offline = false, false
	default:
		return false
	}
	return true
}
