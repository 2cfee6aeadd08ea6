package accounts

import (
	"net/http"
	"testing"

	"buergerterminal/kiosk/hub/database"
	"buergerterminal/kiosk/hub/database/databasetest"
)

// BenchmarkRequest is a page behind the login: one look at session and account.
func BenchmarkRequest(b *testing.B) {
	databasetest.EachBenchmark(b, func(b *testing.B, open func() *database.DB) {
		h := newHub(b, open())
		h.person("petra", RoleClerk)
		w := h.browser().in("petra")
		for b.Loop() {
			if got := w.get("/desk/"); got.Code != http.StatusOK {
				b.Fatal(got.Code)
			}
		}
	})
}

// BenchmarkLogin is a login by password, for a name that exists and for one that does not.
func BenchmarkLogin(b *testing.B) {
	databasetest.EachBenchmark(b, func(b *testing.B, open func() *database.DB) {
		h := newHub(b, open())
		h.person("petra", RoleClerk)
		for _, tt := range []struct{ name, login, password string }{{"right", "petra", goodPassword}, {"wrong", "petra", otherPassword}, {"unknown", "maria", otherPassword}} {
			b.Run(tt.name, func(b *testing.B) {
				for b.Loop() {
					h.clock.pass(nameLimit().forget + 1)
					h.browser().logIn(tt.login, tt.password)
				}
			})
		}
	})
}
