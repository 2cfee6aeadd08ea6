package accounts

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"buergerterminal/kiosk/hub/audit"
)

func TestProfiles(t *testing.T) {
	good := Profile{Name: "Petra.Krahl", Display: " Petra  Krahl ", Office: "Bürgeramt", Roles: []Role{RoleSupervisor, RoleClerk, RoleClerk},
		Authorities: []string{"musterstadt-buergeramt"}, Services: []string{"wohnsitz-anmelden"}, Languages: []string{"de", "AR", "zh-hant"}}
	p, err := good.normalize()
	if err != nil || p.Name != "petra.krahl" || p.Display != "Petra Krahl" || list(p.Roles) != `["clerk","supervisor"]` || list(p.Languages) != `["ar","de","zh-Hant"]` {
		t.Errorf("%+v, %v", p, err)
	}
	for _, tt := range []struct {
		name   string
		change func(*Profile)
		want   Code
	}{
		{"no name", func(p *Profile) { p.Name = " " }, CodeName},
		{"space in the name", func(p *Profile) { p.Name = "petra krahl" }, CodeName},
		{"markup in the name", func(p *Profile) { p.Name = "<b>" }, CodeName},
		{"long name", func(p *Profile) { p.Name = strings.Repeat("a", 65) }, CodeName},
		{"nothing to show", func(p *Profile) { p.Display = "" }, CodeDisplay},
		{"a turned line", func(p *Profile) { p.Display = "a\u202eb" }, CodeDisplay},
		{"long display", func(p *Profile) { p.Display = strings.Repeat("a", 81) }, CodeDisplay},
		{"a bell as office", func(p *Profile) { p.Office = "a\ab" }, CodeDisplay},
		{"no role", func(p *Profile) { p.Roles = nil }, CodeRoles},
		{"a role that is none", func(p *Profile) { p.Roles = []Role{"mayor"} }, CodeRoles},
		{"authority", func(p *Profile) { p.Authorities = []string{"Bürgeramt"} }, CodeAuthority},
		{"service", func(p *Profile) { p.Services = []string{"a b"} }, CodeSkill},
		{"language", func(p *Profile) { p.Languages = []string{"deutsch-und-mehr"} }, CodeSkill},
		{"no language", func(p *Profile) { p.Languages = []string{"und"} }, CodeSkill},
	} {
		p := good
		tt.change(&p)
		if _, err := p.normalize(); CodeOf(err) != tt.want {
			t.Errorf("%s: %v, not %s", tt.name, err, tt.want)
		}
	}
}

// oneTimeLink is the link that stands on a page.
func oneTimeLink(t *testing.T, body string) string {
	t.Helper()
	found := regexp.MustCompile(`value="https://localhost:8443(/account/link/[A-Za-z0-9_-]{43})"`).FindStringSubmatch(body)
	if found == nil {
		t.Fatalf("there is no link on the page\n%s", body)
	}
	return found[1]
}

