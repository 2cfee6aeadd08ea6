package sm

import (
	"bytes"
	"encoding/hex"
	"errors"
	"testing"
)

func unhex(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestDeriveKey holds the derivation to Doc 9303-11 D.1 (3DES) and G.1 (AES-128). The longer keys were
// computed with "openssl dgst -sha256".
func TestDeriveKey(t *testing.T) {
	for _, c := range []struct {
		name    string
		cipher  Cipher
		secret  string
		purpose Purpose
		want    string
	}{
		{"D.1 Kenc", TripleDES, "239AB9CB282DAF66231DC5A4DF6BFBAE", Encryption, "AB94FDECF2674FDFB9B391F85D7F76F2"},
		{"D.1 Kmac", TripleDES, "239AB9CB282DAF66231DC5A4DF6BFBAE", Checking, "7962D9ECE03D1ACD4C76089DCE131543"},
		{"D.3 KSenc", TripleDES, "0036D272F5C350ACAC50C3F572D23600", Encryption, "979EC13B1CBFE9DCD01AB0FED307EAE5"},
		{"D.3 KSmac", TripleDES, "0036D272F5C350ACAC50C3F572D23600", Checking, "F1CB1F1FB5ADF208806B89DC579DC1F8"},
		{"G.1 Kpi", AES128, "7E2D2A41C74EA0B38CD36F863939BFA8E9032AAD", Password, "89DED1B26624EC1E634C1989302849DD"},
		{"G.1 KSenc", AES128, "28768D20701247DAE81804C9E780EDE582A9996DB4A315020B2733197DB84925", Encryption, "F5F0E35C0D7161EE6724EE513A0D9A7F"},
		{"G.1 KSmac", AES128, "28768D20701247DAE81804C9E780EDE582A9996DB4A315020B2733197DB84925", Checking, "FE251C7858B356B24514B3BD5F4297D1"},
		{"24 bytes", AES192, "736563726574", Encryption, "DFA8676EED207D46B3355A87807C367B73DC2529C1DA9FA4"},
		{"32 bytes", AES256, "736563726574", Encryption, "DFA8676EED207D46B3355A87807C367B73DC2529C1DA9FA4079678884E6D009E"},
	} {
		if got := c.cipher.DeriveKey(unhex(t, c.secret), c.purpose); !bytes.Equal(got, unhex(t, c.want)) {
			t.Errorf("%s: %X", c.name, got)
		}
	}
	for _, c := range []Cipher{TripleDES, AES128, AES192, AES256} {
		if n := len(c.DeriveKey([]byte("secret"), Encryption)); n != c.KeySize() {
			t.Errorf("%v: a key of %d bytes", c, n)
		}
	}
}

// TestCMAC: RFC 4493 section 4 (128 bits, uncut), SP 800-38B D.2 and D.3 (192 and 256 bits).
func TestCMAC(t *testing.T) {
	const text = "6BC1BEE22E409F96E93D7E117393172AAE2D8A571E03AC9C9EB76FAC45AF8E5130C81C46A35CE411E5FBC1191A0A52EFF69F2445DF4F9B17AD2B417BE66C3710"
	for _, c := range []struct {
		cipher Cipher
		key    string
		macs   map[int]string
	}{
		{AES128, "2B7E151628AED2A6ABF7158809CF4F3C", map[int]string{
			0: "BB1D6929E95937287FA37D129B756746", 16: "070A16B46B4D4144F79BDD9DD04A287C",
			40: "DFA66747DE9AE63030CA32611497C827", 64: "51F0BEBF7E3B9D92FC49741779363CFE"}},
		{AES192, "8E73B0F7DA0E6452C810F32B809079E562F8EAD2522C6B7B", map[int]string{
			0: "D17DDF46ADAACDE531CAC483DE7A9367", 16: "9E99A7BF31E710900662F65E617C5184",
			40: "8A1DE5BE2EB31AAD089A82E6EE908B0E", 64: "A1D5DF0EED790F794D77589659F39A11"}},
		{AES256, "603DEB1015CA71BE2B73AEF0857D77811F352C073B6108D72D9810A30914DFF4", map[int]string{
			0: "028962F61B7BF89EFC6B551F4667D983", 16: "28A7023F452E8F82BD4BF28D8C37C35C",
			40: "AAF3D8F1DE5640C232F5B169B9C911E6", 64: "E1992190549F6ED5696A2C056C315410"}},
	} {
		block, err := c.cipher.block(unhex(t, c.key))
		if err != nil {
			t.Fatal(err)
		}
		for length, want := range c.macs {
			message := unhex(t, text)[:length]
			if got := cmac(block, message); !bytes.Equal(got, unhex(t, want)) {
				t.Errorf("%v, %d bytes: %X", c.cipher, length, got)
			}
			if got, err := c.cipher.MAC(unhex(t, c.key), message); err != nil || !bytes.Equal(got, unhex(t, want)[:MACSize]) {
				t.Errorf("%v, %d bytes, cut: %X %v", c.cipher, length, got, err)
			}
		}
	}
}

// TestRetailMAC: M.IFD of Doc 9303-11 D.3.
func TestRetailMAC(t *testing.T) {
	got, err := TripleDES.MAC(unhex(t, "7962D9ECE03D1ACD4C76089DCE131543"), unhex(t, "72C29C2371CC9BDB65B779B8E8D37B29ECC154AA56A8799FAE2F498F76ED92F2"))
	if err != nil || !bytes.Equal(got, unhex(t, "5F1448EEA8AD90A7")) {
		t.Errorf("%X, %v", got, err)
	}
}

func TestPadding(t *testing.T) {
	for _, length := range []int{0, 1, 7, 8, 15, 16, 17} {
		for _, block := range []int{8, 16} {
			text := bytes.Repeat([]byte{0x80}, length)
			padded := Pad(text, block)
			back, ok := Unpad(padded)
			if len(padded)%block != 0 || len(padded) <= length || !ok || !bytes.Equal(back, text) {
				t.Errorf("%d bytes in blocks of %d: %X", length, block, padded)
			}
		}
	}
	for _, bad := range []string{"", "00000000", "8001", "FF"} {
		if _, ok := Unpad(unhex(t, bad)); ok {
			t.Errorf("%q counts as padded", bad)
		}
	}
}

func TestKeysOfTheWrongLength(t *testing.T) {
	for _, c := range []Cipher{TripleDES, AES128, AES192, AES256} {
		if _, err := c.Encrypt(make([]byte, 15), nil, nil); !errors.Is(err, ErrKey) {
			t.Error(c, err)
		}
		if _, err := c.MAC(make([]byte, 15), nil); !errors.Is(err, ErrKey) {
			t.Error(c, err)
		}
		if _, err := New(c, make([]byte, c.KeySize()), make([]byte, 15), nil); !errors.Is(err, ErrKey) {
			t.Error(c, err)
		}
		if _, err := c.Decrypt(make([]byte, c.KeySize()), nil, make([]byte, 7)); !errors.Is(err, ErrForm) {
			t.Error(c, err)
		}
	}
}
