package emrtd

import (
	"crypto/rand"
	"encoding/pem"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"buergerterminal/devices/idcard/emrtd/cms"
	"buergerterminal/devices/simulator/passport"
)

func issuerOf(t testing.TB, s passport.Scheme, country string) *passport.Issuer {
	t.Helper()
	i, err := passport.NewIssuer(s, country, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return i
}

func TestLoadTrust(t *testing.T) {
	de, ut, fr := issuerOf(t, passport.Brainpool384, "DE"), issuerOf(t, passport.Named256, "UT"), issuerOf(t, passport.PSS, "FR")
	list, err := de.MasterList(rand.Reader, de.Certificate(), ut.Certificate(), []byte{0x30, 0}, fr.Certificate())
	if err != nil {
		t.Fatal(err)
	}
	foreign, err := fr.MasterList(rand.Reader, fr.Certificate())
	if err != nil {
		t.Fatal(err)
	}
	file := func(b []byte) *fstest.MapFile { return &fstest.MapFile{Data: b} }
	pems := append(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: de.Certificate()}), pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: ut.Certificate()})...)
	spoilt := slices.Clone(list)
	spoilt[len(spoilt)-9] ^= 1
	for _, c := range []struct {
		name      string
		dir       fstest.MapFS
		countries []string
		problems  []string // each problem begins so
	}{
		{"nothing", fstest.MapFS{}, nil, nil},
		{"a certificate", fstest.MapFS{"csca.cer": file(ut.Certificate()), "README.txt": file([]byte("hello"))}, []string{"UT"}, nil},
		{"several in PEM", fstest.MapFS{"csca.pem": file(pems)}, []string{"DE", "UT"}, nil},
		{"a list with its country's certificate", fstest.MapFS{"de.cer": file(de.Certificate()), "list.ml": file(list)}, []string{"DE", "UT", "FR"}, []string{"list.ml: certificate 3"}},
		{"a list that nobody vouches for", fstest.MapFS{"ut.cer": file(ut.Certificate()), "list.ml": file(list)}, []string{"UT"}, []string{"list.ml: emrtd: no certificate of a country's signing authority: no certificate here vouches"}},
		{"a list vouched for by another list only", fstest.MapFS{"de.cer": file(de.Certificate()), "a.ml": file(list), "b.ml": file(foreign)}, []string{"DE", "UT", "FR"}, []string{"a.ml: certificate 3", "b.ml: "}},
		{"a spoilt list", fstest.MapFS{"de.cer": file(de.Certificate()), "list.ml": file(spoilt)}, []string{"DE"}, []string{"list.ml: cms: wrong signature"}},
		{"rubbish", fstest.MapFS{"a.cer": file([]byte("x")), "b.ml": file([]byte("x")), "c.crt": file(ut.Certificate())}, []string{"UT"}, []string{"a.cer: ", "b.ml: "}},
	} {
		t.Run(c.name, func(t *testing.T) {
			trust, problems, err := LoadTrust(c.dir)
			if err != nil || !slices.Equal(trust.Countries(), c.countries) || len(problems) != len(c.problems) {
				t.Fatalf("%v, %v, %v", trust.Countries(), problems, err)
			}
			for i, want := range c.problems {
				if !strings.HasPrefix(problems[i].Error(), want) {
					t.Errorf("%v, want %s", problems[i], want)
				}
			}
		})
	}
}

// TestListSigners: a document signer's certificate is not for lists, and a list is not for documents.
func TestListSigners(t *testing.T) {
	ut := issuerOf(t, passport.Named256, "UT")
	authority, err := cms.ParseCertificate(ut.Certificate())
	if err != nil {
		t.Fatal(err)
	}
	trust, err := NewTrust(authority)
	if err != nil {
		t.Fatal(err)
	}
	list, err := ut.MasterList(rand.Reader, ut.Certificate())
	if err != nil {
		t.Fatal(err)
	}
	data, err := cms.Parse(list)
	if err != nil {
		t.Fatal(err)
	}
	signer := data.Signer()
	if err := trust.vouchesForList(signer); err != nil {
		t.Error(err)
	}
	for _, c := range []*cms.Certificate{authority, signer} {
		if _, err := NewTrust(c); (err == nil) != c.CA {
			t.Errorf("authority %v: %v", c.CA, err)
		}
	}
	without := *signer
	without.ExtendedKeys = nil
	if err := trust.vouchesForList(&without); !errors.Is(err, ErrAnchor) {
		t.Error("a certificate for documents signed a list:", err)
	}
}

func TestSameCountry(t *testing.T) {
	for _, c := range []struct {
		certificate, zone string
		want              bool
	}{
		{"DE", "D", true}, {"DE", "DEU", true}, {"AT", "D", false}, {"FR", "FRA", true}, {"GB", "GBR", true}, {"GB", "IMN", true}, {"HK", "CHN", true}, {"CN", "HKG", true},
		{"UT", "UTO", true}, {"UN", "UNO", true}, {"EU", "EUE", true}, {"KS", "RKS", true}, {"", "FRA", true}, {"FR", "", true}, {"DE", "FRA", false},
	} {
		if got := sameCountry(c.certificate, c.zone); got != c.want {
			t.Errorf("%s signs for %s: %v", c.certificate, c.zone, got)
		}
	}
}
