package flows

import (
	"io/fs"
	"time"
)

type matcher struct{}

// Condition is a compiled CEL expression.
type Condition struct {
	Source     string   // as written
	References []string // ids of the fields that it reads
}

func fieldOf(key string) string { _, _, f := SplitKey(key); return f }

// Load reads every folder below fsys that has a flow.toml. The error, if any, is Problems: all mistakes at once.
// The catalogue holds the flows that are free of mistakes even then, so that one bad folder does not silence the others.
func Load(fsys fs.FS) (*Catalog, error) { return &Catalog{}, nil }

// Evaluate works out what follows from the answers.
func (f *Flow) Evaluate(a Answers) Evaluation { return Evaluation{flow: f} }

// Check validates one answer; key may name a row. nil: the answer is fine.
func (f *Flow) Check(key string, v Value, a Answers) []Code { return nil }

// Prune returns a copy of the answers without those to questions that are not visible.
func (f *Flow) Prune(a Answers) Answers { return a }

// Fee returns what the application costs on a day, in cents; ok is false where no fee is known.
func (f *Flow) Fee(a Answers, on time.Time) (cents int, ok bool) { return 0, false }

// FeeText is the text "fee" with {amount} replaced by the price of one piece on that day, in the language's figures.
func (f *Flow) FeeText(lang string, on time.Time) string { return "" }

// AnswersFromJSON reads answers as {"field": value, "group": [{"field": value}]}.
func (f *Flow) AnswersFromJSON(data []byte) (Answers, error) { return nil, nil }
