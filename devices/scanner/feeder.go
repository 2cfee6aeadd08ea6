package scanner

import (
	"context"

	"buergerterminal/devices"
)

// The document feeder is switched on for each page (ESC e 1, or in FS W) and off behind it, so that an empty feeder between two citizens
// is no fault of the scanner.

// openFeeder takes the page from the document feeder.
func (s *Scanner) openFeeder(ctx context.Context) error {
	if !s.identity.knows(cmdOption) {
		return devices.Errorf(devices.FaultScanRefused, "level %s has no document feeder", s.identity.Level)
	}
	if err := s.set(ctx, cmdOption, 1); err != nil {
		return err
	}
	return s.checkFeeder(ctx)
}

// checkFeeder asks whether a sheet is there. A feeder that cannot give one is switched off again.
func (s *Scanner) checkFeeder(ctx context.Context) error {
	ext, err := s.askExtendedStatus(ctx)
	if err != nil {
		return err
	}
	st := judgeStatus(s.idleStatus, ext)
	if st.Fault == "" {
		return nil
	}
	if err := s.set(ctx, cmdOption, 0); err != nil {
		return err
	}
	s.phase = idle
	return devices.Errorf(st.Fault, "in the document feeder")
}

// askExtendedStatus asks how feeder and cover are, in the way that the scanner knows.
func (s *Scanner) askExtendedStatus(ctx context.Context) (extendedStatus, error) {
	if s.identity.Extended {
		answer, err := s.askExtended(ctx, fsStatus, extendedStatusSize)
		if err != nil {
			return extendedStatus{}, err
		}
		ext, err := parseScannerStatus(answer)
		if err != nil {
			return extendedStatus{}, noise(fsStatus, err)
		}
		return ext, nil
	}
	if !s.identity.knows(cmdExtendedStatus) {
		return extendedStatus{}, nil
	}
	answer, err := s.ask(ctx, cmdExtendedStatus, answerLimit)
	if err != nil {
		return extendedStatus{}, err
	}
	ext, err := parseExtendedStatus(answer[replyHeaderSize:])
	if err != nil {
		return extendedStatus{}, noise(cmdExtendedStatus, err)
	}
	return ext, nil
}

// closeFeeder throws the sheet out, where the level can, and switches the feeder off.
func (s *Scanner) closeFeeder(ctx context.Context) error {
	if s.identity.knows(ff) {
		if err := s.line.Send(ff); err != nil {
			return err
		}
		if err := s.expectACK(ctx, ff); err != nil {
			return err
		}
	}
	return s.set(ctx, cmdOption, 0)
}
