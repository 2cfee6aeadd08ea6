package flows

// Code says what is wrong with an answer. Its text is the flow's "field.ID.error.CODE" or else the UI's own.
type Code string

// The codes of Check.
const (
	CodeRequired      Code = "required"
	CodeWrongType     Code = "wrong_type"
	CodeBadCharacters Code = "bad_characters"
	CodeTooLong       Code = "too_long"
	CodePattern       Code = "pattern"
	CodeTooSmall      Code = "too_small"
	CodeTooLarge      Code = "too_large"
	CodeNotADate      Code = "not_a_date"
	CodeTooEarly      Code = "too_early"
	CodeTooLate       Code = "too_late"
	CodeInFuture      Code = "in_future"
	CodeInPast        Code = "in_past"
	CodeNotAnOption   Code = "not_an_option"
	CodeTooFew        Code = "too_few"
	CodeTooMany       Code = "too_many"
)

// VisiblePage is a page that is shown for the given answers.
type VisiblePage struct {
	Page   *Page
	Row    int      // of a repeated page, else -1
	Fields []string // keys of the answers that are asked on it, in order
}

// Evaluation is everything that follows from the answers.
type Evaluation struct {
	Visible         []string          // keys of all visible questions, in order
	Errors          map[string][]Code // by key, only of visible questions; absent: the answer is fine
	VisiblePages    []VisiblePage     // without those that have fields, but none visible
	VisibleProofs   []*Proof
	VisibleConsents []*Consent

	flow    *Flow
	options map[string][]Option // of visible fields that have conditional options
}

// VisibleOptions returns the options that are offered for the answer's key, in order.
func (e Evaluation) VisibleOptions(key string) []Option {
	if o, ok := e.options[key]; ok {
		return o
	}
	if f := e.flow.Field(key); f != nil {
		return f.Options
	}
	return nil
}
