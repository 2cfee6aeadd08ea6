package hub

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/hex"
	"fmt"
	"html/template"
	"net/http"
	"strconv"
	"strings"
	"time"

	"buergerterminal/kiosk/hub/look"
)

//go:embed page.html
var markup string

//go:embed page.css
var style []byte

// pageLength is how many submissions stand on one page.
const pageLength = 20

// contentPolicy allows the page its own style and fonts and nothing else: no script, no form, no frame.
const contentPolicy = "default-src 'none'; style-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// page lists what came. It shows envelopes; there is nothing here that could read a body.
type page struct {
	store     *Store
	terminals *Terminals
	stages    Stages
	town      string
	location  *time.Location
	template  *template.Template
}

func newPage(c Config) (*page, error) {
	t, err := template.New("page").Parse(markup)
	if err != nil {
		return nil, &Error{CodeSetup, err}
	}
	return &page{c.Store, c.Terminals, c.Stages, c.Town, c.Location, t}, nil
}

// view is what the template shows, as text.
type view struct {
	Town      string
	Title     string
	Last      string
	Rows      []row
	Older     int64 // Seq for the link to older ones; 0 without
	Latest    bool  // this is the first page
	Totals    []fact
	Terminals []place
}

type row struct {
	Time, Day         string
	Machine           string // RFC 3339, for the machine
	Number            string
	Flow, Version     string
	Authority         string
	Place, TerminalID string
	Size              string
	Hash, HashStart   string
	Mark              mark
}

type fact struct{ Value, Label string }

type place struct{ Name, Note string }

func (p *page) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	before, err := strconv.ParseInt(r.URL.Query().Get("before"), 10, 64)
	if err != nil || before < 0 {
		before = 0
	}
	v, err := p.view(r.Context(), before, time.Now().In(p.location))
	var out bytes.Buffer
	if err == nil {
		err = p.template.Execute(&out, v)
	}
	if err != nil {
		http.Error(w, "Die Liste kann gerade nicht gelesen werden.", http.StatusInternalServerError)
		return
	}
	look.Page(w.Header(), contentPolicy)
	w.Write(out.Bytes())
}

func (p *page) view(ctx context.Context, before int64, now time.Time) (view, error) {
	found, err := p.store.List(ctx, before, pageLength+1)
	if err != nil {
		return view{}, err
	}
	year, month, day := now.Date()
	today, err := p.store.Since(ctx, time.Date(year, month, day, 0, 0, 0, 0, p.location))
	if err != nil {
		return view{}, err
	}
	lastSeen, err := p.store.LastSeen(ctx)
	if err != nil {
		return view{}, err
	}
	// With an unreadable list the last good one is shown; the intake logs the mistake.
	terminals, _ := p.terminals.All()
	v := view{
		Town:   p.town,
		Title:  title(today.Count),
		Latest: before == 0,
		Totals: []fact{
			{strconv.FormatInt(today.Count, 10), counted(today.Count, "Antrag", "Anträge")},
			{strconv.FormatInt(today.Services, 10), counted(today.Services, "Leistung", "Leistungen")},
			{size(today.Bytes), "Datenmenge"},
			{strconv.Itoa(len(terminals)), counted(int64(len(terminals)), "Terminal", "Terminals")},
		},
	}
	names := map[string]string{}
	var latest time.Time
	for _, t := range terminals {
		name := t.Place
		if name == "" {
			name = t.ID
		}
		names[t.ID] = name
		note := "Noch nichts gesendet"
		if at := lastSeen[t.ID]; !at.IsZero() {
			note = "Zuletzt " + dayAndTime(at.In(p.location), now)
		}
		v.Terminals = append(v.Terminals, place{name, note})
	}
	for _, at := range lastSeen {
		if at.After(latest) {
			latest = at
		}
	}
	if !latest.IsZero() {
		v.Last = "Zuletzt " + dayAndTime(latest.In(p.location), now)
	}
	if len(found) > pageLength {
		found = found[:pageLength]
		v.Older = found[pageLength-1].Seq
	}
	stages := map[int64]Stage{}
	if n := len(found); n > 0 {
		if stages, err = p.stages(ctx, found[n-1].Seq, found[0].Seq); err != nil {
			return view{}, err
		}
	}
	for _, s := range found {
		v.Rows = append(v.Rows, p.row(s, names, stages[s.Seq], now))
	}
	return v, nil
}

func (p *page) row(s Submission, names map[string]string, stage Stage, now time.Time) row {
	at := s.StoredAt.In(p.location)
	flow, version, _ := strings.Cut(s.Envelope.Flow, "@")
	hash := hex.EncodeToString(s.SHA256[:])
	name, known := names[s.Envelope.Terminal]
	if !known {
		name = s.Envelope.Terminal
	}
	return row{
		Time:       at.Format("15:04") + "\u00a0Uhr",
		Day:        dayOf(at, now),
		Machine:    at.Format(time.RFC3339),
		Number:     s.Envelope.Number,
		Flow:       flow,
		Version:    version,
		Authority:  s.Envelope.Authority,
		Place:      name,
		TerminalID: s.Envelope.Terminal,
		Size:       size(s.Size),
		Hash:       hash,
		HashStart:  hash[:4] + "\u2009" + hash[4:8],
		Mark:       markOf(stage),
	}
}

func title(count int64) string {
	words := [...]string{"", "Ein", "Zwei", "Drei", "Vier", "Fünf", "Sechs", "Sieben", "Acht", "Neun", "Zehn", "Elf", "Zwölf"}
	switch {
	case count == 0:
		return "Heute ist noch kein Antrag angekommen"
	case count == 1:
		return "Ein Antrag ist heute angekommen"
	case count < int64(len(words)):
		return words[count] + " Anträge sind heute angekommen"
	}
	return fmt.Sprintf("%d Anträge sind heute angekommen", count)
}

func counted(n int64, singular, plural string) string {
	if n == 1 {
		return singular
	}
	return plural
}

// size in decimal units with the German comma: 312 kB, 1,2 MB.
func size(bytes int64) string {
	switch {
	case bytes < 1000:
		return fmt.Sprintf("%d\u00a0B", bytes)
	case bytes < 1_000_000:
		return fmt.Sprintf("%d\u00a0kB", (bytes+500)/1000)
	}
	return strings.Replace(fmt.Sprintf("%.1f\u00a0MB", float64(bytes)/1e6), ".", ",", 1)
}

func dayAndTime(at, now time.Time) string {
	return dayOf(at, now) + ", " + at.Format("15:04") + "\u00a0Uhr"
}

func dayOf(at, now time.Time) string {
	months := [...]string{"Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember"}
	switch at.Format(time.DateOnly) {
	case now.Format(time.DateOnly):
		return "heute"
	case now.AddDate(0, 0, -1).Format(time.DateOnly):
		return "gestern"
	}
	text := fmt.Sprintf("%d.\u00a0%s", at.Day(), months[at.Month()-1])
	if at.Year() != now.Year() {
		text += fmt.Sprintf(" %d", at.Year())
	}
	return text
}
