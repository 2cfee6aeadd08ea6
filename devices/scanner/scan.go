package scanner

import (
	"context"
	"errors"
	"fmt"
	"time"

	"buergerterminal/devices"
)

// Progress tells how far a scan is, by lines that have arrived. A repeated page starts again with Attempt 2.
type Progress struct {
	Lines, TotalLines int
	Elapsed           time.Duration // since Scan was called
	Left              time.Duration // at the measured speed; before the first block at the line's
	Attempt           int
	Waiting           bool  // nothing comes; the scanner warms up or has paused, or it is gone, which the driver finds out later
	Cause             error // why the page is repeated; nil in attempt 1
}

// errFatal is the fatal bit in the status of a block.
var errFatal = errors.New("the scanner reports a fatal error")

// corruption is a page that was received wrongly from a scanner that is well again.
type corruption struct{ cause error }

func (c *corruption) Error() string { return c.cause.Error() }
func (c *corruption) Unwrap() error { return c.cause }

// Scan scans one page. A page that arrived damaged is repeated once. progress may be nil; it is called between blocks and must
// return before the line's buffer is full, within milliseconds.
//
// Ending ctx sends CAN at once; Scan returns FaultCancelled when the block on the line has ended (KioskA4: 0.2 s at
// most; GT1000: 0.32 s grey, 0.06 s text), with a scanner that is ready for the next page.
//
// Errors: FaultScanRefused, FaultScanFatal, FaultScanNoSheet, FaultCover, FaultJam, FaultScanCorrupted after the repeat, FaultSilent,
// FaultNoise, FaultProtocol, or what the line says.
func (s *Scanner) Scan(ctx context.Context, r Request, progress func(Progress)) (Page, error) {
	began := time.Now()
	if progress == nil {
		progress = func(Progress) {}
	}
	st, err := s.Probe(ctx)
	if err != nil {
		return Page{}, err
	}
	if st.Fault != "" {
		return Page{}, devices.Errorf(st.Fault, "before the scan")
	}
	s.cold = st.State != devices.Online
	pl, err := newPlan(s.identity, s.profile, r)
	if err != nil {
		return Page{}, err
	}
	var damaged *corruption
	for attempt := 1; ; attempt++ {
		var cause error
		if damaged != nil {
			cause = damaged.cause
		}
		page, err := s.attempt(ctx, pl, func(p Progress) {
			p.Attempt, p.Cause, p.Elapsed = attempt, cause, time.Since(began)
			progress(p)
		})
		switch {
		case err == nil:
			return page, nil
		case !errors.As(err, &damaged):
			return Page{}, err
		case attempt < 2 && !pl.feeder: // the sheet of a feeder is out, and the next one is another page
			continue
		case errors.Is(err, errRefused):
			return Page{}, devices.Errorf(devices.FaultScanRefused, "also when repeated: %w", err)
		}
		return Page{}, devices.Errorf(devices.FaultScanCorrupted, "attempt %d: %w", attempt, err)
	}
}

// attempt scans once. A corruption is returned only with a scanner that answers again.
func (s *Scanner) attempt(ctx context.Context, pl plan, progress func(Progress)) (Page, error) {
	err := s.configure(ctx, pl)
	if err == nil {
		var page Page
		if page, err = s.receive(ctx, pl, progress); err == nil {
			return page, nil
		}
	}
	return Page{}, s.settle(ctx, err)
}

// settle brings the scanner back after a failed attempt and says what the failure means.
func (s *Scanner) settle(ctx context.Context, cause error) error {
	if s.phase == idle {
		return cause
	}
	afterwards := context.WithoutCancel(ctx)
	switch {
	case devices.FaultOf(cause) == devices.FaultCancelled:
		if err := s.Reset(afterwards); err != nil {
			s.phase = unknown // the next call finds out what is wrong with it
		}
		return cause
	case !repeatable(cause) && !errors.Is(cause, errFatal):
		s.phase = unknown
		return cause
	}
	if err := s.Reset(afterwards); err != nil {
		return err
	}
	if errors.Is(cause, errFatal) {
		// A lost status byte looks like a fatal one; the scanner knows better.
		st, err := s.examine(afterwards)
		if err != nil {
			return err
		}
		if st.Fault != "" {
			return devices.Errorf(st.Fault, "during the scan")
		}
	}
	return &corruption{cause}
}

