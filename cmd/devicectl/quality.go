package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"time"

	"buergerterminal/devices"
	"buergerterminal/devices/line"
)

const qualityUsage = `devicectl line-quality measures a line: with a loop-back plug (transmit joined to receive) in the device's place, or at the line
"echo" of "devicectl simulate --echo", what is sent must come back.

  devicectl line-quality --port PATH [--baud N] [--bytes N] [--block N]

It tells bytes that came back wrong, or not at all, and the rate beside the line's own. Exit code 4: not all came back right.

`

// qualityCommand is "devicectl line-quality".
func qualityCommand() command {
	return command{name: "line-quality", usage: "Counts lost and wrong bytes on a line with a loop-back plug.", run: quality}
}

// measured is what a line did.
type measured struct {
	Baud    int     `json:"baud"`
	Sent    int     `json:"sent"`
	Wrong   int     `json:"wrong"`   // came back changed
	Missing int     `json:"missing"` // did not come back
	Rate    float64 `json:"rate"`    // bytes a second, there and back at once
	Ceiling float64 `json:"ceiling"` // of the line: ten bits a byte
	Took    int64   `json:"ms"`
}

func quality(ctx context.Context, args []string, _ io.Reader, stdout, stderr io.Writer) int {
	flags := newFlags("line-quality", qualityUsage, stderr)
	port := flags.String("port", "", "path of the line")
	baud := flags.Int("baud", 115_200, "speed of the line")
	amount := flags.Int("bytes", 16_384, "how much is sent")
	block := flags.Int("block", 256, "how much is sent before it must be back")
	inJSON := flags.Bool("json", false, "write JSON")
	words, code, ok := parse(flags, args)
	if !ok {
		return code
	}
	c := console{"line-quality", stdout, stderr, *inJSON}
	if *port == "" || len(words) > 0 || *amount < 1 || *amount > 1<<26 || *block < 1 || *block > 2048 {
		return c.fail(usageError("say --port PATH; --bytes is from 1 to 64 MiB, --block from 1 to 2048"))
	}
	l, err := line.Open(*port, line.Settings{Baud: *baud})
	if err != nil {
		return c.fail(err)
	}
	defer l.Close()
	m, err := measure(ctx, l, *baud, *amount, *block)
	if err != nil {
		return c.fail(err)
	}
	c.printf("%d bytes at %d baud: %d wrong, %d missing; %.0f bytes/s of %.0f, %d ms\n", m.Sent, m.Baud, m.Wrong, m.Missing, m.Rate, m.Ceiling, m.Took)
	if c.json {
		c.object(m)
	}
	switch {
	case m.Missing == m.Sent:
		return exitAbsent
	case m.Wrong+m.Missing > 0:
		return exitFault
	}
	return exitDone
}

// measure sends blocks of random bytes, the same at each run, and compares what comes back with them.
func measure(ctx context.Context, l *line.Line, baud, amount, block int) (measured, error) {
	m := measured{Baud: baud, Ceiling: float64(baud) / 10}
	source := rand.New(rand.NewPCG(115, 2))
	began := time.Now()
	for m.Sent < amount && ctx.Err() == nil {
		sent := make([]byte, min(block, amount-m.Sent))
		for i := range sent {
			sent[i] = byte(source.Uint32())
		}
		back, err := there(l, sent, baud)
		if err != nil {
			return m, err
		}
		m.Sent += len(sent)
		if !bytes.Equal(sent, back) {
			wrong, missing := compare(sent, back)
			m.Wrong, m.Missing = m.Wrong+wrong, m.Missing+missing
		}
		if len(back) == 0 && m.Missing == m.Sent && m.Sent >= 4*block {
			break // nothing comes at all: no need to wait for the rest
		}
	}
	took := time.Since(began)
	m.Took, m.Rate = took.Milliseconds(), float64(m.Sent-m.Missing)/took.Seconds()
	return m, ctx.Err()
}

// there sends a block and takes what comes back in time: four times what the line needs, and half a second.
func there(l *line.Line, sent []byte, baud int) ([]byte, error) {
	end := time.Now().Add(4*time.Duration(len(sent))*10*time.Second/time.Duration(baud) + 500*time.Millisecond)
	if err := errors.Join(l.Flush(), l.SetWriteDeadline(end), l.SetReadDeadline(end)); err != nil {
		return nil, err
	}
	if _, err := l.Write(sent); err != nil && !errors.Is(err, os.ErrDeadlineExceeded) {
		return nil, err
	}
	back := make([]byte, len(sent))
	n, err := io.ReadFull(l, back)
	if err != nil && !errors.Is(err, os.ErrDeadlineExceeded) && !errors.Is(err, io.ErrUnexpectedEOF) || devices.FaultOf(err) != "" {
		return nil, err
	}
	return back[:n], nil
}

// compare counts bytes that changed, and those that are missing, after which nothing stands in its place: the block is then compared
// from both ends.
func compare(sent, back []byte) (wrong, missing int) {
	missing = len(sent) - len(back)
	if missing > 0 {
		front := 0
		for front < len(back) && sent[front] == back[front] {
			front++
		}
		tail := 0
		for tail < len(back)-front && sent[len(sent)-1-tail] == back[len(back)-1-tail] {
			tail++
		}
		return len(back) - front - tail, missing
	}
	for i := range back {
		if sent[i] != back[i] {
			wrong++
		}
	}
	return wrong, 0
}
