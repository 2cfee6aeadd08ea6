package scanner

import (
	"context"
	"errors"
	"fmt"
	"time"

	"buergerterminal/devices"
	"buergerterminal/devices/scanner/wire"
)

// Line is a serial line that somebody else opened. A Read or Write past its deadline must fail with os.ErrDeadlineExceeded.
type Line = wire.Line

// How long the driver waits for an answer; for a block the profile says it. The end of an answer is always told by its counter; these
// only tell that none comes.
const (
	answerLimit = 500 * time.Millisecond // first byte of an answer
	answerGap   = 200 * time.Millisecond // between two bytes of an answer
	cancelGap   = 100 * time.Millisecond // between two bytes after CAN, when the scanner may stop where it is
	cancelLimit = 300 * time.Millisecond
)

// patience is how long nothing may come before the citizen is told that the scanner takes its time (quality.md, R6).
const patience = 1500 * time.Millisecond

// maxReplyData bounds an answer: the longest known one (identity) is far below.
const maxReplyData = 1024

// errRefused is the scanner's NAK.
var errRefused = errors.New("refused by the scanner (NAK)")

// ask sends a question and returns the whole answer with its header.
func (s *Scanner) ask(ctx context.Context, command byte, first time.Duration) ([]byte, error) {
	if err := s.line.Send(esc, command); err != nil {
		return nil, err
	}
	answer := make([]byte, replyHeaderSize)
	if _, err := s.line.Fill(ctx, answer, first, answerGap); err != nil {
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
	if _, err := s.line.Fill(ctx, answer[replyHeaderSize:], answerGap, answerGap); err != nil {
		return nil, err
	}
	return answer, nil
}

// set sends a command and, if it has parameters, these after the first acknowledgement.
func (s *Scanner) set(ctx context.Context, command byte, parameters ...byte) error {
	if err := s.line.Send(esc, command); err != nil {
		return err
	}
	if err := s.expectACK(ctx, command); err != nil || len(parameters) == 0 {
		return err
	}
	if err := s.line.Send(parameters...); err != nil {
		return err
	}
	return s.expectACK(ctx, command)
}

// await fills p with the beginning of a block, and tells when that takes long.
func (s *Scanner) await(ctx context.Context, p []byte, wait time.Duration) (int, error) {
	n, err := s.line.Fill(ctx, p, min(wait, patience), s.profile.Gap)
	if n > 0 || wait <= patience || devices.FaultOf(err) != devices.FaultSilent {
		return n, err
	}
	s.waiting()
	return s.line.Fill(ctx, p, wait-patience, s.profile.Gap)
}

func (s *Scanner) expectACK(ctx context.Context, command byte) error {
	var answer [1]byte
	if _, err := s.line.Fill(ctx, answer[:], answerLimit, answerGap); err != nil {
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
