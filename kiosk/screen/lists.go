package screen

import (
	"slices"
	"strings"

	"buergerterminal/flows"
	"buergerterminal/kiosk/session"
)

// finder is a long list that a citizen searches: codes for what was written, the best first, and their words.
type finder struct {
	find    func(query string) []string
	words   func(code string) string
	example string // in the empty search field
}

// finderOf is the list of a field: the states, or a list of the flow.
func (b builder) finderOf(f *flows.Field) finder {
	if f.List == nil {
		return finder{find: b.countries, words: b.l.Country, example: b.t("country.example")}
	}
	return finder{
		find:    func(query string) []string { return f.List.Find(b.l.Tag, query, most(query)) },
		words:   func(code string) string { text, _ := f.List.Text(b.l.Tag, code); return text },
		example: b.t("list.example"),
	}
}

// most is how many entries of a list are shown at once: before anything is written as many as leave the field in reach, then
// as many as few pages hold. Whoever has to turn more of them writes another letter.
func most(query string) int {
	if strings.TrimSpace(query) == "" {
		return 4
	}
	return 24
}

// searchField is a search in a long list, by the words of the citizen's language; answers are codes. What is chosen stands
// first, and goes again when it is touched where there can be several.
func (b builder) searchField(t *Tree, f *flows.Field, key string) {
	query, list := b.v.Draft.Edits[key], b.finderOf(f)
	field := &Node{ID: "field." + key, Role: RoleField, Icon: "search", Value: query.Text, Caret: query.Caret, Active: true, Wrong: b.bad(key),
		Detail: list.example, Privacy: privacy(f), On: session.ActivateField{Key: key}}
	if query.Text != "" {
		field.Children = []*Node{{ID: "search.empty", Role: RoleButton, Icon: "close", Name: b.t("key.empty"), On: session.Empty{}}}
	}
	t.Act = append(t.Act, field)
	t.Act = append(t.Act, b.wrong(f, key)...)
	chosen := b.chosen(key)
	found := slices.DeleteFunc(list.find(query.Text), func(code string) bool { return slices.Contains(chosen, code) })
	rows := grid(2)
	for _, code := range slices.Concat(chosen, found) {
		n := &Node{ID: "option." + key + "." + code, Role: RoleCompact, Name: list.words(code), Chosen: slices.Contains(chosen, code), Privacy: privacy(f),
			On: session.ChooseOption{Key: key, Option: code}}
		if f.Type == flows.TypeChoices {
			n.On = session.ToggleOption{Key: key, Option: code}
		}
		rows.Children = append(rows.Children, n)
	}
	if len(rows.Children) > 0 {
		t.Act = append(t.Act, rows)
	}
	switch {
	case len(found) == 0 && query.Text != "":
		t.Act = append(t.Act, small(b.t("list.nothing")))
	case f.Type == flows.TypeChoices && len(chosen) > 0:
		t.Read = append(t.Read, paragraph(b.l.Plural("list.chosen", len(chosen))))
	}
	t.Keyboard = b.searchKeyboard()
}

// chosen are the codes that the open page holds for a field.
func (b builder) chosen(key string) []string {
	v := b.v.Draft.Answers[key]
	if v.Kind() == flows.KindChoices {
		return v.Choices()
	}
	if v.Text() == "" {
		return nil
	}
	return []string{v.Text()}
}

// countries are the codes whose names match, in the citizen's language or the town's; without a search those that most
// people need.
func (b builder) countries(query string) []string {
	wanted := session.Words(query)
	if len(wanted) == 0 {
		return []string{"DEU", "POL", "UKR", "SYR"}
	}
	var found []string
	for _, code := range flows.Countries() {
		if session.Match(wanted, append(session.Words(b.l.Country(code)), session.Words(b.town.Country(code))...)) {
			found = append(found, code)
		}
	}
	slices.SortStableFunc(found, func(a, c string) int {
		return strings.Compare(b.rank(a, wanted)+b.l.Country(a), b.rank(c, wanted)+b.l.Country(c))
	})
	return found
}

// rank puts names that begin with what was written before those that have it inside.
func (b builder) rank(code string, wanted []string) string {
	if strings.HasPrefix(session.Words(b.l.Country(code))[0], wanted[0]) {
		return "0"
	}
	return "1"
}

// suggestions are how many likely answers stand above the keyboard.
const suggestions = 2

// streets offers the streets that begin as what is written in the active field, by the postcode.
func (b builder) streets(t *Tree, keys []string) {
	key := b.v.Draft.Active
	f := b.v.Flow.Field(key)
	if f == nil || f.StreetOf == "" || !slices.Contains(keys, key) || b.bad(key) {
		return
	}
	offer := grid(suggestions)
	for _, street := range b.s.Catalog.Streets.Find(b.postcode(key, f.StreetOf), b.v.Draft.Edits[key].Text, suggestions) {
		offer.Children = append(offer.Children, likely("street", len(offer.Children), key, street))
	}
	if len(offer.Children) > 0 {
		t.Act = append(t.Act, offer)
	}
}

// postcode is what stands in the field that a field takes its offers from, on the same page or an earlier one.
func (b builder) postcode(key, of string) string {
	group, row, _ := flows.SplitKey(key)
	source := flows.Key(group, row, of)
	if plz, written := b.v.Draft.Edits[source]; written {
		return plz.Text
	}
	return b.v.Answers[source].Text()
}

// likely is an answer that a touch takes. Places and streets are called in German, and tell where the citizen lives.
func likely(kind string, n int, key, text string) *Node {
	return &Node{ID: kind + "." + itoa(n), Role: RoleButton, Kind: SecondaryMedium, Lang: "de", Name: text, Privacy: Personal, On: session.Suggest{Key: key, Text: text}}
}

// places offers the places of a postcode as buttons; writing another one stays possible.
func (b builder) places(t *Tree, keys []string) {
	for _, key := range keys {
		f := b.v.Flow.Field(key)
		if f.PlaceOf == "" {
			continue
		}
		offer := grid(suggestions)
		for _, place := range flows.Ort(b.postcode(key, f.PlaceOf)) {
			if place != b.v.Draft.Edits[key].Text && len(offer.Children) < suggestions {
				offer.Children = append(offer.Children, likely("place", len(offer.Children), key, place))
			}
		}
		if len(offer.Children) > 0 {
			t.Act = append(t.Act, offer)
		}
	}
}
