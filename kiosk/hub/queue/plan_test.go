package queue

import (
	"path/filepath"
	"strings"
	"testing"

	"buergerterminal/kiosk/hub/database"
)

// What is asked every second, or while a citizen waits, uses an index of the calls that are open: the history of a town may
// have a hundred thousand calls.
func TestPlans(t *testing.T) {
	db, err := database.Open(t.Context(), filepath.Join(t.TempDir(), "hub.sqlite"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	newFixture(t, db)
	for name, c := range map[string]struct {
		query, index string
		args         []any
	}{
		"accept":    {next(database.SQLite), "queue_call_line", []any{"krahl", 1, 2}},
		"line":      {"SELECT c.id FROM queue_call c WHERE " + inLine + line, "queue_call_line", []any{town}},
		"leases":    {"SELECT c.id FROM queue_call c WHERE " + leaseOver, "queue_call_clerk", []any{1}},
		"terminals": {"SELECT c.id FROM queue_call c WHERE " + terminalOver, "queue_call_terminal", []any{1}},
		"average":   {handled, "queue_call_done", []any{town, "wohnung"}},
	} {
		steps, err := database.All(t.Context(), db, func(row func(...any) error) (text string, err error) {
			var id, parent, unused int
			return text, row(&id, &parent, &unused, &text)
		}, "EXPLAIN QUERY PLAN "+c.query, c.args...)
		if err != nil {
			t.Fatal(err)
		}
		plan := strings.Join(steps, "\n")
		if !strings.Contains(plan, c.index) || strings.Contains(plan, "TEMP B-TREE") {
			t.Errorf("%s does not use %s alone:\n%s", name, c.index, plan)
		}
	}
}
