// Package eventlog writes what happened in the terminal, one JSON object a line, for the technician and for statistics. Every event
// is declared once, in events.go, with its level, its meaning and the fields that it may carry.
//
// It never takes free text: a Field can be made only from a number, a duration, a digest, or a word of a closed vocabulary, and a
// word that is not in the vocabulary is written as "(refused)". So no name, number or answer of a person can reach the log,
// also not by mistake. It never fails a visit: what cannot be written is counted and dropped, and the log says how much it
// lacks as soon as it can be written again.
package eventlog

import (
	"fmt"
	"io"
	"os"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
)

// Options of a Log. The zero value keeps five files of 10 MiB and knows no pages and no flows.
type Options struct {
	Vocabulary Vocabulary
	MaxBytes   int64            // size at which a new file is begun; 0 means 10 MiB
	Keep       int              // older files that stay, as PATH.1 (the youngest) to PATH.N; 0 means five
	Now        func() time.Time // nil means time.Now
}

// Stderr is the path that makes Open write to standard error.
const Stderr = "stderr"

// Log writes events. It is safe for concurrent use.
type Log struct {
	zap   *zap.Logger
	words *atomic.Pointer[Vocabulary]
	lost  *atomic.Int64
	close func() error

	mu   sync.Mutex // one event at a time, so that what is missing is told where it is missing
	told int64      // of lost, how many a line has told
}

// Open opens the log at path, mode 0600, appending. An empty path or Stderr means standard error.
func Open(path string, o Options) (*Log, error) {
	if path == "" || path == Stderr {
		return New(os.Stderr, o), nil
	}
	if o.MaxBytes == 0 {
		o.MaxBytes = 10 << 20
	}
	if o.Keep == 0 {
		o.Keep = 5
	}
	file, err := openRotating(path, o.MaxBytes, o.Keep)
	if err != nil {
		return nil, fmt.Errorf("eventlog: %w", err)
	}
	l := New(file, o)
	l.close = file.Close
	return l, nil
}

// New writes events to w, each with one Write.
func New(w io.Writer, o Options) *Log {
	if o.Now == nil {
		o.Now = time.Now
	}
	lost, words := new(atomic.Int64), new(atomic.Pointer[Vocabulary])
	words.Store(&o.Vocabulary)
	encoder := zapcore.NewJSONEncoder(zapcore.EncoderConfig{
		TimeKey: "time", LevelKey: "level", MessageKey: "event", LineEnding: "\n",
		EncodeTime:     zapcore.TimeEncoderOfLayout("2006-01-02T15:04:05.000Z07:00"),
		EncodeLevel:    zapcore.LowercaseLevelEncoder,
		EncodeDuration: zapcore.MillisDurationEncoder,
	})
	core := zapcore.NewCore(encoder, zapcore.Lock(counting{w, lost}), zapcore.InfoLevel)
	return &Log{
		zap:   zap.New(core, zap.WithClock(clock(o.Now)), zap.ErrorOutput(zapcore.AddSync(io.Discard))),
		words: words, lost: lost, close: func() error { return nil },
	}
}

// Know adds words that the log may hold, when the terminal's services change. Words of before stay: a visit may still use them.
func (l *Log) Know(v Vocabulary) {
	l.mu.Lock()
	defer l.mu.Unlock()
	was := l.words.Load()
	join := func(a, b []string) []string {
		all := slices.Concat(a, b)
		slices.Sort(all)
		return slices.Compact(all)
	}
	l.words.Store(&Vocabulary{Codes: join(was.Codes, v.Codes), Flows: join(was.Flows, v.Flows), Pages: join(was.Pages, v.Pages)})
}

// Close closes the file. Later events are lost.
func (l *Log) Close() error { return l.close() }

// Lost counts the events that could not be written; more than zero is the health code "eventlog.failed", which the event of
// that name carries.
func (l *Log) Lost() int64 { return l.lost.Load() }

// Write writes an event. A name that is not declared, and a field that the event does not declare, are replaced by a count of what was
// refused.
func (l *Log) Write(name Name, fields ...Field) {
	event, known := eventOf(name)
	if !known {
		event = Event{Name: Undeclared, Level: Warn}
	}
	written := make([]zap.Field, 0, len(fields)+1)
	refused := 0
	for _, f := range fields {
		if !slices.Contains(event.Fields, f.class) {
			refused++
			continue
		}
		written = append(written, f.zap(*l.words.Load()))
	}
	if refused > 0 {
		written = append(written, zap.Int("refused_fields", refused))
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.line(event, written...) {
		l.tellLost()
	}
}

// tellLost says, behind the first event that could be written again, how many before it could not.
func (l *Log) tellLost() {
	lost := l.lost.Load()
	if lost == l.told {
		return
	}
	event, _ := eventOf(Failed)
	if l.line(event, Code(string(Failed)).zap(*l.words.Load()), Count(int(lost-l.told)).zap(*l.words.Load())) {
		l.told = lost
	}
}

// line writes one line and reports whether it was taken.
func (l *Log) line(e Event, fields ...zap.Field) bool {
	before := l.lost.Load()
	if entry := l.zap.Check(e.Level.zap(), string(e.Name)); entry != nil {
		entry.Write(fields...)
	}
	return l.lost.Load() == before
}

// clock makes zap tell the time by a function.
type clock func() time.Time

func (c clock) Now() time.Time                       { return c().UTC() }
func (clock) NewTicker(d time.Duration) *time.Ticker { return time.NewTicker(d) }

// counting counts the lines that a writer did not take, for nobody else looks at the error.
type counting struct {
	io.Writer
	lost *atomic.Int64
}

func (c counting) Write(p []byte) (int, error) {
	if n, err := c.Writer.Write(p); err != nil {
		c.lost.Add(1)
		return n, err
	}
	return len(p), nil
}

func (c counting) Sync() error { return nil }
