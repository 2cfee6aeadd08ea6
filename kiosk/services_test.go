package kiosk_test

import (
	"os"
	"strings"
	"testing"

	"buergerterminal/kiosk"
	"buergerterminal/kiosk/eventlog"
	"buergerterminal/kiosk/screen"
)

// county lays the overlay of two towns over the rig's terminal, which stands in one of them.
func (r *rig) county(ags string) *rig {
	r.t.Helper()
	if err := os.CopyFS(r.path("overlay"), os.DirFS("../flows/overlay/testdata/landkreis")); err != nil {
		r.t.Fatal(err)
	}
	r.config.Files.Overlay, r.config.Terminal.AGS = r.path("overlay"), ags
	for _, authority := range []string{"buergeramt-pirna", "buergeramt-freital", "strassenmeisterei", "bauhof-freital"} {
		r.keys[authority] = makeKey(r.t, r.path("keys"), authority)
	}
	return r
}

// certificateFee is what the page of the certificate's service says it costs.
func (r *rig) certificateFee() string {
	r.t.Helper()
	r.touch("start")
	r.page("language")
	r.touch("forward")
	r.page("areas")
	r.touch("area.identity")
	if r.until("the service, or a list with it", func(v view) bool { return v.page() == "service" || v.page() == "services" }).page() == "services" {
		r.touch("service.meldebescheinigung")
	}
	return r.shownFee()
}

func (r *rig) shownFee() string {
	r.t.Helper()
	fee := ""
	r.page("service").placed.Tree.Walk(func(n *screen.Node) bool {
		if n.Role == screen.RoleFact && fee == "" {
			fee = n.Value
		}
		return true
	})
	return fee
}

// lay changes a file of the overlay, and waits until the terminal has read it.
func (r *rig) lay(file, text string) {
	r.t.Helper()
	before := r.logged(string(eventlog.OverlayTaken), "")
	write(r.t, r.path("overlay", file), []byte(text))
	eventually(r.t, "the overlay to be read", func() bool { return r.logged(string(eventlog.OverlayTaken), "") > before })
}

// fees is a price list with one price.
func fees(cents string) string {
	return "[[meldebescheinigung]]\ncents = " + cents + "\nvalid_from = 2026-01-01\nsource = \"Satzung\"\n"
}

// TestOverlayIsReadAnew changes a price while somebody reads it: the visit keeps the old one, the next has the new one. Then a mistake
// changes nothing, not even at the next start, but what the technician is told; mended, it takes effect by itself.
func TestOverlayIsReadAnew(t *testing.T) {
	t.Parallel()
	r := newRig(t).withTechnician().county("14628270").open()
	if fee := r.certificateFee(); fee != "12 Euro je Stück" {
		t.Fatalf("the overlay's fee is %q", fee)
	}
	r.lay("fees.toml", fees("1500"))
	if fee := r.shownFee(); fee != "12 Euro je Stück" {
		t.Errorf("the visit saw the fee become %q", fee)
	}
	r.touch("forward")
	r.page("privacy")
	r.touch("bar.cancel")
	r.page("cancel")
	r.touch("cancel.yes")
	r.page("idle")
	if fee := r.certificateFee(); fee != "15 Euro je Stück" {
		t.Errorf("the next visit has the fee %q", fee)
	}

	write(t, r.path("overlay", "fees.toml"), []byte("[[meldebescheinigung]]\ncents = 1900\n"))
	r.told("health.changed", "overlay.invalid")
	r.touch("bar.cancel", "cancel.yes")
	r.comeIn()
	r.reach("open.overlay")
	v := r.page("technician-unit")
	var facts []string
	v.placed.Tree.Walk(func(n *screen.Node) bool {
		if n.ID == "fact.mistake" {
			facts = append(facts, n.Value)
		}
		return true
	})
	if all := strings.Join(facts, "\n"); !strings.Contains(all, "fees.toml:1:3: source is missing") {
		t.Errorf("the technician reads %q", all)
	}
	r.leave()

	r.open() // with the mistake
	if fee := r.certificateFee(); fee != "15 Euro je Stück" {
		t.Errorf("after a start with a mistake the fee is %q", fee)
	}
	r.lay("fees.toml", fees("1900"))
	r.touch("bar.cancel", "cancel.yes")
	r.page("idle")
	if fee := r.certificateFee(); fee != "19 Euro je Stück" {
		t.Errorf("mended, the fee is %q", fee)
	}
}

