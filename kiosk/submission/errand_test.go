package submission

import (
	"database/sql"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// Ids of drafts.
var (
	draftA = strings.Repeat("0a", 16)
	draftB = strings.Repeat("0b", 16)
)

// TestErrands are noted once, outlast the program, and are settled once.
func TestErrands(t *testing.T) {
	path := filepath.Join(t.TempDir(), "o")
	o := openOutbox(t, path)
	burn, drop := Errand{BurnDraft, draftA}, Errand{DropDraft, draftB}
	for _, e := range []Errand{burn, drop, burn} {
		if err := o.Owe(t.Context(), e); err != nil {
			t.Fatal(err)
		}
	}
	if err := o.Owe(t.Context(), Errand{BurnDraft, "what a citizen has typed"}); CodeOf(err) != CodeInvalid {
		t.Errorf("an errand about no draft: %v", err)
	}
	if err := o.Close(); err != nil {
		t.Fatal(err)
	}
	o = openOutbox(t, path)
	if got, err := o.Owed(t.Context()); err != nil || !slices.Equal(got, []Errand{burn, drop}) {
		t.Errorf("owed are %v, %v", got, err)
	}
	for range 2 {
		if err := o.Settle(t.Context(), burn); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := o.Owed(t.Context()); err != nil || !slices.Equal(got, []Errand{drop}) {
		t.Errorf("owed are %v, %v", got, err)
	}
}

// TestBurnsWithTheApplication: both are stored, or none.
func TestBurnsWithTheApplication(t *testing.T) {
	o := openOutbox(t, filepath.Join(t.TempDir(), "o"))
	one := newItem("1")
	one.Burns = "no draft"
	if err := o.Append(t.Context(), one); CodeOf(err) != CodeInvalid {
		t.Errorf("it burns no draft: %v", err)
	}
	one.Burns = draftA
	taken := newItem("2")
	taken.Number, taken.Burns = one.Number, draftB
	if err := o.Append(t.Context(), one); err != nil {
		t.Fatal(err)
	}
	if err := o.Append(t.Context(), taken); CodeOf(err) != CodeNumberTaken {
		t.Errorf("a number twice: %v", err)
	}
	if got, err := o.Owed(t.Context()); err != nil || !slices.Equal(got, []Errand{{BurnDraft, draftA}}) {
		t.Errorf("owed are %v, %v", got, err)
	}
}

// TestOlderOutbox opens what a program without errands has left behind, and loses nothing of it.
func TestOlderOutbox(t *testing.T) {
	path := filepath.Join(t.TempDir(), "o")
	o := openOutbox(t, path)
	if err := o.Append(t.Context(), newItem("1")); err != nil {
		t.Fatal(err)
	}
	if err := o.Close(); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec("DROP TABLE errand; PRAGMA user_version = 1"); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	o = openOutbox(t, path)
	if err := o.Owe(t.Context(), Errand{DropDraft, draftA}); err != nil {
		t.Error(err)
	}
	if waiting, err := o.Pending(t.Context()); err != nil || len(waiting) != 1 {
		t.Errorf("%d applications wait, %v", len(waiting), err)
	}
}
