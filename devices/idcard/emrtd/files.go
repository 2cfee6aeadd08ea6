package emrtd

import (
	"context"
	"encoding/binary"
	"fmt"

	"buergerterminal/devices"
	"buergerterminal/devices/idcard/emrtd/apdu"
	"buergerterminal/devices/idcard/emrtd/tlv"
)

// file is an elementary file that is read whole. EF.CardAccess lies in the master file, the others in the application.
type file string

// The files. DG3 and DG4 (fingers, irises) are never asked for.
const (
	fileCardAccess file = "EF.CardAccess"
	fileCOM        file = "EF.COM"
	fileSOD        file = "EF.SOD"
	fileDG1        file = "DG1"
	fileDG2        file = "DG2"
	fileDG11       file = "DG11"
	fileDG12       file = "DG12"
	fileDG14       file = "DG14"
	fileDG15       file = "DG15"
)

// place returns the identifier of a file, its outermost tag and how long it may be at most, header included (Doc 9303-10 sections 3.11 and 4).
func (f file) place() (id uint16, tag tlv.Tag, most int) {
	switch f {
	case fileCardAccess:
		return 0x011C, 0x31, 4 << 10
	case fileCOM:
		return 0x011E, 0x60, 1 << 10
	case fileSOD:
		return 0x011D, 0x77, 64 << 10
	case fileDG1:
		return 0x0101, 0x61, 1 << 10
	case fileDG2:
		return 0x0102, 0x75, 256 << 10
	case fileDG11:
		return 0x010B, 0x6B, 32 << 10
	case fileDG12:
		return 0x010C, 0x6C, 256 << 10
	case fileDG14:
		return 0x010E, 0x6E, 16 << 10
	}
	return 0x010F, 0x6F, 8 << 10 // DG15
}

// group is the number of a data group, 0 for other files.
func (f file) group() int {
	switch id, _, _ := f.place(); id {
	case 0x011C, 0x011E, 0x011D:
		return 0
	default:
		return int(id & 0x1F)
	}
}

// idInfo is EF.ATR/INFO, which has no outermost tag.
const idInfo = 0x2F01

// largestOffset is what P1 and P2 of READ BINARY can say.
const largestOffset = 0x7FFF

// Progress says how far the reading is. It names no datum.
type Progress struct {
	File        string // "DG2"
	Done, Total int    // bytes of the file
}

// file selects and reads a whole file. What the chip refuses stays a *refusal.
func (c *channel) file(ctx context.Context, f file, progress func(Progress)) ([]byte, error) {
	id, wanted, most := f.place()
	if err := c.selectFile(ctx, string(f), id); err != nil {
		return nil, err
	}
	head, err := c.read(ctx, string(f), 0, 4)
	if err != nil {
		return nil, err
	}
	if len(head) == 0 {
		return nil, devices.Errorf(devices.FaultChipProtocol, "%s: empty", f)
	}
	if len(head) == 4 && head[1] == 0x83 {
		more, err := c.read(ctx, string(f), 4, 1)
		if err != nil {
			return nil, err
		}
		head = append(head, more...)
	}
	tag, header, length, err := tlv.HeaderOf(head)
	switch {
	case err != nil:
		return nil, devices.Errorf(devices.FaultChipProtocol, "%s: %w", f, err)
	case tag != wanted:
		return nil, devices.Errorf(devices.FaultChipProtocol, "%s: tag %X", f, tag)
	case header+length > most:
		return nil, devices.Errorf(devices.FaultChipProtocol, "%s: %d bytes, more than %d", f, header+length, most)
	}
	return c.rest(ctx, string(f), head, header+length, progress)
}

// rest reads a file to its end behind what is there.
func (c *channel) rest(ctx context.Context, name string, head []byte, total int, progress func(Progress)) ([]byte, error) {
	whole := append(make([]byte, 0, total), head[:min(len(head), total)]...)
	chunk := c.room()
	for len(whole) < total {
		if progress != nil {
			progress(Progress{File: name, Done: len(whole), Total: total})
		}
		part, err := c.read(ctx, name, len(whole), min(chunk, total-len(whole)))
		if err != nil {
			return nil, err
		}
		if len(part) == 0 {
			return nil, devices.Errorf(devices.FaultChipProtocol, "%s: ends at %d of %d bytes", name, len(whole), total)
		}
		whole = append(whole, part[:min(len(part), total-len(whole))]...) // a far part may bring bytes from behind the element
	}
	if progress != nil {
		progress(Progress{File: name, Done: total, Total: total})
	}
	return whole, nil
}

func (c *channel) selectFile(ctx context.Context, name string, id uint16) error {
	_, err := c.do(ctx, "selecting "+name, apdu.Command{Instruction: 0xA4, P1: 2, P2: 0x0C, Data: binary.BigEndian.AppendUint16(nil, id)})
	return err
}

// read reads length bytes of the selected file; fewer come where the file ends. Beyond 32 KiB the offset goes into DO'54' and the data
// come in DO'53' (READ BINARY with odd instruction, ISO/IEC 7816-4 section 11.3.3).
func (c *channel) read(ctx context.Context, name string, offset, length int) ([]byte, error) {
	step := fmt.Sprintf("reading %s at %d", name, offset)
	command := apdu.Command{Instruction: 0xB0, P1: byte(offset >> 8), P2: byte(offset), Le: length}
	far := offset > largestOffset
	if far {
		const header = 4 // the longest of DO'53'; what a shorter one leaves, the chip may fill
		length = min(length+header, c.room())
		command = apdu.Command{Instruction: 0xB1, Data: tlv.Append(nil, 0x54, []byte{byte(offset >> 16), byte(offset >> 8), byte(offset)}), Le: length}
	}
	data, err := c.do(ctx, step, command)
	if err == nil && far {
		if data, err = tlv.Only(data, 0x53); err != nil {
			return nil, devices.Errorf(devices.FaultChipProtocol, "%s: %w", step, err)
		}
	}
	if err == nil && len(data) > length {
		return nil, devices.Errorf(devices.FaultChipProtocol, "%s: %d bytes instead of %d", step, len(data), length)
	}
	return data, err
}

// room is how many bytes of data an answer has.
func (c *channel) room() int {
	if c.session != nil {
		return c.session.Capacity(c.answer)
	}
	return c.answer
}

// capabilities reads EF.ATR/INFO for how long answers may be (Doc 9303-10 section 3.11.3.2: DO'7F66' with the longest command and
// answer). A chip without the file, or with another content, keeps the short form.
func (c *channel) capabilities(ctx context.Context) error {
	err := c.selectFile(ctx, "EF.ATR/INFO", idInfo)
	if err == nil {
		var info []byte
		if info, err = c.read(ctx, "EF.ATR/INFO", 0, apdu.MaxShort); err == nil {
			c.answer = max(c.answer, longestAnswer(info))
		}
	}
	if statusOf(err) != 0 {
		return nil
	}
	return err
}

// longestAnswer takes the second number of DO'7F66', 0 where there is none. Our buffers need no more than 4 KiB at a time, and a person who
// takes the document away is noticed sooner.
func longestAnswer(info []byte) int {
	limits, err := tlv.Find(info, 0x7F66)
	if err != nil {
		return 0
	}
	both, err := tlv.ReadAll(limits)
	if err != nil || len(both) != 2 || both[1].Tag != 2 || len(both[1].Value) > 4 {
		return 0
	}
	longest := 0
	for _, b := range both[1].Value {
		longest = longest<<8 | int(b)
	}
	return min(longest, 4<<10)
}
