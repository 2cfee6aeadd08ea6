package config

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
)

// Parse reads a configuration; file is the name in problems. Its error is Problems. Paths stay as they are written.
func Parse(file string, data []byte) (Config, error) {
	doc, problems := parse(file, data)
	if problems != nil {
		return Config{}, problems
	}
	r := reader{doc: doc, known: map[string]bool{}}
	c := Default()
	r.terminal(&c)
	r.languages(&c.Languages)
	r.device("devices.idcard", &c.Devices.IDCard)
	r.device("devices.cardreader", &c.Devices.CardReader)
	r.device("devices.scanner", &c.Devices.Scanner)
	r.device("devices.printer", &c.Devices.Printer)
	r.oneOwner(c.Devices)
	r.hub(&c.Hub)
	r.files(&c.Files)
	r.display(&c.Display)
	r.timeouts(&c.Timeouts)
	r.phone(&c)
	r.contacts(&c)
	r.call(&c.Call)
	r.speech(&c.Speech)
	r.keys(&c.Keys)
	r.number("drafts.days", &c.Drafts.Days, 0, mostDraftDays)
	r.technician(&c.Technician)
	r.authorities(&c)
	r.unknown()
	if len(r.problems) > 0 {
		return Config{}, r.problems.sorted()
	}
	return c, nil
}

// mostDraftDays is as long as a hub keeps one (link.MaxDraftDays).
const mostDraftDays = 90

func (r *reader) terminal(c *Config) {
	t := &c.Terminal
	for key, hint := range map[string]string{
		"id": `"MS-03", as enrolled at the hub`, "place": `"Rathaus, Foyer"`, "town": `"Stadt Musterstadt"`, "site": `"Bürgerterminal im Rathaus"`,
	} {
		if path := "terminal." + key; !r.below(path) {
			r.problem(path, path+" is missing", "add it to [terminal]: "+key+" = "+hint)
		}
	}
	r.text("terminal.id", &t.ID, func(s string) string {
		if !regexp.MustCompile(`^[A-Za-z0-9]+(-[A-Za-z0-9]+)*$`).MatchString(s) || len(s) > 32 {
			return `letters, digits and hyphens only, such as "MS-03"`
		}
		return ""
	})
	r.text("terminal.place", &t.Place, oneLine)
	r.text("terminal.town", &t.Town, oneLine)
	r.text("terminal.site", &t.Site, oneLine)
	r.text("terminal.ags", &t.AGS, func(s string) string {
		if !regexp.MustCompile(`^([0-9]{8})?$`).MatchString(s) {
			return `the 8 digits of the Amtlicher Gemeindeschlüssel, such as "14628270"`
		}
		return ""
	})
}

func (r *reader) languages(l *Languages) {
	tag := regexp.MustCompile(`^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$`)
	r.list("languages.offered", &l.Offered, func(s string) string {
		if !tag.MatchString(s) {
			return `a language is written as "de", "en" or "de-leicht"`
		}
		return ""
	})
	if len(l.Offered) == 0 && !r.absent("languages.offered") {
		r.problem("languages.offered", "languages.offered is empty", `offer at least one: offered = ["de"]`)
	}
	r.text("languages.default", &l.Default, func(s string) string {
		if !tag.MatchString(s) {
			return `a language is written as "de", "en" or "de-leicht"`
		}
		if l.Offered != nil && !slices.Contains(l.Offered, s) {
			return "the default must be one of " + strings.Join(l.Offered, ", ")
		}
		return ""
	})
	if r.absent("languages.default") && len(l.Offered) > 0 && !slices.Contains(l.Offered, l.Default) {
		l.Default = l.Offered[0]
	}
}

func (r *reader) device(path string, d *Device) {
	profiles := Profiles(strings.TrimPrefix(path, "devices."))
	r.text(path+".path", &d.Path, anything)
	r.text(path+".profile", &d.Profile, func(s string) string {
		if !slices.Contains(profiles, s) {
			return "the profiles are " + strings.Join(profiles, ", ")
		}
		return ""
	})
	r.number(path+".baud", &d.Baud, 1200, 4_000_000)
	if wants := strings.HasPrefix(d.Profile, "escl"); d.Fitted() && wants != d.AtAddress() {
		hint := "write the path of a serial line, such as \"/dev/serial/by-id/…\""
		if wants {
			hint = "write an address, such as \"http://192.0.2.7/eSCL\""
		}
		r.problem(path+".path", "the path does not fit the profile "+d.Profile, hint)
	}
}

// oneOwner refuses two devices on one line.
func (r *reader) oneOwner(d Devices) {
	owners := map[string]string{}
	for _, o := range []struct {
		name string
		Device
	}{{"idcard", d.IDCard}, {"cardreader", d.CardReader}, {"scanner", d.Scanner}, {"printer", d.Printer}} {
		if !o.Fitted() {
			continue
		}
		if first, taken := owners[o.Path]; taken {
			r.problem("devices."+o.name+".path", "two devices have the same path", "the "+first+" is on this line already")
		}
		owners[o.Path] = o.name
	}
}

