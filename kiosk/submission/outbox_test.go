package submission

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"buergerterminal/kiosk/link"
	"buergerterminal/kiosk/submission/seal"
)

func openOutbox(t testing.TB, path string, options ...Option) *Outbox {
	t.Helper()
	o, err := Open(path, append([]Option{WithReserve(0)}, options...)...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { o.Close() })
	return o
}

func newItem(blob string) Item {
	return Item{
		Key:       seal.NewID(),
		Number:    NewNumber(),
		Token:     NewToken(),
		Authority: "musterstadt-buergeramt",
		Flow:      "meldebescheinigung@3",
		Blob:      []byte(blob),
	}
}

func mustAppend(t testing.TB, o *Outbox, items ...Item) {
	t.Helper()
	for _, item := range items {
		if err := o.Append(context.Background(), item); err != nil {
			t.Fatal(err)
		}
	}
}

func TestAppendSurvivesReopening(t *testing.T) {
	// The blanks and signs must not end up in SQLite's URI.
	path := filepath.Join(t.TempDir(), "Ausgang 100%?#.sqlite")
	o := openOutbox(t, path)
	first, second := newItem("first"), newItem("second")
	mustAppend(t, o, first, second)
	if err := o.Close(); err != nil {
		t.Fatal(err)
	}
	o = openOutbox(t, path)
	pending, err := o.Pending(context.Background())
	if err != nil || len(pending) != 2 {
		t.Fatalf("%d pending, %v", len(pending), err)
	}
	e := pending[0]
	if e.Key != first.Key || e.Number != first.Number || e.Authority != first.Authority || e.Flow != first.Flow || e.State != Stored ||
		e.Size != 5 || e.SHA256 != sha256.Sum256(first.Blob) || time.Since(e.StoredAt) > time.Minute {
		t.Errorf("entry %+v", e)
	}
	if want := sha256.Sum256([]byte(first.Token)); e.TokenSHA256 != fmt.Sprintf("%x", want) {
		t.Errorf("token hash %s", e.TokenSHA256)
	}
	if body, err := o.Blob(context.Background(), second.Key); err != nil || string(body) != "second" {
		t.Errorf("blob %q, %v", body, err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
}

func TestAppendTwice(t *testing.T) {
	o := openOutbox(t, filepath.Join(t.TempDir(), "o"))
	item := newItem("bytes")
	mustAppend(t, o, item, item)
	if pending, err := o.Pending(context.Background()); err != nil || len(pending) != 1 {
		t.Errorf("%d pending, %v", len(pending), err)
	}
	other := item
	other.Blob = []byte("other bytes")
	if err := o.Append(context.Background(), other); CodeOf(err) != CodeKeyTaken {
		t.Errorf("other bytes: %v", err)
	}
	clash := newItem("third")
	clash.Number = item.Number
	if err := o.Append(context.Background(), clash); CodeOf(err) != CodeNumberTaken {
		t.Errorf("same number: %v", err)
	}
}

func TestAppendRefuses(t *testing.T) {
	o := openOutbox(t, filepath.Join(t.TempDir(), "o"))
	cases := map[string]struct {
		spoil func(*Item)
		want  Code
	}{
		"key":       {func(i *Item) { i.Key = "1" }, CodeInvalid},
		"number":    {func(i *Item) { i.Number = "" }, CodeInvalid},
		"token":     {func(i *Item) { i.Token = "" }, CodeInvalid},
		"authority": {func(i *Item) { i.Authority = "" }, CodeInvalid},
		"flow":      {func(i *Item) { i.Flow = "a b" }, CodeInvalid},
		"empty":     {func(i *Item) { i.Blob = nil }, CodeInvalid},
		"too large": {func(i *Item) { i.Blob = make([]byte, link.MaxBody+1) }, CodeTooLarge},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			item := newItem("bytes")
			c.spoil(&item)
			if err := o.Append(context.Background(), item); CodeOf(err) != c.want {
				t.Errorf("error %v, want %s", err, c.want)
			}
		})
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := o.Append(ctx, newItem("x")); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	if pending, err := o.Pending(context.Background()); err != nil || len(pending) != 0 {
		t.Errorf("%d pending, %v", len(pending), err)
	}
}

func TestReserve(t *testing.T) {
	o := openOutbox(t, filepath.Join(t.TempDir(), "o"), WithReserve(1<<60))
	if err := o.Ready(); CodeOf(err) != CodeReserve {
		t.Errorf("Ready: %v", err)
	}
	if err := o.Append(context.Background(), newItem("x")); CodeOf(err) != CodeReserve {
		t.Errorf("Append: %v", err)
	}
	if pending, err := o.Pending(context.Background()); err != nil || len(pending) != 0 {
		t.Errorf("%d pending, %v", len(pending), err)
	}
	o.reserve = 1
	if err := o.Ready(); err != nil {
		t.Error(err)
	}
	mustAppend(t, o, newItem("x"))
}

func TestStates(t *testing.T) {
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "o")
	o := openOutbox(t, path)
	secret := strings.Repeat("sealed-bytes-", 5000)
	item := newItem(secret)
	mustAppend(t, o, item)
	sum := sha256.Sum256(item.Blob)

	if err := o.Delivered(ctx, item.Key, sha256.Sum256(nil), time.Now()); CodeOf(err) != CodeUnknown {
		t.Errorf("wrong receipt: %v", err)
	}
	if err := o.Refuse(ctx, item.Key, link.ProblemConflict); err != nil {
		t.Fatal(err)
	}
	if e, err := o.Entry(ctx, item.Key); err != nil || e.State != Refused || e.Reason != "conflict" {
		t.Errorf("entry %+v, %v", e, err)
	}
	if refused, err := o.Refused(ctx); err != nil || len(refused) != 1 {
		t.Errorf("%d refused, %v", len(refused), err)
	}
	if err := o.Requeue(ctx, item.Key); err != nil {
		t.Fatal(err)
	}
	if err := o.Requeue(ctx, item.Key); CodeOf(err) != CodeUnknown {
		t.Errorf("second requeue: %v", err)
	}
	at := time.UnixMilli(1_800_000_000_000)
	if err := o.Delivered(ctx, item.Key, sum, at); err != nil {
		t.Fatal(err)
	}
	e, err := o.Entry(ctx, item.Key)
	if err != nil || e.State != Delivered || !e.ReceivedAt.Equal(at) || e.Size != int64(len(secret)) || e.SHA256 != sum {
		t.Errorf("entry %+v, %v", e, err)
	}
	if _, err := o.Blob(ctx, item.Key); CodeOf(err) != CodeUnknown {
		t.Errorf("blob of a delivered one: %v", err)
	}
	mustAppend(t, o, item) // a repeat after delivery stays delivered
	if pending, err := o.Pending(ctx); err != nil || len(pending) != 0 {
		t.Errorf("%d pending, %v", len(pending), err)
	}
	if err := o.Close(); err != nil {
		t.Fatal(err)
	}
	// Erased means erased, from the log too.
	files, err := filepath.Glob(path + "*")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		if raw, err := os.ReadFile(file); err != nil || bytes.Contains(raw, []byte("sealed-bytes-sealed")) {
			t.Errorf("%s still holds the body (%v)", filepath.Base(file), err)
		}
	}
}

