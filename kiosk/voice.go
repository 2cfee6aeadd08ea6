package kiosk

import (
	"errors"

	"buergerterminal/kiosk/receipt"
	"buergerterminal/kiosk/screen"
	"buergerterminal/kiosk/session"
	"buergerterminal/kiosk/speech"
)

// Voice reads pages aloud, and waits for nothing that it says. speech.Voice is one.
type Voice interface {
	Say(phrases []speech.Phrase, report func(speech.Report))
	Stop()
	Pause(on bool)
	SetVolume(db int)
}

// reading is what the voice is doing.
type reading struct {
	follower speech.Follower
	on       bool
	paused   bool
	volume   session.Volume
	talk     int           // how many talks there were: what an earlier one reports is past
	talking  bool          // the last one is not over
	behind   []speech.Item // said when it is
	keyed    bool          // the last input was a key, which makes no sound of its own
	owed     pressed       // what is said of it
	resting  bool          // the focus that moves by itself has gone round often enough
}

// hush ends what is being said: whoever touches or presses something has heard enough.
func (k *Kiosk) hush(keyed bool) {
	k.reading.keyed = keyed
	if k.reading.talking {
		k.o.Voice.Stop()
		k.silent()
	}
}

// silent notes that nothing is being said.
func (k *Kiosk) silent() {
	r := &k.reading
	r.talk, r.talking, r.behind = r.talk+1, false, nil
	k.talks(false)
}

// talks tells the session, whose page does not change by it.
func (k *Kiosk) talks(on bool) { k.state, _ = session.Step(k.state, session.VoiceTalks{On: on}) }

// speak has said what the page that is shown now has new.
func (k *Kiosk) speak() {
	r, v, press := &k.reading, k.state.Visit.Voice, k.answer()
	rested := r.resting
	r.resting = k.state.Visit.Switches.Resting
	if k.o.Voice == nil || !v.On && !r.on {
		return
	}
	begins := v.On && !r.on
	r.on = v.On
	if begins || v.Volume != r.volume {
		r.volume = v.Volume
		k.o.Voice.SetVolume(v.Volume.DB())
	}
	news := r.follower.See(speech.Read(k.placed, k.o.Words), v, press)
	if r.resting && !rested {
		l := k.o.Words.Language(k.placed.Tree.Lang)
		news.Items = append(news.Items, speech.Texts(l, l.Text("speech.resting"))...)
	}
	if news.Cut && r.talking {
		k.o.Voice.Stop()
		k.silent()
	}
	if news.Click && r.keyed {
		k.o.Play(session.ToneKey)
	}
	if news.Cut && k.placed.Tree.Page == "done" && !k.state.Visit.Print.Asked {
		news.Items = append(news.Items, k.receiptItems()...)
	}
	if len(news.Items) > 0 && !k.talkedOver(news) {
		k.say(news.Items)
	}
	if r.talking && v.Paused != r.paused {
		k.o.Voice.Pause(v.Paused)
		k.talks(!v.Paused)
	}
	r.paused = v.Paused
}

// talkedOver reports whether the voice would speak into a conversation that others hear: there it says only what it is asked.
func (k *Kiosk) talkedOver(news speech.News) bool {
	return k.state.Visit.Call.Stage == session.CallLive && !k.state.Speech.Headset && !news.Asked
}

// say has items said, behind what is being said already.
func (k *Kiosk) say(items []speech.Item) {
	r := &k.reading
	if r.talking {
		r.behind = append(r.behind, items...)
		return
	}
	var phrases []speech.Phrase
	var of []speech.Item
	for _, i := range items {
		for _, u := range i.Said {
			phrases = append(phrases, speech.Phrase{Text: u.Text, Lang: u.Lang, Rate: int(k.state.Visit.Voice.Rate)})
			of = append(of, i)
		}
	}
	r.talk, r.talking, r.paused = r.talk+1, true, false
	talk := r.talk
	k.talks(true)
	k.o.Voice.Say(phrases, func(report speech.Report) {
		k.input(func(k *Kiosk) {
			if k.reading.talk == talk {
				k.heard(of, report)
			}
		})
	})
}

// heard takes what the voice reports: the ring goes where it reads, and what waits is said when it has ended.
func (k *Kiosk) heard(of []speech.Item, report speech.Report) {
	if !report.Ended {
		if i := of[report.Phrase]; i.Node != "" && (k.state.Visit.Voice.Node != i.Node || k.state.Visit.Focus != i.Focus) {
			k.step(session.VoiceCame{Node: i.Node, Focus: i.Focus})
		}
		return
	}
	if e := (*speech.Error)(nil); errors.As(report.Err, &e) {
		k.o.Log.WorkFailed("speak", string(e.Code))
	}
	behind := k.reading.behind
	k.silent()
	if len(behind) > 0 {
		k.say(behind)
	}
}

// receiptItems are what will stand on the receipt: who cannot read it hears it before it is printed.
func (k *Kiosk) receiptItems() []speech.Item {
	l := k.o.Words.Language(screen.Language(k.state, k.o.Words))
	texts := []string{l.Text("speech.receipt")}
	in := receiptOf(k.state, false, l)
	if !k.state.Speech.Headset && len(in.Given) > 0 {
		texts, in.Given = append(texts, l.Text("speech.private")), nil
	}
	for _, b := range receipt.Build(in, screen.WordsOf(k.state.Visit.Flow, l)) {
		switch b := b.(type) {
		case receipt.Line:
			texts = append(texts, b.Text)
		case receipt.Columns:
			texts = append(texts, b.Label+": "+b.Value)
		case receipt.Frame:
			for _, line := range b.Lines {
				texts = append(texts, line.Text)
			}
		}
	}
	return speech.Texts(l, texts...)
}

// voiceKey is what a key of the voice means, nil where it means nothing, and the text before what is read where it leads round the
// page.
func (k *Kiosk) voiceKey(key Key) (e session.Event, round string) {
	v := k.state.Visit.Voice
	if !v.On {
		if key == ReadAgain {
			return session.ToggleSpeech{}, ""
		}
		return nil, ""
	}
	switch key {
	case ReadAgain:
		return session.ReadPage{}, ""
	case Pause:
		return session.PauseVoice{}, ""
	case PreviousNode, NextNode:
		by, end := 1, "speech.round.first"
		if key == PreviousNode {
			by, end = -1, "speech.round.last"
		}
		i, again, ok := speech.Read(k.placed, k.o.Words).Neighbour(v.Node, by)
		if !ok {
			return nil, ""
		}
		if again {
			round = end
		}
		return session.ReadNode{Node: i.Node, Focus: i.Focus}, round
	case ChangeRate:
		if v.Rate == session.Fast {
			return session.SetRate{Rate: session.Slow}, ""
		}
		return session.SetRate{Rate: v.Rate + 1}, ""
	case ChangeVolume:
		if v.Volume == session.Loudest {
			return session.SetVolume{Volume: session.Softest}, ""
		}
		return session.SetVolume{Volume: v.Volume + 1}, ""
	case SpellNames:
		return session.ToggleSpelling{}, ""
	}
	return nil, ""
}
