package audit

import (
	"bytes"
	"crypto/ed25519"
	"strings"
	"testing"
	"time"
)

// keys makes a new pair at each call, and reads it as the command does.
func keys(t *testing.T) (ed25519.PrivateKey, ed25519.PublicKey) {
	t.Helper()
	private, public, err := NewKey()
	if err != nil {
		t.Fatal(err)
	}
	k, err := ParsePrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	p, err := ParsePublicKey(public)
	if err != nil {
		t.Fatal(err)
	}
	return k, p
}

func TestSignature(t *testing.T) {
	private, public := keys(t)
	signed, err := Sign(Head{Seq: 12, Hash: Hash{1}, At: time.Unix(1_795_000_000, 0).UTC()}, private)
	if err != nil || signed.Check(public) != nil {
		t.Fatal(err, signed.Check(public))
	}
	for name, change := range map[string]func(*SignedHead){
		"seq": func(s *SignedHead) { s.Head.Seq++ }, "hash": func(s *SignedHead) { s.Head.Hash[31] = 1 },
		"time": func(s *SignedHead) { s.Head.At = s.Head.At.Add(time.Second) }, "signature": func(s *SignedHead) { s.Signature = "####" },
		"empty": func(s *SignedHead) { s.Signature = "" },
	} {
		changed := signed
		change(&changed)
		if CodeOf(changed.Check(public)) != CodeExport {
			t.Errorf("the signature still fits after a change of %s", name)
		}
	}
	if signed.Check(nil) == nil {
		t.Error("no key is taken as one that fits")
	}
}

func TestKeysThatAreNone(t *testing.T) {
	private, public, err := NewKey()
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string][]byte{"nothing": nil, "text": []byte("key"), "the other": public, "damaged": bytes.Replace(private, []byte("M"), []byte("N"), 1)} {
		if _, err := ParsePrivateKey(text); CodeOf(err) != CodeKey {
			t.Errorf("private key from %s: %v", name, err)
		}
	}
	if _, err := ParsePublicKey(private); CodeOf(err) != CodeKey {
		t.Error("a private key is taken as public")
	}
}

// FuzzRead holds the reader of exported logs to failing with a code, and never to taking what nobody signed.
func FuzzRead(f *testing.F) {
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		f.Fatal(err)
	}
	empty, err := Sign(Head{}, private)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(`{"seq":1,"at":"2026-11-21T16:00:00Z","action":"login","actor":"a1","prev":"` + strings.Repeat("0", 64) + `","hash":"` + strings.Repeat("f", 64) + `"}` + "\n")
	f.Add(`{"head":{"seq":0,"hash":"` + strings.Repeat("0", 64) + `","at":"0001-01-01T00:00:00Z"},"signature":"` + empty.Signature + `"}` + "\n")
	f.Add("{}\n[]\nnull\n")
	f.Fuzz(func(t *testing.T, text string) {
		signed, err := Read(strings.NewReader(text), public)
		switch code := CodeOf(err); {
		case err == nil && signed.Head.Seq != 0:
			t.Errorf("a log of %d rows that nobody signed is taken", signed.Head.Seq)
		case err != nil && code != CodeExport && code != CodeBroken:
			t.Errorf("no code in %v", err)
		}
	})
}

func FuzzHash(f *testing.F) {
	f.Add("login", "a1", "a1", "passkey")
	f.Add("", "", "", "")
	f.Fuzz(func(t *testing.T, action, actor, object, detail string) {
		r := Row{Seq: 1, Entry: Entry{Action(action), actor, object, Detail(detail)}}
		// Moving a byte over the border between two fields must never give the same bytes.
		if actor != "" {
			moved := r
			moved.Entry.Actor, moved.Entry.Object = actor[:len(actor)-1], actor[len(actor)-1:]+object
			if moved.Hash() == r.Hash() {
				t.Error("two rows have one hash")
			}
		}
		var back Hash
		if err := back.UnmarshalText([]byte(r.Hash().String())); err != nil || back != r.Hash() {
			t.Errorf("the hash does not come back: %v", err)
		}
	})
}
