package speech

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"time"

	"buergerterminal/kiosk/audio"
)

// Espeak speaks with eSpeak NG (https://github.com/espeak-ng/espeak-ng, GPL-3.0-or-later), the program of the Debian package
// espeak-ng, one process for a phrase: it gets the text by its standard input and gives a WAV file on its standard output
// (man espeak-ng: --stdin, --stdout, -v, -s, -b), and ends or is ended. Tried with 1.51.
type Espeak struct{ program string }

// NewEspeak speaks with a program: a name in the path, or a path. It is looked for with each phrase, so that one that is installed
// while the terminal runs is heard.
func NewEspeak(program string) *Espeak { return &Espeak{program} }

// Find is where the program lies now. The error, an *Error with CodeNoEngine, says that there is none.
func (e *Espeak) Find() (path string, err error) {
	if path, err = exec.LookPath(e.program); err != nil {
		return "", &Error{CodeNoEngine, errors.New("no such program")}
	}
	return path, nil
}

// Words a minute. The usual rate of the program is 175; easy language is read slower.
const (
	slowest = 120
	usual   = 160
	fastest = 250
	easy    = 0.85
)

// speed is the rate of a phrase in words a minute.
func speed(p Phrase) int {
	words := usual
	switch {
	case p.Rate < 0:
		words = slowest
	case p.Rate > 0:
		words = fastest
	}
	if p.Lang == "de-leicht" {
		return int(float64(words) * easy)
	}
	return words
}

// longestPhrase is how long a phrase may take to be made: play holds the program back, so it is longer than it is spoken.
const longestPhrase = 3 * time.Minute

// Speak runs the program for a phrase.
func (e *Espeak) Speak(ctx context.Context, p Phrase, play func(samples []float32)) error {
	program, err := e.Find()
	if err != nil {
		return err
	}
	ctx, end := context.WithTimeout(ctx, longestPhrase)
	defer end()
	c := exec.CommandContext(ctx, program, "-b", "1", "-v", voice(p.Lang), "-s", strconv.Itoa(speed(p)), "--stdin", "--stdout")
	c.Env = []string{"LC_ALL=C.UTF-8"}
	c.Stdin = strings.NewReader(spelling(p))
	c.WaitDelay = time.Second
	out, err := c.StdoutPipe()
	if err != nil {
		return &Error{CodeFailed, err}
	}
	if err := c.Start(); err != nil {
		return &Error{CodeFailed, errors.New("the program does not start")}
	}
	heard, err := playWAV(out, play)
	if ended := c.Wait(); err == nil {
		err = ended
	}
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil:
		return &Error{CodeFailed, err}
	case heard == 0:
		return &Error{CodeFailed, errors.New("no sound came")}
	}
	return nil
}

// voice is the program's name of a language. Upper Sorbian has none: Czech reads it, whose stress lies on the first syllable
// as the Sorbian one does, where Polish stresses the last but one.
func voice(lang string) string {
	switch b := base(lang); b {
	case "en":
		return "en-gb"
	case "hsb":
		return "cs"
	default:
		return b
	}
}

// sorbian writes letters that Czech has not with those that sound alike.
var sorbian = strings.NewReplacer("dź", "dž", "Dź", "Dž", "ć", "č", "Ć", "Č", "ń", "ň", "Ń", "Ň", "ł", "v", "Ł", "V", "w", "v", "W", "V",
	"př", "pš", "kř", "kš", "ó", "o", "Ó", "O", "ś", "š", "ź", "ž")

// dayOfMonth is "15. November": the program takes the point for the end of a sentence where a capital follows, and says an
// ordinal where a small letter does.
var dayOfMonth = regexp.MustCompile(`(\d\. )(Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember)`)

// spelling is a phrase as the program reads it best. Two brackets would begin phonemes.
func spelling(p Phrase) string {
	text := strings.NewReplacer("[[", " ", "]]", " ").Replace(p.Text)
	switch base(p.Lang) {
	case "de":
		text = dayOfMonth.ReplaceAllStringFunc(text, strings.ToLower)
	case "hsb":
		text = sorbian.Replace(text)
	}
	return text
}

// playWAV plays a WAV file of 16 bits and one channel as it comes, and returns how many samples it held. Its header is
// 44 bytes, and says a length that is not yet known when it is written.
func playWAV(from io.Reader, play func(samples []float32)) (heard int, err error) {
	var header [44]byte
	if _, err := io.ReadFull(from, header[:]); err != nil {
		return 0, fmt.Errorf("no sound: %w", err)
	}
	rate := int(binary.LittleEndian.Uint32(header[24:]))
	if string(header[:4]) != "RIFF" || string(header[8:12]) != "WAVE" || binary.LittleEndian.Uint16(header[22:]) != 1 ||
		binary.LittleEndian.Uint16(header[34:]) != 16 || rate < 8000 || rate > audio.Rate {
		return 0, errors.New("no WAV of 16 bits and one channel")
	}
	up := newResampler(rate, audio.Rate)
	buffer := make([]byte, 4096)
	for rest := 0; ; {
		n, err := from.Read(buffer[rest:])
		n += rest
		rest = n % 2
		samples := make([]float32, n/2)
		for i := range samples {
			samples[i] = float32(int16(binary.LittleEndian.Uint16(buffer[2*i:]))) / 32768
		}
		heard += len(samples)
		play(up.convert(samples))
		buffer[0] = buffer[max(0, n-1)]
		if errors.Is(err, io.EOF) {
			play(up.convert(make([]float32, taps)))
			return heard, nil
		}
		if err != nil {
			return heard, errors.New("the sound broke off")
		}
	}
}
