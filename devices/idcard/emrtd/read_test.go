package emrtd_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"buergerterminal/devices/idcard/emrtd"
	"buergerterminal/devices/idcard/emrtd/cms"
	"buergerterminal/devices/idcard/emrtd/sm"
	"buergerterminal/devices/idcard/mrz"
	"buergerterminal/devices/simulator/passport"
)

// today lies in the specimen's time.
func today() time.Time { return time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC) }

func newIssuer(t testing.TB, s passport.Scheme) *passport.Issuer {
	t.Helper()
	i, err := passport.NewIssuer(s, "UT", rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return i
}

func newCard(t testing.TB, o passport.Options) *passport.Card {
	t.Helper()
	c, err := passport.New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		for _, complaint := range c.Complaints() {
			t.Errorf("the chip complains: %s", complaint)
		}
	})
	return c
}

// trusting trusts the issuers.
func trusting(t testing.TB, issuers ...*passport.Issuer) emrtd.Trust {
	t.Helper()
	var all []*cms.Certificate
	for _, i := range issuers {
		c, err := cms.ParseCertificate(i.Certificate())
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, c)
	}
	trust, err := emrtd.NewTrust(all...)
	if err != nil {
		t.Fatal(err)
	}
	return trust
}

// zoneOf is the key in the printed zone.
func zoneOf(t testing.TB, c *passport.Card) emrtd.Access {
	t.Helper()
	d, err := c.Document()
	if err != nil {
		t.Fatal(err)
	}
	key, ok := emrtd.KeyOf(d)
	if !ok {
		t.Fatal("the printed zone opens nothing")
	}
	return emrtd.Access{MRZ: &key}
}

// TestEveryWayIn reads the specimen by every cipher and curve of PACE, by zone and by card access number, and by BAC.
func TestEveryWayIn(t *testing.T) {
	issuer := newIssuer(t, passport.Named256)
	trust := trusting(t, issuer)
	type way struct {
		pace []passport.PACE
		can  string
	}
	ways := map[string]way{"BAC": {pace: []passport.PACE{}}}
	for _, parameter := range []int{10, 12, 13, 15, 16, 17, 18} {
		for _, cipher := range []sm.Cipher{sm.TripleDES, sm.AES128, sm.AES192, sm.AES256} {
			can := ""
			if parameter%2 == 1 {
				can = "123456"
			}
			ways[fmt.Sprintf("%v on %d", cipher, parameter)] = way{[]passport.PACE{{Cipher: cipher, Parameter: parameter}}, can}
		}
	}
	for name, w := range ways {
		t.Run(name, func(t *testing.T) {
			card := newCard(t, passport.Options{Issuer: issuer, PACE: w.pace, CAN: w.can, Picture: 1, NoBAC: len(w.pace) > 0, Extra: passport.Extra{JPEG2000: true}})
			access := zoneOf(t, card)
			if w.can != "" {
				access = emrtd.Access{CAN: w.can}
			}
			d, err := emrtd.Read(t.Context(), card, access, trust, nil)
			if err != nil {
				t.Fatal(err)
			}
			if d.Authenticity.Verdict != emrtd.Genuine || d.MRZ.Number != "L898902C3" || !d.MRZ.Flawless() || d.Face.Kind != emrtd.JPEG2000 {
				t.Errorf("%+v, %s", d.Authenticity, d.Face.Kind)
			}
			if want := emrtd.PACE; len(w.pace) > 0 && (d.Protocol != want || d.Cipher != w.pace[0].Cipher.String()) || len(w.pace) == 0 && d.Protocol != emrtd.BAC {
				t.Errorf("opened by %s with %s", d.Protocol, d.Cipher)
			}
		})
	}
}

// TestEveryScheme reads documents of issuers with every kind of signature.
func TestEveryScheme(t *testing.T) {
	for _, s := range passport.Schemes() {
		t.Run(string(s), func(t *testing.T) {
			t.Parallel()
			issuer := newIssuer(t, s)
			card := newCard(t, passport.Options{Issuer: issuer, Picture: 1})
			d, err := emrtd.Read(t.Context(), card, zoneOf(t, card), trusting(t, issuer), nil)
			if err != nil || d.Authenticity.Verdict != emrtd.Genuine || !slices.Equal(d.Authenticity.Groups, []int{1, 2}) || d.Authenticity.Country != "UT" {
				t.Errorf("%+v, %v", d.Authenticity, err)
			}
		})
	}
}

