package layout

// rollDrawing is a printer cut open and seen from the side, its front on the right: the flap is open, the roll lies in it, and
// the paper leaves the roll at the bottom, turns up at the front and comes out. The coloured line is the smooth side, which is
// the outer one of every thermal roll; so it faces the front where the print head is.
func rollDrawing() drawing {
	return drawing{936, 420, []part{
		plain("M300 168V352a20 20 0 0 0 20 20H640a20 20 0 0 0 20-20V220l-28-52H612V300H332V168Z", Il1),
		outline("M300 168V352a20 20 0 0 0 20 20H640a20 20 0 0 0 20-20V220l-28-52"),
		lined("M304 168L226 44a14 14 0 0 1 24-14L330 150Z", Il0),
		plain(disc(316, 168, 12), Il4),
		lined(disc(440, 228, 92), Il0),
		inked("M440 164a64 64 0 1 1-45 19", Il2, 8),
		lined(disc(440, 228, 28), Il1),
		inked("M440 330H550Q612 330 612 268V64", Il3, 10),
		outline("M440 320H548Q602 320 602 268V64"),
		inked("M706 176V76M672 110l34-34 34 34", Il3, 12),
		inked("M148 190a74 74 0 0 1 46-92M206 134l-12-36-36 12", Il3, 10),
	}}
}
