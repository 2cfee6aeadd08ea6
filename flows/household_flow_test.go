package flows_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
)

// householdFlow has values, rules, exits and signatures of others, and counts over the rows of a group.
const householdFlow = `id = "household"
version = "1.0.0"
icon = "house"
category = "housing"
authority = "amt"
legal = "Satzung"
identity = "none"
minutes = 3
languages = ["de"]
[[page]]
id = "grant"
[[page.field]]
id = "grant"
type = "choice"
required = true
options = ["none", "basic", "other"]
[[page]]
id = "no_need"
visible = "grant == 'basic'"
exit = true
[[page]]
id = "rent"
[[page.field]]
id = "rent"
type = "money"
required = true
[[page.field]]
id = "extra"
type = "money"
[[page]]
id = "stay"
[[page.field]]
id = "arrives"
type = "date"
[[page.field]]
id = "leaves"
type = "date"
[[page]]
id = "list"
[[page.field]]
id = "number"
type = "int"
min = 0
max = 4
counts = "people"
row_name = ["name"]
[[page]]
id = "who"
repeat = { id = "people", max = 4, count = "number" }
[[page.field]]
id = "name"
type = "text"
required = true
[[page.field]]
id = "born"
type = "date"
[[page]]
id = "what"
repeat = { id = "people" }
[[page.field]]
id = "income"
type = "money"
visible = "!answered(born) || years(born, today) >= 15"
[[page.field]]
id = "kinds"
type = "choices"
options = ["work", "pension"]
[[page.field]]
id = "grants"
type = "bool"
[[page.field]]
id = "until"
type = "date"
[[page]]
id = "all_granted"
visible = "grant == 'other' && count(people) > 0 && count(people.grants) == count(people)"
exit = true
[[page]]
id = "rich"
visible = "share > 50"
[[page.field]]
id = "reason"
type = "text"
required = true
[[page]]
id = "school"
visible = "children > 0"
[[page.field]]
id = "school"
type = "text"

[[value]]
id = "share"
type = "int"
is = "income_sum == 0 ? 0 : cost * 100 / income_sum"
[[value]]
id = "cost"
type = "money"
is = "rent + extra"
[[value]]
id = "income_sum"
type = "money"
is = "sum(people.income)"
[[value]]
id = "children"
type = "int"
is = "count(people.born) - count(people.income)"
[[value]]
id = "workers"
type = "int"
is = "count(people.kinds, 'work')"
[[value]]
id = "until"
type = "date"
is = "arrives + duration('336h')"
[[value]]
id = "who_leaves"
type = "text"
is = "answered(leaves) ? 'one who leaves' : ''"
[[value]]
id = "alone"
type = "bool"
is = "count(people) == 0"

[[rule]]
id = "stays"
field = "leaves"
holds = "leaves >= arrives"
[[rule]]
id = "cheap"
field = "extra"
holds = "cost <= 600"
visible = "grant != 'other'"
[[rule]]
id = "mine"
field = "number"
holds = "income_sum < 500"
[[rule]]
id = "old_enough"
field = "until"
holds = "until >= born && (answered(leaves) || until <= today)"
[[rule]]
id = "reachable"
field = "school"
holds = "answered(school) || answered(reason)"

[[cosignature]]
id = "owner"
name = ["school"]
visible = "cost > 300"

[[next]]
icon = "clock"
visible = "children > 0"

[[proof]]
id = "income"
visible = "income_sum > 0"

[[fee]]
cents = 100
per = "children"
valid_from = 2025-01-01
source = "Satzung"
[[fee]]
id = "free"
cents = 0
valid_from = 2025-01-01
source = "Satzung"
when = "share > 50"
`

// household is the flow with changes, given as pairs of before and after. The field until has another id than the value.
func household(t testing.TB, changes ...string) fstest.MapFS {
	t.Helper()
	flow := strings.Replace(householdFlow, "id = \"until\"\ntype = \"date\"\n[[page]]", "id = \"ends\"\ntype = \"date\"\n[[page]]", 1)
	flow = strings.Replace(flow, "field = \"until\"\nholds = \"until >= born && (answered(leaves) || until", "field = \"ends\"\nholds = \"ends >= born && (answered(leaves) || ends", 1)
	for i := 0; i+1 < len(changes); i += 2 {
		if strings.Count(flow, changes[i]) != 1 {
			t.Fatalf("%q is not there exactly once", changes[i])
		}
		flow = strings.Replace(flow, changes[i], changes[i+1], 1)
	}
	var texts strings.Builder
	texts.WriteString("title='x'\nsummary='x'\nduration='x'\nfee = { text = 'x', free = 'x' }\nauthority.name='x'\nreceipt.title='x'\nnext.1='x'\n" +
		"proof.income = { title='x', short='x' }\ncosignature.owner = { title='x', statement='x' }\nvalue.cost.short='x'\n")
	for _, p := range []string{"no_need", "rent", "stay", "who", "what", "all_granted"} {
		fmt.Fprintf(&texts, "page.%s = { title='x', help='x', row='x' }\n", p)
	}
	for _, q := range []string{"grant", "rent", "extra", "arrives", "leaves", "number", "name", "born", "income", "kinds", "grants", "ends", "reason", "school"} {
		fmt.Fprintf(&texts, "field.%s = { title='x', short='x' }\n", q)
	}
	texts.WriteString("option.grant = { none='x', basic='x', other='x' }\noption.kinds = { work='x', pension='x' }\n" +
		"rows.people = { add='x', empty='x', max='x', unnamed='x', remove='x', unsaved='x' }\n" +
		"rule = { stays='x', cheap='x', mine='x', old_enough='x', reachable='x' }\n")
	text := strings.NewReplacer("page.no_need = { title='x', help='x', row='x' }", "page.no_need = { title='x', help='x' }",
		"page.all_granted = { title='x', help='x', row='x' }", "page.all_granted = { title='x', help='x' }",
		"page.rent = { title='x', help='x', row='x' }", "page.rent.title='x'", "page.stay = { title='x', help='x', row='x' }", "page.stay.title='x'",
		"page.who = { title='x', help='x', row='x' }", "page.who = { title='x', row='x' }", "page.what = { title='x', help='x', row='x' }", "page.what = { title='x', row='x' }",
	).Replace(texts.String())
	return fstest.MapFS{"household/flow.toml": {Data: []byte(flow)}, "household/texts.de.toml": {Data: []byte(text)}}
}
