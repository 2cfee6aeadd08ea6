package scanner

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"buergerterminal/devices"
	"buergerterminal/devices/scanner/wire"
)

// Faults that only a scanner with extended status (level B3 and above) can tell.
const (
	FaultCover devices.Fault = "scanner.cover-open"
	FaultJam   devices.Fault = "scanner.jam"
)

// phase is what the driver knows of the scanner's state.
type phase int

const (
	unknown phase = iota // before the first word, and after every failure
	idle
	scanning
)

// Scanner is a driver on one line. It is not safe for concurrent use but for Close; devices/supervise owns it.
type Scanner struct {
	line          wire.Wire
	profile       Profile
	phase         phase
	identity      Identity
	identityReply []byte // as it came, to be compared after each page
	idleStatus    status
	cold          bool   // the lamp was, before this scan
	waiting       func() // tells that the scan waits for the scanner
	history       wire.History
}

// New makes a driver on an open line. It sends nothing; Reset, Probe and Scan make the first contact.
func New(line Line, p Profile) *Scanner {
	return &Scanner{line: wire.Wire{Line: line}, profile: p}
}

// Close closes the line if it can be closed, which ends a Scan in another goroutine.
func (s *Scanner) Close() error { return s.line.Close() }

// Identity is what the scanner said of itself; zero before the first contact.
func (s *Scanner) Identity() Identity { return s.identity }

// resetAttempts are the first one, one after the scanner got all the parameters that it may wait for, and one more on a line that is
// disturbed.
const resetAttempts = 3

// mostParameters are those of ESC A.
const mostParameters = 8

// Reset brings a scanner in any state — waiting for parameters, or in the middle of a page that nobody fetched — back to idle,
// and asks for its identity. Errors: FaultSilent, FaultNoise, FaultProtocol for a level that this driver does not speak, FaultCancelled, or
// what the line says.
func (s *Scanner) Reset(ctx context.Context) error {
	if ctx.Err() != nil {
		return wire.Cancelled(ctx)
	}
	if err := s.resynchronise(ctx); err != nil {
		return err
	}
	s.phase = unknown
	answer, err := s.ask(ctx, cmdIdentity, answerLimit)
	if err != nil {
		return err
	}
	id, err := parseIdentity(answer[replyHeaderSize:])
	if err != nil {
		return devices.Errorf(devices.FaultProtocol, "identity: %w", err)
	}
	s.identity, s.identityReply = id, answer
	if err := s.meetExtended(ctx); err != nil {
		return err
	}
	s.phase = idle
	return nil
}

// resynchronise ends with a scanner that answered a status question.
func (s *Scanner) resynchronise(ctx context.Context) error {
	heard, err := s.line.Drain()
	if err != nil {
		return err
	}
	if s.phase != idle {
		answered, err := s.abandonPage(ctx)
		if err != nil {
			return err
		}
		heard = heard || answered
	}
	s.phase = unknown
	for i := range resetAttempts {
		if i > 0 {
			if err := s.fillUp(); err != nil && !repeatable(err) {
				return err
			}
		}
		err := s.set(ctx, cmdReset)
		if err == nil {
			err = s.askIdle(ctx)
		}
		if err == nil {
			return nil
		}
		if !repeatable(err) {
			return err
		}
		again, drainErr := s.line.Drain()
		if drainErr != nil {
			return drainErr
		}
		heard = heard || again || devices.FaultOf(err) != devices.FaultSilent
		if i > 0 && !heard { // all that it may have waited for is sent
			break
		}
	}
	if heard {
		return devices.Errorf(devices.FaultNoise, "no valid answer to %d resets", resetAttempts)
	}
	return devices.Errorf(devices.FaultSilent, "no answer to the resets")
}

// fillUp sends the parameters that the scanner may still wait for. While it is idle it refuses each of them.
func (s *Scanner) fillUp() error {
	n := mostParameters
	if s.profile.Extended {
		n = extendedSettingsSize
	}
	if err := s.line.Send(bytes.Repeat([]byte{can}, n)...); err != nil {
		return err
	}
	_, err := s.line.Drain()
	return err
}

// abandonPage sends CAN for a page that may wait to be fetched. Any answer, or none, will do.
func (s *Scanner) abandonPage(ctx context.Context) (bool, error) {
	if err := s.line.Send(can); err != nil {
		return false, err
	}
	var answer [1]byte
	n, err := s.line.Fill(ctx, answer[:], cancelLimit, answerGap)
	if err != nil && !repeatable(err) {
		return false, err
	}
	more, err := s.line.Drain()
	return n > 0 || more, err
}

