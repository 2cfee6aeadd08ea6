package t1

import (
	"bytes"
	"errors"
)

// ErrSelection says that the card refused what was to be selected.
var ErrSelection = errors.New("the card refuses the selection of protocol and speed")

// Selection is the request that selects T=1, and a speed other than DefaultSpeed: PPSS PPS0 [PPS1] PCK.
func Selection(speed byte) []byte {
	request := []byte{0xFF, 0x01}
	if speed != DefaultSpeed {
		request = []byte{0xFF, 0x11, speed}
	}
	return append(request, lrc(request))
}

// Selected judges the card's answer to a Selection and returns the speed that is in use from now on: the same when the card repeats the
// request, DefaultSpeed when it leaves PPS1 out. The error is ErrGarbled for an answer that is not whole, and ErrSelection.
func Selected(request, answer []byte) (speed byte, err error) {
	if len(answer) < 3 || lrc(answer) != 0 || answer[0] != 0xFF {
		return 0, ErrGarbled
	}
	if bytes.Equal(request, answer) {
		if len(request) == 4 {
			return request[2], nil
		}
		return DefaultSpeed, nil
	}
	if len(answer) == 3 && answer[1] == 0x01 {
		return DefaultSpeed, nil
	}
	return 0, ErrSelection
}