// configure sets the page up and reads the settings back.
func (s *Scanner) configure(ctx context.Context, pl plan) error {
	s.phase = unknown
	if pl.extended {
		return s.configureExtended(ctx, pl)
	}
	type setting struct {
		command    byte
		parameters []byte
	}
	settings := []setting{
		{cmdColour, []byte{byte(pl.sequence)}},
		{cmdBits, []byte{byte(pl.bits)}},
		{cmdHalftone, []byte{halftoneNone}},
		{cmdResolution, resolutionParameters(pl.dpi)},
		{cmdArea, areaParameters(pl.x, pl.y, pl.width, pl.height)},
	}
	if s.identity.knows(cmdLinesPerBlock) {
		settings = append(settings, setting{cmdLinesPerBlock, []byte{byte(pl.linesPerBlock)}})
	}
	for _, set := range settings {
		if err := s.set(ctx, set.command, set.parameters...); err != nil {
			return err
		}
	}
	answer, err := s.ask(ctx, cmdCondition, answerLimit)
	if err != nil {
		return err
	}
	c, err := parseCondition(answer[replyHeaderSize:])
	if err != nil {
		return noise(cmdCondition, err)
	}
	if err := pl.compare(c); err != nil || !pl.feeder {
		return err
	}
	return s.openFeeder(ctx)
}

// compare tells whether the scanner understood the plan. Settings that it does not report are not compared.
func (pl plan) compare(c condition) error {
	for _, v := range []struct {
		name      string
		got, want int
	}{
		{"colour", c.colour, int(pl.sequence)}, {"bits", c.bits, pl.bits}, {"halftone", c.halftone, halftoneNone},
		{"horizontal resolution", c.dpiX, pl.dpi}, {"vertical resolution", c.dpiY, pl.dpi},
		{"x", c.x, pl.x}, {"y", c.y, pl.y}, {"width", c.width, pl.width}, {"height", c.height, pl.height},
		{"lines per block", c.linesPerBlock, pl.linesPerBlock},
	} {
		if v.got != -1 && v.got != v.want {
			return noise(cmdCondition, fmt.Errorf("%w: %s is %d instead of %d", errMalformed, v.name, v.got, v.want))
		}
	}
	return nil
}

// receive starts the scan and takes all blocks.
func (s *Scanner) receive(ctx context.Context, pl plan, progress func(Progress)) (Page, error) {
	c := newCanvas(pl)
	start := []byte{esc, cmdScan}
	if pl.extended {
		start[0] = fs
	}
	if err := s.line.Send(start...); err != nil {
		return Page{}, err
	}
	s.phase = scanning
	now := Progress{TotalLines: pl.height, Left: s.profile.duration(pl)}
	progress(now)
	s.waiting = func() {
		paused := now
		paused.Waiting = true
		progress(paused)
	}
	if pl.extended {
		if err := s.receiveSizes(ctx, pl); err != nil {
			return Page{}, err
		}
	}
	var first int // lines of the first block, whose wait for the lamp tells nothing of the speed
	var since time.Time
	for block, wait := 0, s.firstWait(pl); block < pl.blocks(); block, wait = block+1, s.profile.Pause {
		line := block / pl.passes() * max(pl.linesPerBlock, 1)
		if err := s.receiveBlock(ctx, pl, c, line, block == pl.blocks()-1, wait); err != nil {
			return Page{}, err
		}
		if (block+1)%pl.passes() != 0 {
			continue
		}
		line += pl.linesInBlock(line)
		left := s.profile.duration(pl) / time.Duration(pl.height) * time.Duration(pl.height-line)
		if first == 0 {
			first, since = line, time.Now()
		} else {
			left = time.Since(since) * time.Duration(pl.height-line) / time.Duration(line-first)
		}
		now = Progress{Lines: line, TotalLines: pl.height, Left: left}
		progress(now)
	}
	if pl.feeder {
		if err := s.closeFeeder(ctx); err != nil {
			return Page{}, err
		}
	}
	if err := s.verifyEnd(ctx); err != nil {
		return Page{}, err
	}
	s.phase = idle
	return c.page(pl), nil
}

