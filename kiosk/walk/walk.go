// Package walk sends simulated citizens through a service, as the terminal would show it, and tells what they have seen.
//
// A citizen gets the pages of screen.Build and does nothing but what a node of the page offers: touches it, types on the keys
// that are there, gives the devices what they ask for. The walks are chosen so that every page is reached, every condition is
// met both ways, every answer that a field refuses is refused once, and every way on (a proof handed in later, a row too many)
// is taken. What nobody could reach is named with its place: it is a mistake of the definition, or the walker's limit.
//
// It runs in virtual time, reads no clock, opens no device, and keeps nothing.
package walk

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"buergerterminal/flows"
	"buergerterminal/kiosk/session"
	"buergerterminal/locales"
)

// Kinds of goals, in the order of the report.
const (
	Pages       = "pages"       // each page of the flow
	Conditions  = "conditions"  // each condition both ways: visible, rules, fees
	Options     = "options"     // each answer that is offered
	Validations = "validations" // each reason to refuse an answer
	Ways        = "ways"        // proofs, rows, signatures: each way through them
)

// Kinds lists them.
func Kinds() []string { return []string{Pages, Conditions, Options, Validations, Ways} }

// Count is how much of one kind was covered.
type Count struct {
	Reached int `json:"reached"`
	All     int `json:"all"`
}

// Report is what the walks through one flow have covered.
type Report struct {
	Flow    string           `json:"flow"`
	Walks   int              `json:"walks"`
	Steps   int              `json:"steps"` // events of the citizens
	Counts  map[string]Count `json:"counts"`
	Missing []string         `json:"missing"` // goals that no walk reached
	KeptOut []string         `json:"keptOut"` // refusals that the page does not let a citizen come to
}

// Complete reports whether every goal was reached.
func (r Report) Complete() bool { return len(r.Missing) == 0 }

// Settings of the walks.
type Settings struct {
	Catalog *flows.Catalog // the flow among others that it may lead to
	Words   *locales.Texts
	Today   time.Time // noon of the day on which all walks take place
	Lang    string    // the citizen's language
	Once    bool      // one walk to the end, whatever it leaves out
	Hand    Hand      // nil: citizens touch what the page offers
}

// Hand brings about what a citizen means in another way than by touching: by keys, by switches, by ear. It holds no pen.
type Hand interface {
	// Do makes the event happen as the page lets it, and fails where there is no way to.
	Do(v Visit, want session.Event) error
}

// Visit is the open visit, as a Hand sees it.
type Visit interface {
	State() session.State
	Happen(e session.Event)
}

// Flow walks through one flow until all that can be reached was. It fails where a citizen gets stuck: where a page refuses what
// the definition allows, or offers no way on.
func Flow(f *flows.Flow, s Settings) (Report, error) {
	w := &walker{flow: f, settings: s, plan: newPlanner(f, s.Today), goals: goalsOf(f, flows.DayOf(s.Today)), reached: map[goal]bool{}, tried: map[goal]bool{}}
	if f.Kind == flows.FlowCall {
		return w.call()
	}
	if err := w.run(); err != nil {
		return Report{}, fmt.Errorf("%s: %w", f.ID, err)
	}
	return w.report(), nil
}

// walker holds what is known of one flow.
type walker struct {
	flow     *flows.Flow
	settings Settings
	plan     *planner
	goals    []goal
	reached  map[goal]bool
	tried    map[goal]bool // refusals that a citizen tried, and that the page did not let them come to
	walks    int
	steps    int
}

// run walks once for each goal that is not reached yet. A walk reaches many by the way.
func (w *walker) run() error {
	if err := w.walk(w.plan.answers(variation{})); err != nil {
		return err
	}
	if w.settings.Once {
		return nil
	}
	for _, g := range w.goals {
		// A citizen who comes there may still take another way that nobody has taken: a few follow.
		for n := 0; n < followers && !w.reached[g] && !w.tried[g]; n++ {
			answers, ok := w.plan.towards(g)
			if !ok {
				break
			}
			if err := w.walk(answers); err != nil {
				return fmt.Errorf("on the way to %s: %w", g, err)
			}
		}
	}
	return nil
}

// followers is how many citizens are sent for one goal.
const followers = 4

func (w *walker) report() Report {
	r := Report{Flow: w.flow.ID, Walks: w.walks, Steps: w.steps, Counts: map[string]Count{}, Missing: []string{}, KeptOut: []string{}}
	for _, g := range w.goals {
		c := r.Counts[g.kind]
		switch {
		case w.reached[g]:
			c.Reached++
		case w.tried[g]:
			r.KeptOut = append(r.KeptOut, g.String())
			c.Reached++
		default:
			r.Missing = append(r.Missing, g.String())
		}
		c.All++
		r.Counts[g.kind] = c
	}
	slices.Sort(r.KeptOut)
	return r
}

// Table is one line for each flow, for people.
func Table(reports []Report) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%-28s", "flow")
	for _, kind := range Kinds() {
		fmt.Fprintf(&b, "%14s", kind)
	}
	fmt.Fprintf(&b, "%8s%9s\n", "walks", "steps")
	for _, r := range reports {
		fmt.Fprintf(&b, "%-28s", r.Flow)
		for _, kind := range Kinds() {
			fmt.Fprintf(&b, "%14s", fmt.Sprintf("%d/%d", r.Counts[kind].Reached, r.Counts[kind].All))
		}
		fmt.Fprintf(&b, "%8d%9d\n", r.Walks, r.Steps)
	}
	return b.String()
}
