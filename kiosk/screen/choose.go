package screen

import (
	"slices"
	"strconv"

	"buergerterminal/flows"
	"buergerterminal/kiosk/session"
)

// area is a life situation; its words are the UI's own.
type area struct{ id, icon string }

// lifeSituations stand in the order of the look; only those that have a service are shown.
var lifeSituations = []area{
	{"housing", "house"}, {"identity", "id"}, {"family", "family"}, {"traffic", "car"}, {"work", "work"}, {"local", "dog"},
	{"advice", "help-person"},
}

func (b builder) areas() *Tree {
	t := b.frame("areas")
	t.Head, t.Band = b.head(b.s.Place.Site), true
	t.read(b.t("areas.title"), b.t("areas.explain"))
	tiles := grid(2)
	for _, a := range lifeSituations {
		if b.offers(a.id) {
			tiles.Children = append(tiles.Children, &Node{ID: "area." + a.id, Role: RoleArea, Icon: a.icon, Name: b.t("area." + a.id),
				Detail: b.t("area." + a.id + ".detail"), On: session.ChooseArea{Category: a.id}})
		}
	}
	n := len(b.s.Catalog.Flows)
	tiles.Children = append(tiles.Children, &Node{ID: "area.all", Role: RoleArea, Icon: "plus", Name: b.t("area.all"), Detail: b.l.Plural("area.all.detail", n), On: session.ChooseArea{}})
	t.Act = []*Node{{ID: "search", Role: RoleField, Icon: "search", Detail: b.t("search.example"), On: session.OpenSearch{}}, tiles}
	t.Back = b.back()
	if b.s.Place.SaveDays > 0 {
		t.Forward = &Node{ID: "resume", Role: RoleButton, Kind: Secondary, Icon: "document", Name: b.t("resume.open"), On: session.OpenResume{}}
	}
	return t
}

func (b builder) offers(category string) bool {
	for _, f := range b.s.Catalog.Flows {
		if f.Category == category {
			return true
		}
	}
	return false
}

func (b builder) services() *Tree {
	t := b.frame("services")
	t.Head, t.Band = b.head(b.s.Place.Site), true
	name := b.t("area.all")
	if b.v.Category != "" {
		name = b.t("area." + b.v.Category)
	}
	t.read(name, b.t("services.explain"))
	t.Act = []*Node{stack(b.hits(b.s.Services())...)}
	t.Back = b.back()
	return t
}

// search shows the best hits above the keyboard; where there are more, a button lists all of them in the keyboard's place.
func (b builder) search() *Tree {
	t := b.frame("search")
	t.Head, t.Band = b.head(b.s.Place.Site), true
	hits := b.s.Hits()
	if len(hits) > 0 {
		t.read(b.t("search.title"), b.l.Plural("search.found", len(hits)))
	} else {
		t.read(b.t("search.title"), b.t("search.explain"))
	}
	t.Act, t.Back = []*Node{b.query()}, b.back()
	if b.v.Listed {
		t.Act = append(t.Act, stack(b.found(hits)...))
		return t
	}
	switch best := hits[:min(len(hits), b.within())]; {
	case len(best) < len(hits):
		t.Forward = &Node{ID: "search.all", Role: RoleButton, Kind: Secondary, Name: b.t("search.all"), After: "arrow", On: session.ListHits{All: true}}
		fallthrough
	case len(best) > 0:
		t.Act = append(t.Act, stack(b.found(best)...))
	case b.v.Query.Text != "":
		t.Act = append(t.Act, small(b.t("search.nothing", "phone", b.s.Place.Phone)))
	}
	t.Keyboard = b.searchKeyboard()
	return t
}

// query is the field that is searched with. Where the hits have taken the place of the keyboard, touching it brings that back.
func (b builder) query() *Node {
	query := b.v.Query
	field := &Node{ID: "search", Role: RoleField, Icon: "search", Value: query.Text, Caret: query.Caret, Active: !b.v.Listed}
	if b.v.Listed {
		field.On = session.ListHits{}
	}
	if query.Text != "" {
		field.Children = []*Node{{ID: "search.empty", Role: RoleButton, Icon: "close", Name: b.t("key.empty"), On: session.Empty{}}}
	}
	return field
}

// within is how many hits stand above the keyboard within reach from a wheelchair, the best first.
func (b builder) within() int {
	if b.v.Look.Size == session.Normal {
		return 2
	}
	return 1
}

func (b builder) hits(found []*flows.Flow) []*Node {
	var hits []*Node
	for _, f := range found {
		name, lang := b.titleOf(f)
		hits = append(hits, &Node{ID: "service." + f.ID, Role: RoleHit, Icon: f.Icon, Name: name, Lang: lang, After: "arrow",
			Detail: b.t("service.hit", "fee", b.feeSentence(f), "time", b.l.Plural("service.minutes", f.Minutes)), On: session.ChooseFlow{ID: f.ID}})
	}
	return hits
}

// found are the rows of a search: services, and who else helps.
func (b builder) found(all []flows.Hit) []*Node {
	var hits []*Node
	for _, h := range all {
		if h.Flow != nil {
			hits = append(hits, b.hits([]*flows.Flow{h.Flow})...)
			continue
		}
		lang := b.spokenBy(h.Elsewhere)
		name, _ := h.Elsewhere.Title(lang)
		n := &Node{ID: "elsewhere." + h.Elsewhere.ID, Role: RoleHit, Icon: h.Elsewhere.Icon, Name: name, After: "arrow",
			Detail: b.t("search.elsewhere", "who", h.Elsewhere.Who(lang)), On: session.ChooseElsewhere{ID: h.Elsewhere.ID}}
		if lang != b.l.Tag {
			n.Lang = lang
		}
		hits = append(hits, n)
	}
	return hits
}

