package curve

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"math/big"
	"os/exec"
	"testing"
)

func TestPointsAreChecked(t *testing.T) {
	for _, id := range ids() {
		c, err := Standard(id)
		if err != nil {
			t.Fatal(err)
		}
		good := Bytes(c, Base(c))
		if _, err := ParsePoint(c, good); err != nil {
			t.Errorf("%s: the generator is refused: %v", c.Params().Name, err)
		}
		size := Size(c)
		off := bytes.Clone(good)
		off[len(off)-1] ^= 1
		aliased := bytes.Clone(good) // x + p is the same residue in another coat
		if sum := new(big.Int).Add(c.Params().Gx, c.Params().P); sum.BitLen() <= 8*size {
			sum.FillBytes(aliased[1 : 1+size])
		} else {
			aliased[0] = 3
		}
		for name, bad := range map[string][]byte{
			"off the curve": off, "infinity": append([]byte{4}, make([]byte, 2*size)...), "compressed": append([]byte{2}, good[1:1+size]...),
			"cut": good[:len(good)-1], "longer": append(bytes.Clone(good), 0), "empty": nil, "beyond the prime": aliased,
		} {
			if _, err := ParsePoint(c, bad); !errors.Is(err, ErrPoint) {
				t.Errorf("%s, %s: %v", c.Params().Name, name, err)
			}
		}
	}
	if _, err := Standard(14); !errors.Is(err, ErrUnknown) {
		t.Error(err)
	}
}

func TestGroupLaw(t *testing.T) {
	for _, id := range ids() {
		c, _ := Standard(id)
		name := c.Params().Name
		a, err := Secret(c, rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		b, _ := Secret(c, rand.Reader)
		pa, err1 := Multiply(c, Base(c), a)
		pb, err2 := Multiply(c, Base(c), b)
		ab, err3 := Multiply(c, pb, a)
		ba, err4 := Multiply(c, pa, b)
		if errors.Join(err1, err2, err3, err4) != nil || !ab.Equal(ba) {
			t.Errorf("%s: the two sides do not agree: %v", name, errors.Join(err1, err2, err3, err4))
		}
		twice, err := Add(c, pa, pa)
		double, _ := Multiply(c, pa, []byte{2})
		if err != nil || !twice.Equal(double) {
			t.Errorf("%s: p + p is not 2p", name)
		}
		if _, err := Multiply(c, pa, c.Params().N.Bytes()); !errors.Is(err, ErrPoint) {
			t.Errorf("%s: infinity came out of a multiplication: %v", name, err)
		}
		inverse := Point{pa.X, new(big.Int).Sub(c.Params().P, pa.Y)}
		if _, err := Add(c, pa, inverse); !errors.Is(err, ErrPoint) {
			t.Errorf("%s: infinity came out of an addition: %v", name, err)
		}
		key := &ecdsa.PrivateKey{PublicKey: ecdsa.PublicKey{Curve: c, X: pa.X, Y: pa.Y}, D: new(big.Int).SetBytes(a)}
		digest := sha256.Sum256([]byte(name))
		signature, err := ecdsa.SignASN1(rand.Reader, key, digest[:])
		if err != nil || !ecdsa.VerifyASN1(&key.PublicKey, digest[:], signature) {
			t.Errorf("%s: a signature does not verify: %v", name, err)
		}
	}
}

func TestSecretDrawsAnewWhatIsTooLarge(t *testing.T) {
	c, _ := Standard(13)
	zero, large, good := make([]byte, 32), bytes.Repeat([]byte{0xFF}, 32), bytes.Repeat([]byte{0x11}, 32)
	key, err := Secret(c, bytes.NewReader(append(append(zero, large...), good...)))
	if err != nil || !bytes.Equal(key, good) {
		t.Errorf("%X, %v", key, err)
	}
	if _, err := Secret(c, bytes.NewReader(bytes.Repeat(large, 128))); err == nil {
		t.Error("a broken random source was not noticed")
	}
}

// brainpoolP256r1 with all its numbers, as the certificates of several issuers have it.
const explicitP256r1 = "3081E0020101302C06072A8648CE3D0101022100A9FB57DBA1EEA9BC3E660A909D838D726E3BF623D52620282013481D1F6E5377" +
	"304404207D5A0975FC2C3057EEF67530417AFFE7FB8055C126DC5C6CE94A4B44F330B5D9042026DC5C6CE94A4B44F330B5D9BBD77CBF958416295CF7E1CE6BCCDC18FF8C07B6" +
	"0441048BD2AEB9CB7E57CB2C4B482FFC81B7AFB9DE27E1E3BD23C23A4453BD9ACE3262547EF835C3DAC4FD97F8461A14611DC9C27745132DED8E545C1D54C72F046997" +
	"022100A9FB57DBA1EEA9BC3E660A909D838D718C397AA3B561A6F7901E0E82974856A7020101"

func TestExplicitParameters(t *testing.T) {
	good, err := hex.DecodeString(explicitP256r1)
	if err != nil {
		t.Fatal(err)
	}
	c, err := FromParameters(good)
	if err != nil || c.Params().Name != "brainpoolP256r1" {
		t.Fatal(c, err)
	}
	for at := range good {
		bad := bytes.Clone(good)
		bad[at] ^= 1
		if _, err := FromParameters(bad); !errors.Is(err, ErrUnknown) && at != 5 {
			t.Errorf("byte %d was changed and not noticed: %v", at, err) // byte 5 is the version, 1 to 3
		}
	}
}

func TestParametersOfOpenSSL(t *testing.T) {
	openssl, err := exec.LookPath("openssl")
	if err != nil {
		t.Skipf("openssl is not here: %v", err)
	}
	for _, name := range []string{"secp224r1", "prime256v1", "secp384r1", "secp521r1", "brainpoolP256r1", "brainpoolP384r1", "brainpoolP512r1"} {
		var found []string
		for _, form := range []string{"named_curve", "explicit"} {
			out, err := exec.Command(openssl, "ecparam", "-name", name, "-param_enc", form, "-outform", "DER").Output()
			if err != nil {
				t.Skipf("this openssl lacks %s: %v", name, err)
			}
			c, err := FromParameters(out)
			if err != nil {
				t.Errorf("%s, %s: %v", name, form, err)
				continue
			}
			found = append(found, c.Params().Name)
		}
		if len(found) != 2 || found[0] != found[1] {
			t.Errorf("%s became %v", name, found)
		}
	}
	out, err := exec.Command(openssl, "ecparam", "-name", "secp256k1", "-param_enc", "explicit", "-outform", "DER").Output()
	if err != nil {
		t.Skipf("openssl does not know the curve secp256k1: %v", err)
	}
	if _, err := FromParameters(out); !errors.Is(err, ErrUnknown) {
		t.Error("a curve that nobody here knows was accepted:", err)
	}
}

func FuzzFromParameters(f *testing.F) {
	seed, _ := hex.DecodeString(explicitP256r1)
	f.Add(seed)
	f.Add([]byte{6, 8, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 3, 1, 7})
	f.Fuzz(func(t *testing.T, b []byte) {
		if c, err := FromParameters(b); err == nil && c == nil {
			t.Fatal("neither a curve nor an error")
		}
	})
}
