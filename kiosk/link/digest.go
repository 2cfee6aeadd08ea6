package link

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"strings"
)

// ErrDigest means that a Repr-Digest header holds no readable sha-256.
var ErrDigest = errors.New("no sha-256 in Repr-Digest")

// FormatDigest is the value of Repr-Digest for a SHA-256 (RFC 9530, section 3): sha-256=:BASE64:
func FormatDigest(sum [sha256.Size]byte) string {
	return "sha-256=:" + base64.StdEncoding.EncodeToString(sum[:]) + ":"
}

// ParseDigest finds the SHA-256 in the value of Repr-Digest, which may name other algorithms beside it.
func ParseDigest(value string) (sum [sha256.Size]byte, err error) {
	for member := range strings.SplitSeq(value, ",") {
		name, encoded, _ := strings.Cut(strings.TrimSpace(member), "=")
		if name != "sha-256" {
			continue
		}
		inner, found := strings.CutPrefix(encoded, ":")
		if !found {
			return sum, ErrDigest
		}
		inner, found = strings.CutSuffix(inner, ":")
		if !found {
			return sum, ErrDigest
		}
		raw, err := base64.StdEncoding.Strict().DecodeString(inner)
		if err != nil || len(raw) != len(sum) {
			return sum, ErrDigest
		}
		copy(sum[:], raw)
		return sum, nil
	}
	return sum, ErrDigest
}
