package sm

import (
	"bytes"
	"errors"
	"testing"

	"buergerterminal/devices/idcard/emrtd/apdu"
)

// exchange is a command as it goes into the session, its protected form, the answer and what comes out.
type exchange struct {
	command         apdu.Command
	protected, wire string
	data            string
}

func selectFile(id uint16) apdu.Command {
	return apdu.Command{Instruction: 0xA4, P1: 2, P2: 0x0C, Data: []byte{byte(id >> 8), byte(id)}}
}

func readBinary(offset, length int) apdu.Command {
	return apdu.Command{Instruction: 0xB0, P1: byte(offset >> 8), P2: byte(offset), Le: length}
}

// TestWorkedExamples: Doc 9303-11 D.4, and a trace with AES-256 that the public test suite of gmrtd holds
// (iso7816/nfc_session_test.go); both read EF.COM.
func TestWorkedExamples(t *testing.T) {
	for _, c := range []struct {
		name           string
		cipher         Cipher
		enc, mac       string
		counter, after string
		exchanges      []exchange
	}{
		{"D.4", TripleDES, "979EC13B1CBFE9DCD01AB0FED307EAE5", "F1CB1F1FB5ADF208806B89DC579DC1F8", "887022120C06C226", "887022120C06C22C", []exchange{
			{selectFile(0x011E), "0CA4020C158709016375432908C044F68E08BF8B92D635FF24F800", "990290008E08FA855A5D4C50A8ED9000", ""},
			{readBinary(0, 4), "0CB000000D9701048E08ED6705417E96BA5500", "8709019FF0EC34F9922651990290008E08AD55CC17140B2DED9000", "60145F01"},
			{readBinary(4, 18), "0CB000040D9701128E082EA28A70F3C7B53500", "871901FB9235F4E4037F2327DCC8964F1F9B8C30F42C8E2FFF224A990290008E08C8B2787EAEA07D749000", "04303130365F36063034303030305C026175"},
		}},
		{"AES-256", AES256, "74B94F408BBB2CD92571FD5B6370A94CCE7A2FA42AE3EB4DA47B97CE6EAA24C6", "9E28D5D9FF1D979BE752E8926BF0E1D35A440FC0AEFC4AA3BC5610055AC8B113",
			"00000000000000000000000000000020", "00000000000000000000000000000026", []exchange{
				{selectFile(0x011E), "0CA4020C1D8711011D35E7EB510E21A0DD12380D9AD2B92D8E0828CB68B81D3FAFC000", "990290008E08E083EAA61ADABFCE9000", ""},
				{readBinary(0, 4), "0CB000000D9701048E084AFC933E0CDBE5F000", "871101D8059A9CF835105082CA2B1837E4AEC0990290008E08B36DB56761D706BB9000", "60185F01"},
				{readBinary(4, 22), "0CB000040D9701168E0811F7EFC907D1F27400", "87210142E919C115FAF69350B01813D77A9E8D91912A7F717AFD073F199070E61B79C6990290008E083382E3D983F441369000", "04303130385F36063034303030305C06617563766D6E"},
			}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, err := New(c.cipher, unhex(t, c.enc), unhex(t, c.mac), unhex(t, c.counter))
			if err != nil {
				t.Fatal(err)
			}
			for i, x := range c.exchanges {
				sent, err := s.Protect(x.command)
				if err != nil || !bytes.Equal(sent, unhex(t, x.protected)) {
					t.Fatalf("%d: sent %X, %v", i, sent, err)
				}
				data, status, checked, err := s.Open(unhex(t, x.wire))
				if err != nil || status != apdu.OK || !checked || !bytes.Equal(data, unhex(t, x.data)) {
					t.Fatalf("%d: got %X %v %v %v", i, data, status, checked, err)
				}
			}
			if !bytes.Equal(s.counter, unhex(t, c.after)) {
				t.Errorf("counter %X", s.counter)
			}
		})
	}
}

