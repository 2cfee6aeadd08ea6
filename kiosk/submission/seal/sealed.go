package seal

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/go-jose/go-jose/v4"

	"buergerterminal/kiosk/link"
)

const (
	typeJSON  = "application/json"
	typeBytes = "application/octet-stream" // the true type stands only in the sealed metadata
)

// Sealed is what travels; SealedAttachment is one attachment in it.
type (
	Sealed           = link.Sealed
	SealedAttachment = link.SealedAttachment
)

// Seal encrypts a for the owner of key. Errors have CodeInvalid, CodeKeyInvalid or CodeEncrypt.
// Base64 makes the result a third larger than the attachments.
func Seal(a Application, key PublicKey) (Sealed, error) {
	if err := a.Check(); err != nil {
		return Sealed{}, err
	}
	data, err := json.Marshal(dataOf(a))
	if err != nil {
		return Sealed{}, &Error{CodeInvalid, errors.New("data have no JSON form")}
	}
	defer clear(data)
	return sealParts(describe(a, data), data, a.Attachments, key, typeBytes)
}

// sealParts makes one JWE of each part. attachmentType is the content type that the attachments' headers name.
func sealParts(m metadata, data []byte, attachments []Attachment, key PublicKey, attachmentType string) (Sealed, error) {
	enc, err := newEncrypter(key)
	if err != nil {
		return Sealed{}, err
	}
	described, err := json.Marshal(m)
	if err != nil {
		return Sealed{}, &Error{CodeInvalid, errors.New("metadata have no JSON form")}
	}
	defer clear(described)
	s := link.NewSealed()
	if s.Metadata, err = encryptPart(enc, typeJSON, described); err != nil {
		return Sealed{}, err
	}
	if s.Data, err = encryptPart(enc, typeJSON, data); err != nil {
		return Sealed{}, err
	}
	for _, at := range attachments {
		jwe, err := encryptPart(enc, attachmentType, at.Data)
		if err != nil {
			return Sealed{}, err
		}
		s.Attachments = append(s.Attachments, SealedAttachment{ID: at.ID, JWE: jwe})
	}
	return s, nil
}

// ParseSealed reads what Sealed.Bytes wrote. It checks the form, not the encryption. Errors have CodeFormat.
func ParseSealed(raw []byte) (Sealed, error) {
	s, err := link.ParseSealed(raw)
	if err != nil {
		return Sealed{}, &Error{CodeFormat, err}
	}
	return s, nil
}

// KeyID is the id of the key that the JWEs of s are sealed for. Errors have CodeFormat.
func KeyID(s Sealed) (string, error) {
	jwe, err := parseJWE(s.Metadata)
	if err != nil {
		return "", err
	}
	return jwe.Header.KeyID, nil
}

// Open decrypts s and checks every hash. Errors have CodeFormat, CodeKeyMismatch, CodeDecrypt, CodeHash or CodeInvalid.
func Open(s Sealed, key PrivateKey) (Application, error) {
	plainMetadata, err := decryptPart(s.Metadata, key)
	if err != nil {
		return Application{}, err
	}
	var m metadata
	if err := json.Unmarshal(plainMetadata, &m); err != nil || m.Schema != schemaMetadata {
		return Application{}, &Error{CodeFormat, errors.New("metadata are of an unknown schema")}
	}
	plainData, err := decryptPart(s.Data, key)
	if err != nil {
		return Application{}, err
	}
	if hashOf(plainData) != m.ContentStructure.Data.Hash {
		return Application{}, &Error{CodeHash, errors.New("the data belong to another application")}
	}
	var d data
	if err := json.Unmarshal(plainData, &d); err != nil || d.Schema != schemaData {
		return Application{}, &Error{CodeFormat, errors.New("data are of an unknown schema")}
	}
	a := d.application()
	if a.Attachments, err = openAttachments(s.Attachments, m.ContentStructure.Attachments, key); err != nil {
		return Application{}, err
	}
	return a, a.Check()
}

func openAttachments(sealed []SealedAttachment, described []attachmentMetadata, key PrivateKey) ([]Attachment, error) {
	if len(sealed) != len(described) {
		return nil, &Error{CodeHash, fmt.Errorf("%d attachments, the metadata name %d", len(sealed), len(described))}
	}
	var attachments []Attachment
	for i, m := range described {
		if sealed[i].ID != m.AttachmentID {
			return nil, &Error{CodeHash, fmt.Errorf("attachment %d is not the one that the metadata name", i)}
		}
		plain, err := decryptPart(sealed[i].JWE, key)
		if err != nil {
			return nil, err
		}
		if hashOf(plain) != m.Hash {
			return nil, &Error{CodeHash, fmt.Errorf("attachment %d belongs to another application", i)}
		}
		attachments = append(attachments, Attachment{m.AttachmentID, m.Filename, m.MIMEType, m.Description, plain})
	}
	return attachments, nil
}

// encrypter makes the JWEs of one key, with the content type in the protected header.
type encrypter func(contentType string) (jose.Encrypter, error)

func newEncrypter(key PublicKey) (encrypter, error) {
	if !key.jwk.Valid() {
		return nil, keyError("no key given")
	}
	recipient := jose.Recipient{Algorithm: algorithm(key.jwk.Key), Key: key.jwk.Key, KeyID: key.jwk.KeyID}
	return func(contentType string) (jose.Encrypter, error) {
		options := (&jose.EncrypterOptions{}).WithContentType(jose.ContentType(contentType))
		return jose.NewEncrypter(jose.A256GCM, recipient, options)
	}, nil
}

func encryptPart(enc encrypter, contentType string, plain []byte) (string, error) {
	e, err := enc(contentType)
	if err != nil {
		return "", &Error{CodeEncrypt, err}
	}
	jwe, err := e.Encrypt(plain)
	if err != nil {
		return "", &Error{CodeEncrypt, err}
	}
	compact, err := jwe.CompactSerialize()
	if err != nil {
		return "", &Error{CodeEncrypt, err}
	}
	return compact, nil
}

// parseJWE reads the header. Only the algorithms that Seal uses are allowed, so that nobody can choose weaker ones.
func parseJWE(compact string) (*jose.JSONWebEncryption, error) {
	jwe, err := jose.ParseEncryptedCompact(compact,
		[]jose.KeyAlgorithm{jose.RSA_OAEP_256, jose.ECDH_ES}, []jose.ContentEncryption{jose.A256GCM})
	if err != nil {
		return nil, &Error{CodeFormat, errors.New("no JWE with RSA-OAEP-256 or ECDH-ES and A256GCM")}
	}
	return jwe, nil
}

func parsePart(compact, keyID string) (*jose.JSONWebEncryption, error) {
	jwe, err := parseJWE(compact)
	if err != nil {
		return nil, err
	}
	if jwe.Header.KeyID != keyID {
		return nil, &Error{CodeKeyMismatch, fmt.Errorf("sealed for key %q, this one is %q", jwe.Header.KeyID, keyID)}
	}
	return jwe, nil
}

func decryptPart(compact string, key PrivateKey) ([]byte, error) {
	jwe, err := parsePart(compact, key.jwk.KeyID)
	if err != nil {
		return nil, err
	}
	plain, err := jwe.Decrypt(key.jwk.Key)
	if err != nil {
		return nil, &Error{CodeDecrypt, errors.New("changed on its way, or not for this key")}
	}
	return plain, nil
}