func (r *reader) hub(h *Hub) {
	r.text("hub.url", &h.URL, func(s string) string {
		u, err := url.Parse(s)
		if err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
			return `an address such as "https://hub.musterstadt.example", without user and query`
		}
		return ""
	})
	r.text("hub.certificate", &h.Certificate, anything)
	r.text("hub.token", &h.Token, filled)
	r.text("hub.identity", &h.Identity, anything)
}

func (r *reader) files(f *Files) {
	r.text("files.authority_keys", &f.AuthorityKeys, filled)
	r.text("files.outbox", &f.Outbox, filled)
	r.text("files.overlay", &f.Overlay, anything)
	r.text("files.csca", &f.CSCA, anything)
	r.text("files.log", &f.Log, filled)
}

func (r *reader) display(d *Display) {
	r.flag("display.fullscreen", &d.Fullscreen)
	r.number("display.width", &d.Width, 0, mostPx)
	r.number("display.height", &d.Height, 0, mostPx)
	if none := d.Width == 0 && d.Height == 0; !none && min(d.Width, d.Height) < leastPx {
		r.problem("display.width", "display.width and display.height are no panel", fmt.Sprintf("each from %d to %d px, or both 0: as the X server says", leastPx, mostPx))
	}
	r.orNone("display.dpi", &d.DPI, 40, 600)
	r.orNone("display.width_mm", &d.WidthMM, 100, 2000)
	r.inches("display.diagonal_inch", &d.Diagonal, 7, 100)
	if d.DPI > 0 && d.WidthMM > 0 || d.DPI > 0 && d.Diagonal > 0 || d.WidthMM > 0 && d.Diagonal > 0 {
		r.problem("display", "display says twice how large the panel is", "keep one of dpi, width_mm and diagonal_inch")
	}
	r.flag("display.reduced_motion", &d.ReducedMotion)
}

// Sides of a panel in px.
const (
	leastPx = 320
	mostPx  = 7680
)

func (r *reader) timeouts(t *Timeouts) {
	r.seconds("timeouts.idle_warning_s", &t.IdleWarning, 20, 3600)
	r.seconds("timeouts.countdown_s", &t.Countdown, int(MinCountdown/time.Second), 600)
	r.seconds("timeouts.wipe_s", &t.Wipe, 10, 600)
	r.duration("timeouts.double_strike_ms", time.Millisecond, &t.DoubleStrike, 0, 500)
}

func (r *reader) phone(c *Config) {
	r.text("phone.number", &c.Phone.Number, func(s string) string {
		if !regexp.MustCompile(`^\+?[0-9][0-9 /-]{1,24}$`).MatchString(s) {
			return `a telephone number, such as "115"`
		}
		return ""
	})
	r.hours("phone.open", &c.Phone.Open)
	r.words("phone.hours", &c.Phone.Hours, c.Languages.Default)
}

func (r *reader) contacts(c *Config) {
	for i := 0; r.below(indexed("contact", i)); i++ {
		path := indexed("contact", i)
		contact := Contact{Icon: "arrow"}
		r.text(path+".icon", &contact.Icon, func(s string) string {
			if !regexp.MustCompile(`^[a-z]+(-[a-z]+)*$`).MatchString(s) {
				return `the name of a sign of the look, such as "arrow"`
			}
			return ""
		})
		r.words(path+".label", &contact.Label, c.Languages.Default)
		r.text(path+".value", &contact.Value, oneLine)
		r.words(path+".hint", &contact.Hint, c.Languages.Default)
		for key, hint := range map[string]string{"value": `"…": where or whom`, "label": `{ de = "…" }: what it is`} {
			if !r.below(path + "." + key) {
				r.problem(path, "a contact without "+key, "add "+key+" = "+hint)
			}
		}
		c.Contacts = append(c.Contacts, contact)
	}
	if list, empty := r.doc.values["contact"].([]any); empty && len(list) == 0 {
		r.known["contact"] = true
	}
}

func (r *reader) technician(t *Technician) {
	r.text("technician.pattern", &t.Pattern, func(s string) string {
		if !regexp.MustCompile(`^[1-4]{4,8}$`).MatchString(s) {
			return "4 to 8 figures from 1 to 4: the corners clockwise from the upper left one"
		}
		return ""
	})
	code := string(t.Code)
	r.text("technician.code", &code, func(s string) string {
		if _, err := parseCodeHash(s); s != "" && err != nil {
			return `the line that "buergerterminal --technician-code" prints`
		}
		return ""
	})
	t.Code = CodeHash(code)
}

func anything(string) string { return "" }

func filled(s string) string {
	if strings.TrimSpace(s) == "" {
		return "it may not be empty"
	}
	return ""
}

func oneLine(s string) string {
	switch {
	case strings.TrimSpace(s) == "":
		return "it may not be empty"
	case strings.ContainsAny(s, "\n\r\t"):
		return "one line only"
	case len([]rune(s)) > 80:
		return fmt.Sprintf("at most 80 letters, not %d", len([]rune(s)))
	}
	return ""
}
