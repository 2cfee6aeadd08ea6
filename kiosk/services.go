package kiosk

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"buergerterminal/flows"
	"buergerterminal/flows/catalog"
	"buergerterminal/flows/overlay"
	"buergerterminal/kiosk/clip"
	"buergerterminal/kiosk/config"
	"buergerterminal/kiosk/display/paint"
	"buergerterminal/kiosk/eventlog"
	"buergerterminal/kiosk/session"
)

// Health codes of the overlay.
const (
	overlayInvalid  = "overlay.invalid"
	overlayReceiver = "overlay.receiver"
	overlayKept     = "overlay.kept"
)

// offer is what the terminal offers, to whom it sends that, and what the municipality says of the place.
type offer struct {
	catalog   *flows.Catalog
	overlay   *overlay.Overlay // nil: there is none
	receivers map[string]receiver
	clips     clip.Shelf // as they lie in the directory now
}

// openOffer makes the first offer: of the overlay as it is, or else as it was when it was last in order. Without either the terminal
// does not start, for it would name wrong fees and send to the wrong authority.
func (t *Terminal) openOffer(c config.Config, now time.Time) error {
	t.looked = lookOf(c.Files)
	o, raw, err := t.offerOf(c, now)
	if err != nil && c.Files.Overlay != "" {
		raw, _ = os.ReadFile(keptOverlay(c))
		if kept, keptErr := t.unpack(c, raw, now); keptErr == nil {
			kept.clips = t.clipsThere(c, kept.overlay.Services)
			t.offer = kept
			t.overlayFailed(err)
			return nil
		}
	}
	if err != nil {
		return err
	}
	t.offer = o
	t.keepOverlay(c, raw)
	return nil
}

// offerOf makes an offer of the overlay as it lies there now. raw is the overlay, packed.
func (t *Terminal) offerOf(c config.Config, now time.Time) (o offer, raw []byte, err error) {
	if c.Files.Overlay == "" {
		if o.catalog, err = flows.LoadKnown(catalog.Embedded()); err != nil {
			return offer{}, nil, err
		}
		o.receivers, err = openReceivers(c, o.catalog, t.delivery.DestinationKeys, now)
		return o, nil, err
	}
	if raw, err = pack(os.DirFS(c.Files.Overlay)); err != nil {
		return offer{}, nil, fmt.Errorf("%s: %w", c.Files.Overlay, err)
	}
	if o, err = t.unpack(c, raw, now); err == nil {
		o.clips, err = t.readClips(c, o.overlay.Services)
	}
	return o, raw, err
}

// unpack makes an offer of a packed overlay.
func (t *Terminal) unpack(c config.Config, raw []byte, now time.Time) (o offer, err error) {
	dir, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		return offer{}, err
	}
	if o.overlay, err = overlay.Load(catalog.Embedded(), dir, overlay.Options{Languages: t.offered(c.Languages), AGS: c.Terminal.AGS, Accent: paint.CheckAccent}); err != nil {
		return offer{}, fmt.Errorf("%s: %w", c.Files.Overlay, err)
	}
	o.catalog = o.overlay.Catalog
	if o.receivers, err = openReceivers(c, o.catalog, t.delivery.DestinationKeys, now); err != nil {
		return offer{}, receiverError{err}
	}
	return o, nil
}

// receiverError is an overlay whose authorities cannot all be sealed for.
type receiverError struct{ error }

func (e receiverError) Unwrap() error { return e.error }

// Limits of an overlay: a terminal shall not swallow a disk that was mounted in its place.
const (
	mostOverlayFiles = 2000
	mostOverlayBytes = 16 << 20
)

// pack copies a directory at one moment, so that what was checked is what takes effect, and what is kept. Hidden files and folders
// stay out, and so do the clips, which are larger than all the rest and are read where they lie.
func pack(dir fs.FS) ([]byte, error) {
	var out bytes.Buffer
	archive := zip.NewWriter(&out)
	files, size := 0, 0
	err := fs.WalkDir(dir, ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case name != "." && strings.HasPrefix(entry.Name(), ".") || name == clip.Folder:
			if entry.IsDir() {
				return fs.SkipDir
			}
			return nil
		case entry.IsDir():
			return nil
		}
		data, err := fs.ReadFile(dir, name)
		if err != nil {
			return err
		}
		if files, size = files+1, size+len(data); files > mostOverlayFiles || size > mostOverlayBytes {
			return errors.New("larger than any overlay: more than 2,000 files or 16 MiB")
		}
		file, err := archive.Create(name)
		if err == nil {
			_, err = file.Write(data)
		}
		return err
	})
	if err == nil {
		err = archive.Close()
	}
	return out.Bytes(), err
}

