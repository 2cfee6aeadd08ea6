// Package tlv reads and writes the BER-TLV of a chip's files and of secure messaging (ISO/IEC 7816-4 section 5.2.2, Doc 9303-10
// section 3.11). It knows no tag's meaning, never copies what it reads, and never reads beyond its input.
//
// Lengths may take more octets than they need, as some issuers write them; the indefinite length is refused, because no file of
// Doc 9303 has it.
package tlv

import (
	"errors"
	"fmt"
)

// Tag is a tag as its bytes stand, first byte highest: 0x61, 0x5F1F, 0x7F49.
type Tag uint32

// Errors of Read and HeaderOf.
var (
	// ErrShort says that the input ends before the element does.
	ErrShort = errors.New("tlv: the element is longer than its input")
	// ErrForm says that tag or length are written as no file of Doc 9303 writes them.
	ErrForm = errors.New("tlv: tag or length of a form that is not allowed")
	// ErrMissing says that an element is not there.
	ErrMissing = errors.New("tlv: an element is missing")
)

// Element is one data object. Value and Raw lie in the input.
type Element struct {
	Tag   Tag
	Value []byte
	Raw   []byte // tag, length and value
}

// HeaderOf reads tag and length from the first bytes of an element whose value need not be there yet. header and length count bytes.
// Six bytes are enough for every element of less than 16 MiB.
func HeaderOf(b []byte) (tag Tag, header, length int, err error) {
	tag, n, err := tagOf(b)
	if err != nil {
		return 0, 0, 0, err
	}
	length, m, err := lengthOf(b[n:])
	if err != nil {
		return 0, 0, 0, err
	}
	return tag, n + m, length, nil
}

// tagOf reads a tag of at most three bytes.
func tagOf(b []byte) (Tag, int, error) {
	if len(b) == 0 {
		return 0, 0, ErrShort
	}
	tag := Tag(b[0])
	if b[0]&0x1F != 0x1F {
		return tag, 1, nil
	}
	for i := 1; i < 3; i++ {
		if i >= len(b) {
			return 0, 0, ErrShort
		}
		tag = tag<<8 | Tag(b[i])
		if b[i]&0x80 == 0 {
			return tag, i + 1, nil
		}
	}
	return 0, 0, ErrForm
}

// lengthOf reads a length of at most four bytes.
func lengthOf(b []byte) (length, size int, err error) {
	if len(b) == 0 {
		return 0, 0, ErrShort
	}
	if b[0] < 0x80 {
		return int(b[0]), 1, nil
	}
	n := int(b[0] & 0x7F)
	if n == 0 || n > 3 {
		return 0, 0, ErrForm
	}
	if len(b) < 1+n {
		return 0, 0, ErrShort
	}
	for _, o := range b[1 : 1+n] {
		length = length<<8 | int(o)
	}
	return length, 1 + n, nil
}

// Read takes the first element off b.
func Read(b []byte) (e Element, rest []byte, err error) {
	tag, header, length, err := HeaderOf(b)
	if err != nil {
		return Element{}, nil, err
	}
	if len(b)-header < length {
		return Element{}, nil, ErrShort
	}
	end := header + length
	return Element{Tag: tag, Value: b[header:end:end], Raw: b[:end:end]}, b[end:], nil
}

// ReadAll splits b into its elements; nothing may be left over.
func ReadAll(b []byte) ([]Element, error) {
	var all []Element
	for len(b) > 0 {
		e, rest, err := Read(b)
		if err != nil {
			return nil, err
		}
		all, b = append(all, e), rest
	}
	return all, nil
}

// Only reads b as exactly one element with the given tag and returns its value.
func Only(b []byte, want Tag) ([]byte, error) {
	e, rest, err := Read(b)
	switch {
	case err != nil:
		return nil, err
	case e.Tag != want:
		return nil, fmt.Errorf("%w: %X, not %X", ErrMissing, want, e.Tag)
	case len(rest) > 0:
		return nil, fmt.Errorf("%w: %d bytes behind %X", ErrForm, len(rest), want)
	}
	return e.Value, nil
}

// Find returns the value of the first element with that tag among those that b consists of.
func Find(b []byte, want Tag) ([]byte, error) {
	for len(b) > 0 {
		e, rest, err := Read(b)
		if err != nil {
			return nil, err
		}
		if e.Tag == want {
			return e.Value, nil
		}
		b = rest
	}
	return nil, fmt.Errorf("%w: %X", ErrMissing, want)
}

// Append writes an element behind dst, its value put together from the parts, with the shortest length.
func Append(dst []byte, tag Tag, parts ...[]byte) []byte {
	length := 0
	for _, p := range parts {
		length += len(p)
	}
	for shift := 16; shift >= 0; shift -= 8 {
		if b := byte(tag >> shift); b != 0 || shift == 0 {
			dst = append(dst, b)
		}
	}
	switch {
	case length < 0x80:
		dst = append(dst, byte(length))
	case length < 1<<8:
		dst = append(dst, 0x81, byte(length))
	case length < 1<<16:
		dst = append(dst, 0x82, byte(length>>8), byte(length))
	default:
		dst = append(dst, 0x83, byte(length>>16), byte(length>>8), byte(length))
	}
	for _, p := range parts {
		dst = append(dst, p...)
	}
	return dst
}
