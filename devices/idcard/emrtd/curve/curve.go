// Package curve holds the elliptic curves that chips and document signers use: those of NIST and the Brainpool r1 curves, with
// points that are checked before anything is computed with them.
//
// The Brainpool arithmetic (github.com/ProtonMail/go-crypto/brainpool) is not constant-time. Here it multiplies ephemeral keys that live for
// one reading, and checks public signatures; it never touches a key that is kept.
// P-192, brainpoolP192r1, P224r1 and P320r1 are not supported: 192 bits are too weak, and no maintained module has the others.
package curve

import (
	"crypto/elliptic"
	"errors"
	"fmt"
	"io"
	"math/big"

	"github.com/ProtonMail/go-crypto/brainpool"
)

// ErrPoint says that bytes are no usable point of a curve: of another form, not on the curve, or at infinity.
var ErrPoint = errors.New("curve: not a usable point")

// ErrUnknown says that a curve is none of those here.
var ErrUnknown = errors.New("curve: unknown curve")

// Point is a point that is on its curve and not at infinity.
type Point struct{ X, Y *big.Int }

// Equal reports whether two points are the same.
func (p Point) Equal(q Point) bool { return p.X.Cmp(q.X) == 0 && p.Y.Cmp(q.Y) == 0 }

// Standard returns the curve of a standardised domain parameter (Doc 9303-11 section 9.5.1, table of parameter ids).
func Standard(id int) (elliptic.Curve, error) {
	switch id {
	case 10:
		return elliptic.P224(), nil
	case 12:
		return elliptic.P256(), nil
	case 13:
		return brainpool.P256r1(), nil
	case 15:
		return elliptic.P384(), nil
	case 16:
		return brainpool.P384r1(), nil
	case 17:
		return brainpool.P512r1(), nil
	case 18:
		return elliptic.P521(), nil
	}
	return nil, fmt.Errorf("%w: parameter id %d", ErrUnknown, id)
}

// ids are the parameters that Standard knows.
func ids() []int { return []int{10, 12, 13, 15, 16, 17, 18} }

// Size is the length of a coordinate in bytes.
func Size(c elliptic.Curve) int { return (c.Params().BitSize + 7) / 8 }

// Base is the generator of a curve.
func Base(c elliptic.Curve) Point { return Point{c.Params().Gx, c.Params().Gy} }

// ParsePoint reads an uncompressed point (04 X Y, TR-03111 section 3.2.1) and checks it.
func ParsePoint(c elliptic.Curve, b []byte) (Point, error) {
	size := Size(c)
	if len(b) != 1+2*size || b[0] != 4 {
		return Point{}, fmt.Errorf("%w: %d bytes", ErrPoint, len(b))
	}
	return checked(c, Point{new(big.Int).SetBytes(b[1 : 1+size]), new(big.Int).SetBytes(b[1+size:])})
}

// checked holds a point to the rules of this package. The curves have cofactor 1, so a point on the curve is in the group.
func checked(c elliptic.Curve, p Point) (Point, error) {
	prime := c.Params().P
	switch {
	case p.X.Sign() == 0 && p.Y.Sign() == 0:
		return Point{}, fmt.Errorf("%w: at infinity", ErrPoint)
	case p.X.Cmp(prime) >= 0 || p.Y.Cmp(prime) >= 0 || !c.IsOnCurve(p.X, p.Y):
		return Point{}, fmt.Errorf("%w: not on %s", ErrPoint, c.Params().Name)
	}
	return p, nil
}

// Bytes writes a point uncompressed.
func Bytes(c elliptic.Curve, p Point) []byte {
	size := Size(c)
	b := make([]byte, 1+2*size)
	b[0] = 4
	p.X.FillBytes(b[1 : 1+size])
	p.Y.FillBytes(b[1+size:])
	return b
}

// Multiply computes k·p. It fails where the result is at infinity.
func Multiply(c elliptic.Curve, p Point, k []byte) (Point, error) {
	x, y := c.ScalarMult(p.X, p.Y, k)
	return checked(c, Point{x, y})
}

// Add computes p + q. It fails where the result is at infinity.
func Add(c elliptic.Curve, p, q Point) (Point, error) {
	if p.Equal(q) {
		x, y := c.Double(p.X, p.Y)
		return checked(c, Point{x, y})
	}
	x, y := c.Add(p.X, p.Y, q.X, q.Y)
	return checked(c, Point{x, y})
}

// Secret draws a private key from 1 to the order less 1, without bias: what is too large is drawn anew.
func Secret(c elliptic.Curve, random io.Reader) ([]byte, error) {
	order := c.Params().N
	key := make([]byte, (order.BitLen()+7)/8)
	for range 128 {
		if _, err := io.ReadFull(random, key); err != nil {
			return nil, fmt.Errorf("curve: drawing a key: %w", err)
		}
		if spare := 8*len(key) - order.BitLen(); spare > 0 {
			key[0] &= 0xFF >> spare
		}
		if n := new(big.Int).SetBytes(key); n.Sign() > 0 && n.Cmp(order) < 0 {
			return key, nil
		}
	}
	return nil, errors.New("curve: drawing a key: the random source is broken")
}
