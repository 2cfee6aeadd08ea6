package live_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"buergerterminal/kiosk/hub/live/livetest"
	"buergerterminal/kiosk/hub/queue"
	"buergerterminal/kiosk/link"
)

// Each desk sees its own authorities, and who has the skills.
func TestBoardShowsOnesOwn(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, a, b *livetest.House) {
		mine, other := a.Terminal(t, "MS-03", ""), b.Terminal(t, "bauhof/1", "")
		skilled := livetest.Petra()
		skilled.Services = []string{"wohnsitz"}
		desk := a.Desk(t, skilled)
		elsewhere := livetest.Colleague("karl")
		elsewhere.Authorities = []string{"bauhof"}
		otherDesk := b.Desk(t, elsewhere)
		mine.Send(t, ask(callID+"1"))
		other.Send(t, ask(callID+"2"))
		board := livetest.AwaitThat(t, desk, func(b link.Board) bool { return len(b.Waiting) > 0 && len(b.Terminals) == 1 && b.Terminals[0].Online })
		if len(board.Waiting) != 1 || board.Waiting[0].Terminal != "MS-03" || board.Waiting[0].Fits || board.Terminals[0].Terminal != "MS-03" || len(board.Colleagues) != 0 {
			t.Errorf("the board shows %+v", board)
		}
		board = livetest.AwaitThat(t, otherDesk, func(b link.Board) bool { return len(b.Waiting) > 0 })
		if len(board.Waiting) != 1 || board.Waiting[0].Terminal != "bauhof/1" || !board.Waiting[0].Fits {
			t.Errorf("the other board shows %+v", board)
		}
		otherDesk.Send(t, link.Accept{Call: callID + "1"})
		livetest.AwaitThat(t, otherDesk, func(r link.Refused) bool { return r.Code == link.RefusedCall })
	})
}

// A desk sees how terminals are, on whatever replica they hang.
func TestStandings(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, a, b *livetest.House) {
		terminal, desk := a.Terminal(t, "MS-03", ""), b.Desk(t, livetest.Petra())
		terminal.Send(t, link.Beat{Health: []string{"printer.paper"}, Outbox: 2})
		livetest.Await[link.Beat](t, terminal)
		livetest.AwaitThat(t, desk, func(b link.Board) bool {
			return len(b.Terminals) == 1 && b.Terminals[0].Online && fmt.Sprint(b.Terminals[0].Health) == "[printer.paper]" && b.Terminals[0].Outbox == 2
		})
		terminal.Send(t, link.Beat{})
		livetest.AwaitThat(t, desk, func(b link.Board) bool { return len(b.Terminals) == 1 && b.Terminals[0].Health == nil })
		terminal.Cut()
		livetest.AwaitThat(t, desk, func(b link.Board) bool { return len(b.Terminals) == 1 && !b.Terminals[0].Online })
	})
}

func TestOpening(t *testing.T) {
	each2(t, short, func(t *testing.T, a, b *livetest.House) {
		closed := queue.Hours{}
		now := time.Now()
		closed.Weekly[(now.Weekday()+3)%7] = []queue.Span{{Opens: 480, Closes: 720}}
		if err := a.Queue.SetHours(t.Context(), livetest.Authority, closed); err != nil {
			t.Fatal(err)
		}
		terminal := a.Terminal(t, "MS-03", "")
		if o := livetest.AwaitThat(t, terminal, func(o link.Opening) bool { return !o.Open }); o.Clerks != 0 || !o.Until.After(now) {
			t.Errorf("told %+v", o)
		}
		terminal.Send(t, ask(callID))
		livetest.AwaitThat(t, terminal, func(r link.Refused) bool { return r.Code == link.RefusedClosed && r.Call == callID })
		desk := b.Desk(t, livetest.Petra())
		livetest.AwaitThat(t, terminal, func(o link.Opening) bool { return o.Open && o.Clerks == 1 })
		desk.Send(t, link.Presence{State: link.Away})
		livetest.AwaitThat(t, terminal, func(o link.Opening) bool { return !o.Open && o.Clerks == 0 })
	})
}

func TestCallback(t *testing.T) {
	each(t, func(t *testing.T, a, b *livetest.House) {
		terminal, desk := a.Terminal(t, "MS-03", ""), b.Desk(t, livetest.Petra())
		from := time.Now().Add(time.Hour).UTC().Truncate(time.Second)
		wish := link.Callback{ID: callID, Flow: "abfall", Language: "de", Phone: "+49 351 1234567", From: from, To: from.Add(time.Hour)}
		terminal.Send(t, wish)
		livetest.Await[link.Noted](t, terminal)
		board := livetest.AwaitThat(t, desk, func(b link.Board) bool { return len(b.Callbacks) == 1 })
		if c := board.Callbacks[0]; c.Phone != wish.Phone || c.Site != "Site MS-03" || !c.From.Equal(from) {
			t.Errorf("the board shows %+v", c)
		}
		desk.Send(t, link.CallbackDone{ID: callID})
		livetest.AwaitThat(t, desk, func(b link.Board) bool { return len(b.Callbacks) == 0 })
		if log := a.Log() + b.Log(); strings.Contains(log, "1234567") {
			t.Errorf("the log holds the number: %s", log)
		}
	})
}

// Services are named in the language of the desk: on the board, in what rings and in the call.
func TestNamesInTheDesksLanguage(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, a, b *livetest.House) {
		terminal := a.Terminal(t, "MS-03", "")
		english := a.Tab(t, livetest.Petra(), link.DeskHello{Tab: queue.NewID(), Lang: "en"})
		german := b.Tab(t, livetest.Colleague("jan"), link.DeskHello{Tab: queue.NewID(), Lang: "de"})
		terminal.Send(t, ask(callID))
		for desk, want := range map[*livetest.Party]string{english: "en ABFALL", german: "de ABFALL"} {
			board := livetest.AwaitThat(t, desk, func(b link.Board) bool { return len(b.Waiting) == 1 })
			if got := board.Waiting[0].Title; got != want {
				t.Errorf("the board says %q, wanted %q", got, want)
			}
		}
		english.Send(t, link.Accept{Call: callID})
		if got := livetest.Await[link.Accepted](t, english).Case.Title; got != "en ABFALL" {
			t.Errorf("the call says %q", got)
		}
		english.Send(t, link.Invite{Call: callID, Clerk: "jan", As: link.AsSecond})
		if got := livetest.Await[link.Ringing](t, german).Case.Title; got != "de ABFALL" {
			t.Errorf("what rings says %q", got)
		}
	})
}
