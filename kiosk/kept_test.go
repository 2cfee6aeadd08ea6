package kiosk_test

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/skip2/go-qrcode"

	"buergerterminal/devices"
	"buergerterminal/flows"
	draftcode "buergerterminal/kiosk/draft"
	"buergerterminal/kiosk/session"
)

// keep answers some questions, keeps them for another day, and takes the paper along. It returns what was kept.
func (r *rig) keep(lang string) session.SavedApplication {
	r.t.Helper()
	r.toCard(lang)
	r.touch("forward")
	r.choose("art", "art.einfach")
	r.choose("zweck", "zweck.sozial")
	r.page("question.name")
	r.write("Lehmann")
	r.touch("field.vornamen")
	r.write("Jana Marie")
	r.touch("bar.cancel", "save")
	r.page("save")
	kept := r.until("the page of keeping", func(v view) bool { return v.page() == "save" }).state.SavedDraft()
	r.touch("forward")
	return kept
}

// takePaper ends the visit when the paper is there.
func (r *rig) takePaper() {
	r.t.Helper()
	r.until("the paper", func(v view) bool { return v.page() == "saved" && v.state.CodeInHand() })
	r.touch("forward")
	r.page("idle")
}

// papers are the pictures of what the printer has printed, the oldest first.
func (r *rig) papers() []string {
	r.t.Helper()
	all, err := filepath.Glob(r.path("paper", "*.png"))
	if err != nil {
		r.t.Fatal(err)
	}
	return all
}

// sheetOf lays a receipt on a white sheet of A4 as large as it is, at 203 dpi, askew by the slope.
func (r *rig) sheetOf(receipt string, slope float64) string {
	r.t.Helper()
	f, err := os.Open(receipt)
	if err != nil {
		r.t.Fatal(err)
	}
	defer f.Close()
	paper, err := png.Decode(f)
	if err != nil {
		r.t.Fatal(err)
	}
	sheet := image.NewGray(image.Rect(0, 0, 1678, 2374))
	draw.Draw(sheet, sheet.Rect, image.White, image.Point{}, draw.Src)
	b := paper.Bounds()
	for y := range b.Dy() {
		for x := range b.Dx() {
			at := image.Pt(300+x-int(slope*float64(y)), 120+y+int(slope*float64(x)))
			sheet.Set(at.X, at.Y, color.GrayModel.Convert(paper.At(b.Min.X+x, b.Min.Y+y)))
		}
	}
	path := r.path("paper", "sheet-"+filepath.Base(receipt))
	out, err := os.Create(path)
	if err != nil {
		r.t.Fatal(err)
	}
	defer out.Close()
	if err := png.Encode(out, sheet); err != nil {
		r.t.Fatal(err)
	}
	return path
}

// resume lays a sheet on the scanner and reads it.
func (r *rig) resume(sheet string) {
	r.t.Helper()
	r.world("scanner", "sheet", sheet)
	r.page("idle")
	r.touch("start")
	r.page("language")
	r.touch("forward")
	r.page("areas")
	r.touch("resume")
	r.page("resume")
	r.touch("forward")
}

// TestKeepAndGoOn goes the whole way: answers are kept, the code is printed, the paper is laid on the scanner, and the same answers
// are there. The paper is good for one time.
func TestKeepAndGoOn(t *testing.T) {
	t.Parallel()
	r := newRig(t).open()
	kept := r.keep("en")
	r.takePaper()
	if n, err := r.hub.drafts.Count(t.Context()); n != 1 || err != nil {
		t.Fatalf("the hub keeps %d drafts, %v", n, err)
	}
	papers := r.papers()
	if len(papers) != 1 {
		t.Fatalf("papers %v", papers)
	}
	sheet := r.sheetOf(papers[0], 0.03)
	r.resume(sheet)
	v := r.found()
	if v.state.Visit.Lang != "en" {
		t.Errorf("the language is %q", v.state.Visit.Lang)
	}
	r.touch("forward")
	r.page("card")
	r.touch("forward")
	v = r.page("question.name")
	got := v.state.SavedDraft()
	if !maps.EqualFunc(got.Answers, kept.Answers, flows.Value.Equal) || got.At != kept.At || !got.Answers["vornamen"].Equal(flows.Text("Jana Marie")) {
		t.Errorf("went on at %v with %v, kept were %v at %v", got.At, got.Answers, kept.Answers, kept.At)
	}
	if n, err := r.hub.drafts.Count(t.Context()); n != 1 || err != nil {
		t.Fatalf("the hub keeps %d drafts while nothing is sent, %v", n, err)
	}
	r.touch("bar.cancel", "cancel.yes")
	eventually(t, "the hub to have burnt it", func() bool { n, _ := r.hub.drafts.Count(t.Context()); return n == 0 })
	r.resume(sheet)
	r.trouble("de", session.ResumeGone)
	r.noComplaints()
	r.leave()
	if n := r.logged("draft.opened", ""); n != 1 {
		t.Errorf("the log has %d openings", n)
	}
}

// sheetWith is a sheet with the QR code of a text.
func (r *rig) sheetWith(text string) string {
	r.t.Helper()
	code, err := qrcode.New(text, qrcode.Medium)
	if err != nil {
		r.t.Fatal(err)
	}
	path := r.path("paper", "code.png")
	receipt := image.NewGray(image.Rect(0, 0, 576, 800))
	draw.Draw(receipt, receipt.Rect, image.White, image.Point{}, draw.Src)
	draw.Draw(receipt, image.Rect(90, 200, 490, 600), code.Image(400), image.Point{}, draw.Src)
	out, err := os.Create(path)
	if err != nil {
		r.t.Fatal(err)
	}
	if err := errors.Join(png.Encode(out, receipt), out.Close()); err != nil {
		r.t.Fatal(err)
	}
	return r.sheetOf(path, 0)
}

