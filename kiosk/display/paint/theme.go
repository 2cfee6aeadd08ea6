package paint

import (
	"image/color"

	"buergerterminal/kiosk/layout"
	"buergerterminal/kiosk/session"
)

// palette is the colours of the look: look/tokens.toml, [color.light], [color.dark] and [color.high_contrast].
// The hairline on the idle page's accent (start_rule) is from look/src/citizen.mjs, towers and trees of its skyline are from
// look/src/art.mjs.
type palette map[layout.Role]color.RGBA

func rgb(hex uint32) color.RGBA {
	return color.RGBA{uint8(hex >> 16), uint8(hex >> 8), uint8(hex), 255}
}

// Colour returns the colour of a role in a theme. White and black are the same in all; an unknown theme is the light one.
func Colour(theme session.Theme, role layout.Role) color.RGBA {
	return SenderColour(theme, role, color.RGBA{})
}

// SenderColour is the colour of a role on the pages of a sender that is no authority, whose own colour is given.
func SenderColour(theme session.Theme, role layout.Role, sender color.RGBA) color.RGBA {
	return paletteOf(theme).sentBy(sender, theme)[role]
}

func paletteOf(theme session.Theme) palette {
	switch theme {
	case session.Dark:
		return darkPalette()
	case session.HighContrast:
		return highContrastPalette()
	}
	return lightPalette()
}

// sentBy adds the colours of a sender that is no authority. What was checked is its colour on white (flows.Partner); for a dark
// ground it is lightened, so far that even of black enough is left: 166 of 255 in each channel have 7.4 to 1 there. Whoever
// needs high contrast is shown no other colours than those.
func (p palette) sentBy(sender color.RGBA, theme session.Theme) palette {
	p[layout.Sender], p[layout.OnSender] = p[layout.Accent], p[layout.OnAccent]
	switch {
	case sender.A == 0 || theme == session.HighContrast:
	case theme == session.Dark:
		p[layout.Sender], p[layout.OnSender] = lightened(sender), p[layout.Black]
	default:
		p[layout.Sender], p[layout.OnSender] = sender, p[layout.White]
	}
	return p
}

// in returns the palette in an order of the bytes.
func (p palette) in(o Order) palette {
	if o == BlueFirst {
		for role, c := range p {
			p[role] = color.RGBA{c.B, c.G, c.R, c.A}
		}
	}
	return p
}

// lightened mixes a colour with white, 35 parts with 65.
func lightened(c color.RGBA) color.RGBA {
	mix := func(v uint8) uint8 { return uint8((int(v)*35 + 255*65 + 50) / 100) }
	return color.RGBA{mix(c.R), mix(c.G), mix(c.B), 255}
}

func lightPalette() palette {
	return palette{
		layout.Page: rgb(0xffffff), layout.Surface: rgb(0xf3f4f7), layout.Raised: rgb(0xffffff), layout.Tint: rgb(0xeff3fa),
		layout.Tint2: rgb(0xe5ebf7), layout.Text: rgb(0x131525), layout.Muted: rgb(0x454b6b), layout.Accent: rgb(0x2044aa),
		layout.AccentPress: rgb(0x092797), layout.OnAccent: rgb(0xffffff), layout.LineRole: rgb(0x6e7597), layout.Hair: rgb(0xc0c3d5),
		layout.BarLine: rgb(0xc0c3d5), layout.Track: rgb(0xcfd2e0), layout.Field: rgb(0xffffff), layout.FieldLine: rgb(0x1d2034),
		layout.Danger: rgb(0x9e0000), layout.DangerBg: rgb(0xfef0ee), layout.OK: rgb(0x005741), layout.OKBg: rgb(0xe5f8f0),
		layout.Warn: rgb(0x643700), layout.WarnBg: rgb(0xfff3dc), layout.WarnMark: rgb(0xc67600), layout.Clerk: rgb(0x7e01a8),
		layout.ClerkBg: rgb(0xf8f1fc), layout.OnClerk: rgb(0xffffff), layout.Key: rgb(0xffffff), layout.Key2: rgb(0xdfe1ea),
		layout.KeyLine: rgb(0x6e7597), layout.Panel: rgb(0xe8e9ef), layout.Focus: rgb(0x131525), layout.Il0: rgb(0xffffff),
		layout.Il1: rgb(0xd8e1f4), layout.Il2: rgb(0xb2c4e9), layout.Il3: rgb(0x2044aa), layout.Il4: rgb(0x131525),
		layout.Sky0: rgb(0xf8f9fd), layout.Sky1: rgb(0xeff3fa), layout.Sky2: rgb(0xd8e1f4), layout.Tower: rgb(0xc5d3ef), layout.Tree: rgb(0x97afe1),
		layout.StartRule: rgb(0x7694d5),
		layout.White:     rgb(0xffffff), layout.Black: rgb(0x000000),
	}
}

