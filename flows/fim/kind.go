package fim

import (
	"slices"
	"strings"
)

// usualText is how long a text may be that is written in one line.
const usualText = 255

// kinds finds out for each field how it is asked. Lists that are missing are noted.
func (t *tree) kinds(lists *Lists, summary *Summary) error {
	cache := map[ListReference][]Code{}
	for _, n := range t.nodes {
		f := n.field()
		if f == nil {
			continue
		}
		if n.asked = plainKind(f); n.asked == askedLabel || n.asked == carried || n.asked == askedPaper {
			n.codes = f.Values
			continue
		}
		if err := n.fill(lists, cache, summary); err != nil {
			return err
		}
		switch {
		case len(n.codes) > 0 && n.element.Repeats():
			n.asked = askedMany
		case len(n.codes) > 0:
			n.asked = askedChoice
		case n.asked == askedBool:
		case f.Kind == KindSelect && !n.missing:
			summary.note("%s %q is a select without answers: asked as a text", n.ID, n.Name)
		}
	}
	return nil
}

// plainKind is how a field is asked that has no codes.
func plainKind(f *Field) asked {
	switch {
	case f.Kind == KindLabel:
		return askedLabel
	case f.Kind == KindHidden, f.Kind == KindLocked:
		return carried
	}
	switch f.Type {
	case TypeFile, TypeObject:
		return askedPaper
	case TypeBool:
		return askedBool
	case TypeDate:
		return askedDate
	case TypeTime:
		return askedTime
	case TypeDateTime:
		return askedMoment
	case TypeInteger:
		return askedInt
	case TypeNumber:
		return askedNumber
	case TypeCurrency:
		return askedMoney
	}
	if most, ok := scaled(f.Limits.MaxLength, 0); ok && most > usualText || !ok && wordy(f) {
		return askedLong
	}
	return askedText
}

// wordy reports whether a text without a limit asks for sentences. It only decides how large the input is.
func wordy(f *Field) bool {
	words := []string{"beschreib", "begründ", "erläuter", "erklär", "bemerkung", "schilder", "stellungnahme", "mitteilung"}
	name := strings.ToLower(f.Name + " " + f.Input)
	return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(name, w) })
}

// fill looks up the codes of a field.
func (n *node) fill(lists *Lists, cache map[ListReference][]Code, summary *Summary) error {
	f := n.field()
	if n.codes = f.Values; f.List == nil || len(f.Values) > 0 {
		return nil
	}
	keyed := f.CodeKey+f.NameKey+f.HelpKey != ""
	if codes, known := cache[*f.List]; known && !keyed {
		n.codes, n.missing = codes, codes == nil
		return nil
	}
	list, other, err := lists.find(*f.List)
	if err == errNoList {
		n.missing = true
		summary.missing(*f.List)
		cache[*f.List] = nil
		return nil
	}
	if err != nil {
		return err
	}
	if other {
		summary.otherVersion(*f.List, list.VersionURI)
	}
	if n.codes, err = list.Codes(f.CodeKey, f.NameKey, f.HelpKey); err != nil {
		return err
	}
	if !keyed {
		cache[*f.List] = n.codes
	}
	return nil
}
