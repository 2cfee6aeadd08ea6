package passport

import (
	"slices"
	"testing"

	"buergerterminal/devices/idcard/emrtd/apdu"
)

func TestDeck(t *testing.T) {
	deck, err := NewDeck()
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"cloned", "expired", "forged-hash", "forged-signature", "identity", "passport", "passport-bac", "unknown-issuer"}
	if !slices.Equal(deck.Names(), want) {
		t.Error(deck.Names())
	}
	for name, put := range deck.Cards() {
		first := put()
		card, ok := first.(*Card)
		if !ok {
			t.Errorf("%s was not made", name)
			continue
		}
		send(t, card, application())
		if again := put(); again != first || card.state.application {
			t.Errorf("%s: another document, or not reset", name)
		}
		if _, status := send(t, card, selecting(idCardAccess)); (status == apdu.OK) != (name != "passport-bac") {
			t.Errorf("%s: EF.CardAccess %v", name, status)
		}
	}
}
