package ccid_test

import (
	"bytes"
	"testing"
	"time"

	"buergerterminal/devices/idcard/ccid"
	"buergerterminal/devices/simulator"
)

// The bytes around the data of one READ BINARY: frame, message and block of the command, its echo, and those of the answer with its status.
const (
	commandBytes = 2 + 10 + 3 + 5 + 1 + 1
	answerBytes  = 2 + 10 + 3 + 2 + 1 + 1
)

// TestReadBinaryPaced reads 20,000 bytes, the size of a portrait, on a line that is paced to 115200 8N2, and tells which part of the
// ceiling that is: stop-and-wait without any turnaround, data / (command + echo + answer) of 10,473 bytes a second. How fast it must
// be is a row of make bench.
func TestReadBinaryPaced(t *testing.T) {
	if testing.Short() {
		t.Skipf("-short: 20,000 bytes take as long as the line does")
	}
	r := newRig(t, simulator.NewCardReader(simulator.CardReaderOptions{}), ccid.Options{})
	card := r.connect("test")
	transmit(t, card, selectLong())
	for _, piece := range []int{224, 252} {
		took, ceiling := readFile(t, card, piece)
		t.Logf("%d bytes a piece: %.0f bytes/s, %.1f %% of the ceiling", piece, float64(len(long()))/took.Seconds(), 100*ceiling.Seconds()/took.Seconds())
	}
	r.noComplaints()
}

// readFile reads the long file in pieces. ceiling is what the line alone takes.
func readFile(t *testing.T, card *ccid.Card, piece int) (took, ceiling time.Duration) {
	t.Helper()
	file := long()
	started, commands := time.Now(), 0
	for at := 0; at < len(file); at += piece {
		n := min(piece, len(file)-at)
		if got := transmit(t, card, readBinary(at, n)); !bytes.Equal(got, append(file[at:at+n:at+n], 0x90, 0x00)) {
			t.Fatalf("wrong bytes at %d", at)
		}
		commands++
	}
	return time.Since(started), time.Duration(len(file)+commands*(2*commandBytes+answerBytes)) * 11 * time.Second / 115_200
}
