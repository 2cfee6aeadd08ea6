// Package sm is secure messaging of Doc 9303-11 section 9.8 as a terminal speaks it, with the ciphers, check values and key derivation
// that the access protocols share with it. It is pure: no I/O, no chance, no clock. It never hands out data whose check value it has
// not compared, in constant time, and after the first wrong answer a session is dead.
//
// Sources: Doc 9303-11, 8th edition: 9.7 (keys), 9.8 (secure messaging), D.4 (example); ISO/IEC 9797-1 (MAC algorithm 3, padding method 2); RFC 4493
// (CMAC); NIST SP 800-38B examples for 192 and 256 bits.
package sm

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/des"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"math/bits"
)

// Cipher is a set of algorithms: block cipher, check value, key derivation.
type Cipher int

// The ciphers of Doc 9303-11.
const (
	TripleDES Cipher = iota + 1 // two keys, CBC; MAC algorithm 3 of ISO/IEC 9797-1
	AES128                      // CBC; CMAC cut to 8 bytes
	AES192
	AES256
)

func (c Cipher) String() string {
	switch c {
	case TripleDES:
		return "3DES"
	case AES128:
		return "AES-128"
	case AES192:
		return "AES-192"
	case AES256:
		return "AES-256"
	}
	return fmt.Sprintf("Cipher(%d)", int(c))
}

// Purpose is what a derived key is for: the counter of Doc 9303-11 section 9.7.1.
type Purpose uint32

// The purposes.
const (
	Encryption Purpose = 1
	Checking   Purpose = 2 // the check value
	Password   Purpose = 3 // of PACE
)

// MACSize is the length of a check value in bytes, for every cipher.
const MACSize = 8

// Errors of this package.
var (
	// ErrCheck says that a check value is missing or wrong: the answer is not the chip's, or not for this command.
	ErrCheck = errors.New("sm: check value missing or wrong")
	// ErrForm says that an answer is not built as Doc 9303-11 says.
	ErrForm = errors.New("sm: answer not of the form of Doc 9303-11")
	// ErrDead says that the session ended with an earlier error.
	ErrDead = errors.New("sm: the session has ended")
	// ErrKey says that a key has the wrong length for its cipher.
	ErrKey = errors.New("sm: wrong length of a key")
)

// KeySize is the length of a key in bytes.
func (c Cipher) KeySize() int {
	switch c {
	case AES192:
		return 24
	case AES256:
		return 32
	}
	return 16
}

// BlockSize is that of the block cipher.
func (c Cipher) BlockSize() int {
	if c == TripleDES {
		return des.BlockSize
	}
	return aes.BlockSize
}

// DeriveKey is KDF(K, c) of Doc 9303-11 section 9.7.1: SHA-1 up to 128 bits, SHA-256 above, DES keys with their parity.
func (c Cipher) DeriveKey(secret []byte, p Purpose) []byte {
	input := binary.BigEndian.AppendUint32(append(make([]byte, 0, len(secret)+4), secret...), uint32(p))
	defer clear(input)
	if c == AES192 || c == AES256 {
		sum := sha256.Sum256(input)
		return append([]byte(nil), sum[:c.KeySize()]...)
	}
	sum := sha1.Sum(input)
	key := append([]byte(nil), sum[:c.KeySize()]...)
	if c == TripleDES {
		for i, b := range key {
			key[i] = b&0xFE | byte(1&^bits.OnesCount8(b&0xFE))
		}
	}
	return key
}

// block makes the block cipher of a key; two DES keys become three.
func (c Cipher) block(key []byte) (cipher.Block, error) {
	if len(key) != c.KeySize() {
		return nil, fmt.Errorf("%w: %d bytes for %v", ErrKey, len(key), c)
	}
	if c == TripleDES {
		three := append(append(make([]byte, 0, 24), key...), key[:8]...)
		defer clear(three)
		return des.NewTripleDESCipher(three)
	}
	return aes.NewCipher(key)
}

