package scanner

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"buergerterminal/devices"
)

// Line is a serial line that somebody else opened. A Read or Write past its deadline must fail with os.ErrDeadlineExceeded.
type Line interface {
	io.ReadWriter
	SetReadDeadline(time.Time) error
	SetWriteDeadline(time.Time) error
}

// How long the driver waits. The end of an answer is always told by its counter; these only tell that none comes.
const (
	answerLimit     = 500 * time.Millisecond // first byte of an answer
	firstBlockLimit = 20 * time.Second       // lamp and carriage
	blockLimit      = 5 * time.Second        // the carriage may pause between blocks and returns after the last
	answerGap       = 200 * time.Millisecond // between two bytes of an answer
	gapLimit        = time.Second            // between two bytes of a block
	cancelGap       = 100 * time.Millisecond // the same after CAN, when the scanner may stop where it is
	cancelLimit     = 300 * time.Millisecond
	quiet           = 40 * time.Millisecond // a line without bytes for so long is taken as drained
	drainLimit      = 2 * time.Second
	writeLimit      = time.Second
)

// maxReplyData bounds an answer: the longest known one (identity) is far below.
const maxReplyData = 1024

// errRefused is the scanner's NAK.
var errRefused = errors.New("refused by the scanner (NAK)")

// read fills p and returns how many bytes came. first bounds the wait for the first byte, gap the wait between bytes.
// Errors: FaultSilent when nothing came, FaultNoise when too little came, FaultCancelled, or what the line says.
func (s *Scanner) read(ctx context.Context, p []byte, first, gap time.Duration) (int, error) {
	interrupted := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		s.line.SetReadDeadline(time.Unix(1, 0))
		close(interrupted)
	})
	defer func() {
		// A late interruption must not shorten the deadline of the next read.
		if !stop() {
			<-interrupted
		}
	}()
	limit := first
	for n := 0; ; limit = gap {
		if err := s.line.SetReadDeadline(time.Now().Add(limit)); err != nil {
			return n, lineError(err, n)
		}
		if ctx.Err() != nil {
			return n, cancelled(ctx)
		}
		k, err := s.line.Read(p[n:])
		n += k
		if n == len(p) {
			return n, nil
		}
		if err != nil && ctx.Err() != nil {
			return n, cancelled(ctx)
		}
		if err != nil {
			return n, lineError(err, n)
		}
	}
}

func (s *Scanner) write(p ...byte) error {
	if err := s.line.SetWriteDeadline(time.Now().Add(writeLimit)); err != nil {
		return lineError(err, 0)
	}
	if _, err := s.line.Write(p); err != nil {
		return lineError(err, 0)
	}
	return nil
}

// lineError gives an error of the line its code; got is the number of bytes that came before it.
func lineError(err error, got int) error {
	switch {
	case errors.Is(err, os.ErrDeadlineExceeded) && got > 0:
		return devices.Errorf(devices.FaultNoise, "answer stops after %d bytes: %w", got, err)
	case errors.Is(err, os.ErrDeadlineExceeded):
		return devices.Errorf(devices.FaultSilent, "no answer: %w", err)
	case devices.FaultOf(err) != "":
		return err
	}
	return devices.Errorf(devices.FaultUnplugged, "line: %w", err)
}

func cancelled(ctx context.Context) error {
	return devices.Errorf(devices.FaultCancelled, "scan: %w", context.Cause(ctx))
}

// ask sends a question and returns the whole answer with its header.
func (s *Scanner) ask(ctx context.Context, command byte, first time.Duration) ([]byte, error) {
	if err := s.write(esc, command); err != nil {
		return nil, err
	}
	answer := make([]byte, replyHeaderSize)
	if _, err := s.read(ctx, answer, first, answerGap); err != nil {
		return nil, err
	}
	_, count, err := parseReplyHeader(answer)
	if err != nil {
		return nil, noise(command, err)
	}
	if count > maxReplyData {
		return nil, noise(command, fmt.Errorf("%w: answer of %d bytes announced", errMalformed, count))
	}
	if count == 0 {
		return answer, nil
	}
	answer = append(answer, make([]byte, count)...)
	if _, err := s.read(ctx, answer[replyHeaderSize:], answerGap, answerGap); err != nil {
		return nil, err
	}
	return answer, nil
}

// set sends a command and, if it has parameters, these after the first acknowledgement.
func (s *Scanner) set(ctx context.Context, command byte, parameters ...byte) error {
	if err := s.write(esc, command); err != nil {
		return err
	}
	if err := s.expectACK(ctx, command); err != nil || len(parameters) == 0 {
		return err
	}
	if err := s.write(parameters...); err != nil {
		return err
	}
	return s.expectACK(ctx, command)
}

func (s *Scanner) expectACK(ctx context.Context, command byte) error {
	var answer [1]byte
	if _, err := s.read(ctx, answer[:], answerLimit, answerGap); err != nil {
		return err
	}
	switch answer[0] {
	case ack:
		return nil
	case nak:
		return fmt.Errorf("ESC %c: %w", command, errRefused)
	}
	return noise(command, fmt.Errorf("%w: %02X instead of ACK", errMalformed, answer[0]))
}

func noise(command byte, err error) error {
	return devices.Errorf(devices.FaultNoise, "ESC %c: %w", command, err)
}

// drain discards bytes until the line is quiet. It reports whether there were any; a line that does not become quiet is FaultNoise.
func (s *Scanner) drain() (bool, error) {
	var waste [4096]byte
	end := time.Now().Add(drainLimit)
	for heard := false; ; heard = true {
		if err := s.line.SetReadDeadline(time.Now().Add(quiet)); err != nil {
			return heard, lineError(err, 0)
		}
		_, err := s.line.Read(waste[:])
		if errors.Is(err, os.ErrDeadlineExceeded) {
			return heard, nil
		}
		if err != nil {
			return heard, lineError(err, 0)
		}
		if time.Now().After(end) {
			return true, devices.Errorf(devices.FaultNoise, "the line does not become quiet")
		}
	}
}
