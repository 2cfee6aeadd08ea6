package seal

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"math/big"
)

// Object identifiers of RFC 5652 (CMS), RFC 4055 (RSAES-OAEP) and RFC 3565 (AES).
var (
	oidEnvelopedData = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 3}
	oidData          = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 1}
	oidOAEP          = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 7}
	oidMGF1          = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 8}
	oidSHA256        = asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 2, 1}
	oidAES256CBC     = asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 1, 42}
)

// contentInfo and what follows are the structures of RFC 5652, sections 3 and 6.
type contentInfo struct {
	Type    asn1.ObjectIdentifier
	Content envelopedData `asn1:"explicit,tag:0"`
}

type envelopedData struct {
	Version    int
	Recipients []keyTransRecipient `asn1:"set"`
	Content    encryptedContent
}

type keyTransRecipient struct {
	Version      int
	ID           issuerAndSerial
	Algorithm    pkix.AlgorithmIdentifier
	EncryptedKey []byte
}

type issuerAndSerial struct {
	Issuer asn1.RawValue
	Serial *big.Int
}

type encryptedContent struct {
	Type      asn1.ObjectIdentifier
	Algorithm pkix.AlgorithmIdentifier
	Content   []byte `asn1:"optional,tag:0"`
}

// oaepParameters are those of RFC 4055, section 3.1, with both hashes SHA-256.
type oaepParameters struct {
	Hash pkix.AlgorithmIdentifier `asn1:"explicit,tag:0"`
	Mask pkix.AlgorithmIdentifier `asn1:"explicit,tag:1"`
}

// envelop makes the DER of a CMS EnvelopedData for the owner of the certificate: RSAES-OAEP with SHA-256 and AES-256-CBC, which
// S/MIME 3.2 and later read (RFC 5751). The mode proves nothing about who made the content or whether it was changed; the mail around
// it is the hub's, and its way there is.
//
// Why not github.com/smallstep/pkcs7: its algorithms are variables of the package, which one program cannot set for one message.
func envelop(content []byte, to *x509.Certificate) ([]byte, error) {
	key, iv := make([]byte, 32), make([]byte, aes.BlockSize)
	rand.Read(key) // never fails (crypto/rand)
	rand.Read(iv)
	defer clear(key)
	wrapped, err := rsa.EncryptOAEP(sha256.New(), rand.Reader, to.PublicKey.(*rsa.PublicKey), key, nil)
	if err != nil {
		return nil, &Error{CodeEncrypt, err}
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, &Error{CodeEncrypt, err}
	}
	fill := aes.BlockSize - len(content)%aes.BlockSize
	encrypted := append(bytes.Clone(content), bytes.Repeat([]byte{byte(fill)}, fill)...)
	cipher.NewCBCEncrypter(block, iv).CryptBlocks(encrypted, encrypted)
	transport, err := oaep()
	if err != nil {
		return nil, &Error{CodeEncrypt, err}
	}
	der, err := asn1.Marshal(contentInfo{oidEnvelopedData, envelopedData{
		Recipients: []keyTransRecipient{{
			ID:           issuerAndSerial{asn1.RawValue{FullBytes: to.RawIssuer}, to.SerialNumber},
			Algorithm:    transport,
			EncryptedKey: wrapped,
		}},
		Content: encryptedContent{oidData, pkix.AlgorithmIdentifier{Algorithm: oidAES256CBC, Parameters: octets(iv)}, encrypted},
	}})
	if err != nil {
		return nil, &Error{CodeEncrypt, err}
	}
	return der, nil
}

func octets(b []byte) asn1.RawValue { return asn1.RawValue{Tag: asn1.TagOctetString, Bytes: b} }

// oaep is the algorithm identifier of RSAES-OAEP with SHA-256 for both hashes.
func oaep() (pkix.AlgorithmIdentifier, error) {
	hash := pkix.AlgorithmIdentifier{Algorithm: oidSHA256, Parameters: asn1.NullRawValue}
	inner, err := asn1.Marshal(hash)
	if err != nil {
		return pkix.AlgorithmIdentifier{}, err
	}
	parameters, err := asn1.Marshal(oaepParameters{hash, pkix.AlgorithmIdentifier{Algorithm: oidMGF1, Parameters: asn1.RawValue{FullBytes: inner}}})
	return pkix.AlgorithmIdentifier{Algorithm: oidOAEP, Parameters: asn1.RawValue{FullBytes: parameters}}, err
}
