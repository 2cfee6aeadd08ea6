package config

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"golang.org/x/crypto/argon2"
)

// CodeHash is the technician's code as the configuration holds it: argon2id (RFC 9106) in the PHC string format. Empty: there
// is no code, and so no way in. It is a secret of a kind: who has it can try all codes of six digits in a day, so the file
// belongs to the terminal's user alone.
type CodeHash string

// Parameters of new hashes: the second recommendation of RFC 9106 section 4, for where memory is short.
const (
	hashMemory  = 64 << 10 // KiB
	hashTime    = 3
	hashThreads = 4
	hashSalt    = 16
	hashLength  = 32
)

// Limits of what a configuration may ask for: a check must end within seconds on the terminal's computer.
const (
	mostMemory  = 1 << 20 // KiB
	mostTime    = 16
	mostThreads = 16
)

// ErrCode says that a technician's code is too short, too long, or not of digits alone.
var ErrCode = errors.New("the code must have 6 to 12 digits")

var codeShape = regexp.MustCompile(`^[0-9]{6,12}$`)

// HashCode makes the hash of a new code.
func HashCode(code string) (CodeHash, error) {
	if !codeShape.MatchString(code) {
		return "", ErrCode
	}
	salt := make([]byte, hashSalt)
	if _, err := rand.Read(salt); err != nil {
		return "", fmt.Errorf("salt of the code: %w", err)
	}
	h := codeHash{hashMemory, hashTime, hashThreads, salt, nil}
	h.sum = h.of(code, hashLength)
	return h.phc(), nil
}

// Matches reports whether a code is the one that was hashed. It takes about as long for a wrong one as for the right one.
func (c CodeHash) Matches(code string) bool {
	h, err := parseCodeHash(string(c))
	if err != nil {
		return false
	}
	return subtle.ConstantTimeCompare(h.of(code, uint32(len(h.sum))), h.sum) == 1
}

// String shows nothing of the hash, wherever a configuration is printed.
func (c CodeHash) String() string {
	if c == "" {
		return "(none)"
	}
	return "(set)"
}

// GoString is String, for %#v.
func (c CodeHash) GoString() string { return c.String() }

// codeHash is a hash with its parameters.
type codeHash struct {
	memory, time uint32
	threads      uint8
	salt, sum    []byte
}

func (h codeHash) of(code string, length uint32) []byte {
	return argon2.IDKey([]byte(code), h.salt, h.time, h.memory, h.threads, length)
}

func (h codeHash) phc() CodeHash {
	encode := base64.RawStdEncoding.EncodeToString
	return CodeHash(fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, h.memory, h.time, h.threads, encode(h.salt), encode(h.sum)))
}

// parseCodeHash reads a PHC string within the limits.
func parseCodeHash(s string) (codeHash, error) {
	wrong := errors.New(`not a line of "buergerterminal --technician-code"`)
	parts := strings.Split(s, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return codeHash{}, wrong
	}
	var h codeHash
	if n, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &h.memory, &h.time, &h.threads); err != nil || n != 3 || parts[3] != fmt.Sprintf("m=%d,t=%d,p=%d", h.memory, h.time, h.threads) {
		return codeHash{}, wrong
	}
	if h.memory < 8 || h.memory > mostMemory || h.time < 1 || h.time > mostTime || h.threads < 1 || h.threads > mostThreads {
		return codeHash{}, wrong
	}
	var err error
	if h.salt, err = base64.RawStdEncoding.Strict().DecodeString(parts[4]); err != nil || len(h.salt) < 8 || len(h.salt) > 64 {
		return codeHash{}, wrong
	}
	if h.sum, err = base64.RawStdEncoding.Strict().DecodeString(parts[5]); err != nil || len(h.sum) < 16 || len(h.sum) > 64 {
		return codeHash{}, wrong
	}
	return h, nil
}
