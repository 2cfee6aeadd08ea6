package printer

import (
	"slices"
	"time"

	"golang.org/x/text/encoding/charmap"
)

// This file is the table of models. What a document confirms carries its name and page as in the package comment; the
// rest is marked (assumed), with its reason, and waits for the hardware.

// Models are the profiles that the driver knows, by the names that the configuration uses; the usual one is first.
func Models() []Profile {
	marked := func(p Profile) Profile {
		p.Name, p.Mark = p.Name+"-mark", true
		return p
	}
	return []Profile{
		Kiosk80(), TMT88III(), TMT81(), VKP80II(), VKP80III(), KPM150H(), KPM210(),
		marked(VKP80II()), marked(VKP80III()), marked(KPM150H()), marked(KPM210()),
	}
}

// Model returns the profile of this name.
func Model(name string) (Profile, bool) {
	all := Models()
	i := slices.IndexFunc(all, func(p Profile) bool { return p.Name == name })
	if i < 0 {
		return Profile{}, false
	}
	return all[i], true
}

// onlyPC858 is table 19, which all models have that were looked up (EPG p. 666–669, K210 p. 58, VKP80II user manual
// p. 4-1): German and the euro.
func onlyPC858() []Page { return []Page{{Number: 19, Charmap: charmap.CodePage858}} }

// westAndEast are the tables 19, 16 and 18, which some models have (EPG p. 666–669): Polish and Croatian too.
func westAndEast() []Page {
	return append(onlyPC858(), Page{Number: 16, Charmap: charmap.Windows1252}, Page{Number: 18, Charmap: charmap.CodePage852})
}

// epsonPrologue asks for automatic status of online, errors and paper, and ends Kanji mode: Asian firmware would take two
// bytes from 80 on for one character.
func epsonPrologue() []byte { return []byte{0x1d, 'a', asbOnline | asbError | asbPaper, 0x1c, '.'} }

// customPrologue asks for automatic status in its four bytes (K300 p. 66).
func customPrologue() []byte { return []byte{0x1d, 0xe0, 0x0f} }

// epsonClear is DLE DC4 fn 8 (EPG p. 395).
func epsonClear() Clear {
	return Clear{Command: []byte{0x10, 0x14, 8, 1, 3, 20, 1, 6, 2, 8}, Confirmed: true}
}

// epsonRecovery is DLE ENQ 2: go on after the error, and forget what waits (EPG p. 334).
func epsonRecovery() []byte { return []byte{0x10, 0x05, 2} }

// Kiosk80 is a printer for 80 mm paper at 203 dpi that speaks Epson's language: 576 dots, 48 columns of font A, of which
// two on each side stay empty (like most receipt printers).
func Kiosk80() Profile {
	return Profile{
		Name: "kiosk-80", Baud: 115200, DPI: 203, Dots: 576, Margin: 24, LineSpacing: 36, CutFeed: 40, Smoothing: true,
		Prologue: epsonPrologue(), Pages: onlyPC858(), QR: QRNative,
		Identity: true, Clear: epsonClear(), Recovery: epsonRecovery(),
		Buffer: 4096, Answer: time.Second, Patience: time.Second, Stall: 15 * time.Second,
	}
}

// TMT88III is Epson's TM-T88III: 512 dots at 180 dpi (T88 p. 127), a buffer of 4 kB where its DIP switch does not say 45
// bytes (T88 p. 7), no DLE DC4 fn 8, no GS ( H (EPG p. 425). That it has GS ( k for QR codes is nowhere said.
func TMT88III() Profile {
	p := Kiosk80()
	p.Name, p.DPI, p.Dots, p.Margin, p.LineSpacing = "tm-t88iii", 180, 512, 4, 32
	p.Pages = westAndEast()
	p.QR, p.Clear, p.Identity = QRPicture, Clear{}, false
	return p
}

// TMT81 is Epson's TM-T81: it has GS ( H (T81 p. 81), GS ( L (p. 88), GS ( k for QR codes (p. 96) and GS I
// (p. 100). Width, buffer and
// code page are (assumed) as in its siblings for 80 mm paper; DLE DC4 fn 8 is not confirmed and not used.
func TMT81() Profile {
	p := Kiosk80()
	p.Name, p.Proof, p.Graphics, p.Clear = "tm-t81", ProcessID, GSParenL, Clear{}
	return p
}

// kioskCustom is what Custom's kiosk printers have in common: DLE EOT 20 (K300 p. 9), GS r 1 (K150 p. 33, K300 p. 63, K210
// p. 54), ESC i (K150 user manual p. B-4), no table 16 (K210 p. 58). 576 dots are (assumed): they are the 72 mm that fit on
// paper of 80 mm, and the VKP80III's whole width. Buffer and boot time are (assumed), and cautious.
func kioskCustom() Profile {
	return Profile{
		Baud: 115200, DPI: 203, Dots: 576, Margin: 24, LineSpacing: 36, CutFeed: 40,
		Prologue: customPrologue(), Pages: onlyPC858(), QR: QRPicture,
		Cutter: TotalCut, Buffer: 4096, Answer: time.Second, Patience: time.Second, Stall: 15 * time.Second,
	}
}