// TestJudgements: the three verdicts, and the chip's own fact, are never mixed up.
func TestJudgements(t *testing.T) {
	issuer, other := newIssuer(t, passport.Brainpool256), newIssuer(t, passport.Named256)
	knows, ignorant, wrongKey := trusting(t, issuer), emrtd.Trust{}, trusting(t, other)
	for _, c := range []struct {
		name    string
		options passport.Options
		trust   emrtd.Trust
		verdict emrtd.Verdict
		reason  emrtd.Reason
		chip    emrtd.Chip
	}{
		{"genuine", passport.Options{}, knows, emrtd.Genuine, "", emrtd.ChipUnproven},
		{"nobody is trusted", passport.Options{}, ignorant, emrtd.NotVerified, emrtd.NoCertificate, emrtd.ChipUnproven},
		{"an authority of the same name with another key", passport.Options{}, wrongKey, emrtd.NotVerified, emrtd.NoCertificate, emrtd.ChipUnproven},
		{"another face", passport.Options{Defect: passport.ForgedHash}, knows, emrtd.Forged, emrtd.WrongHash, emrtd.ChipUnproven},
		{"another face, nobody is trusted", passport.Options{Defect: passport.ForgedHash}, ignorant, emrtd.Forged, emrtd.WrongHash, emrtd.ChipUnproven},
		{"another signature", passport.Options{Defect: passport.ForgedSignature}, knows, emrtd.Forged, emrtd.WrongSignature, emrtd.ChipUnproven},
		{"another signature, nobody is trusted", passport.Options{Defect: passport.ForgedSignature}, ignorant, emrtd.Forged, emrtd.WrongSignature, emrtd.ChipUnproven},
		{"an impostor signed", passport.Options{Defect: passport.ForgedSigner}, knows, emrtd.Forged, emrtd.WrongCertificate, emrtd.ChipUnproven},
		{"an impostor signed, nobody is trusted", passport.Options{Defect: passport.ForgedSigner}, ignorant, emrtd.NotVerified, emrtd.NoCertificate, emrtd.ChipUnproven},
		{"no signature", passport.Options{Defect: passport.WithoutSignature}, knows, emrtd.NotVerified, emrtd.NoSecurityObject, emrtd.ChipUnproven},
		{"the chip proves itself", passport.Options{ChipAuthentication: sm.AES128}, knows, emrtd.Genuine, "", emrtd.ChipProven},
		{"a copy", passport.Options{ChipAuthentication: sm.AES128, Defect: passport.Cloned}, knows, emrtd.Genuine, "", emrtd.ChipCloned},
		{"a copy, the old way", passport.Options{ChipAuthentication: sm.TripleDES, Defect: passport.Cloned}, knows, emrtd.Genuine, "", emrtd.ChipCloned},
		{"a copy that hides the key", passport.Options{ChipAuthentication: sm.AES128, Defect: passport.HiddenKey}, knows, emrtd.Genuine, "", emrtd.ChipCloned},
		{"active authentication, RSA", passport.Options{ActiveAuthentication: "rsa"}, knows, emrtd.Genuine, "", emrtd.ChipProven},
		{"active authentication, ECDSA", passport.Options{ActiveAuthentication: "ecdsa"}, knows, emrtd.Genuine, "", emrtd.ChipProven},
		{"a copy, RSA", passport.Options{ActiveAuthentication: "rsa", Defect: passport.Cloned}, knows, emrtd.Genuine, "", emrtd.ChipCloned},
		{"a copy, ECDSA", passport.Options{ActiveAuthentication: "ecdsa", Defect: passport.Cloned}, knows, emrtd.Genuine, "", emrtd.ChipCloned},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.options.Issuer, c.options.Picture, c.options.Extra.JPEG2000 = issuer, 1, true
			card := newCard(t, c.options)
			d, err := emrtd.Read(t.Context(), card, zoneOf(t, card), c.trust, nil)
			if err != nil {
				t.Fatal(err)
			}
			if d.Authenticity.Verdict != c.verdict || d.Authenticity.Reason != c.reason || d.Chip != c.chip || d.ChipAuthenticated() != (c.chip == emrtd.ChipProven) {
				t.Errorf("%s (%s), chip %q; want %s (%s), chip %q", d.Authenticity.Verdict, d.Authenticity.Reason, d.Chip, c.verdict, c.reason, c.chip)
			}
			if d.MRZ.Number == "" {
				t.Error("the data are there whatever the verdict is")
			}
		})
	}
}

