package emrtd

import (
	"bytes"
	"crypto"
	"crypto/x509"
	"encoding/asn1"
	"errors"
	"fmt"
	"slices"

	"golang.org/x/crypto/cryptobyte"
	der "golang.org/x/crypto/cryptobyte/asn1"
	"golang.org/x/text/language"

	"buergerterminal/devices/idcard/emrtd/cms"
	"buergerterminal/devices/idcard/emrtd/tlv"
	"buergerterminal/devices/idcard/mrz"
)

// Verdict says what passive authentication found. The three are never mixed: Forged is proof, NotVerified is lack of proof.
type Verdict string

// The verdicts. The zero value is NotVerified without a reason: nothing was looked at.
const (
	Genuine     Verdict = "genuine"      // signed by the country's authority, every file that was read is the signed one
	NotVerified Verdict = "not-verified" // nothing is wrong, but something to check with is missing
	Forged      Verdict = "forged"       // a hash, a signature or the issuer is wrong
)

// Reason says what is missing for a verdict, or what is wrong. It names no datum of the holder.
type Reason string

// Reasons of NotVerified.
const (
	NoCertificate     Reason = "no-certificate"     // none of the issuer's authority here
	NoSecurityObject  Reason = "no-security-object" // the chip has no EF.SOD
	NotUnderstood     Reason = "not-understood"     // EF.SOD or a certificate is of a form that is not known here
	UnknownAlgorithm  Reason = "unknown-algorithm"
	IncompleteSigning Reason = "incomplete" // a file that was read has no hash in EF.SOD
)

// Reasons of Forged.
const (
	WrongHash        Reason = "wrong-hash"        // a file is not the signed one
	WrongSignature   Reason = "wrong-signature"   // of the document signer
	WrongCertificate Reason = "wrong-certificate" // names an authority that is here, but that authority did not sign it
	WrongIssuer      Reason = "wrong-issuer"      // the authority of another country than the zone names
	WrongUse         Reason = "wrong-use"         // a certificate that is not for signing documents
	WrongTime        Reason = "wrong-time"        // signed, or certified, outside the certificate's time
)

// Authenticity is the result of passive authentication (Doc 9303-11 section 5.1).
type Authenticity struct {
	Verdict Verdict
	Reason  Reason // empty for Genuine
	Country string // of the signer's authority, as its certificate names it; empty where it is not known
	Groups  []int  // the data groups whose hash was compared and fits
}

// securityObject is EF.SOD: the hashes of the data groups, signed.
type securityObject struct {
	data   *cms.SignedData
	hash   crypto.Hash
	hashes map[int][]byte
}

// readSecurityObject reads EF.SOD (Doc 9303-10 section 4.6.2).
func readSecurityObject(file []byte) (securityObject, error) {
	inner, err := tlv.Only(file, 0x77)
	if err != nil {
		return securityObject{}, fmt.Errorf("EF.SOD: %w", err)
	}
	data, err := cms.Parse(inner)
	if err != nil {
		return securityObject{}, fmt.Errorf("EF.SOD: %w", err)
	}
	o := securityObject{data: data, hashes: map[int][]byte{}}
	if !data.ContentType.Equal(asn1.ObjectIdentifier{2, 23, 136, 1, 1, 1}) {
		return securityObject{}, fmt.Errorf("EF.SOD: %w: content %v", cms.ErrForm, data.ContentType)
	}
	return o, o.read(data.Content)
}

// read reads the LDSSecurityObject.
func (o *securityObject) read(content cryptobyte.String) error {
	var all, algorithm, list cryptobyte.String
	var version int
	var oid asn1.ObjectIdentifier
	if !content.ReadASN1(&all, der.SEQUENCE) || !content.Empty() || !all.ReadASN1Integer(&version) ||
		!all.ReadASN1(&algorithm, der.SEQUENCE) || !algorithm.ReadASN1ObjectIdentifier(&oid) || !all.ReadASN1(&list, der.SEQUENCE) {
		return fmt.Errorf("EF.SOD: %w: hashes", cms.ErrForm)
	}
	var err error
	if o.hash, err = cms.HashOf(oid); err != nil {
		return fmt.Errorf("EF.SOD: %w", err)
	}
	for !list.Empty() {
		var entry cryptobyte.String
		var group int
		var sum []byte
		if !list.ReadASN1(&entry, der.SEQUENCE) || !entry.ReadASN1Integer(&group) || !entry.ReadASN1Bytes(&sum, der.OCTET_STRING) || o.hashes[group] != nil {
			return fmt.Errorf("EF.SOD: %w: hash", cms.ErrForm)
		}
		o.hashes[group] = sum
	}
	return nil
}

