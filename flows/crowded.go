package flows

import "fmt"

// crowded lists the fields that cannot share a page with others, and do: a page of several fields has one keyboard, and
// shows nothing but what is written by it.
func (f *Flow) crowded() Problems {
	var found Problems
	for _, p := range f.Pages {
		for _, q := range p.Fields {
			if len(p.Fields) > 1 && !q.Type.written() {
				found = append(found, f.Problem("field."+q.ID, fmt.Sprintf("a field of type %s stands alone on its page", q.Type), "give it a [[page]] of its own"))
			}
		}
	}
	return found
}

// written reports whether an answer of the type is written on the keyboard.
func (t Type) written() bool {
	switch t {
	case TypeText, TypeLongText, TypeEmail, TypeTelephone, TypeIBAN, TypeInt, TypeMoney, TypeNumber:
		return true
	}
	return false
}
