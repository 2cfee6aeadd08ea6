package accounts

import (
	"context"
	"strings"
	"testing"
	"time"
)

// The first is of the reference implementation's own tests (P-H-C/phc-winner-argon2, src/test.c, argon2id version 0x13).
const referencePHC = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"

func TestReferenceHash(t *testing.T) {
	v := newVault(MinimumCost())
	for password, want := range map[string]bool{"password": true, "Password": false, "": false} {
		ok, _, err := v.verify(t.Context(), password, referencePHC)
		if err != nil || ok != want {
			t.Errorf("%q: %v, %v", password, ok, err)
		}
	}
}

func TestHashAndVerify(t *testing.T) {
	v := newVault(MinimumCost())
	hash, err := v.hash(t.Context(), "Fünf Äpfel im Korb")
	if err != nil || !strings.HasPrefix(hash, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Fatal(hash, err)
	}
	again, err := v.hash(t.Context(), "Fünf Äpfel im Korb")
	if err != nil || again == hash {
		t.Error("two hashes of one password are the same: there is no salt")
	}
	// Another keyboard composes ü and Ä of two characters.
	if ok, renew, err := v.verify(t.Context(), "Fu\u0308nf A\u0308pfel im Korb", hash); !ok || renew || err != nil {
		t.Error(ok, renew, err)
	}
	stronger := newVault(Cost{Memory: 19 << 10, Time: 3, Lanes: 1})
	if ok, renew, err := stronger.verify(t.Context(), "Fünf Äpfel im Korb", hash); !ok || !renew || err != nil {
		t.Error("a weaker hash is not renewed:", ok, renew, err)
	}
}

// Who has no account costs as much as who has: the same slot is waited for, the same hash computed.
func TestUnknownNamesCostAsMuch(t *testing.T) {
	v := newVault(MinimumCost())
	v.wait = time.Millisecond
	hash, err := newVault(MinimumCost()).hash(t.Context(), goodPassword)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := parsePHC(v.decoy.String()); err != nil || got.cost != v.cost {
		t.Errorf("the decoy costs %v, %v", got.cost, err)
	}
	for range concurrentHashes {
		v.slots <- struct{}{}
	}
	for name, stored := range map[string]string{"known": hash, "unknown": "", "damaged": "$argon2id$"} {
		if _, _, err := v.verify(t.Context(), goodPassword, stored); CodeOf(err) != CodeBusy {
			t.Errorf("%s: with all slots taken, verify says %v", name, err)
		}
	}
	<-v.slots
	v.wait = time.Minute
	if ok, _, err := v.verify(t.Context(), "", ""); ok || err != nil {
		t.Error("nobody is somebody:", ok, err)
	}
}

func TestWaitingForAHashEndsWithTheRequest(t *testing.T) {
	v := newVault(MinimumCost())
	for range concurrentHashes {
		v.slots <- struct{}{}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := v.hash(ctx, goodPassword); CodeOf(err) != CodeBusy {
		t.Error(err)
	}
}

func TestCalibrateNeverGoesBelowTheMinimum(t *testing.T) {
	for _, target := range []time.Duration{0, time.Nanosecond, 200 * time.Millisecond} {
		if c := Calibrate(target); c.below(MinimumCost()) || c.Time > maxTime {
			t.Errorf("for %v: %+v", target, c)
		}
	}
}

func TestPasswordRules(t *testing.T) {
	for _, tt := range []struct {
		password string
		want     Code
	}{
		{goodPassword, ""},
		{"pferd klammer batterie", ""},
		{"十二文字以上の長い合言葉です", ""},
		{"elf Zeichen", CodeTooShort},
		{"", CodeTooShort},
		{strings.Repeat("gut ", 300), CodeTooLong},
		{"aaaaaaaaaaaaaaaa", CodeCommon},
		{"123456789012", CodeCommon},
		{"Passwort2026!", CodeCommon},
		{"passwortpasswort", CodeCommon},
		{"Sommer 2026 !!", CodeCommon},
		{"q1w2e3r4t5z6", CodeCommon},
		{"Bürgerterminal1", CodeCommon},
		{"1234petra.krahl56", CodeCommon},
		{"\xff\xfe lange genug ist das", CodeInput},
	} {
		if got := CodeOf(checkPassword(tt.password, "petra.krahl")); got != tt.want {
			t.Errorf("%q: %q, not %q", tt.password, got, tt.want)
		}
	}
}

func FuzzPHC(f *testing.F) {
	f.Add(referencePHC)
	f.Add("$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
	f.Add("$argon2id$v=19$m=4294967295,t=4294967295,p=255$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc")
	f.Add("$argon2i$v=19$m=8,t=1,p=1$$")
	f.Fuzz(func(t *testing.T, text string) {
		p, err := parsePHC(text)
		if err != nil {
			return
		}
		if p.String() != text {
			t.Errorf("%q is read as %q", text, p)
		}
		if p.cost.Memory > maxMemory || p.cost.Time > maxTime || p.cost.Lanes > maxLanes || p.cost.Lanes == 0 {
			t.Errorf("%q asks for more than is ever given", text)
		}
	})
}

func FuzzPasswordRules(f *testing.F) {
	f.Add(goodPassword, "petra.krahl")
	f.Add("\u0308\u0308\u0308", "")
	f.Fuzz(func(t *testing.T, password, name string) {
		if checkPassword(password, name) == nil && (len([]rune(password)) < minPassword && len(password) < minPassword || strings.EqualFold(password, name)) {
			t.Errorf("%q is taken", password)
		}
	})
}
