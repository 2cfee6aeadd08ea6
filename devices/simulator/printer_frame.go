package simulator

import "bytes"

// printerFrame collects bytes until a command of ESC/POS is whole. It knows how long commands are, and nothing else.
type printerFrame struct {
	bytes []byte
	tail  []byte // the newest bytes, for real-time commands inside data
}

// next takes a byte. It returns the whole command that the byte completes, or nil; embedded is the real-time command
// that the byte completes inside the parameters of another: those are obeyed wherever they stand.
func (f *printerFrame) next(b byte) (command, embedded []byte) {
	f.bytes = append(f.bytes, b)
	f.tail = append(f.tail, b)
	f.tail = f.tail[max(len(f.tail)-len(printerForget), 0):]
	embedded = f.embedded()
	if len(f.bytes) < printerLength(f.bytes) {
		return nil, embedded
	}
	command, f.bytes, f.tail = f.bytes, nil, nil
	return command, embedded
}

// printerForget is DLE DC4 fn 8, which clears the buffers.
const printerForget = "\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"

// embedded is the real-time command that the data end with, if any; it is not the command itself that is under way.
func (f *printerFrame) embedded() []byte {
	if f.bytes[0] == 0x10 {
		return nil
	}
	if bytes.HasSuffix(f.tail, []byte(printerForget)) {
		return []byte(printerForget)
	}
	if len(f.tail) < 3 {
		return nil
	}
	last := f.tail[len(f.tail)-3:]
	if last[0] == 0x10 && (last[1] == 0x04 && (last[2] >= 1 && last[2] <= 4 || last[2] == 20) || last[1] == 0x05 && (last[2] == 1 || last[2] == 2)) {
		return append([]byte(nil), last...)
	}
	return nil
}

// reset forgets the half of a command that has come.
func (f *printerFrame) reset() { *f = printerFrame{} }

// printerLength is the length of the command that b begins; more than len(b) when b is too short to tell.
func printerLength(b []byte) int {
	switch b[0] {
	case 0x10, 0x1b, 0x1c, 0x1d:
	default:
		return 1
	}
	if len(b) < 2 {
		return 2
	}
	switch b[0] {
	case 0x10:
		return printerLengthDLE(b)
	case 0x1b:
		return printerLengthESC(b[1])
	case 0x1c:
		return printerLengthFS(b[1])
	case 0x1d:
		return printerLengthGS(b)
	}
	return 2
}

func printerLengthFS(b byte) int {
	switch b {
	case 'P', 0xc0:
		return 6
	case 0xc1:
		return 3
	}
	return 2
}

func printerLengthDLE(b []byte) int {
	if b[1] != 0x14 {
		return 3
	}
	switch {
	case len(b) < 3:
		return 3
	case b[2] == 8:
		return 10
	}
	return 5
}

func printerLengthESC(b byte) int {
	switch b {
	case '!', '3', '-', 'E', 'G', 'J', 'M', 'a', 't', 'd', 'R', '{', ' ':
		return 3
	case '$', '\\':
		return 4
	}
	return 2
}

func printerLengthGS(b []byte) int {
	switch b[1] {
	case '!', 'a', 'b', 'r', 'I', 'B', 0xe0:
		return 3
	case 'L', 'W', 'P', 0xe6, 0xe7:
		return 4
	case 'e':
		if len(b) < 3 || b[2] != 3 {
			return 3
		}
		return 4
	case 'V':
		if len(b) < 3 || b[2] != 65 && b[2] != 66 {
			return 3
		}
		return 4
	case 'v':
		if len(b) < 8 {
			return 8
		}
		return 8 + int16le(b[4:])*int16le(b[6:])
	case '(':
		if len(b) < 5 {
			return 5
		}
		return 5 + int16le(b[3:])
	}
	return 2
}

func int16le(b []byte) int { return int(b[0]) | int(b[1])<<8 }
