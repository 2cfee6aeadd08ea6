package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"time"

	"buergerterminal/kiosk/submission"
	"buergerterminal/kiosk/submission/seal"
)

// measureOutbox stores sealed applications of 200 kB durably, beside writing and fsyncing the same bytes to a plain file on
// the same disk. The two take turns, so that a busy disk is busy for both.
func measureOutbox(ctx context.Context, b bench) []row {
	const what = "outbox: 200 kB durably stored"
	stored, raw, err := b.store(ctx, bytes.Repeat([]byte("0123456789"), 20_000), 25)
	if err != nil {
		return []row{notMeasured(what, err)}
	}
	return []row{{what: what, ours: milliseconds(stored), unit: "ms", beside: "raw write and fsync", theirs: milliseconds(raw)}}
}

func (b bench) store(ctx context.Context, blob []byte, n int) (stored, raw time.Duration, err error) {
	outbox, err := submission.Open(filepath.Join(b.work, "outbox"))
	if err != nil {
		return 0, 0, err
	}
	defer outbox.Close()
	file, err := os.Create(filepath.Join(b.work, "raw"))
	if err != nil {
		return 0, 0, err
	}
	defer file.Close()
	var ours, theirs []float64
	for range n {
		began := time.Now()
		if err := outbox.Append(ctx, submission.Item{
			Key: seal.NewID(), Number: submission.NewNumber(), Token: submission.NewToken(), Authority: "buergeramt", Flow: "anmeldung@1", Blob: blob,
		}); err != nil {
			return 0, 0, err
		}
		ours = append(ours, float64(time.Since(began)))
		began = time.Now()
		if _, err := file.Write(blob); err != nil {
			return 0, 0, err
		}
		if err := file.Sync(); err != nil {
			return 0, 0, err
		}
		theirs = append(theirs, float64(time.Since(began)))
	}
	return time.Duration(median(ours)), time.Duration(median(theirs)), nil
}
