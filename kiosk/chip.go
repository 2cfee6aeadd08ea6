package kiosk

import (
	"context"
	"fmt"
	"os"
	"slices"
	"time"

	"buergerterminal/devices"
	"buergerterminal/devices/idcard/ccid"
	"buergerterminal/devices/idcard/emrtd"
	"buergerterminal/devices/idcard/mrz"
	"buergerterminal/devices/supervise"
	"buergerterminal/kiosk/config"
	"buergerterminal/kiosk/session"
)

// chipPatience is how long a document may take from the printed zone to the chip reader.
const chipPatience = 15 * time.Second

// chipReaders are the kinds of chip reader, by their name in the configuration.
func chipReaders() map[string]ccid.Profile {
	return map[string]ccid.Profile{"gempc-twin": ccid.GemPCTwin(), "gemcore-pos-pro": ccid.GemCorePOSPro()}
}

// openChips makes the owner of the chip reader, and loads the states' certificates that documents are held against.
func (h *house) openChips(d config.Device, csca string, report func(devices.Status)) error {
	if !d.Fitted() {
		return nil
	}
	profile, ok := chipReaders()[d.Profile]
	if !ok {
		return fmt.Errorf("cardreader: no profile %q", d.Profile)
	}
	profile.Baud = d.Baud
	if csca != "" {
		trust, problems, err := emrtd.LoadTrust(os.DirFS(csca))
		if err != nil {
			return fmt.Errorf("%s: %w", csca, err)
		}
		if len(problems) > 0 && len(trust.Countries()) == 0 {
			return fmt.Errorf("%s: no certificate of a state: %w", csca, problems[0])
		}
		h.trust = trust
	}
	h.chips = supervise.New(supervise.Config[*ccid.Reader]{
		Kind: devices.CardReader, Report: report, Longest: longestBackOff,
		Open: func(ctx context.Context) (*ccid.Reader, error) {
			return ccid.Open(ctx, d.Path, ccid.Options{Profile: profile})
		},
		Probe:   func(ctx context.Context, r *ccid.Reader) (devices.Status, error) { return r.Probe(ctx) },
		Present: func() bool { _, err := os.Stat(d.Path); return err == nil },
	})
	return nil
}

// readChip waits for the document at the chip reader and says what its chip proves. Of the data themselves nothing is kept:
// the pages show what is printed, and the verdict says whether the chip agrees.
func (h *house) readChip(ctx context.Context, printed session.Card) (session.ChipVerdict, error) {
	var document emrtd.Document
	defer document.Wipe()
	err := h.chips.Do(ctx, func(ctx context.Context, r *ccid.Reader) error {
		card, err := connect(ctx, r)
		if err != nil {
			return err
		}
		key := printed.ChipKey
		document, err = emrtd.Read(ctx, card, emrtd.Access{MRZ: &emrtd.MRZKey{Number: key.Number, Birth: mrz.Date(key.Birth), Expiry: mrz.Date(key.Expiry)}}, h.trust, nil)
		if err != nil {
			return err
		}
		return card.Disconnect(ctx)
	})
	if err != nil {
		return "", err
	}
	inChip, err := cardOf(document.MRZ, h.now(), h.german)
	if err != nil {
		return "", devices.Errorf(devices.FaultChipProtocol, "zone of the chip: %w", err)
	}
	return verdictOf(document.Authenticity.Verdict, document.Chip, agree(printed, inChip)), nil
}

// slot is how the chip reader is asked whether a document lies there; nil where none is fitted.
func (h *house) slot() func(context.Context) (bool, error) {
	if h.chips == nil {
		return nil
	}
	return func(ctx context.Context) (lies bool, err error) {
		err = h.chips.Do(ctx, func(ctx context.Context, r *ccid.Reader) error {
			_, err := r.Probe(ctx)
			lies = r.Present()
			return err
		})
		return lies, err
	}
}

// connect waits until a card is in the reader, and gives it power; after chipPatience there is none.
func connect(ctx context.Context, r *ccid.Reader) (*ccid.Card, error) {
	wait, cancel := context.WithTimeout(ctx, chipPatience)
	defer cancel()
	for {
		if r.Present() {
			card, err := r.Connect(ctx)
			if devices.FaultOf(err) != devices.FaultChipAbsent { // it may have left since the reader was asked last
				return card, err
			}
		}
		if _, err := r.Next(wait); err != nil {
			if wait.Err() != nil && ctx.Err() == nil {
				return nil, devices.Errorf(devices.FaultChipAbsent, "no card within %s", chipPatience)
			}
			return nil, err
		}
	}
}

// verdictOf puts the chip's proofs into one word. A broken proof counts before one that is missing.
func verdictOf(signature emrtd.Verdict, chip emrtd.Chip, printedAgrees bool) session.ChipVerdict {
	switch {
	case signature == emrtd.Forged || !printedAgrees:
		return session.ChipForged
	case chip == emrtd.ChipCloned:
		return session.ChipCloned
	case signature == emrtd.Genuine:
		return session.ChipGenuine
	}
	return session.ChipNotVerified
}

// agree says whether the printed zone and the chip's are the same document's. What was not read surely from the print says
// nothing.
func agree(printed, inChip session.Card) bool {
	sure := func(source string) bool { return !slices.Contains(printed.Doubtful, source) }
	return (!sure("card.family_names") || printed.FamilyNames == inChip.FamilyNames && printed.GivenNames == inChip.GivenNames) &&
		(!sure("card.nationality") || printed.Nationality == inChip.Nationality) &&
		(!sure("card.sex") || printed.Sex == inChip.Sex)
}

// chipKeyOf is what opens the chip of a document, or nothing where there is none for us: the chip of a German identity card
// gives its data to holders of an authority's certificate only (PAuswG § 18), so nobody is kept waiting for it.
func chipKeyOf(d mrz.Document) session.ChipKey {
	key, ok := emrtd.KeyOf(d)
	if !ok || d.Issuer == "D" && d.Code == "ID" {
		return session.ChipKey{}
	}
	return session.ChipKey{Number: key.Number, Birth: string(key.Birth), Expiry: string(key.Expiry)}
}
