package main

import (
	"crypto/sha256"
	"fmt"
	"image"
	"image/draw"
	"os"
	"strings"
	"time"

	"buergerterminal/kiosk/layout"
	"buergerterminal/kiosk/screen"
	"buergerterminal/kiosk/session"
)

// clerks of the demo: who takes the call, and to whom it is handed on.
var clerks = []account{krahl, {"nowak", "Jan Nowak", "Bürgeramt", "clerk", "de,en"}}

// What is written in the demo's call; no side may keep any of it.
const (
	clerkSays   = "Guten Tag, ich sehe Ihre Seite."
	citizenSays = "wo bin ich"
	filledIn    = "Bautzen"
)

// call is the visit with a human: the citizen waits and is seen, both write, the clerk points, fills a field and asks for a
// scan, hands the call on, and ends it.
func (s *script) call() []step {
	live := func(st session.State) bool { return st.Visit.Call.Stage == session.CallLive }
	return []step{
		{"two clerks come to their desks", s.openDesks},
		s.see("idle", "willkommen"), s.tapID("start"), s.see("language", "sprache"), s.tapID("forward"),
		s.see("areas", "lebenslagen"), s.tapID("search"), s.see("search", "suche"), s.write("rente"), s.tap("Meldebescheinigung"),
		s.see("service", "leistung"), s.tapID("forward"), s.see("privacy", "datenschutz"), s.tapID("forward"),
		s.see("card", "ausweis"), s.world("idcard", "insert", "jana"), s.see("card-data", "ausweisdaten"), s.world("idcard", "remove"), s.tapID("forward"),
		s.see("question.art", "auswahl"), s.tap("Einfache Bescheinigung"), s.tapID("forward"),
		s.see("question.zweck", "zweck"), s.tap("Rente oder Sozialleistung"), s.tapID("forward"),
		s.see("question.fruehere_namen", "fruehere-namen"), s.tapID("forward"), s.see("question.zusaetze", "zusaetze"), s.tapID("forward"),
		s.see("question.geburtsort", "geburtsort"),

		s.until("a clerk can be had", patience, session.State.Reachable),
		s.tapID("bar.help"), s.see("help", "hilfe"), s.tapID("help.speak"),
		s.until("the place in the queue", patience, func(st session.State) bool { return st.Visit.Call.Place == 1 }),
		s.see("waiting", "warten"), s.tapID("waiting.alone"), s.see("question.geburtsort", "selbst-weiter"),
		s.desk(0, "the board shows who waits", shows(`document.querySelectorAll('.case').length === 1`), keeps("warteschlange")),
		s.desk(0, "accept", touches(`[data-do="accept"]`)),
		s.until("the clerk is seen at the terminal", patience, func(st session.State) bool { return st.Visit.Call.Seen }),
		s.see("meeting", "wer-sie-sieht"),
		s.desk(0, "nobody is seen before agreeing", shows(`document.querySelector('.stage').classList.contains('unseen-citizen')`)),
		s.tapID("meeting.both"), s.until("the talk", patience, live), s.see("question.geburtsort", "gespraech"),
		s.desk(0, "the citizen is seen", shows(seen), keeps("gespraech")),
		{"the clerk's picture moves at the terminal", s.moving},

		s.desk(0, "write", types(`#write`, clerkSays+"\r")),
		s.until("the clerk's line at the terminal", patience, func(st session.State) bool { return said(st, clerkSays) }),
		s.picture("mitlesen"), {"open the page of writing", s.openWriting}, s.see("writing", "schreiben"), s.write(citizenSays), s.tapID("forward"), s.picture("geschrieben"),
		s.desk(0, "the citizen's line", shows(contains("lines", citizenSays)), keeps("mitschreiben")),
		s.tapID("back"), s.see("question.geburtsort", "wieder-die-frage"),

		s.desk(0, "point", shows(`document.querySelector('#mirror [data-arg^="field."]') !== null`), touches(`#mirror [data-arg^="field."]`)),
		s.until("the ring at the terminal", patience, func(st session.State) bool { return st.Visit.Call.Pointed != "" }), s.picture("zeigen"),
		s.desk(0, "fill", types(`#value`, filledIn), keeps("zeigen"), touches(`[data-do="fill"]`)),
		s.see("grant", "darf-ausfuellen"), s.tapID("forward"), s.see("question.geburtsort", "ausgefuellt"),
		s.until("what was filled in", patience, func(st session.State) bool { return st.Visit.Draft.Edits["geburtsort"].Text == filledIn }),
		s.desk(0, "see it in the mirror", shows(contains("mirror", filledIn)), keeps("ausgefuellt")),

		s.desk(0, "ask for a scan", touches(`[data-do="request"][data-arg="scan"]`)),
		s.until("the request", patience, func(st session.State) bool { return st.Visit.Call.Request != nil }), s.picture("bitte-scannen"),
		s.tapID("request.take"), s.see("proof.sozialnachweis", "nachweis"), s.world("scanner", "sheet", "proof"), s.tapID("forward"),
		s.until("the page is scanned", time.Minute, func(st session.State) bool { return st.Visit.Scan.Stage == session.ScanCheck }),
		s.see("scan-check", "gescannt"),
		s.desk(0, "see the scan", shows(`document.querySelector('.thumb img')?.naturalWidth > 100`), touches(`.thumb`), keeps("scan"), touches(`[data-do="close-dialog"]`)),

		s.desk(0, "bring a colleague in", touches(`[data-do="bring"][data-arg="second"]`), keeps("dazuholen"), touches(`#dialog [data-do="invite"]`)),
		s.desk(1, "come in", shows(`document.querySelector('#dialog[open] [data-do="join"]') !== null`), touches(`#dialog [data-do="join"]`)),
		s.see("newcomer", "dazukommen"), s.until("the colleague's picture", patience, session.State.MayAdmit),
		s.desk(1, "see nothing before the citizen agrees", shows(`document.querySelector('.stage').classList.contains('unseen-citizen')`), keeps("noch-nicht-dabei")),
		s.tapID("forward"),
		s.until("two people at the terminal", patience, func(st session.State) bool { return len(st.Visit.Call.People) == 2 }),
		s.desk(1, "see the citizen and the colleague", shows(seen), shows(moves), keeps("zu-dritt")),
		s.desk(0, "see both, too", shows(seen), shows(moves), keeps("zu-dritt")), s.picture("zu-dritt"),
		s.desk(1, "leave", touches(`[data-do="ask-end"]`), forgotten),
		s.until("one person at the terminal", patience, func(st session.State) bool { return len(st.Visit.Call.People) == 1 }),

		s.desk(0, "hand the call on", touches(`[data-do="bring"][data-arg="transfer"]`), keeps("uebergeben"), touches(`#dialog [data-do="transfer"][data-arg*="clerk"]`)),
		s.desk(1, "take it over", shows(`document.querySelector('#dialog[open] [data-do="join"]') !== null`), keeps("klingelt"), touches(`#dialog [data-do="join"]`)),
		s.until("the second clerk at the terminal", patience, func(st session.State) bool {
			return st.Visit.Call.Clerk().Name == clerks[1].display && len(st.Visit.Call.People) == 1
		}),
		s.see("newcomer", "uebernehmen"), s.until("the next clerk's picture", patience, session.State.MayAdmit), s.tapID("forward"),
		s.picture("zweite-person"),
		s.desk(0, "free again, and nothing is left", forgotten, keeps("wieder-frei")),
		s.desk(1, "see and be seen", shows(seen), keeps("uebernommen")), {"the second clerk's picture moves at the terminal", s.moving},
		s.desk(1, "end", touches(`[data-do="ask-end"]`), touches(`#dialog [data-arg="solved"]`)),
		s.see("call-ended", "beendet"), s.tapID("forward"),
		s.desk(1, "nothing is left", forgotten),
		s.tapID("bar.cancel"), s.tapID("cancel.yes"), s.see("idle", "wieder-willkommen"), {"nothing of the visit is left", s.wiped},
		{"the clerks go", s.closeDesks},
	}
}

