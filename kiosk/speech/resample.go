package speech

import "math"

// resampler raises a rate of samples by a windowed sinc of taps samples. What lies above half of the lower rate stays out:
// repeated samples or straight lines between them would let a voice hiss.
type resampler struct {
	from, to int
	phases   [][taps]float64
	window   [taps]float64
	at       int // of the next sample, in parts of the lower rate, from the last one that was taken
}

const taps = 16

func newResampler(from, to int) *resampler {
	g := gcd(from, to)
	r := &resampler{from: from / g, to: to / g}
	r.phases = make([][taps]float64, r.to)
	for p := range r.phases {
		sum := 0.0
		for t := range taps {
			x := float64(t-taps/2+1) - float64(p)/float64(r.to)
			r.phases[p][t] = sinc(x) * hann(x)
			sum += r.phases[p][t]
		}
		for t := range taps {
			r.phases[p][t] /= sum
		}
	}
	return r
}

func gcd(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

func sinc(x float64) float64 {
	if x == 0 {
		return 1
	}
	return math.Sin(math.Pi*x) / (math.Pi * x)
}

func hann(x float64) float64 { return 0.5 + 0.5*math.Cos(2*math.Pi*x/taps) }

// convert takes samples of the lower rate and returns those of the higher one that they make, taps/2 samples late.
func (r *resampler) convert(in []float32) []float32 {
	out := make([]float32, 0, len(in)*r.to/r.from+1)
	for _, sample := range in {
		copy(r.window[:], r.window[1:])
		r.window[taps-1] = float64(sample)
		for ; r.at < r.to; r.at += r.from {
			sum, phase := 0.0, &r.phases[r.at]
			for t := range taps {
				sum += r.window[t] * phase[t]
			}
			out = append(out, float32(sum))
		}
		r.at -= r.to
	}
	return out
}
