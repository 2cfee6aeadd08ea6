package media

import "time"

// Level is how much of a call goes over the line.
type Level int

// The levels, least first. Text goes beside the media, over the data channel, at every level.
const (
	LevelText  Level = iota // neither picture nor voice
	LevelVoice              // voice, no picture
	LevelLow                // voice and a small picture, 15 a second
	LevelHigh               // voice and the whole picture
)

func (l Level) String() string { return [...]string{"text", "voice", "low", "high"}[l] }

// Reading is what is known of the line at a moment.
type Reading struct {
	Budget int           // bit/s that it bears, everything included
	Sent   int           // bit/s that are sent; where that is much less, the budget says little
	Repair int           // bit/s of what is sent again, in Sent
	Loss   float64       // part of the packets that are lost, 0 to 1
	Silent time.Duration // since the other side last said that something arrived
}

// Rung is what to send.
type Rung struct {
	Level Level
	Video int  // bit/s of the picture; 0 without
	Voice int  // bit/s of the voice; 0 without
	Cut   bool // nothing arrives: the level is only kept small until the line is back
}

// The ladder's measures. What a level needs lies under what is asked for to climb there, so that it does not go up and down.
const (
	highKeeps, highEnters   = 330_000, 450_000
	lowKeeps, lowEnters     = 130_000, 190_000
	voiceKeeps, voiceEnters = 36_000, 50_000

	// VideoMost is the highest rate of the picture, in bit/s: half as much again makes 640 × 480 no 0.5 dB better (PSNR) and takes
	// a twelfth more time to encode.
	VideoMost            = 800_000
	videoLeast           = 250_000
	lowMost, lowLeast    = 250_000, 80_000
	voiceGood, voiceLean = 32_000, 16_000
	// voiceOverhead is what 50 packets a second cost beside the voice itself: IP, UDP, RTP with its extension, SRTP.
	voiceOverhead = 22_000

	fallAfter     = 2 * time.Second // too small a budget for so long
	drownAfter    = 4 * time.Second // too much loss for so long
	climbAfter    = 5 * time.Second // enough for so long; doubled when a climb was followed by a fall
	climbMost     = 80 * time.Second
	stableAfter   = 30 * time.Second // a climb that held so long was right
	cutAfter      = 2 * time.Second  // silence for so long is a cut, not congestion
	lossBearable  = 0.12             // above it nothing climbs
	lossDrowns    = 0.35             // above it a picture cannot be repaired
	lossDeafens   = 0.55             // above it a voice cannot be understood
	headersOfRTP  = 6                // percent of the picture's rate that the headers of its packets need beside it
	backAfterCut  = time.Second      // after a cut the picture comes back at once, small, and is whole this much later
	cutIsOverWith = 500 * time.Millisecond
	// An estimate does not grow far beyond what is sent. Where so little is sent that the line cannot show what it bears (percent of the budget), the next level is
	// tried; during the trial it fails only where the line shows that it is too much.
	idlePercent = 75
	trialFor    = 6 * time.Second
	trialFails  = 85 // percent of the budget at its begin
)

// Ladder decides how much of a call goes over a line: it climbs slowly, falls quickly, and tries ever more seldom what failed. It is pure; the
// time comes with each reading.
type Ladder struct {
	best  Level // what is wanted at most
	level Level

	poor, drowned, good time.Time // since when; zero for not now
	climbed             time.Time // when it last went up
	patience            time.Duration
	cut                 bool
	asleep              time.Time // since when nothing is sent at all
	trial               int       // the budget when a trial began; 0 while there is none
}

// NewLadder begins at the best level.
func NewLadder(best Level) *Ladder { return &Ladder{best: best, level: best, patience: climbAfter} }

// Limit sets the best level that is wanted from now on; a camera that is switched off needs no picture.
func (l *Ladder) Limit(best Level) {
	l.best = best
	l.level = min(l.level, best)
}

// Level is where the ladder stands.
func (l *Ladder) Level() Level { return l.level }

