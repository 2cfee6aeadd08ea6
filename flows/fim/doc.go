// Package fim brings the forms of the federal information management (FIM) to the terminal: it reads a
// Stammdatenschema of XDatenfelder 3.0 or 2 and the code lists (genericode 1.0) that it names, makes a flow of it, and
// writes the answers to such a flow as JSON that is named by FIM ids. It never fetches anything, never runs a script of
// a schema, and never guesses: what it cannot express is told in the Summary, and a rule that it does not understand in
// every part stays a sentence for the clerk.
//
// # Sources
//
// No schema file (XSD) of the standard was at hand. The structure is what 91 schemas exported from the federal portal,
// the portal's converters and the tests of a public parser show (reference/services.md, B.2); 20 of those schemas are
// imported and walked by a test. Of XDatenfelder 2 no real file was at hand: the samples in testdata follow the
// description, and what they cannot confirm is how old editors wrote a praezisierung that is no JSON.
//
// # Reading
//
// Read takes elements one after the other (relation and all that a flow has no use for is passed over), so that memory
// is bounded by what is kept, not by the size of the file. It refuses a DOCTYPE (nothing is expanded), more depth, more
// elements and longer texts than any form has, ids that stand twice in one group, and files that end in the middle, each
// with its line.
//
// # From the schema to the flow
//
//	Datenfeldgruppe           one page or more: at most three fields a page, and questions of choice stand alone
//	0:1 group                 a yes-or-no question before it, unless a rule says when it is shown or nothing in it is required
//	0:*, 1:*, 2:5 group       rows of a repeated page with a list of them (counts)
//	… inside a repeated group numbered copies, at most three, each further one behind a yes-or-no question
//	… of a select             one question of type choices
//	… of another field        numbered fields, or rows where more than five are allowed
//	Auswahlgruppe (art X)     a choice of which member is given; each member is asked when it is chosen
//	werte, codelisteReferenz  options up to 20, else a list of the flow
//	Tag, Monat, Jahr          one date that may be partly known
//	label                     a page that informs; inside rows the help of the next page
//	locked, hidden            not asked: their inhalt is carried as a constant
//	file, obj                 a paper to scan; inside rows one for all rows
//	datetime                  a date and a time
//
// # Paths
//
// Field.Path says where the answer stands in the schema's JSON: ids joined by "/". "[]" after one makes an array
// with an element for each row of the page's group, "[0]" names an element of an array. The last part may name three
// numbers that a date is taken apart into (F…231+F…232+F…233, day, month, year), or a half of a point in time
// (F…@date, F…@time).
//
// # Rules
//
// The sentences of rules follow habits of their editors. rule_parse.go holds the grammar of those that are understood.
// A rule becomes part of the flow only when every word of it is, all elements that it names are found in one place each
// (from the rule's own group outwards), all codes exist, the deciding question is asked before, and no two rules
// contradict each other. Otherwise the flow keeps the sentence as [[unresolved]].
package fim
