package media

import (
	"slices"
	"time"
)

// The patience of the ear.
const (
	frameLength = 20 * time.Millisecond
	// deepest is how many frames wait at most: 400 ms.
	deepest = 20
	// jitterMemory is how many arrivals decide how many frames wait: four seconds.
	jitterMemory = 200
	// jump is how far a number may lie ahead before it is another stream or the end of a cut.
	jump = 50
	// shrinkAfter is how many frames the buffer must have been too full before one is left out.
	shrinkAfter = 25
	// stretchAfter is how many frames fewer must have waited than the lips want before the voice is stretched by one.
	stretchAfter = 25
	// lipSlack is how much earlier than the picture the voice may be heard. EN 301 549 (6.5.4) allows 100 ms; all that it takes less makes a talk quicker.
	lipSlack = 60 * time.Millisecond
	// lipsFor is how many frames it is remembered how long pictures are held back, when no more come: two seconds.
	lipsFor = 100
	// fadeAfter is how many frames in a row may be guessed; after that there is silence.
	fadeAfter = 5
)

// jitter holds a voice's frames back just as long as their arrival is uneven, or as the lips are late. It is read in the rhythm of the loudspeaker, which is the only clock.
type jitter struct {
	frames  map[int64][]byte
	numbers unwrapper
	next    int64 // to be heard next
	highest int64
	playing bool
	full    int // readings since the buffer was last not too full
	guessed int // in a row

	first   time.Time
	origin  int64
	late    []time.Duration
	place   int
	wanted  int // frames that are to wait, as the line wants it
	lips    int // and as the picture does
	lipless int // readings since a picture said so
	thin    int // readings since the buffer last held as many as the lips want
	stats   Sound
	started bool
}

// Sound counts what became of a voice's frames.
type Sound struct {
	Played   int // as sent
	Repaired int // taken from the following frame
	Guessed  int // continued from what was before
	Silent   int // nothing to be heard
	Late     int // came after their time
	Dropped  int // left out because too many waited
}

// verdict says what is to be heard.
type verdict int

const (
	hearFrame  verdict = iota // data is the frame
	hearRepair                // data is the frame that follows the lost one
	hearGuess
	hearNothing
)

func newJitter() *jitter { return &jitter{frames: map[int64][]byte{}, wanted: 2} }

// push takes a frame in. It keeps a copy.
func (j *jitter) push(now time.Time, number uint16, frame []byte) {
	n := j.numbers.unwrap(number)
	j.learn(now, n)
	switch {
	case j.playing && n < j.next-jump || j.playing && n > j.next+jump:
		clear(j.frames)
		j.playing = false
	case j.playing && n < j.next:
		j.stats.Late++
		return
	}
	j.frames[n] = slices.Clone(frame)
	j.highest = n
	for m := range j.frames {
		j.highest = max(j.highest, m)
	}
	if len(j.frames) > deepest {
		j.skip()
	}
}

// learn notes how late a frame is beside the quickest of the last ones.
func (j *jitter) learn(now time.Time, n int64) {
	if !j.started || n-j.origin > 1<<20 {
		j.started, j.first, j.origin, j.late = true, now, n, j.late[:0]
	}
	transit := now.Sub(j.first) - time.Duration(n-j.origin)*frameLength
	if len(j.late) < jitterMemory {
		j.late = append(j.late, transit)
	} else {
		j.late[j.place%jitterMemory] = transit
	}
	if j.place++; j.place%10 != 0 {
		return
	}
	sorted := slices.Clone(j.late)
	slices.Sort(sorted)
	spread := sorted[(len(sorted)-1)*19/20] - sorted[0]
	j.wanted = min(max(int((spread+frameLength-1)/frameLength)+1, 2), deepest*3/4)
}

// hold has the voice wait for pictures that are held back so long.
func (j *jitter) hold(pictures time.Duration) {
	j.lips, j.lipless = 0, 0
	if pictures > lipSlack {
		j.lips = min(2+int((pictures-lipSlack)/frameLength), deepest*3/4)
	}
}

// depth is how many frames are to wait.
func (j *jitter) depth() int { return max(j.wanted, j.lips) }

// ahead reports whether the voice has been ahead of the lips for a while, and is to be stretched.
func (j *jitter) ahead() bool {
	if j.lipless++; j.lipless > lipsFor {
		j.lips = 0
	}
	if int(j.highest-j.next)+1 >= j.lips {
		j.thin = 0
		return false
	}
	j.thin++
	if j.thin <= stretchAfter {
		return false
	}
	j.thin = 0
	return true
}

// skip leaves the oldest frame out.
func (j *jitter) skip() {
	oldest := j.oldest()
	delete(j.frames, oldest)
	if j.playing && oldest >= j.next {
		j.next = oldest + 1
	}
	j.stats.Dropped++
}

func (j *jitter) oldest() int64 {
	first := true
	var oldest int64
	for n := range j.frames {
		if first || n < oldest {
			oldest, first = n, false
		}
	}
	return oldest
}

// pop gives what is to be heard in the next 20 ms.
func (j *jitter) pop() (data []byte, v verdict) {
	if !j.playing {
		if len(j.frames) < j.depth() {
			return nil, j.gap()
		}
		j.playing, j.next = true, j.oldest()
	}
	j.shrink()
	if j.ahead() {
		return nil, j.gap()
	}
	frame, ok := j.frames[j.next]
	if ok {
		delete(j.frames, j.next)
		j.next++
		j.guessed = 0
		j.stats.Played++
		return frame, hearFrame
	}
	if len(j.frames) == 0 {
		if j.guessed >= fadeAfter {
			j.playing = false // begin again with as many waiting as are wanted
		}
		return nil, j.gap() // it may still come: the voice is stretched
	}
	if int(j.highest-j.next)+1 < j.depth() {
		return nil, j.gap() // too few wait on this line: the voice is stretched until enough do
	}
	following := j.frames[j.next+1]
	j.next++
	if following == nil {
		return nil, j.gap()
	}
	j.guessed = 0
	j.stats.Repaired++
	return following, hearRepair
}

func (j *jitter) gap() verdict {
	if j.guessed >= fadeAfter || j.stats.Played == 0 {
		j.stats.Silent++
		return hearNothing
	}
	j.guessed++
	j.stats.Guessed++
	return hearGuess
}

// shrink leaves a frame out when too many have been waiting for a while: the other side's clock is quicker, or the line has become even.
func (j *jitter) shrink() {
	if len(j.frames) <= j.depth()+1 {
		j.full = 0
		return
	}
	if j.full++; j.full > shrinkAfter {
		j.full = 0
		j.skip()
	}
}
