package emrtd

import (
	"bytes"
	"errors"
	"testing"

	"buergerterminal/devices"
	"buergerterminal/devices/idcard/emrtd/sm"
	"buergerterminal/devices/idcard/mrz"
)

// exampleKey is the zone of Doc 9303-11 appendix D.2.
func exampleKey() MRZKey { return MRZKey{Number: "L898902C", Birth: "690806", Expiry: "940623"} }

func TestMRZInformation(t *testing.T) {
	for _, c := range []struct {
		key  MRZKey
		want string
	}{
		{exampleKey(), "L898902C<369080619406236"},
		{MRZKey{"T22000129", "640812", "101031"}, "T22000129364081251010318"},
		{MRZKey{"D23145890734", "340712", "950712"}, "D23145890734934071279507122"}, // D.2, TD1 and TD2 with a long number
		{MRZKey{"C1", "83<<<<", "300101"}, "C1<<<<<<<783<<<<53001019"},
	} {
		got, err := c.key.information()
		if err != nil || string(got) != c.want {
			t.Errorf("%v: %s, %v", c.want, got, err)
		}
	}
	for _, bad := range []MRZKey{{}, {"A", "1", "300101"}, {"a", "690806", "940623"}} {
		if _, err := bad.information(); !errors.Is(err, ErrAccess) {
			t.Error(err)
		}
	}
}

func TestKeyOf(t *testing.T) {
	good, err := mrz.Parse([]string{"P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C<3UTO6908061F9406236ZE184226B<<<<<14"})
	if err != nil {
		t.Fatal(err)
	}
	if key, ok := KeyOf(good); !ok || key != exampleKey() {
		t.Error(key, ok)
	}
	bad, err := mrz.Parse([]string{"P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C<3UTO6908062F9406236ZE184226B<<<<<14"})
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := KeyOf(bad); ok {
		t.Error("a date whose digit does not fit opens no chip")
	}
}

// TestBACExample holds every value of Doc 9303-11 appendix D.2 and D.3.
func TestBACExample(t *testing.T) {
	seed, err := exampleKey().seed()
	if err != nil || !bytes.Equal(seed, unhex(t, "239AB9CB282DAF66231DC5A4DF6BFBAEDF477565")) {
		t.Fatalf("K seed %X, %v", seed, err)
	}
	enc, mac := sm.TripleDES.DeriveKey(seed[:16], sm.Encryption), sm.TripleDES.DeriveKey(seed[:16], sm.Checking)
	token, err := bacToken(enc, mac, unhex(t, "781723860C06C226"), unhex(t, "4608F91988702212"), unhex(t, "0B795240CB7049B01C19B33E32804F0B"))
	if err != nil || !bytes.Equal(token, unhex(t, "72C29C2371CC9BDB65B779B8E8D37B29ECC154AA56A8799FAE2F498F76ED92F2 5F1448EEA8AD90A7")) {
		t.Fatalf("E.IFD, M.IFD %X, %v", token, err)
	}
	card := &script{t: t, exchanges: append([][2]string{
		{"0084000008", "4608F919887022129000"},
		{"0082000028 72C29C2371CC9BDB65B779B8E8D37B29ECC154AA56A8799FAE2F498F76ED92F2 5F1448EEA8AD90A7 28",
			"46B9342A41396CD7386BF5803104D7CEDC122B9132139BAF2EEDC94EE178534F2F2D235D074D74499000"},
	}, exampleFile()...)}
	c := plainChannel(card)
	session, err := basicAccess(t.Context(), c, exampleKey(), bytes.NewReader(unhex(t, "781723860C06C2260B795240CB7049B01C19B33E32804F0B")))
	if err != nil {
		t.Fatal(err)
	}
	c.secure(session)
	file, err := c.file(t.Context(), fileCOM, nil)
	if err != nil || !bytes.Equal(file, unhex(t, "60145F0104303130365F36063034303030305C026175")) {
		t.Errorf("EF.COM %X, %v", file, err)
	}
	card.finished()
}

