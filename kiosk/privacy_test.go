package kiosk_test

import (
	"bytes"
	"fmt"
	"image"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"buergerterminal/devices/idcard/mrz"
	"buergerterminal/kiosk/session"
)

// secret is a citizen whose every datum is a word that stands nowhere else.
var secret = person{
	former: "Xqvorname", title: "Dr. Xqtitel", stage: "Xqbuehne", birthplace: "Xqgeburtsort", zip: "04319", town: "Xqwohnort",
	street: "Xqstrasse", house: "8137xq", phone: "035177665544",
}

// secretCard is their document.
var secretCard = mrz.Document{
	Format: mrz.TD1, Code: "ID", Issuer: "D", Nationality: "D", Number: "Q7X9K2ZW1", Birth: "770319", Expiry: "330814", Optional2: "2108",
	Names: mrz.Names{Primary: []string{"XQFAMILIE"}, Secondary: []string{"XQRUFNAME"}},
}

// sentinels are what must be found nowhere when the visit is over, in the ways in which it could be written. Letters are
// compared without their case.
func sentinels() [][]byte {
	var all [][]byte
	for _, word := range []string{
		secret.former, "Xqtitel", secret.stage, secret.birthplace, secret.town, secret.street, secret.house, secret.phone,
		"Xqfamilie", "Xqrufname", secretCard.Number, "1977-03-19", "19. März 1977", "8137XQ",
	} {
		all = append(all, lowered([]byte(word)))
	}
	return all
}

// written are those that stand in the memory, or in the application, exactly so.
func written() [][]byte { return sentinels()[:11] }

// secretVisit walks a whole visit with sentinels in every answer up to its last page, by way of the pages that lie beside
// the path, and returns what tells the scanned page: a piece of the picture and one of its file.
func (r *rig) secretVisit() (scan [][]byte) {
	r.t.Helper()
	lines, err := mrz.Encode(secretCard)
	if err != nil {
		r.t.Fatal(err)
	}
	r.toCard("de")
	r.readCard(lines...)
	r.toProof(secret)
	r.touch("bar.help")
	r.page("help")
	r.touch("forward", "bar.aids")
	r.page("language")
	r.touch("forward", "bar.cancel")
	r.page("cancel")
	r.touch("forward")
	r.page("proof.sozialnachweis")
	r.touch("forward")
	page := r.page("scan-check").state.Visit.Scan.Page
	r.touch("scan.zoom")
	r.page("scan-zoom")
	r.touch("back", "forward")
	r.page("signature")
	r.toSend()
	r.touch("forward")
	return [][]byte{telling(r.t, page.Data), telling(r.t, page.Image.(*image.Paletted).Pix)}
}

// telling is a piece of data that is like no other: sixteen bytes of at least six values, as far into it as that takes.
func telling(t *testing.T, data []byte) []byte {
	t.Helper()
	const length, values = 16, 6
	for at := len(data) / 3; at+length < len(data); at++ {
		piece := data[at : at+length]
		different := map[byte]bool{}
		for _, b := range piece {
			different[b] = true
		}
		if len(different) >= values {
			return bytes.Clone(piece)
		}
	}
	// A page of black and white has no such piece: a long stretch of it will do.
	at := bytes.IndexByte(data, 0)
	if at < 32 || at+256 > len(data) {
		t.Fatal("the picture is blank")
	}
	return bytes.Clone(data[at-32 : at+256])
}

// hasSecret returns the first sentinel in data; files are searched for pieces of pictures too.
func hasSecret(data []byte, pieces [][]byte) string {
	lower := lowered(data)
	for _, s := range sentinels() {
		if bytes.Contains(lower, s) {
			return string(s)
		}
	}
	for i, piece := range pieces {
		if bytes.Contains(data, piece) {
			return fmt.Sprintf("picture %d", i)
		}
	}
	return ""
}

// searchFiles looks into every file below a folder, and into every file that this process has open.
func (r *rig) searchFiles(when, dir string, pieces [][]byte) {
	r.t.Helper()
	files := 0
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		raw, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		files++
		if found := hasSecret(raw, pieces); found != "" {
			r.t.Errorf("%s: %s holds %q", when, path, found)
		}
		return nil
	})
	if err != nil || files == 0 {
		r.t.Fatalf("%d files, %v", files, err)
	}
	open, err := filepath.Glob("/proc/self/fd/*")
	if err != nil {
		r.t.Fatal(err)
	}
	for _, fd := range open {
		if found := hasSecret(contentOf(fd), pieces); found != "" {
			r.t.Errorf("%s: the open file %s holds %q", when, fd, found)
		}
	}
}

