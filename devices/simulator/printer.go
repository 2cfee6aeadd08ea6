package simulator

import (
	"context"
	"errors"
	"fmt"
	"image"
	"io"
	"strconv"
	"strings"
	"sync"
	"time"
)

// PrinterOptions says what kind of printer is simulated.
type PrinterOptions struct {
	Model     PrinterModel // see PrinterModelOf
	PaperDir  string       // where receipts are left as receipt-NNN.png and receipt-NNN.bin; empty: nowhere
	ProcessID bool         // it has GS ( H fn 48, whatever the model
	Notice    bool         // it says 3B 31 00 when it starts, as a memory switch of Epson's makes it
	Buffer    int          // size of the receive buffer in bytes, 0: the model's
	Speed     int          // of the paper in mm/s; 0: prints at once
}

// Printer is a receipt printer at byte level, without hardware flow control. What it cannot execute now (it prints, there
// is no paper, the cover is open) waits in its buffer. It complains of commands that its model lacks, parameters out of
// range, and a buffer that was overrun.
//
// Control: paper ok|near-end|end, paper end-after LINES, cover open|closed, head up|down, cutter-error, hot, jam, broken,
// marks ok|missing, key press|release, recover, offline, power off|on|cycle, ticket take, tickets, receipts.
type Printer struct {
	complaints
	options PrinterOptions
	model   PrinterModel

	mu       sync.Mutex
	frame    printerFrame
	waiting  [][]byte // whole commands that wait for paper or cover
	buffered int      // their bytes
	set      printerSetting
	paper    *paper
	font     *paperFont
	world    printerWorld
	mouth    mouth
	fed      int    // dots of paper that were cut off since the start
	stream   []byte // what was executed since the last cut
	receipts int    // written since the start
	last     *image.Paletted
	cutting  bool // commands wait until the receipt is cut and kept
	busy     bool // commands wait until the paper has moved
	off      bool // hears nothing

	automatic byte   // GS a, or GS E0
	told      string // the automatic status last sent
	out       []byte
	outReady  chan struct{}

	keeping sync.WaitGroup // receipts on their way into the folder
}

// printerWorld is what a person can do to a printer, and what fails in it.
type printerWorld struct {
	cover, paperEnd, nearEnd, cutter, offline, headUp, hot, jam, broken bool

	noMarks, markLost bool // the roll has no marks; the printer looked for one in vain
	key               bool // somebody presses the feed key

	endAfter int // lines until the paper ends; negative: does not end
}

// stopped reports whether the printer takes nothing out of its buffer.
func (w printerWorld) stopped() bool {
	return w.cover || w.paperEnd || w.cutter || w.offline || w.headUp || w.hot || w.jam || w.broken || w.markLost
}

// stopped reports whether commands wait.
func (p *Printer) stopped() bool { return p.cutting || p.busy || p.world.stopped() }

// printerSetting is what commands set and ESC @ resets.
type printerSetting struct {
	page      byte // ESC t
	bold      bool
	underline bool
	reverse   bool
	x, y      int // GS !
	smooth    bool
	unit      int    // GS P: vertical distances are fractions of so much of an inch
	graphics  bitmap // GS ( L fn 112
	qrModule  int
	qrLevel   byte
	qrData    []byte
}

func printerDefaults(m PrinterModel) printerSetting {
	return printerSetting{x: 1, y: 1, unit: m.unit, qrModule: 3, qrLevel: '0'}
}

// NewPrinter makes a printer with paper in it.
func NewPrinter(o PrinterOptions) *Printer {
	model := o.Model
	if model.name == "" {
		model = printerModels()[0]
	}
	if o.Buffer == 0 {
		o.Buffer = model.buffer
	}
	model.processID = model.processID || o.ProcessID
	return &Printer{
		options: o, model: model, set: printerDefaults(model), paper: newPaper(model.dots, model.knife), font: newPaperFont(),
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

// printerBoot is how long the printer hears nothing after its power failed for a moment.
const printerBoot = 300 * time.Millisecond

// powerOn forgets what was on its way, as a printer does whose power was pulled; paper stays. A cable that is put in again
// counts as power here.
func (p *Printer) powerOn() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.start()
	p.out = nil
}

// start is what happens when power comes, or at a hardware reset.
func (p *Printer) start() {
	p.frame.reset()
	p.waiting, p.buffered, p.busy = nil, 0, false
	p.set, p.automatic = printerDefaults(p.model), 0
	p.paper.initialise()
	if p.options.Notice {
		p.say(0x3b, 0x31, 0)
	}
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
	if p.off {
		return
	}
	for _, c := range b {
		command, embedded := p.frame.next(c)
		if embedded != nil {
			p.realtime(embedded)
		}
		switch {
		case command == nil:
		case command[0] == 0x10, command[0] == 0x1c && command[1] == 0xc0:
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
	switch strings.Join(append([]string{command}, args...), " ") {
	case "receipts":
		return strconv.Itoa(p.receipts), nil
	case "tickets":
		return p.tickets(), nil
	case "ticket take":
		if !p.take() {
			return "", errors.New("no ticket lies in the mouth")
		}
		p.tell()
		return "", nil
	case "power off":
		p.off = true
		return "", nil
	case "power on":
		p.off = false
		p.start()
		return "", nil
	case "power cycle":
		p.off = true
		time.AfterFunc(printerBoot, func() {
			p.mu.Lock()
			defer p.mu.Unlock()
			p.off = false
			p.start()
		})
		return "", nil
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
	case "head up", "head down":
		w.headUp = words == "head up"
	case "hot":
		w.hot = true
	case "jam":
		w.jam = true
	case "broken":
		w.broken = true
	case "marks ok", "marks missing":
		w.noMarks, w.markLost = words == "marks missing", false
	case "key press", "key release":
		w.key = words == "key press"
	case "offline":
		w.offline = true
	case "recover":
		w.cutter, w.offline, w.hot, w.jam, w.broken = false, false, false, false, false
	default:
		return false
	}
	return true
}