// Step takes a reading in and says what to send. It is called a few times a second.
func (l *Ladder) Step(now time.Time, r Reading) Rung {
	if l.silence(now, r) {
		return Rung{Level: min(l.level, LevelVoice), Voice: voiceLean, Cut: true}
	}
	if l.level == LevelText && l.best > LevelText {
		l.wake(now)
		return l.rung(r)
	}
	if l.trial > 0 && now.Sub(l.climbed) > trialFor {
		l.trial = 0
	}
	since(&l.poor, now, l.tooPoor(r))
	since(&l.drowned, now, r.Loss > drowns(l.level))
	since(&l.good, now, l.level < l.best && l.promising(r))
	switch {
	case l.trial > 0 && (100*r.Budget < trialFails*l.trial || r.Loss > lossBearable):
		l.fall(now, keeps(l.level)-1)
	case lasts(l.poor, now, fallAfter):
		l.fall(now, r.Budget)
	case lasts(l.drowned, now, drownAfter):
		l.fall(now, keeps(l.level)-1)
	case lasts(l.good, now, l.patience):
		l.climb(now)
		if r.Budget < enters(l.level) {
			l.trial = r.Budget
		}
	case !l.climbed.IsZero() && now.Sub(l.climbed) > stableAfter:
		l.patience = climbAfter
	}
	return l.rung(r)
}

// promising reports whether the line bears the next level, or might.
func (l *Ladder) promising(r Reading) bool {
	return r.Loss < lossBearable && (r.Budget >= enters(l.level+1) || r.Sent > 0 && 100*r.Sent < idlePercent*r.Budget)
}

func (l *Ladder) tooPoor(r Reading) bool { return l.trial == 0 && r.Budget < keeps(l.level) }

// silence reports whether the line is cut. At the end of a cut the picture comes back at once, small, and soon whole.
func (l *Ladder) silence(now time.Time, r Reading) bool {
	if l.level == LevelText {
		return false // nothing is sent, and so nothing is answered
	}
	if r.Silent > cutAfter {
		l.cut = true
	}
	if !l.cut {
		return false
	}
	l.poor, l.drowned, l.good = time.Time{}, time.Time{}, time.Time{}
	if r.Silent < cutIsOverWith {
		l.cut = false
		l.level = min(l.level, LevelLow)
		l.climbed, l.patience = time.Time{}, backAfterCut
	}
	return l.cut
}

// wake tries the voice again after a while.
func (l *Ladder) wake(now time.Time) {
	if l.asleep.IsZero() {
		l.asleep = now
	}
	if now.Sub(l.asleep) >= l.patience {
		l.climb(now)
	}
}

func (l *Ladder) fall(now time.Time, budget int) {
	if !l.climbed.IsZero() && now.Sub(l.climbed) < stableAfter {
		l.patience = min(2*l.patience, climbMost)
	}
	l.patience = max(l.patience, climbAfter)
	for l.level > LevelText && keeps(l.level) > budget {
		l.level--
	}
	l.changed(time.Time{})
}

func (l *Ladder) climb(now time.Time) {
	l.level++
	l.patience = max(l.patience, climbAfter)
	l.changed(now)
}

func (l *Ladder) changed(climbed time.Time) {
	l.poor, l.drowned, l.good, l.asleep = time.Time{}, time.Time{}, time.Time{}, time.Time{}
	l.climbed, l.trial = climbed, 0
}

// rung shares the budget out: the voice first.
func (l *Ladder) rung(r Reading) Rung {
	g := Rung{Level: l.level}
	if l.level == LevelText {
		return g
	}
	g.Voice = voiceGood
	if r.Budget < voiceGood+voiceOverhead {
		g.Voice = voiceLean
	}
	rest := (r.Budget-g.Voice-voiceOverhead)*(100-headersOfRTP)/100 - r.Repair
	switch l.level {
	case LevelLow:
		g.Video = min(max(rest, lowLeast), lowMost)
	case LevelHigh:
		g.Video = min(max(rest, videoLeast), VideoMost)
	}
	return g
}

func keeps(l Level) int  { return [...]int{0, voiceKeeps, lowKeeps, highKeeps}[l] }
func enters(l Level) int { return [...]int{0, voiceEnters, lowEnters, highEnters}[l] }

func drowns(l Level) float64 {
	if l <= LevelVoice {
		return lossDeafens
	}
	return lossDrowns
}

// since notes when something began to hold.
func since(mark *time.Time, now time.Time, holds bool) {
	switch {
	case !holds:
		*mark = time.Time{}
	case mark.IsZero():
		*mark = now
	}
}

func lasts(mark, now time.Time, length time.Duration) bool {
	return !mark.IsZero() && now.Sub(mark) >= length
}