// said reports whether somebody else has written a line.
func said(st session.State, text string) bool {
	for _, l := range st.Visit.Call.Lines {
		if l.Who != "" && l.Text == text {
			return true
		}
	}
	return false
}

// contains is an expression that is true once an element of the page shows a text.
func contains(id, text string) string {
	return fmt.Sprintf(`document.getElementById(%q).innerText.includes(%q)`, id, text)
}

// openDesks brings the clerks to their desks, each with name and password.
func (s *script) openDesks() error {
	url, err := os.ReadFile(s.stack.path("hub", "url"))
	if err != nil {
		return err
	}
	for _, one := range clerks {
		c, err := sit(s.citizen.ctx, one.name, s.citizen.dir, &s.citizen.shot)
		if err != nil {
			return err
		}
		s.clerks = append(s.clerks, c)
		password, err := s.stack.register(s.citizen.ctx, one)
		if err != nil {
			return err
		}
		if err := c.login(strings.TrimSpace(string(url)), password); err != nil {
			_ = c.picture("failed")
			return err
		}
	}
	return nil
}

func (s *script) closeDesks() error {
	for _, c := range s.clerks {
		c.Close()
	}
	s.clerks = nil
	return nil
}

// desk is a step of a clerk.
func (s *script) desk(n int, what string, acts ...act) step {
	return step{"desk of " + clerks[n].name + ": " + what, func() error {
		for _, do := range acts {
			if err := do(s.clerks[n]); err != nil {
				_ = s.clerks[n].picture("failed")
				return err
			}
		}
		return nil
	}}
}