func (s *Scanner) askIdle(ctx context.Context) error {
	st, err := s.askStatus(ctx, answerLimit)
	s.idleStatus = st
	return err
}

func (s *Scanner) askStatus(ctx context.Context, first time.Duration) (status, error) {
	answer, err := s.ask(ctx, cmdStatus, first)
	if err != nil {
		return 0, err
	}
	if len(answer) != replyHeaderSize {
		return 0, noise(cmdStatus, fmt.Errorf("%w: status with data", errMalformed))
	}
	return status(answer[1]), nil
}

// repeatable tells an answer that was missing or wrong from a line that is lost and a citizen who stopped.
func repeatable(err error) bool {
	switch devices.FaultOf(err) {
	case devices.FaultSilent, devices.FaultNoise:
		return true
	case "":
		return errors.Is(err, errRefused)
	}
	return false
}

// Probe asks for the status, and for cover, jam and paper where the level can tell. It costs four to 44 bytes. The error is
// that of a scanner that cannot be talked to; a scanner that tells of its own fault is no error.
func (s *Scanner) Probe(ctx context.Context) (devices.Status, error) {
	inStep := s.phase == idle
	st, err := s.examine(ctx)
	if inStep && devices.FaultOf(err) == devices.FaultNoise {
		// One disturbed answer is no fault yet: the line may have been disturbed since the last one.
		if err = s.Reset(ctx); err == nil {
			st, err = s.examine(ctx)
		}
	}
	if err != nil {
		s.phase = unknown
		st = devices.Status{State: wire.StateOf(err), Fault: devices.FaultOf(err)}
	}
	return s.stamp(st), err
}

// examine asks without a repeat.
func (s *Scanner) examine(ctx context.Context) (devices.Status, error) {
	if s.phase != idle {
		if err := s.Reset(ctx); err != nil {
			return devices.Status{}, err
		}
	}
	st, err := s.askStatus(ctx, answerLimit)
	if err != nil {
		return devices.Status{}, err
	}
	ext, err := s.askExtendedStatus(ctx)
	if err != nil {
		return devices.Status{}, err
	}
	return judgeStatus(st, ext), nil
}

// judgeStatus puts the scanner's bits into the words of XFS4IoT. A cause that a person can mend outranks the general fatal bit.
func judgeStatus(st status, ext extendedStatus) devices.Status {
	switch {
	case ext.coverOpen:
		return devices.Status{State: devices.UserError, Fault: FaultCover}
	case ext.jam:
		return devices.Status{State: devices.UserError, Fault: FaultJam}
	case ext.feeder && ext.noPaper:
		return devices.Status{State: devices.UserError, Fault: devices.FaultScanNoSheet}
	case st.fatal() || ext.fatal:
		return devices.Status{State: devices.HardwareError, Fault: devices.FaultScanFatal}
	case st.notReady():
		return devices.Status{State: devices.Busy}
	case ext.warmingUp:
		return devices.Status{State: devices.Starting}
	}
	return devices.Status{State: devices.Online}
}

// stamp completes a status with what the driver remembers.
func (s *Scanner) stamp(st devices.Status) devices.Status {
	detail := []string{s.profile.Name, fmt.Sprintf("%d baud", s.profile.Baud)}
	if s.identity.Level != "" {
		detail = append(detail, "level "+s.identity.Level)
	}
	if s.identity.Model != "" {
		detail = append(detail, s.identity.Model)
	}
	return s.history.Stamp(st, strings.Join(detail, ", "))
}

// verifyEnd proves that nothing was left over after the last block: the answers to a status and to an identity question are
// known to the last byte, and any byte before them shifts them. A count of time would prove the same, but slower.
func (s *Scanner) verifyEnd(ctx context.Context) error {
	st, err := s.askStatus(ctx, s.profile.Pause)
	if err != nil {
		return err
	}
	if st.fatal() {
		return errFatal
	}
	if st != s.idleStatus {
		return noise(cmdStatus, fmt.Errorf("%w: status %02X after the page, %02X before", errMalformed, st, s.idleStatus))
	}
	answer, err := s.ask(ctx, cmdIdentity, answerLimit)
	if err != nil {
		return err
	}
	if !bytes.Equal(answer, s.identityReply) {
		return noise(cmdIdentity, fmt.Errorf("%w: another identity after the page", errMalformed))
	}
	return nil
}
