package emrtd

import (
	"bytes"
	"testing"

	"buergerterminal/devices"
	"buergerterminal/devices/idcard/emrtd/curve"
	"buergerterminal/devices/idcard/emrtd/sm"
)

// The example of Doc 9303-11 appendix G.1: brainpoolP256r1, AES-128.
const (
	paceInfoG1 = "3012060A04007F0007020204020202010202010D"
	mapKey     = "7F4EF07B9EA82FD78AD689B38D0BC78CF21F249D953BC46F4C6E19259C010F99"
	ephemeral  = "A73FB703AC1436A18E0CFA5ABB3F7BEC7A070E7A6788486BEE230C4A22762595"
	mapPublic  = "7ACF3EFC982EC45565A4B155129EFBC74650DCBFA6362D896FC70262E0C2CC5E544552DCB6725218799115B55C9BAA6D9F6BC3A9618E70C25AF71777A9C4922D"
	mapChip    = "824FBA91C9CBE26BEF53A0EBE7342A3BF178CEA9F45DE0B70AA601651FBA3F5730D8C879AAA9C9F73991E61B58F4D52EB87A0A0C709A49DC63719363CCD13C54"
	ownPublic  = "2DB7A64C0355044EC9DF190514C625CBA2CEA48754887122F3A5EF0D5EDD301C3556F3B3B186DF10B857B58F6A7EB80F20BA5DC7BE1D43D9BF850149FBB36462"
	chipPublic = "9E880F842905B8B3181F7AF7CAA9F0EFB743847F44A306D2D28C1D9EC65DF6DB7764B22277A2EDDC3C265A9F018F9CB852E111B768B326904B59A0193776F094"
)

func exampleSteps() [][2]string {
	return [][2]string{
		{"0022C1A40F 800A04007F00070202040202 830101", "9000"},
		{"10860000027C0000", "7C12801095A3A016522EE98D01E76CB6B98B42C39000"},
		{"10860000457C43814104" + mapPublic + "00", "7C43824104" + mapChip + "9000"},
		{"10860000457C43834104" + ownPublic + "00", "7C43844104" + chipPublic + "9000"},
		{"008600000C7C0A8508C2B0BD78D94BA86600", "7C0A86083ABB9674BCE93C089000"},
	}
}

func infosOf(t *testing.T, entries string) []securityInfo {
	t.Helper()
	b := unhex(t, entries)
	infos, err := parseInfos(append([]byte{0x31, byte(len(b))}, b...))
	if err != nil {
		t.Fatal(err)
	}
	return infos
}

func runExample(t *testing.T, entries string, steps [][2]string) (*sm.Session, error) {
	t.Helper()
	info, _, ok := choosePACE(infosOf(t, entries))
	if !ok {
		t.Fatal("no way was found")
	}
	card := &script{t: t, exchanges: steps}
	pw, err := Access{MRZ: &MRZKey{"T22000129", "640812", "101031"}}.password()
	if err != nil {
		t.Fatal(err)
	}
	session, err := pace{info, plainChannel(card), bytes.NewReader(unhex(t, mapKey+ephemeral))}.run(t.Context(), pw)
	card.finished()
	return session, err
}

// TestPACEExample runs G.1; the script holds every byte that goes over the line, the last answer proves the session keys.
func TestPACEExample(t *testing.T) {
	if _, err := runExample(t, paceInfoG1, exampleSteps()); err != nil {
		t.Fatal(err)
	}
}

// TestPACEExampleWithCurve: where the chip offers a protocol with two curves, MSE:Set AT names the one meant (DO'84').
func TestPACEExampleWithCurve(t *testing.T) {
	steps := exampleSteps()
	steps[0][0] = "0022C1A412 800A04007F00070202040202 830101 84010D"
	if _, err := runExample(t, paceInfoG1+"3012060A04007F0007020204020202010202010A", steps); err != nil {
		t.Fatal(err)
	}
}

