package fim

import (
	"fmt"
	"slices"
	"strings"
)

// Summary is what an import tells the person who started it.
type Summary struct {
	Schema, Version, Name string
	Pages, Fields         int // of the flow
	Groups, Repeats       int // of the schema
	Papers                int
	Translated            int      // rules that are part of the flow
	Already               int      // of them: those that ask for what the flow has anyway
	Unresolved            []Reason // rules that stay sentences
	MissingLists          []string // code lists that are not there: their fields are asked as texts
	OtherVersions         []string // code lists of which only another version is there
	Notes                 []string // what could not be expressed as it is in the schema, and what was done instead
}

// Reason says why a rule stays a sentence.
type Reason struct {
	Rule, Place string // ids of the rule and of the element that it stands at
	Why         string
}

// Rules is how many rules the schema has, counted at every place.
func (s *Summary) Rules() int { return s.Translated + len(s.Unresolved) }

func (s *Summary) note(format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	if !slices.Contains(s.Notes, text) {
		s.Notes = append(s.Notes, text)
	}
}

func (s *Summary) missing(r ListReference) {
	if name := uri(r); !slices.Contains(s.MissingLists, name) {
		s.MissingLists = append(s.MissingLists, name)
	}
}

func (s *Summary) otherVersion(r ListReference, used string) {
	if text := uri(r) + ": " + used; !slices.Contains(s.OtherVersions, text) {
		s.OtherVersions = append(s.OtherVersions, text)
	}
}

func uri(r ListReference) string {
	if r.VersionURI != "" {
		return r.VersionURI
	}
	return r.URI
}

// String is the summary as flowctl prints it.
func (s *Summary) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s: %s\n", s.Schema, s.Version, s.Name)
	fmt.Fprintf(&b, "  flow: %d pages, %d questions, %d papers to scan\n", s.Pages, s.Fields, s.Papers)
	fmt.Fprintf(&b, "  schema: %d groups, %d of them repeated\n", s.Groups, s.Repeats)
	fmt.Fprintf(&b, "  rules: %d, of them %d translated (%d ask for what the flow has anyway), %d unresolved\n",
		s.Rules(), s.Translated, s.Already, len(s.Unresolved))
	for _, r := range s.Unresolved {
		fmt.Fprintf(&b, "    %s at %s: %s\n", r.Rule, r.Place, r.Why)
	}
	for _, part := range []struct {
		title string
		lines []string
	}{
		{"code lists missing, asked as texts", s.MissingLists},
		{"code lists of another version", s.OtherVersions},
		{"expressed in another way", s.Notes},
	} {
		if len(part.lines) == 0 {
			continue
		}
		fmt.Fprintf(&b, "  %s: %d\n", part.title, len(part.lines))
		for _, line := range part.lines {
			fmt.Fprintf(&b, "    %s\n", line)
		}
	}
	return b.String()
}