// TestChipAuthentication runs every cipher and curve, with and without a number of the key, after PACE and after BAC.
func TestChipAuthentication(t *testing.T) {
	issuer := newIssuer(t, passport.Named256)
	for _, parameter := range []int{12, 13, 16, 18} {
		for _, cipher := range []sm.Cipher{sm.TripleDES, sm.AES128, sm.AES192, sm.AES256} {
			for number, pace := range map[int][]passport.PACE{0: nil, 195: {}} {
				card := newCard(t, passport.Options{Issuer: issuer, PACE: pace, ChipAuthentication: cipher, ChipParameter: parameter, ChipKeyNumber: number, Picture: 1, Extra: passport.Extra{JPEG2000: true}})
				d, err := emrtd.Read(t.Context(), card, zoneOf(t, card), trusting(t, issuer), nil)
				if err != nil || d.Chip != emrtd.ChipProven {
					t.Errorf("%v on %d, key %d: %q, %v", cipher, parameter, number, d.Chip, err)
				}
			}
		}
	}
}

func TestIssuerOfAnotherCountry(t *testing.T) {
	issuer, err := passport.NewIssuer(passport.Named256, "FR", rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	for zone, want := range map[string]emrtd.Authenticity{
		"FRA": {Verdict: emrtd.Genuine}, "D": {Verdict: emrtd.Forged, Reason: emrtd.WrongIssuer}, "BEL": {Verdict: emrtd.Forged, Reason: emrtd.WrongIssuer},
		"UTO": {Verdict: emrtd.Genuine},
	} {
		h := passport.Specimen()
		h.Issuer = zone
		card := newCard(t, passport.Options{Issuer: issuer, Holder: h, Picture: 1})
		d, err := emrtd.Read(t.Context(), card, zoneOf(t, card), trusting(t, issuer), nil)
		if err != nil || d.Authenticity.Verdict != want.Verdict || d.Authenticity.Reason != want.Reason {
			t.Errorf("%s: %+v, %v", zone, d.Authenticity, err)
		}
	}
}

func TestDetailsAndFace(t *testing.T) {
	for _, packed := range []bool{false, true} {
		h := passport.Specimen()
		h.PackedDigitsInDG11 = packed
		card := newCard(t, passport.Options{Holder: h, Extra: passport.Extra{DG11: true, DG12: true}})
		var seen []emrtd.Progress
		d, err := emrtd.Read(t.Context(), card, zoneOf(t, card), emrtd.Trust{}, func(p emrtd.Progress) { seen = append(seen, p) })
		if err != nil {
			t.Fatal(err)
		}
		got := fmt.Sprintf("%q %q %v %q %q %q %v", d.Details.Name, d.Details.OtherNames, d.Details.Birth, d.Details.PlaceOfBirth, d.Details.Address, d.Details.Authority, d.Details.Issued)
		if want := `["Eriksson" "Anna" "Maria"] ["Ödegaard"] 1974-08-12 ["Zenith" "Utopia"] ["Lindenweg 3" "12345 Zenith"] "Registry of Utopia" 2024-04-16`; got != want {
			t.Errorf("\n got %s\nwant %s", got, want)
		}
		picture, err := d.Face.Decode()
		if err != nil || picture.Bounds().Dx() != 240 || picture.Bounds().Dy() != 320 || d.Face.Width != 240 || d.Face.Height != 320 {
			t.Error("the face:", err)
		}
		if len(d.Face.Data) != 20<<10 || len(d.Incomplete) != 0 {
			t.Errorf("%d bytes, incomplete %v", len(d.Face.Data), d.Incomplete)
		}
		last := seen[len(seen)-1]
		if last.Done != last.Total || !slices.ContainsFunc(seen, func(p emrtd.Progress) bool { return p.File == "DG2" && p.Done > 0 && p.Done < p.Total }) {
			t.Errorf("progress ended with %+v", last)
		}
		data := d.Face.Data
		d.Wipe()
		if !bytes.Equal(data, make([]byte, len(data))) || d.MRZ.Number != "" || d.Details.Name != nil {
			t.Error("something is left after Wipe")
		}
	}
}

func TestJPEG2000IsGivenOn(t *testing.T) {
	card := newCard(t, passport.Options{Extra: passport.Extra{JPEG2000: true}, Picture: 1})
	d, err := emrtd.Read(t.Context(), card, zoneOf(t, card), emrtd.Trust{}, nil)
	if err != nil || d.Face.Kind != emrtd.JPEG2000 || len(d.Face.Data) == 0 {
		t.Fatal(d.Face.Kind, err)
	}
	if _, err := d.Face.Decode(); !errors.Is(err, emrtd.ErrNoDecoder) {
		t.Error(err)
	}
}

// TestLargeFace reads beyond the 32 KiB that P1 and P2 can name, with short and with extended answers.
func TestLargeFace(t *testing.T) {
	for _, extended := range []int{0, 500, 2048, 65000} {
		for _, pace := range [][]passport.PACE{nil, {}} {
			card := newCard(t, passport.Options{Picture: 70 << 10, ExtendedAnswers: extended, PACE: pace})
			d, err := emrtd.Read(t.Context(), card, zoneOf(t, card), emrtd.Trust{}, nil)
			if err != nil || len(d.Face.Data) != 70<<10 || d.Authenticity.Reason != emrtd.NoCertificate {
				t.Errorf("answers of %d: %d bytes, %+v, %v", extended, len(d.Face.Data), d.Authenticity, err)
			}
		}
	}
}

func TestExpiredIsAFactOfItsOwn(t *testing.T) {
	issuer := newIssuer(t, passport.Named256)
	h := passport.Specimen()
	h.Expiry = "250415"
	card := newCard(t, passport.Options{Issuer: issuer, Holder: h, Picture: 1})
	d, err := emrtd.Read(t.Context(), card, zoneOf(t, card), trusting(t, issuer), nil)
	if err != nil || d.Authenticity.Verdict != emrtd.Genuine || !d.Expired(today()) {
		t.Errorf("%+v, expired %v, %v", d.Authenticity, d.Expired(today()), err)
	}
	if d.Expired(time.Date(2025, 4, 15, 23, 0, 0, 0, time.UTC)) {
		t.Error("the last day is a day of the document")
	}
}

func TestFormats(t *testing.T) {
	for _, h := range []passport.Holder{
		{Format: mrz.TD1, Code: "I", Issuer: "UTO", Number: "D23145890734", Family: []string{"STEVENSON"}, Given: []string{"PETER", "JOHN"}, Birth: "740812", Expiry: "340415", Sex: mrz.Male},
		{Format: mrz.TD2, Code: "I", Issuer: "UTO", Number: "D23145890", Family: []string{"ERIKSSON"}, Given: []string{"ANNA"}, Birth: "740812", Expiry: "340415"},
		{Format: mrz.TD3, Code: "P", Issuer: "UTO", Number: "C1", Family: []string{"X"}, Birth: "740812", Expiry: "340415"},
	} {
		for _, pace := range [][]passport.PACE{nil, {}} {
			card := newCard(t, passport.Options{Holder: h, PACE: pace, Picture: 1})
			d, err := emrtd.Read(t.Context(), card, zoneOf(t, card), emrtd.Trust{}, nil)
			if err != nil || d.MRZ.Number != h.Number || d.MRZ.Format != h.Format || !d.MRZ.Flawless() {
				t.Errorf("%s: %v %v", h.Format, d.MRZ.Problems, err)
			}
		}
	}
}

// BenchmarkReadDG2 is a whole reading with a face of 20 kB: what the processor needs beside the line.
func BenchmarkReadDG2(b *testing.B) {
	issuer := newIssuer(b, passport.Brainpool256)
	trust := trusting(b, issuer)
	for name, pace := range map[string][]passport.PACE{"BAC": {}, "PACE AES-128 brainpoolP256r1": nil, "PACE AES-256 P-384": {{Cipher: sm.AES256, Parameter: 15}}} {
		b.Run(name, func(b *testing.B) {
			card := newCard(b, passport.Options{Issuer: issuer, PACE: pace})
			access := zoneOf(b, card)
			for b.Loop() {
				card.Reset()
				if _, err := emrtd.Read(b.Context(), card, access, trust, nil); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(card.Commands())/float64(b.N), "commands/op")
		})
	}
}
