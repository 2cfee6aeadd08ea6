package clip

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Limits of a caption: what can be read while it stands, and what fits below the picture at the largest size.
const (
	MaxCue        = 140     // letters of one cue
	MaxText       = 600     // letters of a caption without times
	maxCues       = 500     // of a clip
	maxCaption    = 1 << 18 // bytes of a file
	longestHeader = 200
)

// ErrCaption is returned for a caption that cannot be read. Its text begins with the line: "line 12: …".
var ErrCaption = errors.New("clip: caption")

// Cue is what is said in a part of the clip.
type Cue struct {
	From, To time.Duration
	Text     string // lines are joined by spaces
}

// CaptionError is a mistake in a caption.
type CaptionError struct {
	Line    int // from 1; 0 for the whole file
	Message string
}

// Error returns the line and what is wrong.
func (e CaptionError) Error() string {
	if e.Line == 0 {
		return e.Message
	}
	return "line " + strconv.Itoa(e.Line) + ": " + e.Message
}

// Unwrap returns ErrCaption.
func (e CaptionError) Unwrap() error { return ErrCaption }

// ParseText reads a caption without times: it stands while the clip lasts.
func ParseText(data []byte, length time.Duration) ([]Cue, error) {
	if len(data) > maxCaption || !utf8.Valid(data) {
		return nil, CaptionError{Message: "no text in UTF-8 of a usual length"}
	}
	words := strings.Join(strings.Fields(strings.TrimPrefix(string(data), "\ufeff")), " ")
	if err := readable(words, MaxText); err != "" {
		return nil, CaptionError{Message: err}
	}
	return []Cue{{To: length, Text: words}}, nil
}

// ParseVTT reads a caption of cues, one after the other, none behind the end of the clip. Notes, names and settings of cues are skipped; styles, regions
// and tags are refused.
func ParseVTT(data []byte, length time.Duration) ([]Cue, error) {
	if len(data) > maxCaption || !utf8.Valid(data) {
		return nil, CaptionError{Message: "no text in UTF-8 of a usual length"}
	}
	text := strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(strings.TrimPrefix(string(data), "\ufeff"))
	lines := strings.Split(text, "\n")
	if head := lines[0]; head != "WEBVTT" && !strings.HasPrefix(head, "WEBVTT ") && !strings.HasPrefix(head, "WEBVTT\t") || len(head) > longestHeader {
		return nil, CaptionError{Line: 1, Message: "a file of WebVTT begins with WEBVTT"}
	}
	var cues []Cue
	for i := 1; i < len(lines); {
		begin := i
		for i < len(lines) && strings.TrimSpace(lines[i]) != "" {
			i++
		}
		if begin > 1 || i == begin { // what follows the first line belongs to the header
			if err := take(&cues, lines[begin:i], begin+1, length); err != nil {
				return nil, err
			}
		}
		i++
	}
	if len(cues) == 0 {
		return nil, CaptionError{Message: "there is no cue in it"}
	}
	return cues, nil
}

// take reads one block of lines; line is the number of its first one.
func take(cues *[]Cue, block []string, line int, length time.Duration) error {
	if len(block) == 0 || block[0] == "NOTE" || strings.HasPrefix(block[0], "NOTE ") || strings.HasPrefix(block[0], "NOTE\t") {
		return nil
	}
	at := slices.IndexFunc(block, func(l string) bool { return strings.Contains(l, "-->") })
	if at < 0 || at > 1 {
		return CaptionError{Line: line, Message: "a cue wants a time, as 00:01.000 --> 00:04.500 (styles and regions are not known here)"}
	}
	line += at
	cue, err := timesOf(block[at])
	if err != "" {
		return CaptionError{Line: line, Message: err}
	}
	if n := len(*cues); n > 0 && cue.From < (*cues)[n-1].To {
		return CaptionError{Line: line, Message: "the cue begins before the one above it has ended"}
	}
	if cue.From >= length {
		return CaptionError{Line: line, Message: fmt.Sprintf("the cue begins behind the end of the clip, which lasts %.1f s", length.Seconds())}
	}
	if len(*cues) == maxCues {
		return CaptionError{Line: line, Message: "more cues than can be read"}
	}
	for i, l := range block[at+1:] {
		if strings.ContainsAny(l, "<>") {
			return CaptionError{Line: line + 1 + i, Message: "tags are not known here"}
		}
	}
	cue.Text = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&nbsp;", "\u00a0", "&amp;", "&").Replace(strings.Join(strings.Fields(strings.Join(block[at+1:], " ")), " "))
	if err := readable(cue.Text, MaxCue); err != "" {
		return CaptionError{Line: line + 1, Message: err}
	}
	*cues = append(*cues, cue)
	return nil
}

// timesOf reads the line with the times of a cue; what follows them says where it would stand in a browser.
func timesOf(line string) (c Cue, problem string) {
	from, rest, _ := strings.Cut(line, "-->")
	fields := strings.Fields(rest)
	if len(fields) == 0 {
		return c, "the cue does not say when it ends"
	}
	var ok [2]bool
	c.From, ok[0] = timestamp(strings.TrimSpace(from))
	c.To, ok[1] = timestamp(fields[0])
	switch {
	case !ok[0] || !ok[1]:
		return c, "no time of the form 00:01.000"
	case c.To <= c.From:
		return c, "the cue ends before it begins"
	}
	return c, ""
}

// timestamp reads 00:01.000 or 00:00:01.000.
func timestamp(s string) (time.Duration, bool) {
	clock, milli, ok := strings.Cut(s, ".")
	parts := strings.Split(clock, ":")
	if !ok || len(milli) != 3 || len(parts) < 2 || len(parts) > 3 {
		return 0, false
	}
	var total time.Duration
	for i, part := range parts {
		n, ok := figures(part)
		if minutes := i >= len(parts)-2; !ok || len(part) < 2 || len(part) > 4 || minutes && (len(part) != 2 || n > 59) {
			return 0, false
		}
		total = total*60 + time.Duration(n)
	}
	n, ok := figures(milli)
	return total*time.Second + time.Duration(n)*time.Millisecond, ok
}

// figures is a number of nothing but figures.
func figures(s string) (int, bool) {
	if s == "" || strings.Trim(s, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.Atoi(s)
	return n, err == nil
}

// readable says what keeps words from being shown, "" where nothing does.
func readable(words string, most int) string {
	switch n := utf8.RuneCountInString(words); {
	case n == 0:
		return "there are no words"
	case n > most:
		return fmt.Sprintf("%d letters, %d are the most: nobody reads more while they look at a picture", n, most)
	case strings.Contains(words, "**") || strings.ContainsFunc(words, func(r rune) bool { return !unicode.IsGraphic(r) && r != '\u00ad' }):
		return "there is a letter that cannot be shown"
	}
	return ""
}
