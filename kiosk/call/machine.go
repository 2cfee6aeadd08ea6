package call

import (
	"maps"
	"slices"
	"time"

	"buergerterminal/kiosk/link"
)

// Limits of the machine.
const (
	connectWithin = 8 * time.Second  // after which text goes through the hub, because there is no other way
	resumeWithin  = 3 * time.Second  // the same after a cut of a way that there was
	restartEvery  = 2 * time.Second  // between requests for an ICE restart
	restartFirst  = 5 * time.Second  // before the first of them, while there was no way yet
	orphanedAfter = 45 * time.Second // without hub and without any participant: longer than the hub waits for a terminal
	partWithin    = 10 * time.Second // a clerk who handed the call on stays connected at most so long
	maxOthers     = 6                // participants of a call; each has a connection with pictures
)

// stage is how far a call is.
type stage int

const (
	idle    stage = iota
	asking        // the hub has not said yet that the call waits
	waiting       // in the queue
	talking       // accepted
)

// other is a participant but for the citizen.
type other struct {
	who     link.Participant
	epoch   int       // of the call when the participant came
	way     way       // from device to device
	since   time.Time // of way
	asked   time.Time // of the last request for a restart
	leaving bool      // handed the call on; is let go when the next one is connected
	until   time.Time // and then at the latest
	relayed bool      // text and form go through the hub

	admitted bool // sees and hears the citizen, and may act; others wait for the citizen to agree
}

// way is whether there is a connection from device to device.
type way int

const (
	opening way = iota
	open
	cut
)

// machine is the pure core of a call: step says what follows from an input. It knows no clock and does no I/O.
type machine struct {
	version string // of the program, for Hello

	linked    bool // there is a line to the hub
	resumed   bool // the line was cut: who has left meanwhile is told by whom the next Accepted leaves out
	lineSince time.Time

	stage     stage
	ask       link.Ask // of the present call; Ask.Call is its id
	clerk     string   // id of the participant who is the clerk
	epoch     int
	others    map[string]*other
	ice       []link.ICEServer
	shared    link.Shared     // what the citizen wants to send
	sent      link.Shared     // of that, what goes out: nothing while nobody is admitted
	away      map[string]bool // whom the citizen has turned away, and the hub has not let go yet
	carried   Rung            // by the way to the clerk while it is open
	told      Rung
	hangups   []link.Hangup // that the hub does not know yet
	callbacks []link.Callback
}

func newMachine(version string) *machine {
	return &machine{version: version, others: map[string]*other{}, away: map[string]bool{}, carried: RungVideo}
}

// in is an input of the machine.
type in interface{ in() }

type (
	doAsk      struct{ ask link.Ask }
	doProgress struct{ progress link.Progress }
	doShare    struct{ shared link.Shared }
	doAdmit    struct{ who string }
	doTurnAway struct{ who string }
	doHangUp   struct{ reason link.Reason }
	doCallback struct{ callback link.Callback }

	lineUp   struct{ fresh string } // an id for a call that the hub may not know
	lineDown struct{}
	said     struct{ body link.Body } // by the hub

	wayOpen  struct{ who string } // connected, and the data channels are open
	wayCut   struct{ who string }
	wayMedia struct { // what the way carries
		who  string
		rung Rung
	}
	pictured struct{ who string } // the first picture is decoded
	tick     struct{}
)

func (doAsk) in()      {}
func (doProgress) in() {}
func (doShare) in()    {}
func (doAdmit) in()    {}
func (doTurnAway) in() {}
func (doHangUp) in()   {}
func (doCallback) in() {}
func (lineUp) in()     {}
func (lineDown) in()   {}
func (said) in()       {}
func (wayOpen) in()    {}
func (wayCut) in()     {}
func (wayMedia) in()   {}
func (pictured) in()   {}
func (tick) in()       {}

// act is an action that the machine wants done.
type act interface{ act() }

type (
	say     struct{ body link.Body } // to the hub
	tell    struct{ event Event }
	connect struct {
		who link.Participant
		ice []link.ICEServer
	}
	admit struct { // the participant gets what the citizen sends, and the page, or no longer
		who string
		on  bool
	}
	turnedAway struct{ who string }  // the participant is told that the citizen does not want them
	part       struct{ who string }  // close the connection
	signal     struct{ link.Signal } // to the connection of its From
	appoint    struct {              // what the participant may do from now on
		who  string
		role link.AttendRole
	}
	relay struct { // text and form to the participant go through the hub, or no longer
		who string
		on  bool
	}
	share struct{ shared link.Shared }
	drop  struct{} // a message that no honest party sends was dropped
)

func (say) act()        {}
func (tell) act()       {}
func (connect) act()    {}
func (part) act()       {}
func (admit) act()      {}
func (turnedAway) act() {}
func (signal) act()     {}
func (appoint) act()    {}
func (relay) act()      {}
func (share) act()      {}
func (drop) act()       {}

// step is one transition.
func (m *machine) step(now time.Time, i in) []act {
	acts := m.follow(now, i)
	return append(acts, m.send()...)
}

// follow is what follows from an input, but for what is sent.
func (m *machine) follow(now time.Time, i in) []act {
	switch i := i.(type) {
	case doAsk:
		return m.begin(i.ask)
	case doProgress:
		return m.progress(i.progress)
	case doShare:
		return m.setShared(i.shared)
	case doAdmit:
		return m.admit(i.who)
	case doTurnAway:
		return m.turnAway(now, i.who)
	case doHangUp:
		return m.hangUp(i.reason)
	case doCallback:
		m.callbacks = append(m.callbacks, i.callback)
		return m.whileLinked(i.callback)
	case lineUp:
		return m.lineUp(now, i.fresh)
	case lineDown:
		return m.lineDown(now)
	case said:
		return m.said(now, i.body)
	case wayOpen, wayCut, wayMedia, pictured:
		return m.wayChanged(now, i)
	case tick:
		return m.tick(now)
	}
	return nil
}

