package hub

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"buergerterminal/kiosk/link"
)

func (f *fixture) page(target string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	f.hub.Page().ServeHTTP(w, httptest.NewRequest(http.MethodGet, target, nil))
	return w
}

func TestPage(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		if empty := f.page(PagePath).Body.String(); !strings.Contains(empty, "Heute ist noch kein Antrag angekommen") || strings.Contains(empty, "<table") {
			t.Error("the empty page is another")
		}
		f.do(f.request("sealed"))
		w := f.page(PagePath)
		text := w.Body.String()
		for _, want := range []string{
			`lang="de"`, "Stadt Musterstadt", "Ein Antrag ist heute angekommen", "4K7-219", "meldebescheinigung", "Fassung 3",
			"musterstadt-buergeramt", "Rathaus, Foyer", "ms-03", "6\u00a0B", "Gespeichert", fmt.Sprintf("%x", hashOf([]byte("sealed"))),
			`scope="col"`, `href="#inhalt"`,
		} {
			if !strings.Contains(text, want) {
				t.Errorf("%q is missing", want)
			}
		}
		if w.Code != http.StatusOK || w.Header().Get("Content-Security-Policy") != contentPolicy || strings.Contains(text, "style=") ||
			strings.Contains(text, "<script") || strings.Contains(text, "https://") {
			t.Error("the page needs more than its policy allows")
		}
		for _, asset := range []string{PagePath + "assets/page.css", PagePath + "assets/roboto-400.ttf", PagePath + "assets/roboto-500.ttf"} {
			if w := f.page(asset); w.Code != http.StatusOK || w.Body.Len() < 1000 {
				t.Errorf("%s: %d, %d bytes", asset, w.Code, w.Body.Len())
			}
		}
	})
}

// What goes on from the hub says how it stands, in words and not by colour alone.
func TestPageOfStages(t *testing.T) {
	f := newFixture(t)
	all := []Stage{"", StageWaiting, StageTrouble, StageHanded, StageAccepted, StageRejected, StageRefused}
	e := link.Envelope{Terminal: "ms-03", Authority: "a", Flow: "f@1", TokenSHA256: strings.Repeat("0", 64)}
	at := map[int64]Stage{}
	for i, s := range all {
		e.Number = fmt.Sprintf("N-%d", i)
		stored, _, err := f.store.Put(t.Context(), e, fmt.Sprintf("0123456789abcdef-%d", i), []byte("x"))
		if err != nil {
			t.Fatal(err)
		}
		at[stored.Seq] = s
	}
	f.hub.page.stages = func(_ context.Context, first, last int64) (map[int64]Stage, error) {
		if first != 1 || last != int64(len(all)) {
			t.Errorf("asked from %d to %d", first, last)
		}
		return at, nil
	}
	text := f.page(PagePath).Body.String()
	for i, want := range []string{"Gespeichert", "Wird übergeben", "Übergabe gestört", "Übergeben", "Angenommen", "Zurückgewiesen", "Bitte nachsehen"} {
		_, row, _ := strings.Cut(text, fmt.Sprintf(">N-%d<", i))
		row, _, _ = strings.Cut(row, "</tr>")
		if !strings.Contains(row, "</svg>"+want+"</span>") {
			t.Errorf("%s: %s", want, row)
		}
	}
	f.hub.page.stages = func(context.Context, int64, int64) (map[int64]Stage, error) { return nil, errors.New("away") }
	if w := f.page(PagePath); w.Code != http.StatusInternalServerError {
		t.Errorf("without the stages: %d", w.Code)
	}
}

func TestPaging(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		e := link.Envelope{Terminal: "gone", Authority: "a", Flow: "f", Number: "n", TokenSHA256: strings.Repeat("0", 64)}
		for i := range 45 {
			e.Number = fmt.Sprintf("N-%02d", i)
			if _, _, err := f.store.Put(t.Context(), e, fmt.Sprintf("0123456789abcdef-%d", i), []byte("x")); err != nil {
				t.Fatal(err)
			}
		}
		var seen []string
		target := PagePath
		for pages := 0; ; pages++ {
			if pages == 4 {
				t.Fatal("the pages do not end")
			}
			text := f.page(target).Body.String()
			for i := range 45 {
				if n := fmt.Sprintf("N-%02d", i); strings.Contains(text, n) {
					seen = append(seen, n)
				}
			}
			_, rest, more := strings.Cut(text, `href="/intake/?before=`)
			if !more {
				break
			}
			before, _, _ := strings.Cut(rest, `"`)
			target = PagePath + "?before=" + before
		}
		if len(seen) != 45 {
			t.Errorf("%d of 45 on the pages", len(seen))
		}
		for _, nonsense := range []string{PagePath + "?before=-1", PagePath + "?before=x", PagePath + "?before="} {
			if text := f.page(nonsense).Body.String(); !strings.Contains(text, "N-44") {
				t.Errorf("%s does not lead to the first page", nonsense)
			}
		}
	})
}

func TestWords(t *testing.T) {
	for n, want := range map[int64]string{
		0: "Heute ist noch kein Antrag angekommen", 1: "Ein Antrag ist heute angekommen", 2: "Zwei Anträge sind heute angekommen",
		12: "Zwölf Anträge sind heute angekommen", 13: "13 Anträge sind heute angekommen",
	} {
		if got := title(n); got != want {
			t.Errorf("%d: %s", n, got)
		}
	}
	for n, want := range map[int64]string{0: "0 B", 999: "999 B", 1000: "1 kB", 312_499: "312 kB", 1_249_000: "1,2 MB", 64 << 20: "67,1 MB"} {
		if got := strings.ReplaceAll(size(n), "\u00a0", " "); got != want {
			t.Errorf("%d: %s", n, got)
		}
	}
	now := time.Date(2026, 3, 1, 0, 30, 0, 0, time.UTC)
	for ago, want := range map[time.Duration]string{
		time.Minute: "heute", time.Hour: "gestern", 25 * time.Hour: "27. Februar", 90 * 24 * time.Hour: "1. Dezember 2025",
	} {
		if got := strings.ReplaceAll(dayOf(now.Add(-ago), now), "\u00a0", " "); got != want {
			t.Errorf("%v ago: %s", ago, got)
		}
	}
}