// TestPACEValues holds the values in between of G.1.
func TestPACEValues(t *testing.T) {
	c, err := curve.Standard(13)
	if err != nil {
		t.Fatal(err)
	}
	seed, err := MRZKey{"T22000129", "640812", "101031"}.seed()
	if err != nil || !bytes.Equal(seed, unhex(t, "7E2D2A41C74EA0B38CD36F863939BFA8E9032AAD")) {
		t.Errorf("K %X, %v", seed, err)
	}
	nonce, err := sm.AES128.Decrypt(sm.AES128.DeriveKey(seed, sm.Password), nil, unhex(t, "95A3A016522EE98D01E76CB6B98B42C3"))
	if err != nil || !bytes.Equal(nonce, unhex(t, "3F00C4D39D153F2B2A214A078D899B22")) {
		t.Fatalf("s %X, %v", nonce, err)
	}
	point := func(name, want string, p curve.Point, err error) curve.Point {
		if err != nil || !bytes.Equal(curve.Bytes(c, p)[1:], unhex(t, want)) {
			t.Errorf("%s: %X, %v", name, curve.Bytes(c, p), err)
		}
		return p
	}
	own, err := curve.Multiply(c, curve.Base(c), unhex(t, mapKey))
	point("PK map,IFD", mapPublic, own, err)
	chip, err := curve.ParsePoint(c, unhex(t, "04"+mapChip))
	point("PK map,IC", mapChip, chip, err)
	h, err := curve.Multiply(c, chip, unhex(t, mapKey))
	point("H", "60332EF2450B5D247EF6D3868397D398852ED6E8CAF6FFEEF6BF85CA57057FD50840CA7415BAF3E43BD414D35AA4608B93A2CAF3A4E3EA4E82C9C13D03EB7181", h, err)
	sg, err := curve.Multiply(c, curve.Base(c), nonce)
	if err != nil {
		t.Fatal(err)
	}
	g, err := curve.Add(c, sg, h)
	point("mapped G", "8CED63C91426D4F0EB1435E7CB1D74A46723A0AF21C89634F65A9AE87A9265E28C879506743F8611AC33645C5B985C80B5F09A0B83407C1B6A4D857AE76FE522", g, err)
	pk, err := curve.Multiply(c, g, unhex(t, ephemeral))
	point("PK DH,IFD", ownPublic, pk, err)
	theirs, err := curve.ParsePoint(c, unhex(t, "04"+chipPublic))
	point("PK DH,IC", chipPublic, theirs, err)
	k, err := curve.Multiply(c, theirs, unhex(t, ephemeral))
	if err != nil || !bytes.Equal(k.X.Bytes(), unhex(t, "28768D20701247DAE81804C9E780EDE582A9996DB4A315020B2733197DB84925")) {
		t.Errorf("K %X, %v", k.X.Bytes(), err)
	}
	input := publicKeyObject(unhex(t, "04007F00070202040202"), curve.Bytes(c, theirs))
	if want := unhex(t, "7F494F060A04007F00070202040202864104"+chipPublic); !bytes.Equal(input, want) {
		t.Errorf("input of the token %X", input)
	}
	token, err := sm.AES128.MAC(unhex(t, "FE251C7858B356B24514B3BD5F4297D1"), input)
	if err != nil || !bytes.Equal(token, unhex(t, "C2B0BD78D94BA866")) {
		t.Errorf("T.IFD %X, %v", token, err)
	}
}