// exampleFile reads EF.COM in the session of D.4.
func exampleFile() [][2]string {
	return [][2]string{
		{"0CA4020C158709016375432908C044F68E08BF8B92D635FF24F800", "990290008E08FA855A5D4C50A8ED9000"},
		{"0CB000000D9701048E08ED6705417E96BA5500", "8709019FF0EC34F9922651990290008E08AD55CC17140B2DED9000"},
		{"0CB000040D9701128E082EA28A70F3C7B53500", "871901FB9235F4E4037F2327DCC8964F1F9B8C30F42C8E2FFF224A990290008E08C8B2787EAEA07D749000"},
	}
}

func TestBACThatFails(t *testing.T) {
	const mutual = "0082000028 72C29C2371CC9BDB65B779B8E8D37B29ECC154AA56A8799FAE2F498F76ED92F2 5F1448EEA8AD90A7 28"
	const good = "46B9342A41396CD7386BF5803104D7CEDC122B9132139BAF2EEDC94EE178534F2F2D235D074D7449"
	for _, c := range []struct {
		name, challenge, answer string
		want                    devices.Fault
	}{
		{"another zone", "4608F919887022129000", "6300", devices.FaultChipSecret},
		{"another zone, tries counted", "4608F919887022129000", "63C2", devices.FaultChipSecret},
		{"another zone, as some chips say it", "4608F919887022129000", "6982", devices.FaultChipSecret},
		{"a German card has no BAC", "4608F919887022129000", "6985", devices.FaultChipRefused},
		{"nor this one", "4608F919887022129000", "6A88", devices.FaultChipRefused},
		{"no challenge", "6D00", "", devices.FaultChipRefused},
		{"half a challenge", "4608F9199000", "", devices.FaultChipProtocol},
		{"a check value that is wrong", "4608F919887022129000", "57" + good[2:] + "9000", devices.FaultChipProtocol},
		{"an answer that is cut", "4608F919887022129000", good[:78] + "9000", devices.FaultChipProtocol},
		{"success without an answer", "4608F919887022129000", "9000", devices.FaultChipProtocol},
	} {
		t.Run(c.name, func(t *testing.T) {
			exchanges := [][2]string{{"0084000008", c.challenge}}
			if c.answer != "" {
				exchanges = append(exchanges, [2]string{mutual, c.answer})
			}
			card := &script{t: t, exchanges: exchanges}
			_, err := basicAccess(t.Context(), plainChannel(card), exampleKey(), bytes.NewReader(unhex(t, "781723860C06C2260B795240CB7049B01C19B33E32804F0B")))
			if devices.FaultOf(err) != c.want {
				t.Errorf("%v, want %s", err, c.want)
			}
			card.finished()
		})
	}
}

// TestBACRepeatedAnswer: an answer whose check value fits but which was made for another challenge is not the chip's.
func TestBACRepeatedAnswer(t *testing.T) {
	seed, _ := exampleKey().seed()
	enc, mac := sm.TripleDES.DeriveKey(seed[:16], sm.Encryption), sm.TripleDES.DeriveKey(seed[:16], sm.Checking)
	own := unhex(t, "781723860C06C2260B795240CB7049B01C19B33E32804F0B")
	answer := unhex(t, "46B9342A41396CD7386BF5803104D7CEDC122B9132139BAF2EEDC94EE178534F2F2D235D074D7449")
	if _, err := bacSession(enc, mac, own, unhex(t, "4608F91988702212"), answer); err != nil {
		t.Fatal(err)
	}
	if _, err := bacSession(enc, mac, own, unhex(t, "4608F91988702213"), answer); !errors.Is(err, sm.ErrCheck) {
		t.Error("another RND.IC:", err)
	}
	own[0] ^= 1
	if _, err := bacSession(enc, mac, own, unhex(t, "4608F91988702212"), answer); !errors.Is(err, sm.ErrCheck) {
		t.Error("another RND.IFD:", err)
	}
}
