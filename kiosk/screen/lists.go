package screen

import (
	"slices"
	"strings"

	"buergerterminal/flows"
	"buergerterminal/kiosk/session"
)

// countryField is a search in the list of states, by their names in the citizen's language; the answer is the code.
func (b builder) countryField(t *Tree, f *flows.Field, key string) {
	query := b.v.Draft.Edits[key]
	chosen := b.v.Draft.Answers[key].Text()
	field := &Node{ID: "field." + key, Role: RoleField, Icon: "search", Value: query.Text, Caret: query.Caret, Active: true, Wrong: b.v.Draft.Wrong[key] != "",
		Detail: b.t("country.example"), On: session.ActivateField{Key: key}}
	if query.Text != "" {
		field.Children = []*Node{{ID: "search.empty", Role: RoleButton, Icon: "close", Name: b.t("key.empty"), On: session.Empty{}}}
	}
	t.Act = append(t.Act, field)
	t.Act = append(t.Act, b.wrong(f, key)...)
	list := grid(2)
	for _, code := range b.countries(query.Text, chosen) {
		list.Children = append(list.Children, &Node{ID: "option." + key + "." + code, Role: RoleCompact, Name: b.l.Country(code), Chosen: code == chosen,
			Privacy: Personal, On: session.ChooseOption{Key: key, Option: code}})
	}
	t.Act = append(t.Act, list)
	t.Keyboard = b.searchKeyboard()
}

// countries are the codes whose names match, in the citizen's language or the town's, the chosen one first; without a
// search those that most people need.
func (b builder) countries(query, chosen string) []string {
	wanted := session.Words(query)
	var found []string
	if len(wanted) == 0 {
		found = []string{"DEU", "POL", "UKR", "SYR"}
	} else {
		for _, code := range flows.Countries() {
			if session.Match(wanted, append(session.Words(b.l.Country(code)), session.Words(b.town.Country(code))...)) {
				found = append(found, code)
			}
		}
		slices.SortStableFunc(found, func(a, c string) int {
			return strings.Compare(b.rank(a, wanted)+b.l.Country(a), b.rank(c, wanted)+b.l.Country(c))
		})
	}
	if chosen == "" {
		return found
	}
	return append([]string{chosen}, slices.DeleteFunc(found, func(c string) bool { return c == chosen })...)
}

// rank puts names that begin with what was written before those that have it inside.
func (b builder) rank(code string, wanted []string) string {
	if strings.HasPrefix(session.Words(b.l.Country(code))[0], wanted[0]) {
		return "0"
	}
	return "1"
}

// places offers the places of a postcode as buttons; writing another one stays possible.
func (b builder) places(t *Tree, keys []string) {
	for _, key := range keys {
		f := b.v.Flow.Field(key)
		if f.PlaceOf == "" {
			continue
		}
		group, row, _ := flows.SplitKey(key)
		source := flows.Key(group, row, f.PlaceOf)
		plz, written := b.v.Draft.Edits[source]
		if !written {
			plz.Text = b.v.Answers[source].Text()
		}
		offer := grid(2)
		for _, place := range flows.Ort(plz.Text) {
			if place != b.v.Draft.Edits[key].Text && len(offer.Children) < 2 {
				offer.Children = append(offer.Children, &Node{ID: "place." + itoa(len(offer.Children)), Role: RoleButton, Kind: SecondaryMedium, Name: place, On: session.Suggest{Key: key, Text: place}})
			}
		}
		if len(offer.Children) > 0 {
			t.Act = append(t.Act, offer)
		}
	}
}
