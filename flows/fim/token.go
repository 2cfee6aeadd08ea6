package fim

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"
)

// Limits of what is read. The largest known schema has 4 MB, 273 fields and 9 levels of groups.
const (
	maxFile     = 64 << 20 // bytes
	maxToken    = 1 << 20  // bytes of one tag or text
	maxDepth    = 120      // elements inside each other: three for each level of groups
	maxElements = 20_000   // groups and fields, rules, values of one file
)

// meter lets no more bytes through than a file, and one tag or text of it, may have.
type meter struct {
	from  io.Reader
	total int64 // so far
	token int64 // since the last token
}

var (
	errLargeFile  = errors.New("too large")
	errLargeToken = errors.New("one tag or text is too long")
)

func (m *meter) Read(p []byte) (int, error) {
	if m.total > maxFile {
		return 0, errLargeFile
	}
	if m.token > maxToken {
		return 0, errLargeToken
	}
	n, err := m.from.Read(p)
	m.total, m.token = m.total+int64(n), m.token+int64(n)
	return n, err
}

// reader takes an XML file element by element.
type reader struct {
	source  *meter
	decoder *xml.Decoder
	depth   int
}

func newReader(from io.Reader) *reader {
	m := &meter{from: from}
	d := xml.NewDecoder(m)
	d.CharsetReader = func(charset string, _ io.Reader) (io.Reader, error) {
		return nil, fmt.Errorf("the file is written in %.20q and not in UTF-8", charset)
	}
	return &reader{source: m, decoder: d}
}

// mistake is an Error at the place that has been reached.
func (r *reader) mistake(hint, format string, args ...any) error {
	line, column := r.decoder.InputPos()
	return &Error{Line: line, Column: column, Message: fmt.Sprintf(format, args...), Hint: hint}
}

// next returns the next token that can matter.
func (r *reader) next() (xml.Token, error) {
	for {
		r.source.token = 0
		token, err := r.decoder.Token()
		if err != nil {
			return nil, r.failure(err)
		}
		switch token.(type) {
		case xml.StartElement:
			if r.depth++; r.depth > maxDepth {
				return nil, r.mistake("no form is so deep", "elements stand inside each other %d levels deep", r.depth)
			}
			return token, nil
		case xml.EndElement:
			r.depth--
			return token, nil
		case xml.CharData:
			return token, nil
		case xml.Directive:
			return nil, r.mistake("take the DOCTYPE out: nothing is expanded", "the file has a DOCTYPE")
		}
	}
}

func (r *reader) failure(err error) error {
	var syntax *xml.SyntaxError
	switch {
	case errors.Is(err, io.EOF), errors.As(err, &syntax) && syntax.Msg == "unexpected EOF":
		return r.mistake("export it again", "the file ends in the middle")
	case errors.Is(err, errLargeFile):
		return r.mistake("no schema and no list is so large", "the file is larger than %d MiB", maxFile>>20)
	case errors.Is(err, errLargeToken):
		return r.mistake("", "one tag or text is longer than %d MiB", maxToken>>20)
	case errors.As(err, &syntax):
		return r.mistake("", "not proper XML: %s", syntax.Msg)
	}
	return r.mistake("", "cannot be read: %s", strings.TrimPrefix(err.Error(), "xml: "))
}

// root returns the outermost element.
func (r *reader) root() (xml.StartElement, error) {
	for {
		token, err := r.next()
		if err != nil {
			return xml.StartElement{}, err
		}
		switch t := token.(type) {
		case xml.StartElement:
			return t, nil
		case xml.CharData:
			if strings.TrimSpace(strings.TrimPrefix(string(t), "\ufeff")) != "" {
				return xml.StartElement{}, r.mistake("", "not an XML file")
			}
		}
	}
}

// children calls each for the elements inside the one that has just begun; each must take its element to the end.
func (r *reader) children(each func(e xml.StartElement) error) error {
	for {
		token, err := r.next()
		if err != nil {
			return err
		}
		switch t := token.(type) {
		case xml.StartElement:
			if err := each(t); err != nil {
				return err
			}
		case xml.EndElement:
			return nil
		}
	}
}

// skip passes over the rest of the element that has just begun.
func (r *reader) skip() error {
	for outside := r.depth - 1; r.depth > outside; {
		if _, err := r.next(); err != nil {
			return err
		}
	}
	return nil
}

// text reads the text of an element without elements in it, as it is written.
func (r *reader) text() (string, error) {
	var b strings.Builder
	for {
		token, err := r.next()
		if err != nil {
			return "", err
		}
		switch t := token.(type) {
		case xml.StartElement:
			return "", r.mistake("", "an element <%.60s> stands inside a text", t.Name.Local)
		case xml.CharData:
			if b.Len()+len(t) > maxToken {
				return "", r.mistake("", "a text is longer than %d MiB", maxToken>>20)
			}
			b.Write(t)
		case xml.EndElement:
			return b.String(), nil
		}
	}
}

// words is text with its blanks folded; paragraphs stay apart by one line feed.
func (r *reader) words() (string, error) {
	s, err := r.text()
	return folded(s), err
}

func folded(s string) string {
	s = strings.Map(seen, s)
	var paragraphs []string
	for line := range strings.Lines(strings.ReplaceAll(s, "\r", "\n")) {
		if line = strings.Join(strings.Fields(line), " "); line != "" {
			paragraphs = append(paragraphs, line)
		}
	}
	return strings.Join(paragraphs, "\n")
}

// seen drops what is not seen (soft hyphens, marks of direction and width) and makes a blank of other controls.
func seen(c rune) rune {
	switch {
	case c == 0xad, c == 0xfeff, c >= 0x200b && c <= 0x200f, c >= 0x202a && c <= 0x202e, c >= 0x2060 && c <= 0x206f:
		return -1
	case c == '\n', c == '\r':
		return c
	case c == 0x2028, c == 0x2029:
		return '\n'
	case unicode.IsControl(c), unicode.IsSpace(c):
		return ' '
	}
	return c
}

// once notes which elements a parent has had that can stand there only once.
type once []string

func (o *once) take(r *reader, name string) error {
	if slices.Contains(*o, name) {
		return r.mistake("", "<%s> stands twice in one element", name)
	}
	*o = append(*o, name)
	return nil
}
