package draft

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/binary"
	"errors"
)

// ErrDamaged says that what the hub handed out is not what the code opens.
var ErrDamaged = errors.New("the draft does not open")

// Sizes of the content after padding: powers of two, so that the length tells little.
const (
	leastPadded = 16 << 10
	mostPadded  = 8 << 20
	lengthSize  = 4
)

// MostContent is the longest content that a draft can hold, in bytes.
const MostContent = mostPadded - lengthSize

// additional keeps a draft from being taken for anything else that is ever sealed.
const additional = "buergerterminal draft 1"

// Seal pads and seals a content of at most MostContent bytes. One secret seals one content.
func (s Secret) Seal(content []byte) ([]byte, error) {
	size := leastPadded
	for size < len(content)+lengthSize {
		size *= 2
	}
	if size > mostPadded {
		return nil, errors.New("the draft is too large")
	}
	padded := make([]byte, size)
	binary.BigEndian.PutUint32(padded, uint32(len(content)))
	copy(padded[lengthSize:], content)
	return s.aead().Seal(nil, nil, padded, []byte(additional)), nil
}

// Open is the content of what was sealed, or ErrDamaged.
func (s Secret) Open(sealed []byte) ([]byte, error) {
	padded, err := s.aead().Open(nil, nil, sealed, []byte(additional))
	if err != nil || len(padded) < lengthSize {
		return nil, ErrDamaged
	}
	length := binary.BigEndian.Uint32(padded)
	if uint64(length) > uint64(len(padded)-lengthSize) {
		return nil, ErrDamaged
	}
	return padded[lengthSize : lengthSize+int(length)], nil
}

// aead is AES-256-GCM with a random nonce before the text.
func (s Secret) aead() cipher.AEAD {
	block, err := aes.NewCipher(s.derive("key", 32))
	if err == nil {
		var a cipher.AEAD
		if a, err = cipher.NewGCMWithRandomNonce(block); err == nil {
			return a
		}
	}
	panic(err) // only for a key of another length
}
