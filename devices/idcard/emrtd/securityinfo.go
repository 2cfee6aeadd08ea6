package emrtd

import (
	"encoding/asn1"
	"errors"
	"fmt"
	"slices"

	"golang.org/x/crypto/cryptobyte"
	der "golang.org/x/crypto/cryptobyte/asn1"

	"buergerterminal/devices/idcard/emrtd/sm"
)

// errInfos says that EF.CardAccess or DG14 is no SET OF SecurityInfo.
var errInfos = errors.New("security infos are malformed")

// securityInfo is one entry of EF.CardAccess or DG14 (Doc 9303-11 section 9.2).
type securityInfo struct {
	protocol asn1.ObjectIdentifier
	required cryptobyte.String // whole element
	optional cryptobyte.String // whole element, empty where absent
}

// parseInfos reads SecurityInfos ::= SET OF SecurityInfo.
func parseInfos(b []byte) ([]securityInfo, error) {
	var set cryptobyte.String
	input := cryptobyte.String(b)
	if !input.ReadASN1(&set, der.SET) || !input.Empty() {
		return nil, errInfos
	}
	var all []securityInfo
	for !set.Empty() {
		var entry cryptobyte.String
		var info securityInfo
		if !set.ReadASN1(&entry, der.SEQUENCE) || !entry.ReadASN1ObjectIdentifier(&info.protocol) || !entry.ReadAnyASN1Element(&info.required, nil) {
			return nil, errInfos
		}
		if !entry.Empty() && !entry.ReadAnyASN1Element(&info.optional, nil) || !entry.Empty() {
			return nil, errInfos
		}
		all = append(all, info)
	}
	return all, nil
}

// bsi is the arc of TR-03110 that Doc 9303-11 takes its protocols from: 0.4.0.127.0.7.2.2.
func bsi(rest ...int) asn1.ObjectIdentifier {
	return append(asn1.ObjectIdentifier{0, 4, 0, 127, 0, 7, 2, 2}, rest...)
}

// below returns the last number of oid where it is one of prefix's children.
func below(oid, prefix asn1.ObjectIdentifier) (int, bool) {
	n := len(prefix)
	if len(oid) != n+1 || !slices.Equal(oid[:n], prefix) {
		return 0, false
	}
	return oid[n], true
}

// cipherOf gives the ciphers of the last number of a protocol's name: 1 to 4 for PACE and chip authentication alike.
func cipherOf(n int) (sm.Cipher, bool) {
	c := sm.Cipher(n)
	return c, c >= sm.TripleDES && c <= sm.AES256
}

// oidBytes are the contents of an object identifier, as MSE:Set AT carries it.
func oidBytes(oid asn1.ObjectIdentifier) ([]byte, error) {
	b, err := asn1.Marshal(oid)
	if err != nil {
		return nil, fmt.Errorf("object identifier: %w", err)
	}
	return b[2:], nil
}

// integer reads a small number that is a whole element.
func integer(element cryptobyte.String) (int, bool) {
	var n int
	return n, element.ReadASN1Integer(&n) && element.Empty()
}
