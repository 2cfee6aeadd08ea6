package audit

import (
	"bufio"
	"context"
	"crypto/ed25519"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"io"
	"time"
)

// An exported log is a text of one JSON object a line: every row, and in the last line the head with its signature.

type exportedRow struct {
	Seq    int64     `json:"seq"`
	At     time.Time `json:"at"`
	Action Action    `json:"action"`
	Actor  string    `json:"actor"`
	Object string    `json:"object,omitempty"`
	Detail Detail    `json:"detail,omitempty"`
	Prev   Hash      `json:"prev"`
	Hash   Hash      `json:"hash"`
}

// SignedHead is a head with an Ed25519 signature over its bytes.
type SignedHead struct {
	Head      Head   `json:"head"`
	Signature string `json:"signature"` // base64
}

// signedBytes are what is signed: a domain, and the head as JSON, whose fields have a fixed order.
func (h Head) signedBytes() ([]byte, error) {
	raw, err := json.Marshal(h)
	return append([]byte("buergerterminal audit head 1\n"), raw...), err
}

// Sign signs the head.
func Sign(h Head, key ed25519.PrivateKey) (SignedHead, error) {
	raw, err := h.signedBytes()
	if err != nil {
		return SignedHead{}, &Error{CodeExport, err}
	}
	return SignedHead{h, base64.StdEncoding.EncodeToString(ed25519.Sign(key, raw))}, nil
}

// Check proves that the holder of the key signed the head. It fails with CodeExport.
func (s SignedHead) Check(key ed25519.PublicKey) error {
	signature, err := base64.StdEncoding.DecodeString(s.Signature)
	if err != nil {
		return &Error{CodeExport, errors.New("the signature is not base64")}
	}
	raw, err := s.Head.signedBytes()
	if err != nil {
		return &Error{CodeExport, err}
	}
	if len(key) != ed25519.PublicKeySize || !ed25519.Verify(key, raw, signature) {
		return &Error{CodeExport, errors.New("the signature does not fit head and key")}
	}
	return nil
}

// Export verifies the log while it writes it, and ends with the signed head, which it returns. What was written when it
// fails has no head, and Read refuses it.
func (l *Log) Export(ctx context.Context, w io.Writer, key ed25519.PrivateKey) (SignedHead, error) {
	out := bufio.NewWriter(w)
	encoder := json.NewEncoder(out)
	end, err := l.Head(ctx)
	if err != nil {
		return SignedHead{}, err
	}
	chain := Head{At: end.At}
	err = l.Rows(ctx, 0, func(r Row) error {
		if r.Seq > end.Seq {
			return io.EOF // came after the head was read
		}
		if err := chain.follow(r); err != nil {
			return &Error{CodeBroken, err}
		}
		chain.Seq, chain.Hash = r.Seq, r.Hash()
		e := r.Entry
		return coded(CodeExport, encoder.Encode(exportedRow{r.Seq, r.At, e.Action, e.Actor, e.Object, e.Detail, r.Prev, r.Stored}))
	})
	switch {
	case err != nil && !errors.Is(err, io.EOF):
		return SignedHead{}, err
	case chain.Seq != end.Seq || chain.Hash != end.Hash:
		return SignedHead{}, &Error{CodeBroken, &Broken{chain.Seq + 1, "the rows do not reach the head"}}
	}
	signed, err := Sign(end, key)
	if err != nil {
		return SignedHead{}, err
	}
	if err := errors.Join(encoder.Encode(signed), out.Flush()); err != nil {
		return SignedHead{}, &Error{CodeExport, err}
	}
	return signed, nil
}

// maxLine bounds a line of an exported log.
const maxLine = 4 << 10

// Read verifies an exported log: its chain, its head, and the head's signature. It fails with CodeExport or CodeBroken.
func Read(r io.Reader, key ed25519.PublicKey) (SignedHead, error) {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, maxLine)
	var chain Head
	var signed *SignedHead
	for lines.Scan() {
		var line struct {
			exportedRow
			Head      *Head  `json:"head"`
			Signature string `json:"signature"`
		}
		switch err := json.Unmarshal(lines.Bytes(), &line); {
		case err != nil:
			return SignedHead{}, &Error{CodeExport, errors.New("a line is no row of a log")}
		case signed != nil:
			return SignedHead{}, &Error{CodeExport, errors.New("something follows the head")}
		case line.Head != nil:
			signed = &SignedHead{*line.Head, line.Signature}
			continue
		}
		row := Row{line.Seq, line.At, Entry{line.Action, line.Actor, line.Object, line.Detail}, line.Prev, line.Hash}
		if err := chain.follow(row); err != nil {
			return SignedHead{}, &Error{CodeBroken, err}
		}
		chain.Seq, chain.Hash = row.Seq, row.Hash()
	}
	switch {
	case lines.Err() != nil:
		return SignedHead{}, &Error{CodeExport, lines.Err()}
	case signed == nil:
		return SignedHead{}, &Error{CodeExport, errors.New("the head is missing: the file is cut off")}
	case signed.Head.Seq != chain.Seq || signed.Head.Hash != chain.Hash:
		return SignedHead{}, &Error{CodeBroken, &Broken{chain.Seq + 1, "the rows do not reach the head"}}
	}
	return *signed, signed.Check(key)
}

// NewKey makes the key that signs heads: a private key in PKCS #8 and its public key in PKIX, both PEM.
func NewKey() (private, public []byte, err error) {
	publicKey, privateKey, err := ed25519.GenerateKey(nil)
	if err != nil {
		return nil, nil, &Error{CodeKey, err}
	}
	privateDER, err := x509.MarshalPKCS8PrivateKey(privateKey)
	if err != nil {
		return nil, nil, &Error{CodeKey, err}
	}
	publicDER, err := x509.MarshalPKIXPublicKey(publicKey)
	if err != nil {
		return nil, nil, &Error{CodeKey, err}
	}
	return pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: privateDER}),
		pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: publicDER}), nil
}

// ParsePrivateKey reads the private key that NewKey made. It fails with CodeKey.
func ParsePrivateKey(text []byte) (ed25519.PrivateKey, error) {
	block, _ := pem.Decode(text)
	if block == nil || block.Type != "PRIVATE KEY" {
		return nil, &Error{CodeKey, errors.New("the file holds no private key in PEM")}
	}
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if private, ok := key.(ed25519.PrivateKey); err == nil && ok {
		return private, nil
	}
	return nil, &Error{CodeKey, errors.New("the key is not Ed25519 in PKCS #8")}
}

// ParsePublicKey reads the public key that NewKey made. It fails with CodeKey.
func ParsePublicKey(text []byte) (ed25519.PublicKey, error) {
	block, _ := pem.Decode(text)
	if block == nil || block.Type != "PUBLIC KEY" {
		return nil, &Error{CodeKey, errors.New("the file holds no public key in PEM")}
	}
	key, err := x509.ParsePKIXPublicKey(block.Bytes)
	if public, ok := key.(ed25519.PublicKey); err == nil && ok {
		return public, nil
	}
	return nil, &Error{CodeKey, errors.New("the key is not Ed25519 in PKIX")}
}