func TestSupervisorMakesAnAccount(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		h.person("chefin", RoleSupervisor)
		b := h.browser().in("chefin")
		w := b.get("/account/people/new")
		wantStatus(t, "form", w, http.StatusOK)
		wantText(t, w, `name="authorities" value="musterstadt"`)
		fields := []string{"display", "Petra Krahl", "office", "Bürgeramt", "name", "Petra", "roles", "clerk", "roles", "interpreter",
			"authorities", "musterstadt", "services", "", "languages", "de, ar"}
		w = b.post("/account/people/new", fields...)
		wantStatus(t, "created", w, http.StatusOK)
		link := oneTimeLink(t, w.Body.String())
		w = b.post("/account/people/new", fields...)
		wantStatus(t, "the same name again", w, http.StatusConflict)
		wantText(t, w, "Diesen Anmeldenamen hat schon ein anderes Konto.")
		wantText(t, w, `value="Petra Krahl"`)
		wantText(t, b.get("/account/people"), "Noch ohne Kennwort")

		newcomer := h.browser()
		w = newcomer.get(link)
		wantStatus(t, "link", w, http.StatusOK)
		wantText(t, w, "Guten Tag, Petra Krahl.")
		wantStatus(t, "two passwords", newcomer.post(link, "wanted", goodPassword, "again", otherPassword), http.StatusUnprocessableEntity)
		wantStatus(t, "a short one", newcomer.post(link, "wanted", "kurz", "again", "kurz"), http.StatusUnprocessableEntity)
		wantStatus(t, "set", newcomer.post(link, "wanted", otherPassword, "again", otherPassword), http.StatusSeeOther)
		wantText(t, newcomer.get("/desk/"), "desk of petra")
		wantStatus(t, "link, again", h.browser().get(link), http.StatusGone)
		wantStatus(t, "link, posted again", h.browser().post(link, "wanted", goodPassword, "again", goodPassword), http.StatusGone)
		wantStatus(t, "login", h.browser().logIn("petra", otherPassword), http.StatusSeeOther)

		account, err := h.FindName(t.Context(), Console(), "PETRA")
		if err != nil || account.Profile.Office != "Bürgeramt" || list(account.Profile.Languages) != `["ar","de"]` {
			t.Errorf("%+v, %v", account, err)
		}
		if h.count(audit.AccountCreated, audit.None) != 2 || h.count(audit.LinkUsed, audit.None) != 2 {
			t.Error("account and link are not in the audit log")
		}
	})
}

func TestLinksEnd(t *testing.T) {
	h := onSQLite(t)
	petra := h.person("petra", RoleClerk)
	first, err := h.IssueLink(t.Context(), Console(), petra.ID)
	if err != nil {
		t.Fatal(err)
	}
	second, err := h.IssueLink(t.Context(), Console(), petra.ID)
	if err != nil {
		t.Fatal(err)
	}
	wantStatus(t, "an older link", h.browser().get(LinkPath(first)), http.StatusGone)
	wantStatus(t, "login while a link waits", h.browser().logIn("petra", goodPassword), http.StatusSeeOther)
	h.clock.pass(linkLife)
	wantStatus(t, "an old link", h.browser().get(LinkPath(second)), http.StatusGone)
	third, err := h.IssueLink(t.Context(), Console(), petra.ID)
	if err != nil {
		t.Fatal(err)
	}
	if err := h.Disable(t.Context(), Console(), petra.ID); err != nil {
		t.Fatal(err)
	}
	wantStatus(t, "link of a disabled account", h.browser().get(LinkPath(third)), http.StatusGone)
	if _, err := h.IssueLink(t.Context(), Console(), petra.ID); CodeOf(err) != CodeDisabled {
		t.Error(err)
	}
	wantStatus(t, "no link", h.browser().get(LinkPath("nothing")), http.StatusGone)
}

func TestDisabledAccount(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		h.person("chefin", RoleSupervisor)
		petra := h.person("petra", RoleClerk)
		b, boss := h.browser().in("petra"), h.browser().in("chefin")
		wantStatus(t, "disable", boss.post("/account/people/"+petra.ID+"/disable"), http.StatusSeeOther)
		wantStatus(t, "her session", b.get("/desk/"), http.StatusSeeOther)
		w := b.logIn("petra", goodPassword)
		wantStatus(t, "right password", w, http.StatusForbidden)
		wantText(t, w, "Dieses Konto ist gesperrt.")
		wantStatus(t, "wrong password", b.logIn("petra", otherPassword), http.StatusUnauthorized)
		wantText(t, boss.get("/account/people"), "Gesperrt")
		wantStatus(t, "enable", boss.post("/account/people/"+petra.ID+"/enable"), http.StatusSeeOther)
		wantStatus(t, "again", b.logIn("petra", goodPassword), http.StatusSeeOther)
		wantStatus(t, "end sessions", boss.post("/account/people/"+petra.ID+"/sessions"), http.StatusSeeOther)
		wantStatus(t, "her session", b.get("/desk/"), http.StatusSeeOther)
	})
}