// TestTwoTownsSendToTheirOwn sends the same report from two towns of one county.
func TestTwoTownsSendToTheirOwn(t *testing.T) {
	t.Parallel()
	for ags, want := range map[string]string{"14628270": "strassenmeisterei", "14628110": "bauhof-freital"} {
		t.Run(ags, func(t *testing.T) {
			t.Parallel()
			r := newRig(t).county(ags).open()
			r.report("de", "Am Markt 4", "Ein Loch.")
			r.touch("forward")
			r.printed()
			r.finish()
			if all := r.got(); len(all) != 1 || all[0].Authority != want {
				t.Errorf("%d applications, the first for %s, want %s", len(all), all[0].Authority, want)
			}
		})
	}
}

// TestOverlayNeedsKeys keeps the last offer while an authority that the overlay names has no key, and takes the new one when it is there.
func TestOverlayNeedsKeys(t *testing.T) {
	t.Parallel()
	r := newRig(t).county("14628270").open()
	write(t, r.path("overlay", "routing.toml"), []byte("[[route]]\nfrom = \"bauhof\"\nauthority = \"forstamt\"\n"))
	r.told("health.changed", "overlay.receiver")
	if f := r.until("a page", func(view) bool { return true }).state.Catalog.Flow("maengelmelder"); f.Authority != "strassenmeisterei" {
		t.Errorf("the report goes to %s", f.Authority)
	}
	makeKey(t, r.path("keys"), "forstamt")
	r.until("the new receiver", func(v view) bool { return v.state.Catalog.Flow("maengelmelder").Authority == "forstamt" })
}

// TestOverlayOfThePlace says on the pages what the municipality says of itself.
func TestOverlayOfThePlace(t *testing.T) {
	t.Parallel()
	r := newRig(t).county("14628270")
	r.calls = nil
	r.config.Phone.Number = "116"
	r.open()
	place := r.page("idle").state.Place
	if place.Phone != "115" || place.PhoneHours["de"] != "Montag bis Freitag, 08:00 bis 18:00 Uhr" {
		t.Errorf("telephone %s, %s", place.Phone, place.PhoneHours["de"])
	}
	want := "Montag, 08:00 bis 12:00 Uhr. Dienstag, 08:00 bis 12:00 und 13:00 bis 18:00 Uhr. Donnerstag, 08:00 bis 12:00 und 13:00 bis 16:00 Uhr"
	if len(place.Contacts) != 2 || place.Contacts[0].Hint["de"] != want || place.Contacts[1].Hint["en"] != "open on Saturdays" {
		t.Errorf("contacts %+v", place.Contacts)
	}
	r.lay("overlay.toml", "[town]\nname = \"Stadt Pirna\"\n")
	r.until("the new name", func(v view) bool {
		return v.state.Place.Town == "Stadt Pirna" && v.state.Place.Phone == "116" && v.state.Catalog.Flow("anmeldung") != nil
	})
}

// TestNoOverlayNoStart refuses to start on a broken overlay that was never in order.
func TestNoOverlayNoStart(t *testing.T) {
	t.Parallel()
	r := newRig(t).county("14628270")
	write(t, r.path("overlay", "overlay.toml"), []byte("[town]\nags = \"1\"\n"))
	if _, err := kiosk.Open(r.config, r.setter, r.window, &r.sound, nil); err == nil || !strings.Contains(err.Error(), "overlay.toml:2:8: ags must have 8 digits") {
		t.Errorf("got %v", err)
	}
}
