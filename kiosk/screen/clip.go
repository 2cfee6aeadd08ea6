package screen

import (
	"unicode/utf8"

	"buergerterminal/kiosk/session"
)

// ClipPicture names the picture of the film of sign language among those of the participants of a call (Value of a RoleVideo).
const ClipPicture = "clip"

// clipWay is the way to the film of the page, nothing where there is none.
func (b builder) clipWay() []*Node {
	if _, ok := b.s.ClipHere(); !ok || b.l != b.own {
		return nil
	}
	return []*Node{{ID: "clip.open", Role: RoleButton, Kind: SecondaryMedium, Icon: "signing", Name: b.t("clip.open"), On: session.OpenClip{}}}
}

// signing is the switch of the films, nothing where the municipality has none.
func (b builder) signing() []*Node {
	if len(b.s.Place.Clips) == 0 {
		return nil
	}
	return []*Node{{ID: "aid.signing", Role: RoleSwitch, Icon: "signing", Name: b.t("aid.signing"), Chosen: b.v.Look.Signing, On: session.ToggleSigning{}}}
}

// clip is the page of a film: its picture, what is signed in words, and how it is played.
func (b builder) clip() *Tree {
	t := b.frame("clip")
	film := b.v.Film
	c := b.s.Place.Clips[film.Of]
	t.read(b.t("clip.title"))
	t.Forward = &Node{ID: "forward", Role: RoleButton, Kind: Primary, Icon: "close", Name: b.t("clip.close"), On: session.Continue{}}
	if film.Failed {
		t.Act = []*Node{note(ToneWarn, "warning", b.t("clip.failed"))}
		for _, one := range c.Captions {
			t.Act = append(t.Act, paragraph(one.Text))
		}
		return t
	}
	t.Read = append(t.Read, &Node{ID: "clip", Role: RoleVideo, Icon: "signing", Name: b.t("clip.video"), Value: ClipPicture, Fraction: c.Shape})
	longest := 0
	for _, one := range c.Captions {
		longest = max(longest, utf8.RuneCountInString(one.Text))
	}
	play := &Node{ID: "clip.play", Role: RoleButton, Kind: SecondaryMedium, Icon: "play", Name: b.t("clip.play"), On: session.ToggleClip{}}
	if film.Playing {
		play.Icon, play.Name = "pause", b.t("clip.pause")
	}
	t.Act = []*Node{
		{ID: "clip.caption", Role: RoleText, Kind: Caption, Name: c.CaptionAt(film.At), Steps: longest},
		grid(2, play, &Node{ID: "clip.again", Role: RoleButton, Kind: NeutralMedium, Icon: "repeat", Name: b.t("clip.again"), On: session.RepeatClip{}}),
	}
	return t
}
