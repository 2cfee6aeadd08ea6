package locales_test

import (
	"testing"
	"time"

	"buergerterminal/locales"
)

func TestOpeningHours(t *testing.T) {
	h := time.Hour
	morning, afternoon := locales.Span{From: 8 * h, To: 12 * h}, locales.Span{From: 13 * h, To: 16*h + 30*time.Minute}
	var working, mixed, weekend [7][]locales.Span
	for day := time.Monday; day <= time.Friday; day++ {
		working[day] = []locales.Span{morning}
	}
	mixed[time.Monday], mixed[time.Tuesday], mixed[time.Thursday] = []locales.Span{morning, afternoon}, []locales.Span{morning, afternoon}, []locales.Span{morning}
	weekend[time.Sunday], weekend[time.Saturday] = []locales.Span{{From: 0, To: 24 * h}}, []locales.Span{{From: 0, To: 24 * h}}
	for _, tt := range []struct {
		lang string
		week [7][]locales.Span
		want string
	}{
		{"de", working, "Montag bis Freitag, 08:00 bis 12:00 Uhr"},
		{"de", mixed, "Montag und Dienstag, 08:00 bis 12:00 und 13:00 bis 16:30 Uhr. Donnerstag, 08:00 bis 12:00 Uhr"},
		{"de", weekend, "Samstag und Sonntag, 00:00 bis 24:00 Uhr"},
		{"de", [7][]locales.Span{}, ""},
		{"en", working, "Monday to Friday, 08:00 to 12:00"},
		{"en", mixed, "Monday and Tuesday, 08:00 to 12:00 and 13:00 to 16:30. Thursday, 08:00 to 12:00"},
		{"uk", working, "Понеділок – П’ятниця: 08:00 – 12:00"},
	} {
		if got := embedded(t).Language(tt.lang).OpeningHours(tt.week); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.lang, got, tt.want)
		}
	}
	if got := embedded(t).Language("ar").OpeningHours(working); got == "" {
		t.Error("Arabic says nothing")
	}
}