// read waits until a sheet was read. As a citizen does, it tries again where the scanner was silent: drawing a large sheet takes the
// simulated one long on a busy machine.
func (r *rig) read() view {
	r.t.Helper()
	for range 4 {
		v := r.until("what was kept, or a trouble", func(v view) bool {
			got := v.state.Visit.Resume
			return v.page() == "resume-found" || v.page() == "resume" && (got.Trouble != "" || got.Fault != "")
		})
		if v.state.Visit.Resume.Fault == "" {
			return v
		}
		r.touch("forward")
		r.until("the next reading", func(v view) bool { return v.state.Visit.Resume.Fault == "" })
	}
	r.t.Fatal("the scanner stays silent")
	return view{}
}

// found waits until a sheet has opened what was kept.
func (r *rig) found() view {
	r.t.Helper()
	v := r.read()
	if v.page() != "resume-found" {
		r.t.Fatalf("the trouble is %q", v.state.Visit.Resume.Trouble)
	}
	return v
}

// trouble waits until a sheet has opened nothing, for a reason, and ends the visit.
func (r *rig) trouble(lang string, want session.ResumeTrouble) {
	r.t.Helper()
	if got := r.read().state.Visit.Resume; got.Trouble != want {
		r.t.Fatalf("the trouble is %q, want %q", got.Trouble, want)
	}
	r.clear("resume", "resume.trouble", r.words(lang).Text("resume.trouble."+string(want)))
	r.touch("bar.cancel")
	r.page("idle")
}

// TestKeptWithoutPaper: the hub is away, then it keeps the answers; the printer is out, so the code is on the screen. The visit ends
// only when the citizen says that they have it.
func TestKeptWithoutPaper(t *testing.T) {
	t.Parallel()
	r := newRig(t).open()
	r.world("printer", "paper", "end")
	r.until("the printer to be out", func(v view) bool { return !v.state.Usable(devices.Printer) })
	r.hub.close()
	kept := r.keep("de")
	r.until("the trouble", func(v view) bool {
		return v.page() == "save-failed" && v.state.Visit.Saving.Trouble == "draft.unreachable"
	})
	r.told("work.failed", "draft.unreachable")
	r.hub.open()
	r.touch("save.again")
	v := r.page("saved-code")
	text := v.state.Visit.Saving.Code
	r.touch("forward")
	r.until("to be asked about the photo", func(v view) bool { return v.page() == "saved" && v.state.Visit.Saving.Print.Waived })
	r.touch("forward")
	r.page("idle")

	code, err := draftcode.ParseCode(text)
	if err != nil {
		t.Fatal(err)
	}
	id := code.Secret.ID()
	if _, lease, err := r.hub.drafts.Take(t.Context(), "MS-99", id); err != nil {
		t.Fatal(err)
	} else {
		r.resume(r.sheetWith(text))
		r.trouble("de", session.ResumeLent)
		if err := r.hub.drafts.Leave(t.Context(), id, lease); err != nil {
			t.Fatal(err)
		}
	}
	r.resume(r.sheetWith(text))
	r.found()
	r.touch("back") // the citizen thinks better of it: the code stays good
	r.page("areas")
	r.touch("bar.cancel")
	r.resume(r.sheetWith(text))
	r.found()
	r.touch("bar.cancel") // or goes away
	r.resume(r.sheetWith(text))
	r.found()
	r.touch("forward")
	r.page("card")
	r.touch("forward")
	if got := r.page("question.name").state.SavedDraft(); !maps.EqualFunc(got.Answers, kept.Answers, flows.Value.Equal) {
		t.Errorf("answers %v, want %v", got.Answers, kept.Answers)
	}
}

// TestPapersThatOpenNothing lays other sheets on the scanner. Each is told apart as far as the citizen needs it.
func TestPapersThatOpenNothing(t *testing.T) {
	t.Parallel()
	r := newRig(t).open()
	today := flows.DayOf(r.page("idle").state.Now)
	code := draftcode.Code{Hub: "K7QX2M", Last: today, Secret: draftcode.NewSecret()}
	over, other := code, code
	over.Last, other.Hub = flows.Day{Year: 2024, Month: 1, Day: 1}, "ANDERS"
	if _, err := r.hub.drafts.Keep(t.Context(), "MS-99", code.Secret.ID(), "", 14, bytes.Repeat([]byte("not what was sealed"), 1000)); err != nil {
		t.Fatal(err)
	}
	gone := code
	gone.Secret = draftcode.NewSecret()
	over.Secret = gone.Secret
	for _, tt := range []struct {
		sheet string
		want  session.ResumeTrouble
	}{
		{"none", session.ResumeNoCode}, {"proof", session.ResumeNoCode},
		{r.sheetWith("BT1 4K7-219 AAAABBBBCCCCDDDDEEEEFFFFGG"), session.ResumeReceipt},
	} {
		r.resume(tt.sheet)
		r.trouble("de", tt.want)
	}
	for text, want := range map[string]session.ResumeTrouble{
		"https://example.org": session.ResumeForeign, other.Text(): session.ResumeForeign, gone.Text(): session.ResumeGone, over.Text(): session.ResumeExpired,
		code.Text(): session.ResumeDamaged, strings.Replace(code.Text(), " ", " A", 1): session.ResumeMisread,
	} {
		r.resume(r.sheetWith(text))
		r.trouble("de", want)
	}
	r.hub.close()
	r.resume(r.sheetWith(code.Text()))
	r.trouble("de", session.ResumeAway)
}