// openWriting comes to the page of writing, which opens by itself where the line bears nothing else.
func (s *script) openWriting() error {
	v, err := s.citizen.until(patience, "a way to write", func(v view) bool {
		return v.placed.Tree.Page == "writing" || v.placed.Find("talk.write") != nil
	})
	if err != nil || v.placed.Tree.Page == "writing" {
		return err
	}
	return s.citizen.tapID("talk.write")
}

// moving waits until the screen has shown several pictures of the clerk, each another one.
func (s *script) moving() error {
	v, err := s.citizen.until(patience, "a place for the clerk's picture", func(v view) bool { return clerkPicture(v) != nil })
	if err != nil {
		return err
	}
	place := clerkPicture(v).Rect
	distinct := map[[sha256.Size]byte]bool{}
	for until := time.Now().Add(patience); len(distinct) < 5; {
		if time.Now().After(until) {
			return fmt.Errorf("the clerk's picture stands still: %d pictures", len(distinct))
		}
		screen, err := s.citizen.window.Screenshot(s.citizen.ctx)
		if err != nil {
			return err
		}
		distinct[sum(screen, place)] = true
	}
	return nil
}

// clerkPicture is where the page shows the clerk, or nil.
func clerkPicture(v view) *layout.PlacedNode {
	for i := range v.placed.Nodes {
		if n := &v.placed.Nodes[i]; n.Node.Role == screen.RoleVideo && n.Node.Value != screen.OwnPicture {
			return n
		}
	}
	return nil
}

// sum tells pictures of one place apart.
func sum(picture image.Image, place image.Rectangle) [sha256.Size]byte {
	dots := image.NewRGBA(place)
	draw.Draw(dots, place, picture, place.Min, draw.Src)
	return sha256.Sum256(dots.Pix)
}

// forgotten proves that a desk without a call holds nothing of what was said, filled in or scanned.
func forgotten(c *clerk) error {
	if err := c.Until(`document.querySelector('#headline') !== null`); err != nil {
		return err
	}
	markup, err := c.page()
	if err != nil {
		return err
	}
	for _, never := range []string{clerkSays, citizenSays, filledIn, "Lehmann", "blob:"} {
		if strings.Contains(markup, never) {
			return fmt.Errorf("the desk of %s still holds %q", c.name, never)
		}
	}
	return nil
}
