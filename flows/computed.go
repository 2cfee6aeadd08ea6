package flows

// Computed is a value that follows from answers. It is never asked; conditions, rules and fees behind all that it is made
// of may use it. Text value.ID.short is its label on the review page, which shows it only where there is one.
type Computed struct {
	ID   string
	Type Type // money, int, number, bool, text or date
	// Decimals is of a number, as Field.Decimals.
	Decimals int
	Is       *Condition
	FIM      string // id of the FIM data field that it is carried for, or ""
	Path     string // as Field.Path: a value that the JSON of an imported schema holds, or ""
}

// Rule is what must hold between answers. It is judged when the page of its field is left, and on the review; text rule.ID
// says what is wrong and what to do. In a group it is judged for each row.
type Rule struct {
	ID      string
	Field   string     // id of the question that the citizen is led to
	Visible *Condition // nil: always
	Holds   *Condition
}

// BrokenRule is a rule that does not hold.
type BrokenRule struct {
	Rule *Rule
	Key  string // of the answer that the citizen is led to
	Row  int    // -1 outside a group
}