// Encrypt is CBC without padding; iv nil means zeros. The text must be whole blocks.
func (c Cipher) Encrypt(key, iv, text []byte) ([]byte, error) {
	mode, out, err := c.cbc(key, iv, text, cipher.NewCBCEncrypter)
	if err != nil {
		return nil, err
	}
	mode.CryptBlocks(out, text)
	return out, nil
}

// Decrypt is the opposite of Encrypt.
func (c Cipher) Decrypt(key, iv, text []byte) ([]byte, error) {
	mode, out, err := c.cbc(key, iv, text, cipher.NewCBCDecrypter)
	if err != nil {
		return nil, err
	}
	mode.CryptBlocks(out, text)
	return out, nil
}

func (c Cipher) cbc(key, iv, text []byte, mode func(cipher.Block, []byte) cipher.BlockMode) (cipher.BlockMode, []byte, error) {
	block, err := c.block(key)
	if err != nil {
		return nil, nil, err
	}
	if iv == nil {
		iv = make([]byte, block.BlockSize())
	}
	if len(text)%block.BlockSize() != 0 || len(iv) != block.BlockSize() {
		return nil, nil, fmt.Errorf("%w: %d bytes are no whole blocks", ErrForm, len(text))
	}
	return mode(block, iv), make([]byte, len(text)), nil
}

// MAC is the check value over message, 8 bytes. Triple DES pads the message (method 2), AES takes it as it is.
func (c Cipher) MAC(key, message []byte) ([]byte, error) {
	if c == TripleDES {
		return retailMAC(key, Pad(message, des.BlockSize))
	}
	block, err := c.block(key)
	if err != nil {
		return nil, err
	}
	return cmac(block, message)[:MACSize], nil
}

// retailMAC is MAC algorithm 3 of ISO/IEC 9797-1: CBC with the first key, the last block once more with both.
func retailMAC(key, padded []byte) ([]byte, error) {
	if len(key) != 16 {
		return nil, fmt.Errorf("%w: %d bytes for a MAC", ErrKey, len(key))
	}
	first, err := des.NewCipher(key[:8])
	if err != nil {
		return nil, err
	}
	second, err := des.NewCipher(key[8:])
	if err != nil {
		return nil, err
	}
	sum := make([]byte, des.BlockSize)
	for ; len(padded) > 0; padded = padded[des.BlockSize:] {
		xor(sum, padded)
		first.Encrypt(sum, sum)
	}
	second.Decrypt(sum, sum)
	first.Encrypt(sum, sum)
	return sum, nil
}

// cmac is RFC 4493 for any block cipher of 16 bytes.
func cmac(block cipher.Block, message []byte) []byte {
	const size = aes.BlockSize
	k1 := make([]byte, size)
	block.Encrypt(k1, k1)
	double(k1)
	sum := make([]byte, size)
	for len(message) > size {
		xor(sum, message)
		block.Encrypt(sum, sum)
		message = message[size:]
	}
	last := message
	if len(message) < size {
		double(k1)
		last = Pad(message, size)
	}
	xor(sum, last)
	xor(sum, k1)
	block.Encrypt(sum, sum)
	return sum
}

// double multiplies by x in the field of RFC 4493, without a branch on the key.
func double(b []byte) {
	carry := b[0] >> 7
	for i := range len(b) - 1 {
		b[i] = b[i]<<1 | b[i+1]>>7
	}
	b[len(b)-1] = b[len(b)-1]<<1 ^ carry*0x87
}

// xor adds the first block of b to sum.
func xor(sum, b []byte) {
	for i := range sum {
		sum[i] ^= b[i]
	}
}

// Pad is padding method 2 of ISO/IEC 9797-1: 80, then zeros up to whole blocks.
func Pad(b []byte, block int) []byte {
	padded := append(make([]byte, 0, len(b)+block), b...)
	padded = append(padded, 0x80)
	for len(padded)%block != 0 {
		padded = append(padded, 0)
	}
	return padded
}

// Unpad takes the padding off; false when there is none.
func Unpad(b []byte) ([]byte, bool) {
	for i := len(b) - 1; i >= 0; i-- {
		switch b[i] {
		case 0:
		case 0x80:
			return b[:i:i], true
		default:
			return nil, false
		}
	}
	return nil, false
}
