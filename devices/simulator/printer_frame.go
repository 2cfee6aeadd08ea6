package simulator

// printerFrame collects bytes until a command of ESC/POS is whole. It knows how long commands are, and nothing else.
type printerFrame struct {
	bytes []byte
	tail  [3]byte // the newest bytes: DLE EOT is obeyed wherever it stands, also inside data
}

// next takes a byte. It returns the whole command that the byte completes, or nil; embedded is n when the byte
// completes a DLE EOT n inside the parameters of another command.
func (f *printerFrame) next(b byte) (command []byte, embedded byte) {
	f.tail = [3]byte{f.tail[1], f.tail[2], b}
	f.bytes = append(f.bytes, b)
	if need := printerLength(f.bytes); len(f.bytes) < need {
		if len(f.bytes) > 3 && f.tail[0] == 0x10 && f.tail[1] == 0x04 && b >= 1 && b <= 4 {
			return nil, b
		}
		return nil, 0
	}
	command, f.bytes = f.bytes, nil
	return command, 0
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
	case 0x1d:
		return printerLengthGS(b)
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
	case '!', 'a', 'b', 'r', 'I', 'B':
		return 3
	case 'L', 'W':
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