// authenticate judges the files by EF.SOD. A wrong hash or signature is proof whether a certificate is here or not; only what needs
// the certificate can lack it.
func authenticate(o securityObject, files map[file][]byte, zone mrz.Document, t Trust) Authenticity {
	groups, hashes := o.compare(files)
	a := Authenticity{Groups: groups}
	signer := o.data.Signer()
	if signer != nil {
		a.Country = signer.IssuerCountry
	}
	switch {
	case hashes == WrongHash:
		a.Verdict, a.Reason = Forged, WrongHash
	case signer == nil:
		a.Verdict, a.Reason = NotVerified, unread(o.data)
	default:
		a.Verdict, a.Reason = judge(o.data, signer, zone, t)
	}
	if a.Verdict == Genuine && hashes != "" {
		a.Verdict, a.Reason = NotVerified, hashes
	}
	return a
}

// compare compares the hash of every data group that was read. One without a hash in the object is unsigned.
func (o securityObject) compare(files map[file][]byte) (fits []int, reason Reason) {
	for f, b := range files {
		group := f.group()
		if group == 0 {
			continue
		}
		h := o.hash.New()
		h.Write(b)
		switch want, ok := o.hashes[group]; {
		case !ok:
			reason = IncompleteSigning
		case !bytes.Equal(h.Sum(nil), want):
			return nil, WrongHash
		default:
			fits = append(fits, group)
		}
	}
	slices.Sort(fits)
	return fits, reason
}

// unread says why there is no signer's certificate.
func unread(data *cms.SignedData) Reason {
	if errors.Is(data.Refused, cms.ErrUnsupported) {
		return UnknownAlgorithm
	}
	if data.Refused != nil {
		return NotUnderstood
	}
	return NoCertificate
}

// judge checks signature, chain, use, time and country of a signer.
func judge(data *cms.SignedData, signer *cms.Certificate, zone mrz.Document, t Trust) (Verdict, Reason) {
	if err := data.Verify(signer); err != nil {
		return failed(err, WrongSignature)
	}
	authority, err := t.authorityOf(signer)
	switch {
	case err != nil:
		return failed(err, WrongCertificate)
	case authority == nil:
		return NotVerified, NoCertificate
	case signer.Usage != 0 && signer.Usage&x509.KeyUsageDigitalSignature == 0 || signer.CA || signer.ExtendedUse:
		return Forged, WrongUse
	case !authority.ValidAt(signer.NotBefore), !data.SigningTime.IsZero() && !signer.ValidAt(data.SigningTime):
		return Forged, WrongTime
	case !sameCountry(authority.Country, zone.Issuer):
		return Forged, WrongIssuer
	}
	return Genuine, ""
}

// failed tells a wrong signature from one that cannot be checked here.
func failed(err error, wrong Reason) (Verdict, Reason) {
	switch {
	case errors.Is(err, cms.ErrUnsupported):
		return NotVerified, UnknownAlgorithm
	case errors.Is(err, cms.ErrForm):
		return NotVerified, NotUnderstood
	}
	return Forged, wrong
}

// authorityOf finds the anchor that signed the certificate; nil where none did. An error means that the anchor with the very key that the
// certificate names did not sign it, or that its algorithm is not known here. Names alone accuse nobody: authorities keep their name when
// they change their key, and the new key may be missing here.
func (t Trust) authorityOf(signer *cms.Certificate) (*cms.Certificate, error) {
	var last error
	for _, a := range t.anchors {
		if !signer.IssuedBy(a) {
			continue
		}
		err := signer.SignedBy(a)
		if err == nil {
			return a, nil
		}
		if len(signer.AuthorityKeyID) > 0 && len(a.SubjectKeyID) > 0 {
			last = err
		}
	}
	return nil, last
}

// sameCountry compares the country of a certificate with the issuer in the zone (Doc 9303-3 section 5). Codes that are no country of ISO 3166, such
// as organisations', cannot be compared and pass: the signature is that of an authority that the configuration trusts.
func sameCountry(certificate, issuer string) bool {
	if issuer == "D" {
		issuer = "DEU"
	}
	zone, err1 := language.ParseRegion(issuer)
	authority, err2 := language.ParseRegion(certificate)
	if err1 != nil || err2 != nil || !zone.IsCountry() || !authority.IsCountry() {
		return true
	}
	zone, authority = zone.Canonicalize(), authority.Canonicalize()
	return zone == authority || territory(zone.String()) == territory(authority.String())
}

// territory maps the territories whose documents name their state, or whose authority does.
func territory(country string) string {
	switch country {
	case "HK", "MO":
		return "CN"
	case "AI", "BM", "FK", "GG", "GI", "IM", "JE", "KY", "MS", "SH", "TC", "VG":
		return "GB"
	}
	return country
}
