package call

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Real-time text is ITU-T T.140: what is typed is sent as it is typed, and erased by U+0008 (T.140 section 6.2, RFC 8865).
const (
	erase     = '\b'
	lineBreak = '\u2028' // T.140 section 6.1: LINE SEPARATOR is the new line
	lost      = '\ufffd' // T.140 addendum 1: the marker of missing text
	beginWord = '\u0098' // SOS and ST bracket orders to the display, ESC begins one; nothing of them is text
	endWord   = '\u009c'
	escape    = '\x1b'
)

const (
	// bufferedFor is how long typed characters are gathered (RFC 8865 section 5.4 names 300 ms, and 500 ms is the most): the first one
	// after a pause goes at once.
	bufferedFor = 300 * time.Millisecond
	// maxHeld is how many bytes of text wait while there is no way to the other side.
	maxHeld = 8 << 10
	// Text that a participant sends faster than anybody types or pastes is left out.
	textBurst     = 4000 // characters
	textPerSecond = 100
)

// textOut gathers what the citizen types for one participant.
type textOut struct {
	held string
	last time.Time // when something was sent
}

// add takes typed characters: printing ones, the end of a line, and '\b'.
func (t *textOut) add(block string) {
	var b strings.Builder
	b.WriteString(t.held)
	for _, r := range block {
		switch {
		case r == '\n', r == lineBreak:
			b.WriteRune(lineBreak)
		case r == erase || r == lost || printing(r):
			b.WriteRune(r)
		}
	}
	t.held = b.String()
	if over := len(t.held) - maxHeld; over > 0 {
		for over < len(t.held) && !utf8.RuneStart(t.held[over]) {
			over++
		}
		t.held = string(lost) + t.held[over:]
	}
}

// due is when what is held is to be sent.
func (t *textOut) due() time.Time { return t.last.Add(bufferedFor) }

// take gives what is to be sent now, "" if it is not time yet.
func (t *textOut) take(now time.Time) string {
	if t.held == "" || now.Before(t.due()) {
		return ""
	}
	block := t.held
	t.held, t.last = "", now
	return block
}

// textIn makes clean text of what a participant sends. Orders and line ends may be split over two blocks.
type textIn struct {
	afterCR bool
	order   bool // between SOS and ST
	escaped bool
	limit   bucket
}

// read gives the text of a block: printing characters, '\n', '\b' and U+FFFD.
func (t *textIn) read(now time.Time, block []byte) string {
	var b strings.Builder
	for _, r := range string(block) {
		kept, ok := t.rune(r)
		if !ok {
			continue
		}
		if !t.limit.take(now, textPerSecond, textBurst) {
			b.WriteRune(lost)
			break
		}
		b.WriteRune(kept)
	}
	return b.String()
}

func (t *textIn) rune(r rune) (rune, bool) {
	afterCR, escaped := t.afterCR, t.escaped
	t.afterCR, t.escaped = false, false
	switch {
	case t.order:
		t.order = r != endWord
		return 0, false
	case r == beginWord:
		t.order = true
		return 0, false
	case escaped:
		return 0, false
	case r == escape:
		t.escaped = true
		return 0, false
	case r == '\n' && afterCR:
		return 0, false
	case r == '\r', r == '\n', r == lineBreak, r == '\u2029', r == '\u0085':
		t.afterCR = r == '\r'
		return '\n', true
	case r == erase, r == lost, printing(r):
		return r, true
	}
	return 0, false
}

// printing reports whether a character is text. Those that turn the direction of what stands around them are left out, because
// they would reach beyond the participant's own words.
func printing(r rune) bool {
	switch {
	case r == '\u00ad', r == '\u200c', r == '\u200d', r == '\u200e', r == '\u200f', r == '\u061c':
		return true
	case r >= '\ufff0' && r <= '\uffff', unicode.Is(unicode.Cf, r), unicode.Is(unicode.Zl, r), unicode.Is(unicode.Zp, r), unicode.Is(unicode.Co, r):
		return false
	}
	return unicode.IsGraphic(r)
}

// bucket allows so many a second, and after a pause a burst. It is full at the beginning.
type bucket struct {
	spent float64
	last  time.Time
}

func (b *bucket) take(now time.Time, perSecond, burst float64) bool {
	if !b.last.IsZero() {
		b.spent = max(0, b.spent-now.Sub(b.last).Seconds()*perSecond)
	}
	b.last = now
	if b.spent+1 > burst {
		return false
	}
	b.spent++
	return true
}
