package flows

import (
	"slices"
	"strconv"
)

// expr is a condition as a tree.
type expr struct {
	kind   exprKind
	typ    exprType // of its value, when it is checked
	op     string   // of a call: the operator or function, see operators
	args   []*expr  // of a call, of a method what it is called on first; of a list its elements; of a member what it is of
	at     int      // offset in the text; of an operator that of its sign
	text   string   // a name, or a literal text; of date('…') what is in it
	number int64    // a literal: int, 1 for true, a day or duration in seconds
	ref    reference
	field  *Field    // of a name, and of what asks for it or its rows
	value  *Computed // of a name
	group  *Repeat   // of a count of rows
}

// exprKind is what an expr is. Some kinds are only known when it is checked.
type exprKind uint8

const (
	exprLiteral  exprKind = iota
	exprName              // of a field, a value or the day of the visit
	exprMember            // GROUP.FIELD, only within sum and count
	exprList              // [ … ]
	exprCall              // an operator or function
	exprAnswered          // answered(FIELD)
	exprRows              // the answers of all rows
	exprCount             // how many rows
)

// Operators that are not written as they are called here.
const (
	opMinus  = "-x"
	opChoose = "?:"
)

// walkExpr visits an expression before its parts.
func walkExpr(e *expr, visit func(*expr)) {
	visit(e)
	for _, a := range e.args {
		walkExpr(a, visit)
	}
}

// mistake is something wrong in a condition, at an offset of its text.
type mistake struct {
	at            int
	message, hint string
}

// maxDepth is how deep brackets and operators may be nested: no person writes more.
const maxDepth = 60

// parser reads the grammar of CEL's language definition (github.com/google/cel-spec), without maps, objects, indexes and
// loops. After the first mistake it only comes to its end.
type parser struct {
	scanner
	token  token
	depth  int
	failed *mistake
}

// parseExpr reads a condition; the tree is nil where there is a mistake.
func parseExpr(text string) (*expr, *mistake) {
	p := parser{scanner: scanner{text: text}}
	p.advance()
	e := p.choice()
	if p.token.kind != tokenEnd {
		p.fail("an operator is missing here, or this is too much")
	}
	if p.failed != nil {
		return nil, p.failed
	}
	return e, nil
}

func (p *parser) advance() {
	if p.token = p.scanner.next(); p.token.kind == tokenWrong {
		p.fail(p.token.text)
	}
}

// fail notes the first mistake, at the token that is next.
func (p *parser) fail(message string) {
	if p.failed == nil {
		p.failed = &mistake{at: p.token.at, message: message}
	}
	p.token = token{kind: tokenEnd, at: p.token.at}
	p.scanner.at = len(p.scanner.text)
}

// sign takes one of some signs, "" where none of them is next.
func (p *parser) sign(wanted ...string) string {
	if p.token.kind != tokenSign || !slices.Contains(wanted, p.token.text) {
		return ""
	}
	taken := p.token.text
	p.advance()
	return taken
}

// expect takes a sign that must be there.
func (p *parser) expect(sign string) {
	if p.sign(sign) == "" {
		p.fail(sign + " is missing here")
	}
}

// deeper counts how deep the parts are nested; leave it by p.depth--.
func (p *parser) deeper() {
	if p.depth++; p.depth > maxDepth {
		p.fail("nested too deeply")
	}
}

// choice is c ? a : b, or what has no such signs.
func (p *parser) choice() *expr {
	p.deeper()
	defer func() { p.depth-- }()
	e, at := p.chain(1), p.token.at
	if p.sign("?") == "" {
		return e
	}
	yes := p.chain(1)
	p.expect(":")
	return &expr{kind: exprCall, op: opChoose, at: at, args: []*expr{e, yes, p.choice()}}
}

// chain is parts with operators between them that bind at least so closely, worked out from the left.
func (p *parser) chain(least int) *expr {
	e := p.signed()
	for {
		closeness := p.operator()
		if closeness < least {
			return e
		}
		op := p.token
		p.advance()
		e = &expr{kind: exprCall, op: op.text, at: op.at, args: []*expr{e, p.chain(closeness + 1)}}
	}
}

// operator is how closely the operator between two parts binds that is next; 0 where there is none.
func (p *parser) operator() int {
	if p.token.kind != tokenSign && p.token.kind != tokenName {
		return 0
	}
	switch p.token.text {
	case "||":
		return 1
	case "&&":
		return 2
	case "==", "!=", "<", "<=", ">", ">=", "in":
		return 3
	case "+", "-":
		return 4
	case "*", "/", "%":
		return 5
	}
	return 0
}

// signed is a part with a sign before it.
func (p *parser) signed() *expr {
	at := p.token.at
	switch p.sign("!", "-") {
	case "!":
		p.deeper()
		e := &expr{kind: exprCall, op: "!", at: at}
		if p.token.kind == tokenSign && p.token.text == "!" {
			e.args = []*expr{p.signed()}
		} else {
			e.args = []*expr{p.member()}
		}
		p.depth--
		return e
	case "-":
		if p.token.kind == tokenNumber {
			return p.number(at, "-")
		}
		return &expr{kind: exprCall, op: opMinus, at: at, args: []*expr{p.member()}}
	}
	return p.member()
}

// member is a part, and what is called on it.
func (p *parser) member() *expr {
	e := p.primary()
	for p.failed == nil && p.sign(".") != "" {
		name := p.token
		if name.kind != tokenName {
			p.fail("a name is missing here")
			break
		}
		p.advance()
		if p.sign("(") != "" {
			e = &expr{kind: exprCall, op: "." + name.text, at: name.at, args: append([]*expr{e}, p.list(")")...)}
			continue
		}
		e = &expr{kind: exprMember, text: name.text, at: e.at, args: []*expr{e}}
	}
	return e
}

func (p *parser) primary() *expr {
	t := p.token
	switch t.kind {
	case tokenNumber:
		return p.number(t.at, "")
	case tokenText:
		p.advance()
		return &expr{kind: exprLiteral, typ: exprText, at: t.at, text: t.text}
	case tokenName:
		return p.name()
	}
	switch p.sign("(", "[") {
	case "(":
		e := p.choice()
		p.expect(")")
		return e
	case "[":
		return &expr{kind: exprList, at: t.at, args: p.list("]")}
	}
	p.fail("a value is missing here")
	return &expr{at: t.at}
}

// name is a name, a call, or true and false.
func (p *parser) name() *expr {
	t := p.token
	p.advance()
	switch {
	case t.text == "true":
		return &expr{kind: exprLiteral, typ: exprBool, at: t.at, number: 1}
	case t.text == "false":
		return &expr{kind: exprLiteral, typ: exprBool, at: t.at}
	case t.text == "in":
		p.token = t
		p.fail("a value is missing here")
	case p.sign("(") != "":
		return &expr{kind: exprCall, op: t.text, at: t.at, args: p.list(")")}
	}
	return &expr{kind: exprName, at: t.at, text: t.text}
}

// list is what stands between commas, up to the sign that ends it.
func (p *parser) list(end string) []*expr {
	var all []*expr
	if p.sign(end) != "" {
		return nil
	}
	for p.failed == nil {
		all = append(all, p.choice())
		if p.sign(",") == "" {
			p.expect(end)
			break
		}
	}
	return all
}

func (p *parser) number(at int, sign string) *expr {
	n, err := strconv.ParseInt(sign+p.token.text, 10, 64)
	if err != nil {
		p.fail("a number that is too large")
	}
	p.advance()
	return &expr{kind: exprLiteral, typ: exprInt, at: at, number: n}
}
