// Package cms reads signed data (RFC 5652) and the certificates of document signers and their country's authorities (Doc 9303-12), and
// checks their signatures. It decides nothing about trust and knows no country.
//
// Why not a library: what was tried with crypto/x509 of Go 1.26 and github.com/smallstep/pkcs7 v0.2.3, which the tests hold:
//   - crypto/x509 refuses a certificate with a Brainpool curve or with the numbers of a curve ("unsupported elliptic curve", "invalid ECDSA
//     parameters"). Doc 9303-12 section 4.4.3 demands the numbers of every issuer; German and Austrian signers have Brainpool curves.
//   - pkcs7 parses every certificate with crypto/x509, knows no RSASSA-PSS and no signer named by its key identifier, does not compare
//     the content type attribute with the content, and goes on after a SignedData that it could not parse.
//
// So one strict reader for all issuers stands here, with the standard library's RSA and ECDSA. pkcs7 and openssl are its peers in the tests, for
// everything that they can read.
//
// Supported: RSASSA-PKCS1-v1_5, RSASSA-PSS (with one hash for message and mask), ECDSA on the curves of package
// curve; SHA-1, SHA-224 … SHA-512. Not supported, and refused as such: DSA, EdDSA, SHA-3, more than one signer, BER with indefinite lengths.
// SHA-1 is supported because documents that are still valid may be signed with it; nothing here signs.
package cms
