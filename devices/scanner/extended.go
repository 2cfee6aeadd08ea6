package scanner

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"strings"
	"time"

	"buergerterminal/devices"
)

// Letters after FS, and the fixed sizes of what they carry [SANE backend/epson2-commands.c].
const (
	fsIdentity = 'I'
	fsStatus   = 'F'
	fsSettings = 'S' // reads what FS W set
	fsSet      = 'W'

	extendedIdentitySize = 80
	extendedStatusSize   = 16
	extendedSettingsSize = 64
	extendedHeaderSize   = 14
)

// Status byte behind a block of FS G.
const (
	blockFatal    = 0x80
	blockNotReady = 0x40
	blockCancel   = 0x10 // a person at the scanner wants to stop
)

// extendedIdentity is the part of the FS I answer that the terminal needs.
type extendedIdentity struct {
	level  string
	model  string
	feeder bool
}

// parseExtendedIdentity reads the 80 bytes of FS I: level at 0, area of the feeder at 28 (LE32 × 2, zero without one), model at 46.
func parseExtendedIdentity(data []byte) (extendedIdentity, error) {
	if len(data) != extendedIdentitySize {
		return extendedIdentity{}, fmt.Errorf("%w: extended identity of %d bytes", errMalformed, len(data))
	}
	id := extendedIdentity{level: string(data[:2]), feeder: binary.LittleEndian.Uint32(data[28:]) > 0}
	if commandsOf(id.level) == "" {
		return extendedIdentity{}, fmt.Errorf("%w: level %q in the extended identity", errMalformed, id.level)
	}
	id.model = strings.TrimRight(string(data[46:62]), " \x00")
	for _, r := range id.model {
		if r < ' ' || r > '~' {
			return extendedIdentity{}, fmt.Errorf("%w: model % X", errMalformed, data[46:62])
		}
	}
	return id, nil
}

// parseScannerStatus reads the 16 bytes of FS F: main body at 0 and 3, document feeder at 1.
func parseScannerStatus(data []byte) (extendedStatus, error) {
	if len(data) != extendedStatusSize {
		return extendedStatus{}, fmt.Errorf("%w: scanner status of %d bytes", errMalformed, len(data))
	}
	ext, err := parseExtendedStatus(data[:2])
	ext.coverOpen = ext.coverOpen || data[3]&0x02 != 0
	ext.jam = ext.jam || data[3]&0x04 != 0
	return ext, err
}

// extendedSettings are the 64 bytes of FS W for a plan.
func extendedSettings(pl plan) []byte {
	p := make([]byte, extendedSettingsSize)
	for i, v := range []int{pl.dpi, pl.dpi, pl.x, pl.y, pl.width, pl.height} {
		binary.LittleEndian.PutUint32(p[4*i:], uint32(v))
	}
	p[24], p[25], p[28] = byte(pl.sequence), byte(pl.bits), byte(pl.linesPerBlock)
	if pl.feeder {
		p[26] = 1
	}
	p[29] = 0x01 // gamma as after a reset
	p[32] = halftoneNone
	return p
}

// parseSizes reads the answer to FS G and compares it with the only sizes that are right for a plan.
func parseSizes(data []byte, pl plan) error {
	if len(data) != extendedHeaderSize || data[0] != stx {
		return fmt.Errorf("%w: % X answers FS G", errMalformed, data)
	}
	if status(data[1]).fatal() {
		return errFatal
	}
	word := func(at int) int { return int(binary.LittleEndian.Uint32(data[at:])) }
	size, blocks, rest := word(2), word(6), word(10)
	wantSize, wantBlocks, wantRest := pl.linesPerBlock*pl.bytesPerLine, pl.height/pl.linesPerBlock, pl.height%pl.linesPerBlock*pl.bytesPerLine
	if blocks != wantBlocks || rest != wantRest || size != wantSize && blocks > 0 {
		return fmt.Errorf("%w: %d blocks of %d bytes and one of %d instead of %d, %d, %d", errMalformed, blocks, size, rest, wantBlocks, wantSize, wantRest)
	}
	return nil
}

