package accounts

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	_ "embed"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"
)

// Cost is what one argon2id hash takes (RFC 9106).
type Cost struct {
	Memory uint32 // KiB
	Time   uint32 // passes
	Lanes  uint8
}

// MinimumCost is the least that is ever used: 19 MiB, two passes, one lane (OWASP Password Storage Cheat Sheet).
func MinimumCost() Cost { return Cost{Memory: 19 << 10, Time: 2, Lanes: 1} }

// These bound what a hash in the database may ask for: a row that somebody wrote must not take the hub's memory.
const (
	maxMemory = 256 << 10 // KiB
	maxTime   = 64
	maxLanes  = 8
)

const (
	saltLength = 16
	hashLength = 32
)

// below reports whether a hash of this cost is to be made anew.
func (c Cost) below(least Cost) bool { return c.Memory < least.Memory || c.Time < least.Time }

// Calibrate adds passes to the minimum until one hash takes about target on this machine. A machine that is slow, or busy
// now, gets the minimum.
func Calibrate(target time.Duration) Cost {
	c := MinimumCost()
	begin := time.Now()
	argon2.IDKey([]byte("calibration"), make([]byte, saltLength), c.Time, c.Memory, c.Lanes, hashLength)
	pass := max(time.Since(begin)/time.Duration(c.Time), time.Millisecond)
	c.Time = uint32(min(max(target/pass, time.Duration(c.Time)), maxTime/4))
	return c
}

// phc is a hash in the PHC string format: $argon2id$v=19$m=19456,t=2,p=1$salt$hash, base64 without padding.
// https://github.com/P-H-C/phc-string-format/blob/master/phc-sf-spec.md
type phc struct {
	cost Cost
	salt []byte
	hash []byte
}

func (p phc) String() string {
	b := base64.RawStdEncoding.Strict()
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, p.cost.Memory, p.cost.Time, p.cost.Lanes,
		b.EncodeToString(p.salt), b.EncodeToString(p.hash))
}

var errPHC = errors.New("no argon2id hash in the PHC format")

// parsePHC reads what String wrote, and nothing else: one spelling for each hash.
func parsePHC(s string) (phc, error) {
	parts := strings.Split(s, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" {
		return phc{}, errPHC
	}
	var p phc
	var version int
	if _, err := fmt.Sscanf(parts[2], "v=%d", &version); err != nil || version != argon2.Version {
		return phc{}, errPHC
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &p.cost.Memory, &p.cost.Time, &p.cost.Lanes); err != nil {
		return phc{}, errPHC
	}
	var saltErr, hashErr error
	p.salt, saltErr = base64.RawStdEncoding.Strict().DecodeString(parts[4])
	p.hash, hashErr = base64.RawStdEncoding.Strict().DecodeString(parts[5])
	c := p.cost
	switch {
	case saltErr != nil, hashErr != nil, len(p.salt) < 8, len(p.salt) > 64, len(p.hash) < 16, len(p.hash) > 64:
		return phc{}, errPHC
	case c.Lanes < 1, c.Lanes > maxLanes, c.Time < 1, c.Time > maxTime, c.Memory < 8*uint32(c.Lanes), c.Memory > maxMemory:
		return phc{}, errPHC
	case p.String() != s:
		return phc{}, errPHC
	}
	return p, nil
}

// vault makes and compares hashes, a few at once: 19 MiB each is what an attacker would make the hub spend.
type vault struct {
	cost  Cost
	slots chan struct{}
	wait  time.Duration // for a slot
	decoy phc           // compared for names that nobody has, so that the answer takes as long
}

const (
	concurrentHashes = 2
	hashWait         = 10 * time.Second
)

func newVault(cost Cost) *vault {
	v := &vault{cost: cost, slots: make(chan struct{}, concurrentHashes), wait: hashWait}
	v.decoy = phc{cost: cost, salt: make([]byte, saltLength), hash: make([]byte, hashLength)}
	rand.Read(v.decoy.salt)
	rand.Read(v.decoy.hash)
	return v
}

// derive fails with CodeBusy when no slot becomes free.
func (v *vault) derive(ctx context.Context, password string, salt []byte, c Cost, length int) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, v.wait)
	defer cancel()
	select {
	case v.slots <- struct{}{}:
		defer func() { <-v.slots }()
	case <-ctx.Done():
		return nil, fault(CodeBusy)
	}
	// Keyboards compose "ä" in two ways; the normal form makes them one.
	return argon2.IDKey([]byte(norm.NFC.String(password)), salt, c.Time, c.Memory, c.Lanes, uint32(length)), nil
}

func (v *vault) hash(ctx context.Context, password string) (string, error) {
	p := phc{cost: v.cost, salt: make([]byte, saltLength)}
	rand.Read(p.salt)
	var err error
	p.hash, err = v.derive(ctx, password, p.salt, v.cost, hashLength)
	return p.String(), err
}

// verify compares in constant time. An empty stored hash stands for "no such account" and costs as much as a wrong password.
// renew says that the hash is weaker than today's.
func (v *vault) verify(ctx context.Context, password, stored string) (ok, renew bool, err error) {
	p, err := parsePHC(stored)
	known := err == nil
	if !known {
		p = v.decoy
	}
	got, err := v.derive(ctx, password, p.salt, p.cost, len(p.hash))
	if err != nil {
		return false, false, err
	}
	same := subtle.ConstantTimeCompare(got, p.hash) == 1
	return same && known, p.cost.below(v.cost), nil
}

// A password's length in characters, and its bound in bytes, which keeps a form from feeding the hash megabytes.
const (
	minPassword      = 12
	maxPasswordBytes = 1024
	minDifferent     = 5
)

//go:embed common.txt
var commonWords string

// checkPassword holds a new password to the rules: long enough, not made of a common word and decoration around it, and
// not of the owner's name. There are no rules about kinds of characters (NIST SP 800-63B, 3.1.1.2).
func checkPassword(password, name string) error {
	password = norm.NFC.String(password)
	switch {
	case !utf8.ValidString(password):
		return fault(CodeInput)
	case utf8.RuneCountInString(password) < minPassword:
		return fault(CodeTooShort)
	case len(password) > maxPasswordBytes:
		return fault(CodeTooLong)
	}
	different := map[rune]bool{}
	for _, r := range password {
		different[r] = true
	}
	folded := strings.ToLower(password)
	core := strings.TrimFunc(folded, func(r rune) bool { return !unicode.IsLetter(r) })
	core = strings.ReplaceAll(core, " ", "")
	if len(different) < minDifferent || core == "" || core == strings.ToLower(name) {
		return fault(CodeCommon)
	}
	for word := range strings.Lines(commonWords) {
		word = strings.TrimSpace(word)
		if word != "" && (core == word || folded == word || core == word+word) {
			return fault(CodeCommon)
		}
	}
	return nil
}
