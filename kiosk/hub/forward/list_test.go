package forward

import (
	"testing"

	"buergerterminal/kiosk/hub"
	"buergerterminal/kiosk/hub/database"
	"buergerterminal/kiosk/hub/database/databasetest"
	"buergerterminal/kiosk/hub/fitconnect/fitconnecttest"
)

// The page of what came is told of those that it asks for, and of no other.
func TestStages(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, open func() *database.DB) {
		g, c := fitconnecttest.New(t), newClock()
		g.Manual()
		f := replica(t, open(), g, c, &said{}, nil)
		a, b := application(), application()
		arrive(t, f, a.ID, sealedFor(t, g, a))
		settle(t, f, c, a.ID, Handed)
		first := standingOf(t, f, a.ID).Submission
		stages := func(from, to int64) map[int64]hub.Stage {
			t.Helper()
			found, err := f.Stages(t.Context(), from, to)
			if err != nil {
				t.Fatal(err)
			}
			return found
		}
		if got := stages(first, first); len(got) != 1 || got[first] != hub.StageHanded {
			t.Errorf("handed over: %v", got)
		}
		other := sealedFor(t, g, b)
		other.Destination.ID = "another"
		arrive(t, f, b.ID, other)
		settle(t, f, c, b.ID, Refused)
		second := standingOf(t, f, b.ID).Submission
		g.Accept(0)
		settle(t, f, c, a.ID, Accepted)
		if got := stages(1, second); len(got) != 2 || got[first] != hub.StageAccepted || got[second] != hub.StageRefused {
			t.Errorf("accepted and refused: %v", got)
		}
		if got := stages(second+1, second+9); len(got) != 0 {
			t.Errorf("of none: %v", got)
		}
	})
}

func TestStageOfStanding(t *testing.T) {
	for s, want := range map[Standing]hub.Stage{
		{State: Waiting}: hub.StageWaiting,
		{State: Begun}:   hub.StageWaiting,
		{State: Delivering, Reason: "forward.away"}:  hub.StageTrouble,
		{State: Waiting, Reason: "forward.settings"}: hub.StageTrouble,
		{State: Handed, Reason: "forward.away"}:      hub.StageHanded,
		{State: Accepted}:                            hub.StageAccepted,
		{State: Rejected, Reason: "authority"}:       hub.StageRejected,
		{State: Refused, Reason: ReasonForm}:         hub.StageRefused,
	} {
		if got := s.stage(); got != want {
			t.Errorf("%+v: %s, want %s", s, got, want)
		}
	}
}