// firstWait is how long the first block may take. A scanner that can tell that its lamp is cold, and did not, is warm; how long a feeder
// takes to draw its sheet in is nowhere told.
func (s *Scanner) firstWait(pl plan) time.Duration {
	tells := s.identity.Extended || s.identity.knows(cmdExtendedStatus)
	if tells && !s.cold && !pl.feeder {
		return s.profile.Pause
	}
	return s.profile.WarmUp
}

// receiveBlock takes a block that begins at a line, and acknowledges it unless it is the last.
func (s *Scanner) receiveBlock(ctx context.Context, pl plan, c *canvas, line int, last bool, wait time.Duration) error {
	lines := pl.linesInBlock(line)
	rows := c.rows(line, lines)
	var st status
	var err error
	if pl.extended {
		err = s.receiveExtended(ctx, rows, last, wait)
	} else if st, err = s.receiveHeader(ctx, pl, lines, last, wait); err == nil {
		err = s.receiveData(ctx, rows, last)
	}
	if err != nil {
		return err
	}
	if !last {
		if err := s.line.Send(ack); err != nil {
			return err
		}
	}
	return c.keep(line, lines, st&statusColour)
}

// duration is the time of a plan at the line's speed.
func (p Profile) duration(pl plan) time.Duration {
	blocks := pl.blocks()
	return time.Duration(pl.height*pl.bytesPerLine*pl.passes()+blocks*(pl.headerSize()+1))*p.byteTime() + time.Duration(blocks)*p.Turnaround
}

// receiveHeader takes the header of a block and compares it with the only one that is right here.
func (s *Scanner) receiveHeader(ctx context.Context, pl plan, lines int, last bool, wait time.Duration) (status, error) {
	var header [blockHeaderSize]byte
	n, err := s.await(ctx, header[:replyHeaderSize], wait)
	if err == nil && header[0] == stx && status(header[1]).fatal() {
		return 0, errFatal // a fatal block need not be complete
	}
	if err == nil && pl.headerSize() > replyHeaderSize {
		var k int
		k, err = s.line.Fill(ctx, header[replyHeaderSize:], s.profile.Gap, s.profile.Gap)
		n += k
	}
	if devices.FaultOf(err) == devices.FaultCancelled {
		return 0, s.cancelBlock(ctx, err, pl.headerSize()-n+lines*pl.bytesPerLine, last)
	}
	if err != nil {
		return 0, err
	}
	h, err := parseBlockHeader(header[:pl.headerSize()])
	if err != nil {
		return 0, noise(cmdScan, err)
	}
	want := blockHeader{status: h.status &^ statusAreaEnd, bytesPerLine: pl.bytesPerLine, lines: lines}
	if pl.sequence == mono {
		want.status &^= statusColour
	}
	if last {
		want.status |= statusAreaEnd
	}
	if h != want {
		return 0, noise(cmdScan, fmt.Errorf("%w: block header status %02X, %d bytes × %d lines instead of %02X, %d × %d", errMalformed,
			h.status, h.bytesPerLine, h.lines, want.status, want.bytesPerLine, want.lines))
	}
	return h.status, nil
}

func (s *Scanner) receiveData(ctx context.Context, rows []byte, last bool) error {
	n, err := s.line.Fill(ctx, rows, s.profile.Gap, s.profile.Gap)
	if devices.FaultOf(err) == devices.FaultCancelled {
		return s.cancelBlock(ctx, err, len(rows)-n, last)
	}
	return err
}

// cancelBlock ends a scan of whose current block rest bytes are still to come, its header included. It returns the cancellation.
// The phase is idle if the scanner did what the manual says; otherwise settle resets it.
//
// The last block is not cancelled: after it the scanner is idle, and CAN would be a command that it does not know.
func (s *Scanner) cancelBlock(ctx context.Context, cancellation error, rest int, last bool) error {
	tail := make([]byte, rest, rest+1)
	if !last {
		if err := s.line.Send(can); err != nil {
			return cancellation
		}
		tail = tail[:rest+1]
	}
	if _, err := s.line.Fill(context.WithoutCancel(ctx), tail, cancelLimit, cancelGap); err != nil {
		return cancellation
	}
	if last || tail[rest] == ack {
		s.phase = idle
	}
	return cancellation
}