func TestChangesTakeEffectAtOnce(t *testing.T) {
	h := onSQLite(t)
	h.person("chefin", RoleSupervisor)
	petra := h.person("petra", RoleClerk)
	b, boss := h.browser().in("petra"), h.browser().in("chefin")
	wantStatus(t, "fleet", b.get("/fleet/"), http.StatusForbidden)
	w := boss.post("/account/people/"+petra.ID, "display", "Petra Krahl-Weber", "name", "petra", "roles", "technician", "authorities", "musterstadt", "languages", "de")
	wantStatus(t, "change", w, http.StatusSeeOther)
	wantStatus(t, "fleet", b.get("/fleet/"), http.StatusOK)
	wantStatus(t, "desk", b.get("/desk/"), http.StatusForbidden)
	if h.count(audit.AccountChanged, audit.Permissions) != 1 {
		t.Error("the change is not in the audit log")
	}
	w = boss.post("/account/people/"+petra.ID, "display", "", "name", "petra", "roles", "technician", "authorities", "musterstadt")
	wantStatus(t, "bad change", w, http.StatusUnprocessableEntity)
	wantText(t, w, "Geben Sie einen Namen an")
}

// A supervisor of one town neither sees nor touches what belongs to another, and gives no more than he has.
func TestSupervisorsStayInTheirAuthorities(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		h.person("chefin", RoleSupervisor)
		own := h.person("petra", RoleClerk)
		foreign := h.personOf("jan", []string{"nachbarstadt"}, RoleClerk)
		both := h.personOf("both", []string{"musterstadt", "nachbarstadt"}, RoleClerk)
		everywhere := h.personOf("admin", []string{Everywhere}, RoleSupervisor)
		b := h.browser().in("chefin")
		w := b.get("/account/people")
		wantText(t, w, "Frau petra")
		for _, c := range []Clerk{foreign, both, everywhere} {
			if strings.Contains(w.Body.String(), c.Display) {
				t.Errorf("%s is on the list", c.Name)
			}
			for _, path := range []string{"", "/disable", "/link", "/sessions"} {
				wantStatus(t, c.Name+path, b.post("/account/people/"+c.ID+path, "display", "x", "name", c.Name, "roles", "clerk", "authorities", "musterstadt"), http.StatusNotFound)
			}
			wantStatus(t, c.Name, b.get("/account/people/"+c.ID), http.StatusNotFound)
		}
		for _, authorities := range []string{"nachbarstadt", "musterstadt,nachbarstadt", "*", ""} {
			w := b.post("/account/people/"+own.ID, "display", "x", "name", "petra", "roles", "clerk", "authorities", authorities)
			wantStatus(t, "give "+authorities, w, http.StatusForbidden)
			w = b.post("/account/people/new", "display", "x", "name", "new", "roles", "supervisor", "authorities", authorities)
			wantStatus(t, "new in "+authorities, w, http.StatusForbidden)
		}
	})
}

func TestNobodyLocksHimselfOut(t *testing.T) {
	h := onSQLite(t)
	boss := h.personOf("chefin", []string{"musterstadt", "kreis"}, RoleSupervisor, RoleClerk)
	b := h.browser().in("chefin")
	for name, fields := range map[string][]string{
		"role":      {"roles", "clerk", "authorities", "musterstadt,kreis"},
		"authority": {"roles", "supervisor", "authorities", "musterstadt"},
	} {
		w := b.post("/account/people/"+boss.ID, append([]string{"display", "Chefin", "name", "chefin"}, fields...)...)
		wantStatus(t, name, w, http.StatusForbidden)
		wantText(t, w, "Das macht eine andere Leitung.")
	}
	wantStatus(t, "disable", b.post("/account/people/"+boss.ID+"/disable"), http.StatusForbidden)
	w := b.post("/account/people/"+boss.ID, "display", "Chefin", "name", "chefin", "roles", "supervisor", "authorities", "musterstadt,kreis", "languages", "de,en")
	wantStatus(t, "what is allowed", w, http.StatusSeeOther)
}