func TestPACEThatFails(t *testing.T) {
	const zeros = "00000000000000000000000000000000"
	for _, c := range []struct {
		name   string
		step   int
		answer string
		want   devices.Fault
	}{
		{"the protocol is refused", 0, "6A80", devices.FaultChipRefused},
		{"no nonce", 1, "6985", devices.FaultChipRefused},
		{"a nonce that is cut", 1, "7C0A800895A3A016522EE98D9000", devices.FaultChipProtocol},
		{"no data", 1, "9000", devices.FaultChipProtocol},
		{"another object", 1, "7C1281109500000000000000000000000000000000009000", devices.FaultChipProtocol},
		{"a point off the curve", 2, "7C43824104" + mapChip[:126] + "55" + "9000", devices.FaultChipProtocol},
		{"infinity", 2, "7C43824104" + zeros + zeros + zeros + zeros + "9000", devices.FaultChipProtocol},
		{"the terminal's own key as mirror", 2, "7C43824104" + mapPublic + "9000", devices.FaultChipProtocol},
		{"the same in the key agreement", 3, "7C43844104" + ownPublic + "9000", devices.FaultChipProtocol},
		{"the password was another", 4, "6300", devices.FaultChipSecret},
		{"the password was another, in another chip's words", 4, "6988", devices.FaultChipSecret},
		{"a token that is wrong", 4, "7C0A86083ABB9674BCE93C099000", devices.FaultChipProtocol},
		{"a token that is cut", 4, "7C0986073ABB9674BCE93C9000", devices.FaultChipProtocol},
	} {
		t.Run(c.name, func(t *testing.T) {
			steps := exampleSteps()[:c.step+1]
			steps[c.step][1] = c.answer
			if _, err := runExample(t, paceInfoG1, steps); devices.FaultOf(err) != c.want {
				t.Errorf("%v, want %s", err, c.want)
			}
		})
	}
}

func TestChoosePACE(t *testing.T) {
	const (
		gm3DES   = "3012060A04007F0007020204020102010202010D"
		gmAES256 = "3012060A04007F00070202040204020102020110"
		gmP521   = "3012060A04007F00070202040204020102020112"
		dh       = "3012060A04007F00070202040102020102020100"
		im       = "3012060A04007F0007020204040202010202010D"
		cam      = "3012060A04007F00070202040604020102020110"
		version1 = "3012060A04007F0007020204020202010102010D"
		p192     = "3012060A04007F00070202040202020102020108"
		chipAuth = "300F060A04007F00070202030202020101"
	)
	for _, c := range []struct {
		name, infos    string
		offered, found bool
		cipher         sm.Cipher
		parameter      int
		ambiguous      bool
	}{
		{"G.1", paceInfoG1, true, true, sm.AES128, 13, false},
		{"the strongest cipher", gm3DES + gmAES256 + paceInfoG1, true, true, sm.AES256, 16, false},
		{"the longest curve", gmAES256 + gmP521, true, true, sm.AES256, 18, true},
		{"generic mapping beside chip authentication mapping", cam + gmAES256, true, true, sm.AES256, 16, false},
		{"finite fields only", dh, true, false, 0, 0, false},
		{"integrated mapping only", im, true, false, 0, 0, false},
		{"an old version", version1, true, false, 0, 0, false},
		{"a curve that is too weak", p192, true, false, 0, 0, false},
		{"no PACE", chipAuth, false, false, 0, 0, false},
		{"nothing", "", false, false, 0, 0, false},
	} {
		got, offered, found := choosePACE(infosOf(t, c.infos))
		if offered != c.offered || found != c.found || got.cipher != c.cipher || got.parameter != c.parameter || got.ambiguous != c.ambiguous {
			t.Errorf("%s: offered %v found %v %v %d ambiguous %v", c.name, offered, found, got.cipher, got.parameter, got.ambiguous)
		}
	}
}

func TestPassword(t *testing.T) {
	pw, err := Access{CAN: "123456", MRZ: &MRZKey{"T22000129", "640812", "101031"}}.password()
	if err != nil || pw.reference != 2 || string(pw.secret) != "123456" {
		t.Error(pw.reference, err)
	}
	for _, bad := range []Access{{}, {CAN: "12345a"}, {MRZ: &MRZKey{}}} {
		if _, err := bad.password(); err == nil {
			t.Error("nothing opened a chip")
		}
	}
}

func FuzzParseInfos(f *testing.F) {
	f.Add(unhex(f, "3114"+paceInfoG1))
	f.Add(unhex(f, "31153013060A04007F00070202030202020101020200C3"))
	f.Fuzz(func(t *testing.T, b []byte) {
		infos, err := parseInfos(b)
		if err != nil {
			return
		}
		info, _, ok := choosePACE(infos)
		if ok && info.curve == nil {
			t.Fatal("a way without a curve")
		}
	})
}
