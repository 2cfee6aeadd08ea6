package kiosk_test

import (
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"maps"
	"os"
	"path/filepath"
	"testing"

	"buergerterminal/flows"
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
	v := r.page("resume-found")
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
	eventually(t, "the hub to have burnt it", func() bool { n, _ := r.hub.drafts.Count(t.Context()); return n == 0 })
	r.touch("bar.cancel", "cancel.yes")
	r.resume(sheet)
	r.until("the paper to be used", func(v view) bool { return v.page() == "resume" && v.state.Visit.Resume.Trouble == session.ResumeGone })
	r.touch("bar.cancel")
	r.page("idle")
	r.noComplaints()
	r.leave()
	if n := r.logged("draft.opened", ""); n != 1 {
		t.Errorf("the log has %d openings", n)
	}
}
