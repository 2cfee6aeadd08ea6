package config

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"buergerterminal/devices/idcard"
)

func want() Config {
	c := Default()
	c.Terminal = Terminal{ID: "MS-03", Place: "Rathaus, Foyer", Town: "Stadt Musterstadt", Site: "Bürgerterminal im Rathaus"}
	c.Contacts = []Contact{
		{Icon: "arrow", Label: map[string]string{"de": "Nächstes Terminal", "en": "Nearest terminal", "uk": "Найближчий термінал", "ar": "أقرب جهاز"}, Value: "Stadtbibliothek, Am Markt 4",
			Hint: map[string]string{"de": "5 Minuten zu Fuß, offen bis 19 Uhr", "en": "5 minutes on foot, open until 7 pm",
				"uk": "5 хвилин пішки, відчинено до 19 години", "ar": "5 دقائق سيرًا على الأقدام، مفتوح حتى الساعة 19"}},
		{Icon: "help-person", Label: map[string]string{"de": "Im Haus", "en": "In this building", "uk": "У цьому будинку", "ar": "في هذا المبنى"}, Value: "Bürgeramt, Zimmer 012",
			Hint: map[string]string{"de": "offen bis 18 Uhr", "en": "open until 6 pm", "uk": "відчинено до 18 години", "ar": "مفتوح حتى الساعة 18"}},
	}
	return c
}

const terminal = `[terminal]
id = "MS-03"
place = "Rathaus, Foyer"
town = "Stadt Musterstadt"
site = "Bürgerterminal im Rathaus"
`

func TestExample(t *testing.T) {
	got, err := Parse("example.toml", []byte(Example()))
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, want()) {
		t.Errorf("got\n%+v\nwant\n%+v", got, want())
	}
}

// TestDefaults: the example shows every default, so a file with the terminal only gives the same without contacts.
func TestDefaults(t *testing.T) {
	got, err := Parse("short.toml", []byte(terminal))
	if err != nil {
		t.Fatal(err)
	}
	short := want()
	short.Contacts = nil
	if !reflect.DeepEqual(got, short) {
		t.Errorf("got\n%+v\nwant\n%+v", got, short)
	}
}

func TestLoad(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "terminal.toml")
	content := strings.Replace(Example(), `path = ""`, `path = "line/idcard"`, 1)
	content = strings.Replace(content, `outbox = "outbox"`, `outbox = "/var/lib/outbox"`, 1)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := Load(path)
	if err != nil {
		t.Fatal(err)
	}
	for got, want := range map[string]string{
		c.Devices.IDCard.Path: filepath.Join(dir, "line/idcard"), c.Files.Outbox: "/var/lib/outbox", c.Hub.Token: filepath.Join(dir, "token"),
		c.Files.Log: "stderr", c.Files.Overlay: "",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if !c.Devices.IDCard.Fitted() || c.Devices.Printer.Fitted() {
		t.Error("fitted devices")
	}
	if _, err := Load(filepath.Join(dir, "none.toml")); err == nil || !strings.Contains(err.Error(), "no such file") {
		t.Error(err)
	}
	if _, err := Load(dir); err == nil || !strings.Contains(err.Error(), "cannot be read") {
		t.Error(err)
	}
}