// A flipped bit inside a body is not seen by SQLite, but by the hash.
func TestBitFlip(t *testing.T) {
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "o")
	o := openOutbox(t, path)
	good, bad := newItem(strings.Repeat("good", 5000)), newItem(strings.Repeat("evil", 5000))
	mustAppend(t, o, good, bad)
	if err := o.Close(); err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	at := bytes.LastIndex(raw, []byte("evilevil"))
	if at < 0 {
		t.Fatal("the body is not in the file")
	}
	raw[at] ^= 4
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	o = openOutbox(t, path)
	if err := o.Check(ctx); CodeOf(err) != CodeRowDamaged {
		t.Errorf("Check: %v", err)
	}
	if damaged, err := o.Damaged(ctx); err != nil || len(damaged) != 1 || damaged[0].Key != bad.Key {
		t.Errorf("damaged %+v, %v", damaged, err)
	}
	if pending, err := o.Pending(ctx); err != nil || len(pending) != 1 || pending[0].Key != good.Key {
		t.Errorf("pending %+v, %v", pending, err)
	}
}

func TestDamagedDatabase(t *testing.T) {
	path := filepath.Join(t.TempDir(), "o")
	o := openOutbox(t, path)
	for range 50 {
		mustAppend(t, o, newItem(strings.Repeat("x", 3000)))
	}
	if err := o.Close(); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	cases := map[string]struct {
		spoil func([]byte) []byte
		want  []Code
	}{
		"cut in the middle": {func(b []byte) []byte { return b[:len(b)/2] }, []Code{CodeCorrupt}},
		"no database":       {func(b []byte) []byte { return bytes.Repeat([]byte("hello"), 5000) }, []Code{CodeCorrupt}},
		"inner page lost":   {func(b []byte) []byte { clear(b[4096 : 6*4096]); return b }, []Code{CodeCorrupt}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "o")
			if err := os.WriteFile(path, c.spoil(bytes.Clone(whole)), 0o600); err != nil {
				t.Fatal(err)
			}
			o, err := Open(path)
			if err == nil {
				o.Close()
				t.Fatal("opens")
			}
			if CodeOf(err) != c.want[0] {
				t.Errorf("error %v, want %s", err, c.want[0])
			}
		})
	}
}

