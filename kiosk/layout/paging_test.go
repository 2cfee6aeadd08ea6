package layout

import (
	"slices"
	"testing"

	"buergerterminal/kiosk/screen"
)

// TestCut: things to choose from stand in equal parts on as few pages as go; what is read stands as far in front as it goes.
func TestCut(t *testing.T) {
	const choice, reason, text, heading = screen.RoleChoice, screen.RoleButton, screen.RolePoint, screen.RoleHeading
	of := func(roles ...screen.Role) (us []unit) {
		for _, r := range roles {
			us = append(us, unit{block: block{h: 100}, node: &screen.Node{Role: r}, gap: 10, choice: r == choice, keep: r == heading})
		}
		return us
	}
	for name, tt := range map[string]struct {
		us   []unit
		room int
		want []int // units on each page
	}{
		"all go on one":                         {of(choice, choice, choice, reason), 430, []int{4}},
		"the last answer is not alone":          {of(choice, choice, choice, choice, choice), 430, []int{3, 2}},
		"the reason is not alone":               {of(choice, choice, choice, choice, choice, reason), 560, []int{3, 3}},
		"of six answers five do not stand":      {of(choice, choice, choice, choice, choice, choice), 2000, []int{3, 3}},
		"each as high as a page":                {of(choice, choice), 100, []int{1, 1}},
		"one is higher than a page":             {of(choice, choice), 90, []int{1, 1}},
		"what is read comes first":              {of(text, text, text, text, text), 430, []int{4, 1}},
		"answers, and what is read behind them": {of(choice, choice, heading, text, text), 430, []int{4, 1}},
		"a heading stays with what it heads":    {of(text, text, text, heading, text), 430, []int{3, 2}},
	} {
		var got []int
		for _, one := range cut(tt.us, tt.room) {
			got = append(got, len(one))
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: %v, want %v", name, got, tt.want)
		}
	}
}
