package curve

import (
	"crypto/elliptic"
	"encoding/asn1"
	"fmt"
	"math/big"

	"golang.org/x/crypto/cryptobyte"
	der "golang.org/x/crypto/cryptobyte/asn1"
)

// named are the object identifiers of the curves (SEC 2, RFC 5639, TR-03110-3 A.2.1.1 for the parameter ids).
func named() map[string]int {
	return map[string]int{
		"1.3.132.0.33": 10, "1.2.840.10045.3.1.7": 12, "1.3.36.3.3.2.8.1.1.7": 13, "1.3.132.0.34": 15,
		"1.3.36.3.3.2.8.1.1.11": 16, "1.3.36.3.3.2.8.1.1.13": 17, "1.3.132.0.35": 18,
	}
}

// FromParameters finds the curve of the parameters of an AlgorithmIdentifier id-ecPublicKey: the name of a curve, or all its
// numbers, as Doc 9303-12 section 4.4.3 demands of issuers. Numbers are only compared: a curve that is none of those here is
// refused, never computed with.
func FromParameters(parameters []byte) (elliptic.Curve, error) {
	input := cryptobyte.String(parameters)
	if input.PeekASN1Tag(der.OBJECT_IDENTIFIER) {
		var oid asn1.ObjectIdentifier
		if !input.ReadASN1ObjectIdentifier(&oid) || !input.Empty() {
			return nil, fmt.Errorf("%w: malformed name", ErrUnknown)
		}
		id, ok := named()[oid.String()]
		if !ok {
			return nil, fmt.Errorf("%w: %v", ErrUnknown, oid)
		}
		return Standard(id)
	}
	e, ok := readExplicit(input)
	if !ok {
		return nil, fmt.Errorf("%w: malformed parameters", ErrUnknown)
	}
	for _, id := range ids() {
		if c, err := Standard(id); err == nil && e.describes(c) {
			return c, nil
		}
	}
	return nil, fmt.Errorf("%w: parameters of a curve of %d bits", ErrUnknown, e.prime.BitLen())
}

// explicit are the numbers of a curve y² = x³ + ax + b (X9.62 ECParameters).
type explicit struct {
	prime, a, b, order *big.Int
	base               []byte
}

func readExplicit(input cryptobyte.String) (explicit, bool) {
	e := explicit{prime: new(big.Int), order: new(big.Int)}
	var all, field, curve cryptobyte.String
	var version int
	var kind asn1.ObjectIdentifier
	var a, b, base []byte
	if !input.ReadASN1(&all, der.SEQUENCE) || !input.Empty() ||
		!all.ReadASN1Integer(&version) || version < 1 || version > 3 ||
		!all.ReadASN1(&field, der.SEQUENCE) || !field.ReadASN1ObjectIdentifier(&kind) || kind.String() != "1.2.840.10045.1.1" ||
		!field.ReadASN1Integer(e.prime) || !field.Empty() ||
		!all.ReadASN1(&curve, der.SEQUENCE) || !curve.ReadASN1Bytes(&a, der.OCTET_STRING) || !curve.ReadASN1Bytes(&b, der.OCTET_STRING) ||
		!curve.SkipOptionalASN1(der.BIT_STRING) || !curve.Empty() ||
		!all.ReadASN1Bytes(&base, der.OCTET_STRING) || !all.ReadASN1Integer(e.order) {
		return explicit{}, false
	}
	cofactor := 1
	if !all.Empty() && (!all.ReadASN1Integer(&cofactor) || !all.Empty()) {
		return explicit{}, false
	}
	e.a, e.b, e.base = new(big.Int).SetBytes(a), new(big.Int).SetBytes(b), base
	return e, cofactor == 1
}

// describes reports whether the numbers are those of c. Two points with different x determine a and b: if the generator and its double,
// which c knows, satisfy the equation, then a and b are those of c.
func (e explicit) describes(c elliptic.Curve) bool {
	p := c.Params()
	if e.prime.Cmp(p.P) != 0 || e.order.Cmp(p.N) != 0 {
		return false
	}
	base, err := ParsePoint(c, e.base)
	if err != nil || !base.Equal(Base(c)) {
		return false
	}
	twice, err := Add(c, base, base)
	return err == nil && e.satisfies(base) && e.satisfies(twice)
}

func (e explicit) satisfies(p Point) bool {
	left := new(big.Int).Mul(p.Y, p.Y)
	right := new(big.Int).Mul(p.X, p.X)
	right.Add(right, e.a).Mul(right, p.X).Add(right, e.b)
	return left.Sub(left, right).Mod(left, e.prime).Sign() == 0
}