// spokenBy is the language in which it is told who else helps: the page's, or else the town's.
func (b builder) spokenBy(e *flows.Elsewhere) string {
	if _, ok := e.Title(b.l.Tag); ok {
		return b.l.Tag
	}
	return e.Languages()[0]
}

// elsewhere tells who helps with what the terminal cannot do.
func (b builder) elsewhere() *Tree {
	e := b.s.Elsewhere()
	t := b.frame("elsewhere")
	lang := b.spokenBy(e)
	name, _ := e.Title(lang)
	t.Head = b.head(b.s.Place.Site)
	t.Read = []*Node{{ID: "spot", Role: RoleSpot, Icon: e.Icon}}
	t.read(name, b.t("elsewhere.explain"))
	helpers := []*Node{{ID: "helper", Role: RoleContact, Icon: "help-person", Name: b.t("elsewhere.who"), Value: e.Who(lang), Detail: e.Help(lang)}}
	if number := e.Number(lang); number != "" && number != b.s.Place.Phone {
		helpers = append(helpers, &Node{ID: "helper.phone", Role: RoleContact, Icon: "phone", Name: b.t("contact.phone"), Value: number})
	}
	helpers = append(helpers, &Node{ID: "contact.phone", Role: RoleContact, Icon: "phone", Name: b.t("elsewhere.phone"), Value: b.s.Place.Phone, Detail: b.s.Place.PhoneHours[b.l.Tag]})
	t.Act = []*Node{rows(helpers...)}
	t.Back = b.back()
	t.Forward = &Node{ID: "forward", Role: RoleButton, Kind: Secondary, Icon: "help-person", Name: b.t("elsewhere.ask"), On: session.OpenHelp{}}
	return t
}

// feeSentence says in a list what a service costs.
func (b builder) feeSentence(f *flows.Flow) string {
	for _, fee := range f.Fees {
		if fee.Cents > 0 {
			return b.t("fee.sentence", "fee", f.FeeText(b.l.Tag, b.s.Now))
		}
	}
	return b.t("fee.free.sentence")
}

// service is the page of the service itself: what it costs, how long it takes, what is needed.
func (b builder) service() *Tree {
	f := b.v.Flow
	t := b.frame("service")
	t.Head = b.head(b.t("area." + f.Category))
	b.foreign(t)
	t.Read = []*Node{{ID: "spot", Role: RoleSpot, Icon: f.Icon}}
	t.read(b.f("title"), b.f("summary"))
	fee := f.FeeText(b.l.Tag, b.s.Now)
	if fee == "" {
		fee = b.t("fee.none")
	}
	t.Act = []*Node{grid(3,
		&Node{Role: RoleFact, Name: b.t("service.fee"), Value: fee},
		&Node{Role: RoleFact, Name: b.t("service.duration"), Value: b.l.Plural("service.minutes", f.Minutes)},
		&Node{Role: RoleFact, Name: b.t("service.authority"), Value: b.f("authority.name")},
	)}
	t.Act = slices.Concat(b.otherLanguage(), b.clipWay(), b.sender(), b.away(f), t.Act, b.competence())
	if len(f.Needs) > 0 {
		needs := rows()
		for _, n := range f.Needs {
			needs.Children = append(needs.Children, &Node{Role: RoleNeed, Icon: n.Icon, Name: b.f("needs." + n.ID + ".title"), Detail: b.f("needs." + n.ID + ".detail")})
		}
		t.Act = append(t.Act, heading(b.t("service.needs")), needs)
	}
	t.Act = append(t.Act, b.numbered("service.results", "result.", f.Results)...)
	t.Act = append(t.Act, b.numbered("service.limits", "limit.", f.Limits)...)
	if f.Identity == flows.IdentityCard {
		t.Act = append(t.Act, note(ToneInfo, "info", b.t("service.missing")))
	}
	t.Back, t.Forward = b.back(), b.forward("service.begin")
	if f.Kind == flows.FlowCall {
		b.leadToHuman(t)
	}
	return t
}

// privacy tells what happens with the data before the first one is given.
func (b builder) privacy() *Tree {
	t := b.frame("privacy")
	t.read(b.t("privacy.title"), b.t("privacy.explain", "authority", b.f("authority.name")))
	points := rows()
	for _, p := range []struct{ icon, key string }{
		{"lock", "privacy.sealed"}, {"card", "privacy.purpose"}, {"clock", "privacy.wiped"}, {"help-person", "privacy.human"},
	} {
		if p.icon == "card" && b.v.Flow.Identity != flows.IdentityCard {
			continue
		}
		key := p.key
		if key == "privacy.human" && b.v.Flow.Partner != nil {
			key = "privacy.human.partner"
		}
		points.Children = append(points.Children, &Node{Role: RolePoint, Icon: p.icon, Name: b.t(key, "authority", b.f("authority.name"))})
	}
	t.Act = append(slices.Concat(b.clipWay(), b.sender()), points, small(b.t("privacy.legal", "legal", b.v.Flow.Legal)))
	t.Back, t.Forward = b.back(), b.forward("privacy.understood")
	return t
}

func itoa(n int) string { return strconv.Itoa(n) }
