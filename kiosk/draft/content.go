package draft

import (
	"bytes"
	"encoding/json"
	"image"
	_ "image/jpeg" // the forms in which scanners give pages
	_ "image/png"
	"slices"
	"time"

	"buergerterminal/flows"
	"buergerterminal/kiosk/session"
)

// content is a draft as it is sealed.
type content struct {
	Flow    string           `json:"flow"`
	Version string           `json:"version"`
	Lang    string           `json:"lang"`
	Look    session.Look     `json:"look"`
	At      session.Station  `json:"at"`
	Saved   time.Time        `json:"saved"`
	Answers map[string]given `json:"answers"`
	Skipped []string         `json:"skipped,omitempty"`
	Proofs  []proof          `json:"proofs,omitempty"`
	Left    []string         `json:"left,omitempty"`
}

// given is an answer. Its kind is told, for a service that has changed may have another for the same question.
type given struct {
	Text    *string  `json:"t,omitempty"`
	Choice  *string  `json:"c,omitempty"`
	Choices []string `json:"cs,omitempty"`
	Int     *int64   `json:"n,omitempty"`
	Bool    *bool    `json:"b,omitempty"`
	Day     []int    `json:"d,omitempty"` // year, month, day
}

type proof struct {
	ID    string `json:"id"`
	Pages []page `json:"pages"`
}

type page struct {
	MIME  string `json:"mime"`
	DPI   int    `json:"dpi"`
	Turns int    `json:"turns"`
	Data  []byte `json:"data"`
}

// Encode is the content of a draft. Where the scanned pages of a proof find no room any more, all of them stay out, and left names it.
func Encode(d session.SavedApplication) (raw []byte, left []string, err error) {
	c := content{Flow: d.Flow, Version: d.Version, Lang: d.Lang, Look: d.Look, At: d.At, Saved: d.Saved, Skipped: d.Skipped, Answers: map[string]given{}}
	for key, v := range d.Answers {
		if key != flows.Today {
			c.Answers[key] = givenOf(v)
		}
	}
	if raw, err = json.Marshal(c); err != nil {
		return nil, nil, err
	}
	room := MostContent - len(raw) - 1<<10 // for what surrounds the proofs
	for _, id := range ordered(d.Proofs) {
		p := proofOf(id, d.Proofs[id])
		one, err := json.Marshal(p)
		if err != nil {
			return nil, nil, err
		}
		if room -= len(one) + len(id) + 8; room < 0 {
			room += len(one)
			left = append(left, id)
			continue
		}
		c.Proofs = append(c.Proofs, p)
	}
	c.Left = left
	raw, err = json.Marshal(c)
	return raw, left, err
}

// ordered are the proofs with pages, in an order that is always the same.
func ordered(proofs map[string][]session.ScannedPage) []string {
	var ids []string
	for id, pages := range proofs {
		if len(pages) > 0 {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}

func proofOf(id string, pages []session.ScannedPage) proof {
	p := proof{ID: id}
	for _, scanned := range pages {
		p.Pages = append(p.Pages, page{MIME: scanned.MIME, DPI: scanned.DPI, Turns: scanned.Turns, Data: scanned.Data})
	}
	return p
}

// Decode reads a content. It fails with ErrDamaged; a page whose picture cannot be read counts as left out.
func Decode(raw []byte) (d session.SavedApplication, err error) {
	var c content
	if json.Unmarshal(raw, &c) != nil || c.Flow == "" {
		return d, ErrDamaged
	}
	d = session.SavedApplication{Flow: c.Flow, Version: c.Version, Lang: c.Lang, Look: c.Look, At: c.At, Saved: c.Saved, Skipped: c.Skipped, Left: c.Left,
		Answers: flows.Answers{}, Proofs: map[string][]session.ScannedPage{}}
	for key, g := range c.Answers {
		if v := g.value(); v.Kind() != flows.KindNone && key != flows.Today {
			d.Answers[key] = v
		}
	}
	for _, p := range c.Proofs {
		pages, ok := p.scanned()
		if !ok {
			d.Left = append(d.Left, p.ID)
			continue
		}
		d.Proofs[p.ID] = pages
	}
	return d, nil
}

func givenOf(v flows.Value) (g given) {
	text, number, yes := v.Text(), v.Int(), v.Bool()
	switch v.Kind() {
	case flows.KindText:
		g.Text = &text
	case flows.KindChoice:
		g.Choice = &text
	case flows.KindChoices:
		g.Choices = v.Choices()
	case flows.KindInt:
		g.Int = &number
	case flows.KindBool:
		g.Bool = &yes
	case flows.KindDate:
		day := v.Day()
		g.Day = []int{day.Year, day.Month, day.Day}
	}
	return g
}

func (g given) value() flows.Value {
	switch {
	case g.Text != nil:
		return flows.Text(*g.Text)
	case g.Choice != nil:
		return flows.Choice(*g.Choice)
	case g.Int != nil:
		return flows.Int(*g.Int)
	case g.Bool != nil:
		return flows.Bool(*g.Bool)
	case len(g.Day) == 3:
		return flows.Date(g.Day[0], g.Day[1], g.Day[2])
	case len(g.Choices) > 0:
		return flows.Choices(g.Choices...)
	}
	return flows.Value{}
}

// scanned are the pages of a proof, upright as the citizen had turned them.
func (p proof) scanned() (all []session.ScannedPage, ok bool) {
	for _, kept := range p.Pages {
		picture, _, err := image.Decode(bytes.NewReader(kept.Data))
		if err != nil {
			return nil, false
		}
		all = append(all, session.ScannedPage{Image: session.Upright(picture, kept.Turns), Data: kept.Data, MIME: kept.MIME, DPI: kept.DPI, Turns: kept.Turns % 4})
	}
	return all, len(all) > 0
}