// contentOf reads a file that is open in this process, also one whose name is gone; nil for what is no file.
func contentOf(fd string) []byte {
	if info, err := os.Stat(fd); err != nil || !info.Mode().IsRegular() {
		return nil
	}
	file, err := os.Open(fd)
	if err != nil {
		return nil // closed meanwhile
	}
	defer file.Close()
	raw, err := io.ReadAll(file)
	if err != nil {
		return nil
	}
	return raw
}

// TestNothingOfVisitInFiles searches everything that the terminal writes, before the application is delivered and after.
func TestNothingOfVisitInFiles(t *testing.T) {
	t.Parallel()
	r := newRig(t).open()
	r.hub.close()
	scan := r.secretVisit()
	r.until("the receipt", func(v view) bool { return v.state.Visit.Print.Ended })
	r.searchFiles("before the wipe", r.dir, scan)
	r.finish()
	r.searchFiles("before delivery", r.dir, scan)
	r.hub.open()
	eventually(t, "the application to arrive", func() bool { return r.logged("submission.delivered", "") == 1 })
	r.searchFiles("after delivery", r.dir, scan)
	r.leave()
	r.searchFiles("after the end", r.dir, scan)
	all := r.got()
	if len(all) != 1 {
		t.Fatalf("the hub got %d applications", len(all))
	}
	opened := lowered(all[0].Answers) // what must be found here proves that the search can find it
	for _, s := range written() {
		if !bytes.Contains(opened, s) {
			t.Errorf("the application lacks %q: the search proves nothing", s)
		}
	}
	if hasSecret(all[0].Attachments[0].Data, scan[:1]) == "" {
		t.Error("the scan is not in the application: the search proves nothing")
	}
}

// TestNothingOfVisitInMemory walks through everything that can be reached from the terminal, its window and what sets its
// texts, after the wipe. The same walk before the wipe must find it all.
func TestNothingOfVisitInMemory(t *testing.T) {
	for _, wiped := range []bool{false, true} {
		t.Run(fmt.Sprintf("wiped %t", wiped), func(t *testing.T) {
			t.Parallel()
			r := newRig(t).open()
			scan := r.secretVisit()
			r.printed()
			if wiped {
				r.finish()
			}
			r.leave() // nobody writes any more where the walk reads
			f := newFinder(append(written(), scan...))
			f.walk("terminal", r.terminal)
			f.walk("window", r.window.last)
			f.walk("setter", r.setter)
			for at, found := range f.found {
				if wiped {
					t.Errorf("%s holds %q", at, found)
				}
			}
			if !wiped && len(f.missing()) > 0 {
				t.Errorf("before the wipe the walk did not find %q: it proves nothing", f.missing())
			}
		})
	}
}

// TestNothingOfEndedVisits ends visits in the middle, in every way that there is, and walks through the memory then.
func TestNothingOfEndedVisits(t *testing.T) {
	for _, tt := range []struct {
		name string
		end  func(*rig)
	}{
		{"cancelled", func(r *rig) { r.touch("bar.cancel", "cancel.yes") }},
		{"timed out", func(r *rig) {
			r.page("still-there")
			r.kiosk.Send(session.Tick{Now: r.page("still-there").state.Visit.WarnUntil})
		}},
		{"ended at the warning", func(r *rig) { r.page("still-there"); r.touch("time.end") }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			r.config.Timeouts.IdleWarning = 4e9
			r.open()
			r.begin("de", "maengelmelder")
			r.choose("art", "art.strasse")
			r.answer("ort", secret.street)
			r.answer("naehe", secret.town)
			r.page("question.beschreibung")
			r.write(secret.former)
			tt.end(r)
			v := r.page("idle")
			if v.state.Visit.Answers != nil || v.state.Visit.Draft.Edits != nil {
				t.Error("the state holds answers")
			}
			r.leave()
			f := newFinder(sentinels())
			f.walk("terminal", r.terminal)
			f.walk("window", r.window.last)
			f.walk("setter", r.setter)
			for at, found := range f.found {
				t.Errorf("%s holds %q", at, found)
			}
			r.searchFiles("after the end", r.dir, nil)
		})
	}
}