func TestOwnPassword(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		h.person("petra", RoleClerk)
		b, other := h.browser().in("petra"), h.browser().in("petra")
		for _, tt := range []struct {
			name, present, wanted, again string
			want                         int
		}{
			{"wrong", otherPassword, otherPassword, otherPassword, http.StatusUnauthorized},
			{"different", goodPassword, otherPassword, goodPassword, http.StatusUnprocessableEntity},
			{"common", goodPassword, "Passwort12345", "Passwort12345", http.StatusUnprocessableEntity},
			{"right", goodPassword, otherPassword, otherPassword, http.StatusSeeOther},
		} {
			w := b.post(Prefix+"password", "present", tt.present, "wanted", tt.wanted, "again", tt.again)
			wantStatus(t, tt.name, w, tt.want)
		}
		wantStatus(t, "this session", b.get("/desk/"), http.StatusOK)
		wantStatus(t, "the other session", other.get("/desk/"), http.StatusSeeOther)
		wantStatus(t, "old password", other.logIn("petra", goodPassword), http.StatusUnauthorized)
		wantStatus(t, "new password", other.logIn("petra", otherPassword), http.StatusSeeOther)
	})
}

// A stolen session is no way to try out passwords.
func TestPresentPasswordIsThrottled(t *testing.T) {
	h := onSQLite(t)
	h.person("petra", RoleClerk)
	b := h.browser().in("petra")
	var last int
	for range 10 {
		last = b.post(Prefix+"password", "present", otherPassword, "wanted", otherPassword, "again", otherPassword).Code
	}
	if last != http.StatusTooManyRequests {
		t.Errorf("the tenth wrong password gets %d", last)
	}
}

func TestOwnSessions(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		h.person("petra", RoleClerk)
		h.person("jan", RoleClerk)
		b, second, third, jan := h.browser().in("petra"), h.browser().in("petra"), h.browser().in("petra"), h.browser().in("jan")
		w := b.get(Prefix)
		if n := strings.Count(w.Body.String(), "Firefox · Linux"); n < 3 {
			t.Errorf("%d of three sessions are listed\n%s", n, w.Body)
		}
		of := func(b *browser) string {
			c, _, err := h.lookUp(t.Context(), b.cookies[cookieSession])
			if err != nil {
				t.Fatal(err)
			}
			return c.Session
		}
		wantStatus(t, "another's session", jan.post(Prefix+"sessions", "id", of(second)), http.StatusNotFound)
		wantStatus(t, "second", b.post(Prefix+"sessions", "id", of(second)), http.StatusSeeOther)
		wantStatus(t, "second is out", second.get("/desk/"), http.StatusSeeOther)
		wantStatus(t, "third is in", third.get("/desk/"), http.StatusOK)
		wantStatus(t, "all others", b.post(Prefix+"sessions"), http.StatusSeeOther)
		wantStatus(t, "all others, of which there are none", b.post(Prefix+"sessions"), http.StatusSeeOther)
		wantStatus(t, "third is out", third.get("/desk/"), http.StatusSeeOther)
		wantStatus(t, "first is in", b.get("/desk/"), http.StatusOK)
		wantStatus(t, "jan is in", jan.get("/desk/"), http.StatusOK)
	})
}

func TestCheckKeepsASessionAwake(t *testing.T) {
	h := onSQLite(t)
	h.person("petra", RoleClerk)
	b := h.browser().in("petra")
	c, _, err := h.lookUp(t.Context(), b.cookies[cookieSession])
	if err != nil {
		t.Fatal(err)
	}
	for range 6 {
		h.clock.pass(30 * time.Minute)
		if _, err := h.Check(t.Context(), c.Session); err != nil {
			t.Fatal(err)
		}
	}
	wantStatus(t, "after three hours of beats", b.get("/desk/"), http.StatusOK)
	h.clock.pass(9 * time.Hour)
	if _, err := h.Check(t.Context(), c.Session); CodeOf(err) != CodeSession {
		t.Errorf("after twelve hours: %v", err)
	}
}

func TestBrowserName(t *testing.T) {
	for agent, want := range map[string]string{
		"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36":                 "Chrome · Linux",
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0 Safari/537.36 Edg/156.0": "Edge · Windows",
		"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15": "Safari · macOS",
		"": "Browser", "<script>alert(1)</script>": "Browser",
	} {
		if got := browserName(agent); got != want {
			t.Errorf("%q is called %q", agent, got)
		}
	}
}
