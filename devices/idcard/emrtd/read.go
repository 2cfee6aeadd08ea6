package emrtd

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"slices"
	"time"

	"buergerterminal/devices"
	"buergerterminal/devices/idcard/emrtd/apdu"
	"buergerterminal/devices/idcard/emrtd/cms"
	"buergerterminal/devices/idcard/emrtd/tlv"
	"buergerterminal/devices/idcard/mrz"
)

// Protocol is the way by which a chip was opened.
type Protocol string

// The ways.
const (
	PACE Protocol = "PACE"
	BAC  Protocol = "BAC"
)

// Chip says whether the chip itself is the one that the issuer made. The proof is worth as much as the signature over the chip's public
// key: Proven with a document that is not Genuine proves nothing.
type Chip string

// What is known of the chip.
const (
	ChipUnproven Chip = ""       // it offers no proof that the terminal knows
	ChipProven   Chip = "proven" // chip authentication or active authentication succeeded
	ChipCloned   Chip = "cloned" // it lacks the private key, or hides the public one that its signed list names
)

// Document is what a chip gave.
type Document struct {
	MRZ          mrz.Document
	Face         Face
	Details      Details
	Authenticity Authenticity
	Chip         Chip
	Protocol     Protocol
	Cipher       string   // of the way in, such as "AES-128", for technicians
	Incomplete   []string // files that the chip lists but does not give, or that have a form not known here
}

// ChipAuthenticated reports whether the chip proved that it is no copy.
func (d *Document) ChipAuthenticated() bool { return d.Chip == ChipProven }

// Expired reports whether the document's last day lies before now. It says nothing about genuineness.
func (d *Document) Expired(now time.Time) bool {
	day, ok := d.MRZ.Expiry.Expires(now)
	return ok && day.Before(now)
}

// Wipe overwrites the picture and lets go of everything else. Texts are strings, which Go cannot overwrite: they stay in memory until the
// garbage collector reuses it.
func (d *Document) Wipe() {
	clear(d.Face.Data)
	*d = Document{}
}

// Read opens the chip and reads the document: zone, face, details, security object. It reads EF.CardAccess first and uses PACE where the chip
// offers it, else basic access control (Doc 9303-11 section 4.2); a failed PACE is not followed by basic access control. progress may
// be nil; it is called from Read's goroutine.
//
// Errors are *devices.Error:
//   - FaultChipSecret: the number or zone does not open this chip, or the chip needs the zone and only a number was given
//   - FaultChipAuthority: the chip gives its files to holders of an authority's certificate only
//   - FaultChipRefused: no way in that is known here, or a step of it was refused
//   - FaultCardWrong: no travel document
//   - FaultChipProtocol: an answer against Doc 9303, or a check value that is wrong
//   - FaultCancelled: ctx ended
//   - what the reader says, such as FaultChipRemoved or FaultUnplugged
//
// A document that is forged, cloned or expired is no error: the caller decides by Authenticity, Chip and Expired.
func Read(ctx context.Context, card Card, access Access, trust Trust, progress func(Progress)) (Document, error) {
	return read(ctx, card, access, trust, progress, rand.Reader)
}

func read(ctx context.Context, card Card, access Access, trust Trust, progress func(Progress), random io.Reader) (Document, error) {
	r := &reading{channel: channel{card: card, answer: apdu.MaxShort}, random: random, progress: progress, files: map[file][]byte{}}
	defer r.forget()
	if err := r.open(ctx, access); err != nil {
		return Document{}, err
	}
	if err := r.fetch(ctx); err != nil {
		r.document.Wipe()
		return Document{}, err
	}
	r.document.Authenticity = r.authenticate(trust)
	if err := r.proveChip(ctx); err != nil {
		r.document.Wipe()
		return Document{}, err
	}
	return r.document, nil
}

// reading is one document while it is read.
type reading struct {
	channel  channel
	random   io.Reader
	progress func(Progress)
	terminal bool // EF.CardAccess offers terminal authentication: files may need an authority's certificate
	files    map[file][]byte
	object   *securityObject
	sodError error
	document Document
}

// forget overwrites keys and files.
func (r *reading) forget() {
	r.channel.close()
	for _, b := range r.files {
		clear(b)
	}
}

