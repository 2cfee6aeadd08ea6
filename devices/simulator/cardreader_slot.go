package simulator

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// slot is the reader's slot with what is in it. The caller of its methods holds the reader's lock.
type slot struct {
	name    string // of the card; empty means none
	insert  func() Chip
	mute    bool
	short   bool
	powered bool

	chip       Chip
	card       *blockCard
	fresh      bool // nothing but the answer to reset was said
	speed      byte
	protocol   byte
	parameters []byte

	late []byte // an answer that will come once more
}

func (s *slot) present() bool { return s.name != "" }

// state is the lower half of the status byte.
func (s *slot) state() byte {
	switch {
	case !s.present():
		return 2
	case !s.powered:
		return 1
	}
	return 0
}

func (s *slot) powerOff() { s.powered, s.chip, s.card, s.parameters = false, nil, nil, nil }

func (s *slot) remove() {
	s.powerOff()
	s.name, s.insert, s.mute, s.short = "", nil, false, false
}

// picky is a card that does not work at every voltage.
type picky interface{ worksAt(voltage byte) bool }

// powerOn resets the card. It answers, or does not.
func (s *slot) powerOn(m *CardReader, voltage byte) (atr []byte, answered bool) {
	s.powerOff()
	if !s.present() || s.mute || s.insert == nil {
		return nil, false
	}
	chip := s.insert()
	if p, ok := chip.(picky); ok && !p.worksAt(voltage) {
		return nil, false
	}
	s.card = newBlockCard(m, chip)
	s.powered, s.chip, s.fresh, s.speed, s.protocol = true, chip, true, s.card.speed, 0
	s.parameters = []byte{0x11, 0x00, 0x00, 0x0A, 0x00}
	return chip.ATR(), true
}

// exchange gives a block to the card; false means that it says nothing.
func (s *slot) exchange(ctx context.Context, m *CardReader, block []byte) (answer []byte, ok bool) {
	if s.mute {
		return nil, false
	}
	fresh := s.fresh
	s.fresh = false
	if len(block) > 0 && block[0] == 0xFF {
		if !fresh {
			m.complain("a selection of the speed after the first block")
			return nil, false
		}
		return s.choose(m, block)
	}
	if s.protocol != 1 {
		m.complain("a block before the reader was told of T=1")
	}
	answer, ok = s.card.answer(ctx, block)
	s.mute = s.mute || !ok
	return answer, ok
}

// choose is the card's side of the selection of protocol and speed: it repeats what it accepts.
func (s *slot) choose(m *CardReader, request []byte) (answer []byte, ok bool) {
	want := 3
	if len(request) > 1 && request[1]&0x10 != 0 {
		want++
	}
	if len(request) != want || foldXor(request) != 0 || request[1]&0x6F != 0x01 {
		m.complain("selection %X", request)
		return nil, false
	}
	if want == 4 {
		s.speed = request[2]
	}
	return bytes.Clone(request), true
}

// cardReaderFaults are the words of Control that are counted.
func cardReaderFaults() []string {
	return []string{"nak", "lose-byte", "flip-bit", "lose-echo", "stall", "late", "odd", "wtx", "more-time", "patience", "card-flip", "dirty", "parity", "remove-at"}
}

// Control implements Model.
func (m *CardReader) Control(_ context.Context, command string, args []string) (string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	switch {
	case command == "insert":
		return m.insert(args)
	case command == "remove":
		if !m.slot.present() {
			return "", errors.New("the slot is empty")
		}
		name := m.slot.name
		m.slot.remove()
		m.stirred()
		return "removed " + name, nil
	case command == "mute":
		m.slot.mute = true
		return "", nil
	case command == "short-circuit":
		m.slot.short = true
		return "", nil
	case command == "clear":
		clear(m.faults)
		return "", nil
	case command == "names":
		return strings.Join(slices.Sorted(maps.Keys(m.cards)), " "), nil
	case command == "state":
		return m.describe(), nil
	case slices.Contains(cardReaderFaults(), command):
		return "", m.order(command, args)
	}
	return "", fmt.Errorf("the chip reader knows no command %q; it knows insert, remove, mute, short-circuit, clear, names, state, %s", command, strings.Join(cardReaderFaults(), ", "))
}

func (m *CardReader) insert(args []string) (string, error) {
	name := "test"
	if len(args) > 0 {
		name = args[0]
	}
	make, ok := m.cards[name]
	switch {
	case !ok:
		return "", fmt.Errorf("no card %q; there are %s", name, strings.Join(slices.Sorted(maps.Keys(m.cards)), ", "))
	case m.slot.present():
		return "", fmt.Errorf("%s is still in the slot; remove it first", m.slot.name)
	}
	m.slot.name, m.slot.insert = name, make
	m.stirred()
	return "inserted " + name, nil
}

// stirred wakes the goroutine that tells of movements.
func (m *CardReader) stirred() {
	select {
	case m.moved <- struct{}{}:
	default:
	}
}

func (m *CardReader) order(fault string, args []string) error {
	n := 1
	if len(args) > 0 {
		var err error
		if n, err = strconv.Atoi(args[0]); err != nil || n < 1 || n > 1000 {
			return fmt.Errorf("%s takes a number from 1 to 1000", fault)
		}
	}
	m.faults[fault] = n
	return nil
}

func (m *CardReader) describe() string {
	switch {
	case !m.slot.present():
		return "empty"
	case m.slot.powered:
		return "holds " + m.slot.name + " with power"
	}
	return "holds " + m.slot.name
}