// example is a session of D.4 before the answer of its last command.
func example(t testing.TB) (*Session, []byte) {
	t.Helper()
	s, err := New(TripleDES, unhex(t, "979EC13B1CBFE9DCD01AB0FED307EAE5"), unhex(t, "F1CB1F1FB5ADF208806B89DC579DC1F8"), unhex(t, "887022120C06C22A"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Protect(readBinary(4, 18)); err != nil {
		t.Fatal(err)
	}
	return s, unhex(t, "871901FB9235F4E4037F2327DCC8964F1F9B8C30F42C8E2FFF224A990290008E08C8B2787EAEA07D749000")
}

// TestEveryBitIsChecked changes each bit of an answer, and cuts it at each place.
func TestEveryBitIsChecked(t *testing.T) {
	_, good := example(t)
	for bit := range 8 * len(good) {
		s, _ := example(t)
		bad := bytes.Clone(good)
		bad[bit/8] ^= 1 << (bit % 8)
		if data, status, checked, err := s.Open(bad); err == nil && checked {
			t.Fatalf("bit %d was changed: %X %v", bit, data, status)
		}
		if _, err := s.Protect(readBinary(0, 4)); !errors.Is(err, ErrDead) {
			t.Fatalf("bit %d: the session lives on: %v", bit, err)
		}
	}
	for cut := range good {
		s, _ := example(t)
		if data, status, checked, err := s.Open(good[:cut]); checked || err == nil && status == apdu.OK {
			t.Fatalf("cut to %d bytes: %X %v %v", cut, data, status, err)
		}
	}
}

func TestAnswersThatAreRefused(t *testing.T) {
	for _, c := range []struct {
		name, answer string
		want         error
		dead         bool
	}{
		{"bare success", "9000", ErrCheck, true},
		{"bare success with more to come", "6110", ErrCheck, true},
		{"bare end of file", "6282", ErrCheck, true},
		{"bare refusal", "6982", nil, false},
		{"bare: the chip dropped its keys", "6988", nil, true},
		{"no check value", "990290009000", ErrCheck, true},
		{"unprotected data", "60145F019000", ErrForm, true},
		{"the answer to another command", "990290008E08FA855A5D4C50A8ED9000", ErrCheck, true},
		{"nothing", "", apdu.ErrForm, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, _ := example(t)
			_, _, checked, err := s.Open(unhex(t, c.answer))
			if !errors.Is(err, c.want) || checked || s.dead != c.dead {
				t.Errorf("%v, checked %v, dead %v", err, checked, s.dead)
			}
		})
	}
}

// TestReplay: an answer is good once only.
func TestReplay(t *testing.T) {
	s, good := example(t)
	if _, _, _, err := s.Open(good); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Protect(readBinary(4, 18)); err != nil {
		t.Fatal(err)
	}
	if _, _, _, err := s.Open(good); !errors.Is(err, ErrCheck) {
		t.Errorf("an old answer was taken: %v", err)
	}
}

func TestFormsOfCommands(t *testing.T) {
	key := make([]byte, 16)
	for _, c := range []struct {
		name    string
		command apdu.Command
		objects []byte // tags in order
		long    bool
	}{
		{"no data, no answer", apdu.Command{Instruction: 0x22}, []byte{0x8E}, false},
		{"data only", selectFile(0x0101), []byte{0x87, 0x8E}, false},
		{"answer only", readBinary(0, 256), []byte{0x97, 0x8E}, false},
		{"odd instruction", apdu.Command{Instruction: 0xB1, Data: []byte{0x54, 2, 0x80, 0}, Le: 256}, []byte{0x85, 0x97, 0x8E}, false},
		{"extended", readBinary(0, 4000), []byte{0x97, 0x8E}, true},
	} {
		for _, cipher := range []Cipher{TripleDES, AES128} {
			s, _ := New(cipher, key, key, nil)
			b, err := s.Protect(c.command)
			if err != nil {
				t.Fatal(err)
			}
			sent, err := apdu.Parse(b)
			if err != nil || sent.Class != 0x0C || (sent.Le == apdu.MaxExtended) != c.long {
				t.Errorf("%s: %X %v", c.name, b, err)
			}
			for rest, i := sent.Data, 0; len(rest) > 0; i++ {
				if i >= len(c.objects) || rest[0] != c.objects[i] {
					t.Errorf("%s: objects %X", c.name, sent.Data)
					break
				}
				rest = rest[2+int(rest[1]):]
			}
		}
	}
}

func TestCapacity(t *testing.T) {
	for _, c := range []struct {
		cipher       Cipher
		answer, want int
	}{{TripleDES, 256, 231}, {AES128, 256, 223}, {AES256, 256, 223}, {AES128, 65536, 65503}, {TripleDES, 20, 0}} {
		s, _ := New(c.cipher, make([]byte, c.cipher.KeySize()), make([]byte, c.cipher.KeySize()), nil)
		if got := s.Capacity(c.answer); got != c.want {
			t.Errorf("%v, answers of %d bytes: %d", c.cipher, c.answer, got)
		}
	}
}

func FuzzOpen(f *testing.F) {
	_, good := example(f)
	f.Add(good)
	f.Add(unhex(f, "990290008E08FA855A5D4C50A8ED9000"))
	f.Add(unhex(f, "6982"))
	f.Fuzz(func(t *testing.T, b []byte) {
		s, _ := example(t)
		_, _, checked, err := s.Open(b)
		if checked && err == nil && !bytes.Equal(b, good) {
			t.Fatalf("%X was taken for the chip's answer", b)
		}
	})
}