// open finds the way in and goes it. Afterwards the application is selected and protected.
func (r *reading) open(ctx context.Context, access Access) error {
	infos, err := r.cardAccess(ctx)
	if err != nil {
		return err
	}
	for _, i := range infos {
		r.terminal = r.terminal || i.protocol.Equal(bsi(2))
	}
	if err := r.channel.capabilities(ctx); err != nil {
		return err
	}
	if info, _, ok := choosePACE(infos); ok {
		return r.openByPACE(ctx, info, access)
	}
	return r.openByBAC(ctx, access)
}

// cardAccess reads EF.CardAccess; a chip without PACE has none.
func (r *reading) cardAccess(ctx context.Context) ([]securityInfo, error) {
	b, err := r.channel.file(ctx, fileCardAccess, nil)
	if statusOf(err) != 0 {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	infos, err := parseInfos(b)
	if err != nil {
		return nil, devices.Errorf(devices.FaultChipProtocol, "EF.CardAccess: %w", err)
	}
	return infos, nil
}

// openByPACE tries what is known of the document, the card access number first.
func (r *reading) openByPACE(ctx context.Context, info paceInfo, access Access) error {
	tries := []Access{access}
	if access.CAN != "" && access.MRZ != nil {
		tries = []Access{{CAN: access.CAN}, {MRZ: access.MRZ}}
	}
	var err error
	for _, a := range tries {
		var pw password
		if pw, err = a.password(); err != nil {
			return devices.Errorf(devices.FaultChipSecret, "PACE: %w", err)
		}
		session, failed := pace{info, &r.channel, r.random}.run(ctx, pw)
		clear(pw.secret)
		if err = failed; err == nil {
			r.channel.secure(session)
			r.document.Protocol, r.document.Cipher = PACE, info.cipher.String()
			break
		}
		if f := devices.FaultOf(err); f != devices.FaultChipSecret && f != devices.FaultChipRefused {
			return err
		}
	}
	if err != nil {
		return err
	}
	if err := r.channel.application(ctx); err != nil {
		return r.withheld(err, devices.FaultCardWrong)
	}
	return nil
}

func (r *reading) openByBAC(ctx context.Context, access Access) error {
	if err := r.channel.application(ctx); err != nil {
		return r.withheld(err, devices.FaultCardWrong)
	}
	if access.MRZ == nil {
		return devices.Errorf(devices.FaultChipSecret, "basic access control needs the printed zone: %w", ErrAccess)
	}
	session, err := basicAccess(ctx, &r.channel, *access.MRZ, r.random)
	if err != nil {
		return err
	}
	r.channel.secure(session)
	r.document.Protocol, r.document.Cipher = BAC, session.Cipher().String()
	return nil
}

// withheld gives a refusal its fault: chips that offer terminal authentication before anything else keep their files for authorities.
func (r *reading) withheld(err error, other devices.Fault) error {
	switch {
	case statusOf(err) == 0:
		return err
	case r.terminal:
		return devices.Errorf(devices.FaultChipAuthority, "%w", err)
	}
	return devices.Errorf(other, "%w", err)
}

// fetch reads the files and takes the document out of them.
func (r *reading) fetch(ctx context.Context) error {
	for _, f := range []file{fileCOM, fileSOD} {
		if err := r.take(ctx, f); err != nil && statusOf(err) == 0 {
			return err
		}
	}
	listed, err := r.listed()
	if err != nil {
		return err
	}
	if err := r.take(ctx, fileDG1); err != nil {
		return r.withheld(err, devices.FaultChipRefused)
	}
	if r.document.MRZ, err = readZone(r.files[fileDG1]); err != nil {
		return err
	}
	for _, f := range []file{fileDG2, fileDG11, fileDG12, fileDG14, fileDG15} {
		if !slices.Contains(listed, f.group()) {
			continue
		}
		if err := r.takeListed(ctx, f); err != nil {
			return err
		}
	}
	r.contents()
	return nil
}

// take reads a file.
func (r *reading) take(ctx context.Context, f file) error {
	b, err := r.channel.file(ctx, f, r.progress)
	if err == nil {
		r.files[f] = b
	}
	return err
}

// takeListed reads a file that the chip says it has. What it then refuses is noted; a public key that a signed list names and the chip hides
// is the mark of a copy.
func (r *reading) takeListed(ctx context.Context, f file) error {
	err := r.take(ctx, f)
	if err == nil {
		return nil
	}
	if statusOf(err) == 0 {
		return err
	}
	r.document.Incomplete = append(r.document.Incomplete, string(f))
	if r.object != nil && statusOf(err) == apdu.FileNotFound && (f == fileDG14 || f == fileDG15) {
		r.document.Chip = ChipCloned
	}
	return nil
}

// listed are the data groups that the chip has: those with a hash in EF.SOD, for nobody but the issuer can change them, else those of EF.COM.
func (r *reading) listed() ([]int, error) {
	if b, ok := r.files[fileSOD]; ok {
		o, err := readSecurityObject(b)
		if err == nil {
			r.object = &o
			var all []int
			for group := range o.hashes {
				all = append(all, group)
			}
			return all, nil
		}
		r.sodError = err
	}
	b, ok := r.files[fileCOM]
	if !ok {
		return []int{2}, nil // mandatory; the chip says nothing about the others
	}
	inner, err := tlv.Only(b, 0x60)
	if err == nil {
		inner, err = tlv.Find(inner, 0x5C)
	}
	if err != nil {
		return nil, devices.Errorf(devices.FaultChipProtocol, "EF.COM: %w", err)
	}
	var all []int
	for _, f := range []file{fileDG2, fileDG11, fileDG12, fileDG14, fileDG15} {
		if _, tag, _ := f.place(); slices.Contains(inner, byte(tag)) {
			all = append(all, f.group())
		}
	}
	return all, nil
}

// contents takes face and details out of their files; a form that is not known here leaves them empty and is noted.
func (r *reading) contents() {
	note := func(f file, err error) {
		if err != nil {
			r.document.Incomplete = append(r.document.Incomplete, string(f))
		}
	}
	if b, ok := r.files[fileDG2]; ok {
		var err error
		r.document.Face, err = readFace(b)
		note(fileDG2, err)
	}
	for _, f := range []file{fileDG11, fileDG12} {
		if b, ok := r.files[f]; ok {
			_, tag, _ := f.place()
			note(f, r.document.Details.read(b, tag))
		}
	}
}

func (r *reading) authenticate(t Trust) Authenticity {
	switch {
	case r.object != nil:
		return authenticate(*r.object, r.files, r.document.MRZ, t)
	case r.sodError == nil:
		return Authenticity{Verdict: NotVerified, Reason: NoSecurityObject}
	case errors.Is(r.sodError, cms.ErrUnsupported):
		return Authenticity{Verdict: NotVerified, Reason: UnknownAlgorithm}
	}
	return Authenticity{Verdict: NotVerified, Reason: NotUnderstood}
}

// proveChip runs chip authentication where DG14 has a key for it, else active authentication where DG15 has one. It comes last, because a
// chip that fails it drops the session. What the chip refuses leaves it unproven.
func (r *reading) proveChip(ctx context.Context) error {
	if r.document.Chip == ChipCloned {
		return nil
	}
	ran, err := r.challengeChip(ctx)
	switch {
	case errors.Is(err, errCloned):
		r.document.Chip = ChipCloned
	case statusOf(err) != 0:
		r.document.Chip = ChipUnproven
	case err != nil:
		return err
	case ran:
		r.document.Chip = ChipProven
	}
	return nil
}

// challengeChip reports whether there was a key to challenge.
func (r *reading) challengeChip(ctx context.Context) (bool, error) {
	var infos []securityInfo
	if b, ok := r.files[fileDG14]; ok {
		inner, err := tlv.Only(b, 0x6E)
		if err == nil {
			infos, err = parseInfos(inner)
		}
		if err != nil {
			r.document.Incomplete = append(r.document.Incomplete, string(fileDG14))
		}
	}
	if key, ok := chipKeys(infos); ok {
		return true, key.prove(ctx, &r.channel, r.random)
	}
	b, ok := r.files[fileDG15]
	if !ok {
		return false, nil
	}
	inner, err := tlv.Only(b, 0x6F)
	var key cms.PublicKey
	if err == nil {
		key, err = cms.ParsePublicKey(inner)
	}
	if err != nil {
		r.document.Incomplete = append(r.document.Incomplete, string(fileDG15))
		return false, nil
	}
	return true, activeAuthentication(ctx, &r.channel, key, infos, r.random)
}
