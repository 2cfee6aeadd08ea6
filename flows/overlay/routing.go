package overlay

import (
	"regexp"
	"slices"
	"strings"

	"buergerterminal/flows"
)

// route is a rule of routing.toml.
type route struct {
	ags       string   // beginning of the AGS, "" everywhere
	services  []string // ids; none where from says it
	from      string   // authority of the definitions
	authority string
	names     map[string]string // by language; nil: as in the service's texts
}

var (
	prefixForm    = regexp.MustCompile(`^[0-9]{1,8}$`)
	authorityForm = regexp.MustCompile(`^[a-z][a-z0-9_-]*$`)
)

// routing reads routing.toml, and sends the services of the overlay where it says.
func (r *reader) routing(t flows.Table) {
	if !t.There() {
		return
	}
	var routes []route
	for _, in := range t.Tables("route") {
		rule := r.route(in)
		if slices.ContainsFunc(routes, rule.same) {
			in.Report("authority", "leave one of the two out", "another rule sends the same elsewhere")
		}
		routes = append(routes, rule)
	}
	t.Unknown("route")
	r.problems = append(r.problems, t.Problems()...)
	offered := slices.Clone(r.overlay.Catalog.Flows)
	for i, f := range offered {
		if best := choose(routes, r.overlay.AGS, f); best != nil {
			offered[i] = f.SentTo(best.authority, best.names)
		}
	}
	r.overlay.Catalog = &flows.Catalog{Flows: offered, Elsewhere: r.catalog.Elsewhere}
}

func (r *reader) route(t flows.Table) route {
	rule := route{ags: t.Text("ags"), from: t.Text("from"), authority: t.NeedText("authority"), names: r.words(t, "name", false)}
	if rule.ags != "" && !prefixForm.MatchString(rule.ags) {
		t.Report("ags", "2 digits a state, 5 a county, 8 a town", "ags must be an AGS or its beginning")
	}
	if rule.ags != "" && r.overlay.AGS == "" {
		t.Report("ags", "add ags to [town] in "+overlayFile+", or to [terminal] in the configuration", "nobody says the AGS of this place")
	}
	if rule.authority != "" && !authorityForm.MatchString(rule.authority) {
		t.Report("authority", "small letters, digits, - and _", "authority has the wrong form")
	}
	authorities := r.catalog.Authorities()
	t.Each("services", func(id string, report func(hint, format string, args ...any)) {
		if !slices.Contains(r.ids, id) {
			report(flows.Suggest(id, r.ids), "there is no service %q", id)
		}
		rule.services = append(rule.services, id)
	})
	switch {
	case (rule.from == "") == (len(rule.services) == 0):
		t.Report("authority", "write services or from, one of the two", "the rule does not say what it is for")
	case rule.from != "" && !slices.Contains(authorities, rule.from):
		t.Report("from", flows.Suggest(rule.from, authorities), "no service goes to %q", rule.from)
	}
	t.Unknown("ags", "services", "from", "authority", "name")
	return rule
}

// same reports whether two rules would send the same service from the same place.
func (r route) same(other route) bool {
	if r.ags != other.ags {
		return false
	}
	return r.from != "" && r.from == other.from || slices.ContainsFunc(r.services, func(id string) bool { return slices.Contains(other.services, id) })
}

// choose is the rule that counts for a service at a place, or nil.
func choose(routes []route, ags string, f *flows.Flow) *route {
	var best *route
	for i := range routes {
		rule := &routes[i]
		if !strings.HasPrefix(ags, rule.ags) || !slices.Contains(rule.services, f.ID) && rule.from != f.Authority {
			continue
		}
		if best == nil || rule.before(best) {
			best = rule
		}
	}
	return best
}

// before reports whether the rule goes before another that fits as well: the longer beginning, then the one that names services.
func (r *route) before(other *route) bool {
	if len(r.ags) != len(other.ags) {
		return len(r.ags) > len(other.ags)
	}
	return len(r.services) > 0 && len(other.services) == 0
}