// askExtended sends an FS question, whose answer has a fixed size and no header.
func (s *Scanner) askExtended(ctx context.Context, letter byte, size int) ([]byte, error) {
	if err := s.line.Send(fs, letter); err != nil {
		return nil, err
	}
	answer := make([]byte, size)
	if _, err := s.line.Fill(ctx, answer, answerLimit, answerGap); err != nil {
		return nil, err
	}
	return answer, nil
}

// meetExtended asks a scanner that says that it knows the FS commands for the rest of its identity.
func (s *Scanner) meetExtended(ctx context.Context) error {
	if s.idleStatus&statusExtended == 0 || !s.identity.knows(ff) {
		return nil
	}
	answer, err := s.askExtended(ctx, fsIdentity, extendedIdentitySize)
	if err != nil {
		return err
	}
	id, err := parseExtendedIdentity(answer)
	if err != nil {
		return noise(fsIdentity, err)
	}
	s.identity.Extended, s.identity.Model = true, id.model
	return nil
}

// configureExtended sets the page up by FS W and reads the settings back by FS S.
func (s *Scanner) configureExtended(ctx context.Context, pl plan) error {
	settings := extendedSettings(pl)
	if err := s.line.Send(fs, fsSet); err != nil {
		return err
	}
	if err := s.expectACK(ctx, fsSet); err != nil {
		return err
	}
	if err := s.line.Send(settings...); err != nil {
		return err
	}
	if err := s.expectACK(ctx, fsSet); err != nil {
		return err
	}
	answer, err := s.askExtended(ctx, fsSettings, extendedSettingsSize)
	if err != nil {
		return err
	}
	const compared = 29 // resolution to lines per block; what lies behind may be corrected by the scanner
	if !bytes.Equal(answer[:compared], settings[:compared]) {
		return noise(fsSettings, fmt.Errorf("%w: settings % X instead of % X", errMalformed, answer[:compared], settings[:compared]))
	}
	if !pl.feeder {
		return nil
	}
	return s.checkFeeder(ctx)
}

// receiveSizes takes the answer to FS G.
func (s *Scanner) receiveSizes(ctx context.Context, pl plan) error {
	var header [extendedHeaderSize]byte
	n, err := s.await(ctx, header[:], s.firstWait(pl))
	if devices.FaultOf(err) == devices.FaultCancelled {
		first := pl.linesInBlock(0) * pl.bytesPerLine
		return s.cancelBlock(ctx, err, len(header)-n+first+1, pl.blocks() == 1)
	}
	if err != nil {
		return err
	}
	if err := parseSizes(header[:], pl); err != nil && err != errFatal {
		return noise(cmdScan, err)
	} else if err != nil {
		return err
	}
	return nil
}

// receiveExtended takes the data of a block and the status byte behind it.
func (s *Scanner) receiveExtended(ctx context.Context, rows []byte, last bool, wait time.Duration) error {
	n, err := s.await(ctx, rows, wait)
	var st [1]byte
	if err == nil {
		_, err = s.line.Fill(ctx, st[:], s.profile.Gap, s.profile.Gap)
		n += len(st)
	}
	switch {
	case devices.FaultOf(err) == devices.FaultCancelled:
		return s.cancelBlock(ctx, err, len(rows)+len(st)-min(n, len(rows)), last)
	case err != nil:
		return err
	case st[0]&blockFatal != 0:
		return errFatal
	case st[0]&blockCancel != 0:
		return s.cancelBlock(ctx, devices.Errorf(devices.FaultCancelled, "at the scanner's own button"), 0, last)
	case st[0] != 0:
		return noise(cmdScan, fmt.Errorf("%w: status %02X behind a block", errMalformed, st[0]))
	}
	return nil
}