// TestMistakes: each mistake with its place and its way out.
func TestMistakes(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"", "f: terminal.id is missing (add it to [terminal]: id = \"MS-03\", as enrolled at the hub)\nf: terminal.place is missing (add it to [terminal]: place = \"Rathaus, Foyer\")\nf: terminal.site is missing (add it to [terminal]: site = \"Bürgerterminal im Rathaus\")\nf: terminal.town is missing (add it to [terminal]: town = \"Stadt Musterstadt\")"},
		{terminal + "[timeouts]\ncountdown_s = 19\n", "f:7:1: timeouts.countdown_s is out of range (from 20 to 600)"},
		{terminal + "[timeouts]\ncountdown_s = \"60\"\n", "f:7:1: timeouts.countdown_s is a text (it must be a whole number)"},
		{terminal + "[timeouts]\n  wipe_s = 60.5\n", "f:7:3: timeouts.wipe_s is a number with a point (it must be a whole number)"},
		{terminal + "[timeouts]\ncuontdown_s = 60\n", "f:7:1: timeouts.cuontdown_s is unknown (do you mean timeouts.countdown_s?)"},
		{terminal + "[colours]\nred = 1\n", "f:7:1: colours.red is unknown (remove it)"},
		{terminal + "timeouts = 5\n", "f:6:1: terminal.timeouts is unknown (remove it)"},
		{terminal + "[languages]\noffered = [\"de\", \"Deutsch\", 3, \"de\"]\n", "f:7:1: \"de\" stands twice in languages.offered (leave one out)\nf:7:1: entry 2 of languages.offered is not usable (a language is written as \"de\", \"en\" or \"de-leicht\")\nf:7:1: entry 3 of languages.offered is a whole number (it must be a text in quotation marks)"},
		{terminal + "[languages]\noffered = []\n", "f:7:1: languages.offered is empty (offer at least one: offered = [\"de\"])"},
		{terminal + "[languages]\noffered = [\"de\"]\ndefault = \"en\"\n", "f:8:1: languages.default is not usable (the default must be one of de)"},
		{terminal + "[devices.printer]\npath = \"/dev/x\"\nprofile = \"laser\"\nbaud = 7\n", "f:8:1: devices.printer.profile is not usable (the profiles are kiosk-80, tm-t88iii, tm-t81, vkp80ii, vkp80iii, kpm-150h, kpm-210, vkp80ii-mark, vkp80iii-mark, kpm-150h-mark, kpm-210-mark)\nf:9:1: devices.printer.baud is out of range (from 1200 to 4000000)"},
		{terminal + "[devices]\nprinter.path = \"/dev/x\"\nscanner = { path = \"/dev/x\" }\n", "f:7:9: two devices have the same path (the scanner is on this line already)"},
		{terminal + "[devices]\nprinter = \"/dev/x\"\n", "f:7:1: devices.printer is unknown (remove it)"},
		{terminal + "[hub]\nurl = \"http://x\"\ntoken = \"\"\n", "f:7:1: hub.url is not usable (an address such as \"https://hub.musterstadt.example\", without user and query)\nf:8:1: hub.token is not usable (it may not be empty)"},
		{terminal + "[phone]\nnumber = \"ask\"\nhours = \"always\"\n", "f:7:1: phone.number is not usable (a telephone number, such as \"115\")\nf:8:1: phone.hours is a text (it must be a table: { de = \"…\", en = \"…\" })"},
		{terminal + "[phone]\nopen = [\"8-18 Uhr\"]\nhours = { en = \"8 am to 6 pm\" }\n", "f:7:1: entry 1 of phone.open is not usable (from and to on the same day, such as \"09:00-12:00\")\nf:8:1: phone.hours lacks the language de (add de = \"…\", with which the terminal begins)"},
		{terminal + "[[contact]]\nicon = \"arrow\"\n[[contact]]\nvalue = 3\nlabel = { de = \"a\", en = 4, uk = \"b\", ar = \"c\" }\n", "f:6:3: a contact without label (add label = { de = \"…\" }: what it is)\nf:6:3: a contact without value (add value = \"…\": where or whom)\nf:9:1: contact[1].value is a whole number (it must be a text in quotation marks)\nf:10:21: contact[1].label.en is a whole number (it must be a text in quotation marks)"},
		{terminal + "[display]\ndpi = { x = 3 }\nwidth = 2026-01-01\nfullscreen = \"yes\"\n", "f:7:1: display.dpi is a table (it must be a whole number)\nf:8:1: display.width is a date or time (it must be a whole number)\nf:9:1: display.fullscreen is a text (it must be true or false)"},
		{terminal + "[display]\nwidth = 1920\n", "f:7:1: display.width and display.height are no panel (each from 320 to 7680 px, or both 0: as the X server says)"},
		{terminal + "[display]\ndiagonal_inch = 21.5\nwidth_mm = 476\n", "f:6:2: display says twice how large the panel is (keep one of dpi, width_mm and diagonal_inch)"},
		{terminal + "[display]\ndiagonal_inch = nan\ndpi = 12\n", "f:7:1: display.diagonal_inch is out of range (from 7 to 100, or 0)\nf:8:1: display.dpi is out of range (from 40 to 600, or 0)"},
		{terminal + "[display]\ndiagonal_inch = \"27\"\n", "f:7:1: display.diagonal_inch is no number (it must be one such as 21.5)"},
		{strings.Replace(terminal, "MS-03", "MS 03", 1), "f:2:1: terminal.id is not usable (letters, digits and hyphens only, such as \"MS-03\")"},
		{strings.Replace(terminal, "Rathaus, Foyer", strings.Repeat("x", 81), 1), "f:3:1: terminal.place is not usable (at most 80 letters, not 81)"},
		{terminal + "[terminal]\n", "f:6:2: table terminal already exists (texts stand in quotation marks, lists in brackets)"},
		{terminal + "\xff", "f:1:1: the file is not UTF-8 (save it as UTF-8)"},
		{"a = 01\n", "f:1:5: integers cannot have leading zeroes (write it as a text, in quotation marks)"},
	} {
		_, err := Parse("f", []byte(c.text))
		if err == nil {
			t.Errorf("no mistake found in\n%s", c.text)
			continue
		}
		if got := err.Error(); got != c.want {
			t.Errorf("in\n%s\ngot\n%s\nwant\n%s", c.text, got, c.want)
		}
	}
}

