package accounts

import (
	"context"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/language"
	"golang.org/x/text/unicode/norm"
)

// Role says what an account may do. Roles do not contain each other: a supervisor who also takes calls has both.
type Role string

// The roles.
const (
	RoleClerk       Role = "clerk"       // sees who waits, takes calls
	RoleSupervisor  Role = "supervisor"  // administers the accounts of his authorities
	RoleTechnician  Role = "technician"  // sees the terminals, enrols and revokes them
	RoleInterpreter Role = "interpreter" // joins the calls that he is invited to, sees no queue
)

// Roles lists all roles in the order of the pages.
func Roles() []Role { return []Role{RoleClerk, RoleSupervisor, RoleTechnician, RoleInterpreter} }

// Everywhere as an authority stands for all of them.
const Everywhere = "*"

// Clerk is who sits at the desk: an account as its holder's requests carry it.
type Clerk struct {
	ID          string   // random; stands in the audit log
	Name        string   // to log in with
	Display     string   // shown to colleagues and to the citizen
	Office      string   // shown beside it; may be empty
	Roles       []Role   // at least one
	Authorities []string // whose calls and accounts he sees; Everywhere for all
	Services    []string // ids of flows that he helps with; none means every one
	Languages   []string // BCP 47; he speaks or interprets them
	Session     string   // which of his logins this is; not the secret of the cookie
}

// Is reports whether the clerk has one of the roles.
func (c Clerk) Is(roles ...Role) bool {
	return slices.ContainsFunc(roles, func(r Role) bool { return slices.Contains(c.Roles, r) })
}

// WorksFor reports whether the clerk belongs to the authority.
func (c Clerk) WorksFor(authority string) bool {
	return slices.Contains(c.Authorities, authority) || slices.Contains(c.Authorities, Everywhere)
}

// covers reports whether c may give and take what belongs to these authorities. None belongs to who works everywhere.
func (c Clerk) covers(authorities []string) bool {
	if slices.Contains(c.Authorities, Everywhere) {
		return true
	}
	return len(authorities) > 0 && !slices.ContainsFunc(authorities, func(a string) bool { return !slices.Contains(c.Authorities, a) })
}

type contextKey struct{}

// From returns the clerk whose request this is; false where nobody is logged in.
func From(ctx context.Context) (Clerk, bool) {
	c, ok := ctx.Value(contextKey{}).(Clerk)
	return c, ok
}

// NewContext returns a context that carries the clerk, for the tests of pages that stand behind the login.
func NewContext(ctx context.Context, c Clerk) context.Context {
	return context.WithValue(ctx, contextKey{}, c)
}

// Lengths in characters.
const (
	maxName    = 64
	maxDisplay = 80
	maxList    = 100
)

// Profile is what can be changed about an account.
type Profile struct {
	Name        string
	Display     string
	Office      string
	Roles       []Role
	Authorities []string
	Services    []string
	Languages   []string
}

// normalize sorts the lists, takes doubles out, and checks everything. The name is folded: "Krahl" and "krahl" are one.
func (p Profile) normalize() (Profile, error) {
	p.Name = foldName(p.Name)
	p.Display = strings.Join(strings.Fields(p.Display), " ")
	p.Office = strings.Join(strings.Fields(p.Office), " ")
	p.Roles = sorted(p.Roles)
	p.Authorities = sorted(p.Authorities)
	p.Services = sorted(p.Services)
	p.Languages = slices.Clone(p.Languages)
	switch {
	case !validName(p.Name):
		return Profile{}, fault(CodeName)
	case p.Display == "" || !printable(p.Display) || !printable(p.Office):
		return Profile{}, fault(CodeDisplay)
	case len(p.Roles) == 0 || slices.ContainsFunc(p.Roles, func(r Role) bool { return !slices.Contains(Roles(), r) }):
		return Profile{}, fault(CodeRoles)
	case len(p.Authorities) > maxList || slices.ContainsFunc(p.Authorities, func(a string) bool { return a != Everywhere && !validToken(a) }):
		return Profile{}, fault(CodeAuthority)
	case len(p.Services) > maxList || slices.ContainsFunc(p.Services, func(s string) bool { return !validToken(s) }):
		return Profile{}, fault(CodeSkill)
	case len(p.Languages) > maxList:
		return Profile{}, fault(CodeSkill)
	}
	for i, l := range p.Languages {
		tag, err := language.Parse(l)
		if err != nil || tag == language.Und {
			return Profile{}, fault(CodeSkill)
		}
		p.Languages[i] = tag.String()
	}
	p.Languages = sorted(p.Languages)
	return p, nil
}

// sorted never returns nil, so that a list in the database is never null.
func sorted[T ~string](list []T) []T {
	out := append([]T{}, list...)
	slices.Sort(out)
	return slices.Compact(out)
}

func foldName(name string) string { return strings.ToLower(norm.NFC.String(strings.TrimSpace(name))) }

// validName allows what names of accounts and mail addresses are made of, and letters of any script.
func validName(name string) bool {
	if name == "" || utf8.RuneCountInString(name) > maxName || !utf8.ValidString(name) {
		return false
	}
	return !strings.ContainsFunc(name, func(r rune) bool { return !letterOrDigit(r) && !strings.ContainsRune(".-_@+", r) })
}

// printable allows what can be shown in one line.
func printable(s string) bool {
	return utf8.ValidString(s) && utf8.RuneCountInString(s) <= maxDisplay && !strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsPrint(r) })
}

func letterOrDigit(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r)
}

// validToken is the alphabet of authorities and services in links and files.
func validToken(s string) bool {
	if s == "" || len(s) > maxName {
		return false
	}
	return !strings.ContainsFunc(s, func(r rune) bool {
		return r >= utf8.RuneSelf || !letterOrDigit(r) && !strings.ContainsRune(".-_@", r)
	})
}
