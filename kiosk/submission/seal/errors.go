package seal

import "errors"

// Code says what went wrong; kiosk/health maps it to a citizen's text and a technician's remedy.
type Code string

// The codes of this package.
const (
	CodeKeyInvalid  Code = "seal.key-invalid"         // file unreadable, no key in it, or of a kind that cannot seal
	CodeKeySmall    Code = "seal.key-small"           // RSA below 4096 bits
	CodeKeyPrivate  Code = "seal.key-private"         // a private key where only the public one may be
	CodeKeyPin      Code = "seal.key-pin"             // not the key that the configuration pins
	CodeKeyChain    Code = "seal.key-chain"           // its certificates do not lead to one that the configuration trusts
	CodeKeyRotated  Code = "seal.key-rotated"         // the destination wants another key than the pinned one
	CodeCertificate Code = "seal.certificate"         // an authority's mail certificate that cannot be sealed for
	CodeKeyMismatch Code = "seal.key-mismatch"        // sealed for another key
	CodeInvalid     Code = "seal.application-invalid" // the application lacks what the receiver needs
	CodeEncrypt     Code = "seal.encrypt"             // sealing failed
	CodeFormat      Code = "seal.format"              // the blob is no sealed application
	CodeDecrypt     Code = "seal.decrypt"             // changed on its way, or not for this key
	CodeHash        Code = "seal.hash"                // parts are missing, exchanged or added
)

// Error is a failure with its code. Its text is technical and holds neither content nor key material.
type Error struct {
	Code Code
	Err  error
}

func (e *Error) Error() string { return string(e.Code) + ": " + e.Err.Error() }

func (e *Error) Unwrap() error { return e.Err }

// CodeOf returns the code of the first Error in err's chain, or the empty code.
func CodeOf(err error) Code {
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}