func darkPalette() palette {
	return palette{
		layout.Page: rgb(0x131525), layout.Surface: rgb(0x0b0c17), layout.Raised: rgb(0x1d2034), layout.Tint: rgb(0x1d2034),
		layout.Tint2: rgb(0x30344f), layout.Text: rgb(0xf3f4f7), layout.Muted: rgb(0xb2b6cc), layout.Accent: rgb(0x97afe1),
		layout.AccentPress: rgb(0xc5d3ef), layout.OnAccent: rgb(0x000000), layout.LineRole: rgb(0x8187a7), layout.Hair: rgb(0x454b6b),
		layout.BarLine: rgb(0x51577a), layout.Track: rgb(0x454b6b), layout.Field: rgb(0x1d2034), layout.FieldLine: rgb(0xe8e9ef),
		layout.Danger: rgb(0xf59587), layout.DangerBg: rgb(0x370000), layout.OK: rgb(0x6cd6b5), layout.OKBg: rgb(0x00271b),
		layout.Warn: rgb(0xffb53a), layout.WarnBg: rgb(0x351b00), layout.WarnMark: rgb(0xf69a00), layout.Clerk: rgb(0xdbb6ef),
		layout.ClerkBg: rgb(0x29003e), layout.OnClerk: rgb(0x000000), layout.Key: rgb(0x30344f), layout.Key2: rgb(0x1d2034),
		layout.KeyLine: rgb(0x646a8e), layout.Panel: rgb(0x0b0c17), layout.Focus: rgb(0xffffff), layout.Il0: rgb(0x131525),
		layout.Il1: rgb(0x272a42), layout.Il2: rgb(0x454b6b), layout.Il3: rgb(0x97afe1), layout.Il4: rgb(0xf3f4f7),
		layout.Sky0: rgb(0x171a2c), layout.Sky1: rgb(0x1d2034), layout.Sky2: rgb(0x30344f), layout.Tower: rgb(0x30344f), layout.Tree: rgb(0x454b6b),
		layout.StartRule: rgb(0x51577a),
		layout.White:     rgb(0xffffff), layout.Black: rgb(0x000000),
	}
}

func highContrastPalette() palette {
	return palette{
		layout.Page: rgb(0x000000), layout.Surface: rgb(0x000000), layout.Raised: rgb(0x000000), layout.Tint: rgb(0x000000),
		layout.Tint2: rgb(0x000000), layout.Text: rgb(0xffffff), layout.Muted: rgb(0xffffff), layout.Accent: rgb(0xffed58),
		layout.AccentPress: rgb(0xffffff), layout.OnAccent: rgb(0x000000), layout.LineRole: rgb(0xffffff), layout.Hair: rgb(0xffffff),
		layout.BarLine: rgb(0xffffff), layout.Track: rgb(0x646a8e), layout.Field: rgb(0x000000), layout.FieldLine: rgb(0xffffff),
		layout.Danger: rgb(0xffb1a5), layout.DangerBg: rgb(0x000000), layout.OK: rgb(0x8fe2c6), layout.OKBg: rgb(0x000000),
		layout.Warn: rgb(0xfeca6e), layout.WarnBg: rgb(0x000000), layout.WarnMark: rgb(0xfeca6e), layout.Clerk: rgb(0xf2e6f9),
		layout.ClerkBg: rgb(0x000000), layout.OnClerk: rgb(0x000000), layout.Key: rgb(0x000000), layout.Key2: rgb(0x000000),
		layout.KeyLine: rgb(0xffffff), layout.Panel: rgb(0x000000), layout.Focus: rgb(0x4cd2fe), layout.Il0: rgb(0x000000),
		layout.Il1: rgb(0x000000), layout.Il2: rgb(0x000000), layout.Il3: rgb(0xffed58), layout.Il4: rgb(0xffffff),
		layout.Sky0: rgb(0x000000), layout.Sky1: rgb(0x000000), layout.Sky2: rgb(0x000000), layout.Tower: rgb(0x000000), layout.Tree: rgb(0x000000),
		layout.StartRule: rgb(0x000000),
		layout.White:     rgb(0xffffff), layout.Black: rgb(0x000000),
	}
}
