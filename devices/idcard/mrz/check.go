package mrz

import "strings"

// CheckDigit returns the digit of Doc 9303-3, 4.9 over s: weights 7 3 1, A = 10 … Z = 35, filler 0, modulo 10. The second
// value is false when s holds another character (an unread one, for instance), for then there is no digit.
func CheckDigit(s string) (byte, bool) {
	weights, sum := [3]int{7, 3, 1}, 0
	for i := range len(s) {
		value := 0
		switch c := s[i]; {
		case c >= '0' && c <= '9':
			value = int(c - '0')
		case c >= 'A' && c <= 'Z':
			value = int(c-'A') + 10
		case c != Filler:
			return 0, false
		}
		sum += value * weights[i%3]
	}
	return byte('0' + sum%10), true
}

// fits reports whether digit is the one of s. An empty field may have a filler in the digit's place (Doc 9303-4, 4.2.2 for the
// personal number; read likewise elsewhere).
func fits(s string, digit byte) bool {
	want, ok := CheckDigit(s)
	if !ok {
		return false
	}
	return digit == want || digit == Filler && strings.Trim(s, string(Filler)) == ""
}