func TestOpenRefusesStrangers(t *testing.T) {
	dir := t.TempDir()
	foreign := filepath.Join(dir, "foreign")
	db, err := sql.Open("sqlite", foreign)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec("CREATE TABLE other (x)"); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(foreign); CodeOf(err) != CodeVersion {
		t.Errorf("a foreign database: %v", err)
	}
	openOutbox(t, filepath.Join(dir, "mine"))
	if _, err := Open(filepath.Join(dir, "mine")); CodeOf(err) != CodeInUse {
		t.Errorf("opened twice: %v", err)
	}
	if _, err := Open(dir); CodeOf(err) != CodeIO {
		t.Errorf("a folder: %v", err)
	}
}

func TestSettingsAreAsserted(t *testing.T) {
	o := openOutbox(t, filepath.Join(t.TempDir(), "o"))
	for _, spoil := range []string{"PRAGMA synchronous = NORMAL", "PRAGMA secure_delete = OFF"} {
		if err := o.assertSettings(context.Background()); err != nil {
			t.Fatal(err)
		}
		if _, err := o.db.Exec(spoil); err != nil {
			t.Fatal(err)
		}
		if err := o.assertSettings(context.Background()); CodeOf(err) != CodeSettings {
			t.Errorf("%s is not noticed: %v", spoil, err)
		}
		if _, err := o.db.Exec("PRAGMA synchronous = FULL; PRAGMA secure_delete = ON"); err != nil {
			t.Fatal(err)
		}
	}
}

func TestNumbers(t *testing.T) {
	seen := map[string]bool{}
	for range 2000 {
		number := NewNumber()
		back, err := ParseNumber(strings.ToLower(strings.ReplaceAll(number, "-", " ")))
		if err != nil || back != number || len(number) != 7 || strings.ContainsAny(number, "ILOU") {
			t.Fatalf("%q reads as %q, %v", number, back, err)
		}
		seen[number] = true
	}
	if len(seen) < 1990 {
		t.Errorf("only %d of 2000 numbers differ", len(seen))
	}
	for text, want := range map[string]string{
		"4k7219": "4K7-219", "4K7-2I9": "4K7-219", "4K7-2l9": "4K7-219", "OOO-000": "000-000",
		"4K7-21": "", "4K7-2199": "", "4K7-21U": "", "": "", "ÄÖÜ-123": "",
	} {
		got, err := ParseNumber(text)
		if got != want || (want == "") != (CodeOf(err) == CodeInvalid) {
			t.Errorf("%q reads as %q, %v", text, got, err)
		}
	}
	first, second := NewToken(), NewToken()
	if len(first) != 26 || first == second {
		t.Errorf("tokens %s, %s", first, second)
	}
	o := openOutbox(t, filepath.Join(t.TempDir(), "o"))
	if number, err := o.NewNumber(context.Background()); err != nil || len(number) != 7 {
		t.Errorf("number %q, %v", number, err)
	}
}

func FuzzParseNumber(f *testing.F) {
	f.Add("4K7-219")
	f.Add("oil-ooo")
	f.Fuzz(func(t *testing.T, text string) {
		number, err := ParseNumber(text)
		if err != nil {
			return
		}
		if again, err := ParseNumber(number); err != nil || again != number {
			t.Errorf("%q reads as %q, which reads as %q", text, number, again)
		}
	})
}

// The two benchmarks compare a durable commit with what the disk can do at best.
func BenchmarkAppend200kB(b *testing.B) {
	o := openOutbox(b, filepath.Join(b.TempDir(), "o"))
	blob := strings.Repeat("0123456789", 20_000)
	b.SetBytes(int64(len(blob)))
	for b.Loop() {
		mustAppend(b, o, newItem(blob))
	}
}

func BenchmarkWriteAndFsync200kB(b *testing.B) {
	file, err := os.Create(filepath.Join(b.TempDir(), "raw"))
	if err != nil {
		b.Fatal(err)
	}
	defer file.Close()
	blob := bytes.Repeat([]byte("0123456789"), 20_000)
	b.SetBytes(int64(len(blob)))
	for b.Loop() {
		if _, err := file.Write(blob); err != nil {
			b.Fatal(err)
		}
		if err := file.Sync(); err != nil {
			b.Fatal(err)
		}
	}
}
