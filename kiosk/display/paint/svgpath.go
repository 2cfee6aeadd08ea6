package paint

import (
	"errors"
	"fmt"
	"math"
	"strconv"
)

// The grammar of SVG 1.1 path data (section 8.3), all commands. Curves come out as cubic Béziers, arcs too.

// verb is what a step of an outline does.
type verb uint8

const (
	moveTo verb = iota
	lineTo
	cubeTo
	closePath
)

type point struct{ x, y float64 }

func (p point) add(q point) point        { return point{p.x + q.x, p.y + q.y} }
func (p point) sub(q point) point        { return point{p.x - q.x, p.y - q.y} }
func (p point) scaled(f float64) point   { return point{p.x * f, p.y * f} }
func (p point) towards(q point) point    { return q.sub(p) }
func lerp(p, q point, t float64) point   { return p.add(q.sub(p).scaled(t)) }
func (p point) distance(q point) float64 { return math.Hypot(p.x-q.x, p.y-q.y) }
func (p point) mirrored(at point) point  { return at.scaled(2).sub(p) }

// step is one piece of an outline: points[2] is where it ends, the others are the controls of a curve.
type step struct {
	verb   verb
	points [3]point
}

func (s step) end() point { return s.points[2] }

var errPath = errors.New("paint.path: not an SVG path")

// maxSteps bounds a path; the longest drawing of the look has some 600.
const maxSteps = 20_000

// parsePath reads path data. What was read before a mistake is returned with the error, as SVG draws it.
func parsePath(d string) ([]step, error) {
	p := pathParser{d: d}
	for p.skipSeparators(); p.at < len(p.d); p.skipSeparators() {
		if c := p.d[p.at]; isCommand(c) {
			p.command = c
			p.at++
		} else if p.command == 0 || p.command|0x20 == 'z' {
			return p.steps, fmt.Errorf("%w: byte %d", errPath, p.at)
		}
		if err := p.segment(); err != nil {
			return p.steps, err
		}
		if len(p.steps) > maxSteps {
			return p.steps, fmt.Errorf("%w: more than %d steps", errPath, maxSteps)
		}
	}
	return p.steps, nil
}

func isCommand(c byte) bool {
	switch c | 0x20 {
	case 'm', 'l', 'h', 'v', 'c', 's', 'q', 't', 'a', 'z':
		return true
	}
	return false
}

type pathParser struct {
	d       string
	at      int
	command byte // the open one; it may be repeated without its letter
	steps   []step
	pen     point
	start   point // of the open subpath
	control point // last control point, for S and T
	last    byte  // command of the last step in lower case
}

// segment reads the arguments of one command and appends its step.
func (p *pathParser) segment() error {
	lower := p.command | 0x20
	if lower != 'm' && len(p.steps) == 0 {
		return fmt.Errorf("%w: byte %d: it must begin with M", errPath, p.at)
	}
	var v [7]float64
	for i := range arity(lower) {
		n, err := p.number(lower == 'a' && (i == 3 || i == 4))
		if err != nil {
			return err
		}
		v[i] = n
	}
	base := point{}
	if p.command == lower {
		base = p.pen
	}
	p.draw(lower, base, v)
	p.last = lower
	if lower == 'm' {
		p.command ^= 'm' ^ 'l' // further pairs are lines
	}
	return nil
}

// arity is how many numbers a command takes.
func arity(lower byte) int {
	switch lower {
	case 'm', 'l', 't':
		return 2
	case 'h', 'v':
		return 1
	case 's', 'q':
		return 4
	case 'c':
		return 6
	case 'a':
		return 7
	}
	return 0
}

func (p *pathParser) draw(lower byte, base point, v [7]float64) {
	at := func(i int) point { return base.add(point{v[i], v[i+1]}) }
	switch lower {
	case 'm':
		p.start = at(0)
		p.push(moveTo, p.start)
	case 'l':
		p.push(lineTo, at(0))
	case 'h':
		p.push(lineTo, point{base.x + v[0], p.pen.y})
	case 'v':
		p.push(lineTo, point{p.pen.x, base.y + v[0]})
	case 'c':
		p.cubic(at(0), at(2), at(4))
	case 's':
		p.cubic(p.reflected('c', 's'), at(0), at(2))
	case 'q':
		p.quadratic(at(0), at(2))
	case 't':
		p.quadratic(p.reflected('q', 't'), at(0))
	case 'a':
		p.arc(v[0], v[1], v[2], v[3] != 0, v[4] != 0, at(5))
	case 'z':
		p.push(closePath, p.start)
	}
}

func (p *pathParser) push(v verb, end point) {
	p.steps = append(p.steps, step{v, [3]point{p.pen, end, end}})
	p.pen = end
}

func (p *pathParser) cubic(a, b, end point) {
	p.steps = append(p.steps, step{cubeTo, [3]point{a, b, end}})
	p.pen, p.control = end, b
}

func (p *pathParser) quadratic(control, end point) {
	a, b := lerp(p.pen, control, 2.0/3), lerp(end, control, 2.0/3)
	p.steps = append(p.steps, step{cubeTo, [3]point{a, b, end}})
	p.pen, p.control = end, control
}

// reflected is the control point of a smooth curve: the last one mirrored at the pen, if the last step was such a curve.
func (p *pathParser) reflected(curve, smooth byte) point {
	if p.last == curve || p.last == smooth {
		return p.control.mirrored(p.pen)
	}
	return p.pen
}

func (p *pathParser) skipSeparators() {
	for p.at < len(p.d) {
		switch p.d[p.at] {
		case ' ', '\t', '\n', '\r', '\f', ',':
			p.at++
		default:
			return
		}
	}
}

// number reads one number. A flag is a single 0 or 1 and needs no separator behind it.
func (p *pathParser) number(flag bool) (float64, error) {
	p.skipSeparators()
	start := p.at
	if flag {
		if start < len(p.d) && (p.d[start] == '0' || p.d[start] == '1') {
			p.at++
			return float64(p.d[start] - '0'), nil
		}
		return 0, fmt.Errorf("%w: byte %d: a flag is missing", errPath, start)
	}
	if p.at < len(p.d) && (p.d[p.at] == '-' || p.d[p.at] == '+') {
		p.at++
	}
	p.digits()
	if p.at < len(p.d) && p.d[p.at] == '.' {
		p.at++
		p.digits()
	}
	p.exponent()
	n, err := strconv.ParseFloat(p.d[start:p.at], 32)
	if err != nil {
		return 0, fmt.Errorf("%w: byte %d: a number is missing", errPath, start)
	}
	return n, nil
}

func (p *pathParser) digits() {
	for p.at < len(p.d) && p.d[p.at] >= '0' && p.d[p.at] <= '9' {
		p.at++
	}
}

// exponent reads e and its digits, if they are there.
func (p *pathParser) exponent() {
	if p.at >= len(p.d) || p.d[p.at]|0x20 != 'e' {
		return
	}
	back := p.at
	p.at++
	if p.at < len(p.d) && (p.d[p.at] == '-' || p.d[p.at] == '+') {
		p.at++
	}
	first := p.at
	if p.digits(); p.at == first {
		p.at = back
	}
}
