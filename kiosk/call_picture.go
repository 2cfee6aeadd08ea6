package kiosk

import (
	"bytes"
	"context"
	"image/jpeg"

	"buergerterminal/kiosk/link"
	"buergerterminal/kiosk/session"
)

// shownQuality is that of a scan that is shown to a clerk where the scanner's own file is too large: what is sent with the
// application stays as it was scanned.
const shownQuality = 80

// asScanned reports whether the scanner's own file can be shown: neither too large, nor of a kind that a browser does not know, nor lying on
// its side.
func asScanned(p *session.ScannedPage) bool {
	return len(p.Data) <= link.MaxPicture && (p.MIME == "image/png" || p.MIME == "image/jpeg") && p.Turns == 0
}

// sendPicture shows the clerk a scan or a signature of a state.
func (k *Kiosk) sendPicture(ctx context.Context, s session.State, of session.SendPictureOf) {
	p := link.Picture{ID: of.ID, What: link.Wanted(of.What), Page: of.Page}
	var data []byte
	if of.What == session.WantSignature {
		drawn, err := signaturePNG(s.Visit.Strokes)
		if err != nil {
			k.o.Log.WorkFailed("show", "terminal.defect")
			return
		}
		p.Media, data = "image/png", drawn
	} else {
		page := scanned(s, of)
		if page == nil {
			return
		}
		p.Name, _ = s.Visit.Flow.Text(s.Visit.Lang, "proof."+of.Proof+".short")
		if p.Media, data = page.MIME, page.Data; !asScanned(page) {
			var smaller bytes.Buffer
			if err := jpeg.Encode(&smaller, page.Image, &jpeg.Options{Quality: shownQuality}); err != nil {
				k.o.Log.WorkFailed("show", "terminal.defect")
				return
			}
			p.Media, data = "image/jpeg", smaller.Bytes()
		}
	}
	if ctx.Err() == nil {
		k.o.Call.SendPicture(p, data)
	}
}

// scanned is the page that is meant: the one that is looked at now, or one that was taken before.
func scanned(s session.State, of session.SendPictureOf) *session.ScannedPage {
	if s.Visit.Flow == nil {
		return nil
	}
	if s.Visit.Scan.Page != nil && s.Visit.At.Page == of.Proof {
		return s.Visit.Scan.Page
	}
	if pages := s.Visit.Proofs[of.Proof]; of.Page >= 1 && of.Page <= len(pages) {
		return &pages[of.Page-1]
	}
	return nil
}