// customReset is the hardware reset, which is executed even when the buffer is full and keeps the line (K150 p. 24).
func customReset() []byte { return []byte{0x1c, 0xc0, 0x18, 0x10, 0x14, 0x1b} }

// KPM150H is Custom's KPM150-H in its ESC/POS emulation: it cuts and has no presenter. 24 mm from head to knife are
// (assumed) from the KPM302III (its user manual p. 120). The bits above 3 of its third byte and its whole fourth byte
// were not read (K150 p. 11); those of the KPM300 (K300 p. 113) are (assumed).
func KPM150H() Profile {
	p := kioskCustom()
	p.Name, p.ToKnife = "kpm-150h", 192
	p.FullStatus = &FullStatus{
		PaperEnd: Bits{0x01}, NearEnd: Bits{0x44}, CoverOpen: Bits{0, 0x03, 0, 0x02}, Heat: Bits{0, 0, 0x01},
		Cutter: Bits{0, 0, 0, 0x01}, Failed: Bits{0, 0, 0x08, 0x0c},
	}
	p.Clear, p.Recovery = Clear{Command: customReset(), Boot: 5 * time.Second}, customReset()
	return p
}

// KPM210 is Custom's KPM-210 and KPM-216. Presenter: K210 p. 76–77, with a step of 0.625 mm; retracting must be enabled in
// its setup. Paper and ticket: K210 p. 36; cover, heat and knife are (assumed) from the KPM300 (K300 p. 113). It knows the
// hardware reset only in the form that lets go of the line (K216 p. 3-40), which is not used.
func KPM210() Profile {
	p := kioskCustom()
	p.Name, p.ToKnife = "kpm-210", 192
	p.FullStatus = &FullStatus{
		PaperEnd: Bits{0x01}, NearEnd: Bits{0x44}, Ticket: Bits{0x20}, CoverOpen: Bits{0, 0x03, 0, 0x02},
		Heat: Bits{0, 0, 0x01}, Cutter: Bits{0, 0, 0, 0x01}, Failed: Bits{0, 0, 0x08, 0x0c},
	}
	p.Presenter = Presenter{
		Present: []byte{0x1d, 'e', 3}, Step: 625, Length: 100,
		Retract: []byte{0x1d, 'e', 2}, Eject: []byte{0x1d, 'e', 5}, Discard: []byte{0x1d, 'e', 2},
	}
	return p
}

// VKP80II is Custom's VKP80II. 11.9 mm from head to knife: VKP80III user manual p. 93, for this emulation too. Its own
// tables of DLE EOT 20 and GS e were not readable: both are (assumed) from the KPM-210; that GS e 5 ejects is confirmed by
// a program for it (Defilak/libvkp80ii@96881d2, vkp80ii.js). The step may be another one: the ticket is then pushed out more
// or less far.
func VKP80II() Profile {
	p := KPM210()
	p.Name, p.ToKnife = "vkp80ii", 95
	return p
}

// VKP80III is Custom's VKP80III in its own emulation, after a program that cites the manual 915DX010100 and was tried on
// hardware (quobox/vkp80iii@7e9115c: commands.py, status.py, printer.py): full status, FS P (which cuts; GS V may not), 5 mm
// a step, 576 dots, tables 16, 18 and 19, pictures from the edge of the paper. It takes a ticket back by itself after Tail's
// seconds, where that is enabled in its setup, and has no command for it. GS r is (assumed): its siblings have it.
func VKP80III() Profile {
	p := kioskCustom()
	p.Name, p.ToKnife, p.FromEdge = "vkp80iii", 95, true
	p.Pages = westAndEast()
	p.FullStatus = &FullStatus{
		PaperEnd: Bits{0x01}, NearEnd: Bits{0x44}, Ticket: Bits{0x20}, CoverOpen: Bits{0, 0x03, 0, 0x02}, Heat: Bits{0, 0, 0x01},
		Jam: Bits{0, 0, 0x40}, MarkLost: Bits{0, 0, 0x80}, Cutter: Bits{0, 0, 0, 0x01}, Failed: Bits{0, 0, 0x08, 0x8c},
	}
	p.Cutter = PresenterCut
	p.Presenter = Presenter{
		Present: []byte{0x1c, 'P'}, Tail: []byte{1, 'R', 60}, Step: 5000, Length: 100,
		Discard: []byte{0x1c, 'P', 0, 0, 'R', 1},
	}
	return p
}