// keptOverlay is the file of the overlay as it was when it was last in order.
func keptOverlay(c config.Config) string { return filepath.Join(c.Files.Outbox, "overlay.zip") }

// keepOverlay keeps an overlay that is in order for a start at which it is not.
func (t *Terminal) keepOverlay(c config.Config, raw []byte) {
	code := ""
	if raw != nil {
		if err := writeWhole(keptOverlay(c), raw); err != nil {
			code = overlayKept
		}
	}
	t.overlayStands(code, nil)
}

// overlayEvery is how often the overlay is looked at.
const overlayEvery = 2 * time.Second

// look is what a change of the overlay, or of the authorities' keys, would change.
type look [sha256.Size]byte

// lookOf takes names, sizes and times, and reads no file.
func lookOf(f config.Files) look {
	sum := sha256.New()
	for _, dir := range []string{f.Overlay, f.AuthorityKeys} {
		err := filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			info, err := os.Stat(path)
			if err != nil {
				return err
			}
			fmt.Fprintf(sum, "%q %v ", path, info.Mode())
			if !info.IsDir() {
				_ = binary.Write(sum, binary.LittleEndian, []int64{info.Size(), info.ModTime().UnixNano()})
			}
			return nil
		})
		fmt.Fprintf(sum, "%v\n", err != nil)
	}
	return look(sum.Sum(nil))
}

// watchOverlay looks whether the overlay has changed. A change is taken when it has stood for one look, so that a directory that is
// being copied is not read in the middle; one with a mistake is told to the technician, and the last good one goes on.
func (t *Terminal) watchOverlay(ctx context.Context) error {
	every := time.NewTicker(overlayEvery)
	defer every.Stop()
	c := t.workshop.config
	before := t.looked
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-every.C:
		}
		now := lookOf(c.Files)
		if steady := now == before; steady && now != t.looked {
			t.looked = now
			t.renewOffer(c)
		}
		before = now
	}
}

// renewOffer reads the overlay anew and hands what it says to the session, which waits until nobody is served.
func (t *Terminal) renewOffer(c config.Config) {
	o, raw, err := t.offerOf(c, t.house.now())
	if err != nil {
		t.overlayFailed(err)
		return
	}
	t.mu.Lock()
	for id, r := range t.offer.receivers { // a visit that goes on may still send to one that is not among the new ones
		if _, there := o.receivers[id]; !there {
			o.receivers[id] = r
		}
	}
	t.offer = o
	t.mu.Unlock()
	t.log.Know(vocabulary(o.catalog))
	t.keepOverlay(c, raw)
	t.log.Write(eventlog.OverlayTaken, eventlog.Count(len(o.catalog.Flows)))
	t.kiosk.Send(session.ServicesChanged{Catalog: o.catalog, Place: t.placeOf(c, o)})
}

// shownMistakes is how many mistakes of the overlay the technician's page names; flowctl names all.
const shownMistakes = 5

// overlayFailed notes why the overlay does not take effect.
func (t *Terminal) overlayFailed(err error) {
	code := overlayInvalid
	if errors.As(err, &receiverError{}) {
		code = overlayReceiver
	}
	mistakes := strings.Split(err.Error(), "\n")
	var problems flows.Problems
	if errors.As(err, &problems) {
		mistakes = nil
		for _, p := range problems {
			mistakes = append(mistakes, p.String())
		}
	}
	if more := len(mistakes) - shownMistakes; more > 0 {
		mistakes = append(mistakes[:shownMistakes], fmt.Sprintf("and %d more", more))
	}
	t.overlayStands(code, mistakes)
}

// overlayStands notes the health code of the overlay, "" where it is in order, and logs it once.
func (t *Terminal) overlayStands(code string, mistakes []string) {
	t.mu.Lock()
	changed := t.codes["overlay"] != code
	t.codes["overlay"], t.mistakes = code, mistakes
	t.mu.Unlock()
	if changed && code != "" {
		t.log.Write(eventlog.HealthChanged, eventlog.Code(code))
	}
}

// receiverOf is who seals for an authority.
func (t *Terminal) receiverOf(authority string) (receiver, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	r, ok := t.offer.receivers[authority]
	return r, ok
}
