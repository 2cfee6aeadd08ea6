package flows

import (
	"image"
	"image/color"
)

// FlowKind says what a service is.
type FlowKind string

// The kinds of services.
const (
	FlowForm FlowKind = "form" // questions, and an application that is sent
	FlowCall FlowKind = "call" // no questions: it leads to a clerk
)

// CompetentLevels say who decides on an application.
func CompetentLevels() []string {
	return []string{"municipality", "county", "state", "federal", "partner"}
}

// Cosignature is the signature of a second person: texts cosignature.ID.title and .statement. It must never be the
// applicant's own.
type Cosignature struct {
	ID      string
	Visible *Condition // nil: always
	Name    []string   // ids of the fields with the person's name, in order
	Birth   string     // id of the field with the day of birth, or ""
	Later   bool       // may be handed in afterwards
}

// Representation says for whom the citizen may act.
type Representation struct {
	Allowed []string // of Capacities
	Field   string   // id of the choice that says it; its options are Allowed
	Name    []string // ids of the fields with the name of whom the citizen acts for, in order; may be empty
	Birth   string   // id of the field with that person's day of birth, or ""
}

// Capacities are the ways of acting: for oneself, as a parent for a child, with a power of attorney, as a legal guardian.
func Capacities() []string { return []string{"self", "parent", "authorised", "guardian"} }

// Partner is a sender that is no authority: texts partner.name, and partner.notice, which says so.
type Partner struct {
	Key    string      // id of the key that applications are sealed with
	Accent color.RGBA  // of its head; white words on it are as easy to read as any; the zero value where it has none
	Logo   image.Image // or nil
}

// Import says which FIM schema a flow was made from.
type Import struct {
	Schema  string // as S05000001299
	Version string // as 1.0
}

// Unresolved is a rule of an imported form in natural language: text unresolved.ID. Nobody has translated it, and the clerk
// is shown it.
type Unresolved struct {
	ID    string
	Field string // id of the field that it is about, or ""
}