func TestDefaultLanguageFollows(t *testing.T) {
	c, err := Parse("f", []byte("languages.offered = [\"en\"]\n"+terminal))
	if err != nil || c.Languages.Default != "en" {
		t.Error(c.Languages, err)
	}
}

func TestLimitsAreThoseOfTheRules(t *testing.T) {
	if MinCountdown != 20*time.Second {
		t.Error("the warning may not be shorter than 20 s")
	}
	for _, name := range Profiles("idcard") {
		if _, ok := idcard.Model(name); !ok {
			t.Errorf("no reader is called %q", name)
		}
	}
	if len(Profiles("idcard")) == 0 || Profiles("toaster") != nil {
		t.Error("profiles")
	}
	if (Problems{}).Code() != "config.invalid" {
		t.Error("code")
	}
}

// FuzzParse: no file makes the reader panic, and whatever is accepted has a terminal and keeps the rules.
func FuzzParse(f *testing.F) {
	f.Add([]byte(Example()))
	f.Add([]byte(terminal))
	f.Add([]byte("[[contact]]\nlabel.de = 'x'\n[contact.hint]\nde = 'y'\n"))
	f.Add([]byte("contact = [{ value = 'a' }, 3]\n[phone]\nhours.de.x = 1\n"))
	f.Add([]byte("[[contact]]\n[[contact.label]]\nde = 1\n[[contact.label]]\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := Parse("f", data)
		if err != nil {
			problems, ok := err.(Problems)
			if !ok || len(problems) == 0 {
				t.Fatalf("error %T", err)
			}
			lines := bytes.Count(data, []byte("\n")) + 1
			for _, p := range problems {
				if p.Line < 0 || p.Line > lines || p.Message == "" {
					t.Errorf("problem %+v of %d lines", p, lines)
				}
			}
			return
		}
		if c.Terminal.ID == "" || c.Timeouts.Countdown < MinCountdown || c.Languages.Default == "" {
			t.Errorf("accepted %s", fmt.Sprint(c))
		}
	})
}
