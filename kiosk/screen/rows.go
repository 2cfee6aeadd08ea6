package screen

import (
	"strings"

	"buergerterminal/flows"
	"buergerterminal/kiosk/session"
)

// list is the page of a repeated group: one card for each row, with change and remove, and a way to add one.
func (b builder) list(t *Tree, counter *flows.Field) {
	group := counter.Counts
	people := stack()
	n := b.s.Rows(group)
	for i := range n {
		id := "row." + itoa(i)
		people.Children = append(people.Children, &Node{ID: id, Role: RolePerson, Name: b.rowName(counter, i), Detail: b.rowDetail(counter, i), Privacy: Personal,
			Children: []*Node{
				{ID: id + ".change", Role: RoleButton, Kind: SecondaryMedium, Icon: "pen", Name: b.t("row.change"), On: session.ChangeRow{Group: group, Index: i}},
				{ID: id + ".remove", Role: RoleButton, Kind: NeutralMedium, Icon: "minus", Name: b.t("row.remove"), On: session.RemoveRow{Group: group, Index: i}},
			}})
	}
	people.Children = append(people.Children, &Node{ID: "row.add", Role: RoleButton, Kind: StartAligned, Icon: "plus", Name: b.f("rows." + group + ".add"), On: session.AddRow{Group: group}})
	t.Act = []*Node{people}
	most := 0
	if counter.Max != nil {
		most = int(*counter.Max)
	}
	switch {
	case b.v.Missing == "rows.max":
		t.Act = append(t.Act, &Node{ID: "error.rows", Role: RoleError, Icon: "warning", Name: b.f("rows." + group + ".max")})
	case n == 0:
		t.Act = append(t.Act, small(b.f("rows."+group+".empty")))
	case most > 0:
		t.Act = append(t.Act, small(b.l.Plural("row.count", n)+" "+b.t("row.at-most", "max", most)))
	}
}

// rowName names a row by the answers that the flow says; while they are missing it has the flow's words for that.
func (b builder) rowName(counter *flows.Field, row int) string {
	if name := strings.Join(b.rowWords(counter.Counts, counter.RowName, row), " "); name != "" {
		return name
	}
	return b.f("rows." + counter.Counts + ".unnamed")
}

func (b builder) rowDetail(counter *flows.Field, row int) string {
	return b.l.List(b.rowWords(counter.Counts, counter.RowDetail, row)...)
}

func (b builder) rowWords(group string, fields []string, row int) []string {
	var words []string
	for _, id := range fields {
		key := flows.Key(group, row, id)
		if text := AnswerWords(b.v.Flow, b.v.Flow.Field(key), b.v.Answers[key], b.l); text != "" {
			words = append(words, text)
		}
	}
	return words
}

// listWords are the names of all rows, for the review page.
func (b builder) listWords(counter *flows.Field) string {
	var names []string
	for i := range b.s.Rows(counter.Counts) {
		names = append(names, b.rowName(counter, i))
	}
	return b.l.List(names...)
}

// rowCard offers to read the document of the person in the open row, on the row's first page.
func (b builder) rowCard(t *Tree) {
	row := b.v.Row
	if row == nil || row.Card != nil || len(t.Act) == 0 || !b.s.FirstOfRow() || !b.s.RowHasCard() {
		return
	}
	t.Read = append(t.Read, &Node{ID: "row.who", Role: RoleText, Kind: Strong, Name: b.t("row.number", "n", row.Index+1)})
	read := &Node{ID: "row.card", Role: RoleButton, Kind: SecondaryMedium, Icon: "card", Name: b.t("row.card"), On: session.ReadRowCard{}}
	if last := t.Act[len(t.Act)-1]; last.Role == RoleGrid && last.Children[0].ID == "why" {
		last.Children = append([]*Node{read}, last.Children...) // below each other they would not fit on one page
		return
	}
	t.Act = append(t.Act, read)
}

// remove asks back before a row goes.
func (b builder) remove() *Tree {
	t := b.frame("row-remove")
	list := b.s.Page()
	counter := b.v.Flow.Field(list.Fields[0])
	t.read(b.f("rows."+counter.Counts+".remove"), b.rowName(counter, b.v.Removing))
	t.Read[len(t.Read)-1].Privacy = Personal // it names somebody
	t.Act = []*Node{{ID: "row.remove.yes", Role: RoleButton, Kind: Deleting, Icon: "minus", Name: b.t("row.remove.yes"), On: session.EndRow{}}}
	t.Forward = b.forward("row.remove.no")
	return t
}

// unsaved asks back before the open row's changes are dropped.
func (b builder) unsaved() *Tree {
	t := b.frame("row-unsaved")
	t.read(b.t("row.unsaved.title"), b.f("rows."+b.v.Row.Group+".unsaved"))
	t.Act = []*Node{{ID: "row.unsaved.drop", Role: RoleButton, Kind: Deleting, Icon: "close", Name: b.t("row.unsaved.drop"), On: session.EndRow{}}}
	t.Forward = b.forward("row.unsaved.continue")
	return t
}