func (m *machine) whileLinked(bodies ...link.Body) (acts []act) {
	if !m.linked {
		return nil
	}
	for _, b := range bodies {
		acts = append(acts, say{b})
	}
	return acts
}

// begin asks for a human. Who asks again while waiting changes the wish, not the place.
func (m *machine) begin(ask link.Ask) []act {
	switch m.stage {
	case talking:
		return nil
	case idle:
		m.stage = asking
	default:
		ask.Call, ask.Progress.Call = m.ask.Call, m.ask.Call
	}
	m.ask = ask
	return m.whileLinked(ask)
}

func (m *machine) progress(p link.Progress) []act {
	if m.stage == idle {
		return nil
	}
	p.Call = m.ask.Call
	m.ask.Flow, m.ask.Progress = p.Flow, p
	return m.whileLinked(p)
}

func (m *machine) setShared(s link.Shared) []act {
	if m.stage != talking {
		return nil
	}
	m.shared = s
	return nil
}

func (m *machine) hangUp(reason link.Reason) []act {
	if m.stage == idle {
		return nil
	}
	end := link.Hangup{Call: m.ask.Call, Reason: reason}
	acts := m.whileLinked(end)
	if !m.linked {
		m.hangups = append(m.hangups, end)
	}
	return append(acts, m.clear()...)
}

// clear ends the call on this side.
func (m *machine) clear() []act {
	acts := m.partAll()
	clear(m.away)
	m.stage, m.ask, m.clerk, m.epoch, m.ice, m.told = idle, link.Ask{}, "", 0, nil, ""
	return acts
}

// partAll closes every connection, and camera and microphone with them.
func (m *machine) partAll() (acts []act) {
	acts = m.unshare()
	for _, id := range slices.Sorted(maps.Keys(m.others)) {
		acts = append(acts, part{id})
	}
	clear(m.others)
	m.carried = RungVideo
	return acts
}

// lineUp says what the hub does not know, or may have forgotten. A call that it never answered is asked for under another
// id: whether it knows the first one cannot be told, and who holds no call has begun anew.
func (m *machine) lineUp(now time.Time, fresh string) []act {
	m.linked, m.lineSince, m.resumed = true, now, true
	held := m.ask.Call
	if m.stage == asking {
		held, m.ask.Call, m.ask.Progress.Call = "", fresh, fresh
	}
	acts := []act{say{link.Hello{Version: m.version, Call: held}}, tell{HubBack{}}}
	for _, h := range m.hangups {
		acts = append(acts, say{h})
	}
	m.hangups = nil
	switch m.stage {
	case asking:
		acts = append(acts, say{m.ask})
	case waiting:
		acts = append(acts, say{m.ask.Progress})
	}
	for _, c := range m.callbacks {
		acts = append(acts, say{c})
	}
	return acts
}

// lineDown ends the way through the hub. Connections from device to device go on.
func (m *machine) lineDown(now time.Time) []act {
	m.linked, m.lineSince = false, now
	acts := []act{tell{HubGone{}}}
	for _, id := range slices.Sorted(maps.Keys(m.others)) {
		if o := m.others[id]; o.relayed {
			o.relayed = false
			acts = append(acts, relay{id, false})
		}
	}
	return acts
}

// tick does what is due.
func (m *machine) tick(now time.Time) (acts []act) {
	if m.stage != talking {
		return nil
	}
	if m.orphaned(now) {
		return append(m.clear(), tell{Ended{link.ReasonGone}})
	}
	for _, id := range slices.Sorted(maps.Keys(m.others)) {
		o := m.others[id]
		if o.leaving && !now.Before(o.until) {
			acts = append(acts, m.letGo(id)...)
			continue
		}
		if m.linked && now.Sub(o.asked) >= restartEvery && (o.way == cut || o.way == opening && now.Sub(o.since) >= restartFirst) {
			o.asked = now
			acts = append(acts, say{link.Signal{Call: m.ask.Call, To: id, Epoch: m.epoch, Kind: link.SignalRestart}})
		}
		patience := connectWithin
		if o.way == cut {
			patience = resumeWithin
		}
		if o.way != open && !o.relayed && m.linked && now.Sub(o.since) >= patience {
			o.relayed = true
			acts = append(acts, relay{id, true})
		}
	}
	return append(acts, m.quality()...)
}

// orphaned reports whether nobody can be reached any more, neither the hub nor a participant.
func (m *machine) orphaned(now time.Time) bool {
	if m.linked || now.Sub(m.lineSince) < orphanedAfter {
		return false
	}
	for _, o := range m.others {
		if o.way == open || now.Sub(o.since) < orphanedAfter {
			return false
		}
	}
	return true
}

// quality tells the rung where it is another one than was told.
func (m *machine) quality() []act {
	clerk := m.others[m.clerk]
	rung := m.carried
	switch {
	case clerk == nil || clerk.way != open && !clerk.relayed:
		return nil // nobody knows yet
	case clerk.relayed:
		rung = RungText
	}
	if rung == m.told {
		return nil
	}
	m.told = rung
	return []act{tell{Quality{rung}}}
}
