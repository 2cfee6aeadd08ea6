package enrol

import (
	"context"
	"crypto/ecdsa"
	"crypto/x509"
	"net/http"
	"time"

	"buergerterminal/kiosk/hub/database"
	"buergerterminal/kiosk/link"
)

// Identify says which terminal sent a request: by the client's certificate of its TLS connection, or by its signature. It
// fails with CodeUnknown where there is neither, with CodeRevoked, CodeExpired, CodeForged, CodeClock or CodeReplayed where
// it does not count, and with CodeStore.
//
// The server of TLS must be set to verify certificates that are given against Authority.Pool.
func (r *Registry) Identify(req *http.Request) (Identity, error) {
	ctx := req.Context()
	if req.TLS != nil && len(req.TLS.VerifiedChains) > 0 {
		leaf := req.TLS.VerifiedChains[0][0]
		row, err := r.admitted(ctx, serialOf(leaf))
		if err != nil {
			return Identity{}, err
		}
		if !row.leaf.Equal(leaf) {
			return Identity{}, fault(CodeForged)
		}
		return row.Identity, r.firstUse(ctx, row)
	}
	if req.Header.Get(link.HeaderSignatureInput) == "" {
		return Identity{}, fault(CodeUnknown)
	}
	return r.identifySignature(ctx, req)
}

func (r *Registry) identifySignature(ctx context.Context, req *http.Request) (Identity, error) {
	signature, err := link.ReadSignature(req.Header)
	if err != nil {
		return Identity{}, fault(CodeForged)
	}
	if d := r.now().Sub(signature.Created); d > link.SignatureWindow || d < -link.SignatureWindow {
		return Identity{}, fault(CodeClock)
	}
	row, err := r.admitted(ctx, signature.Serial)
	if err != nil {
		return Identity{}, err
	}
	key, ok := row.leaf.PublicKey.(*ecdsa.PublicKey)
	if !ok || !signature.Verify(req, key) || req.Header.Get(link.HeaderTerminal) != row.Terminal {
		return Identity{}, fault(CodeForged)
	}
	if err := r.spend(ctx, signature); err != nil {
		return Identity{}, err
	}
	return row.Identity, r.firstUse(ctx, row)
}

// admitted reads a certificate that counts.
func (r *Registry) admitted(ctx context.Context, serial string) (certificateRow, error) {
	row, err := r.certificate(ctx, serial)
	switch {
	case err != nil:
		return row, err
	case row.ended != 0:
		return row, fault(CodeRevoked)
	case !r.now().Before(row.leaf.NotAfter):
		return row, fault(CodeExpired)
	}
	_, err = row.leaf.Verify(x509.VerifyOptions{Roots: r.authority.Pool(), CurrentTime: r.now(), KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}})
	if err != nil {
		return row, fault(CodeForged) // the row was not written by the authority
	}
	return row, nil
}

// spend lets a nonce count once, on all replicas.
func (r *Registry) spend(ctx context.Context, s link.Signature) error {
	now := r.now()
	err := r.db.Tx(ctx, func(tx *database.Tx) error {
		// A nonce must be known as long as its signature's time could still be taken.
		if _, err := tx.Exec(ctx, `DELETE FROM enrol_nonce WHERE at < $1`, now.Add(-2*link.SignatureWindow-time.Second).UnixMilli()); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `INSERT INTO enrol_nonce (serial, nonce, at) VALUES ($1, $2, $3)`, s.Serial, s.Nonce, now.UnixMilli())
		return err
	})
	if database.CodeOf(err) == database.CodeUnique {
		return fault(CodeReplayed)
	}
	return stored(err)
}

// firstUse ends older certificates of the terminal, once it has shown that it has the new one.
func (r *Registry) firstUse(ctx context.Context, row certificateRow) error {
	if row.used != 0 {
		return nil
	}
	return stored(r.db.Tx(ctx, func(tx *database.Tx) error {
		if _, err := tx.Exec(ctx, `UPDATE enrol_certificate SET used = 1 WHERE serial = $1`, serialOf(row.leaf)); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `UPDATE enrol_certificate SET ended = $1 WHERE terminal = $2 AND issued < $3 AND ended = 0`, r.now().UnixMilli(), row.Terminal, row.issued)
		return err
	}))
}
