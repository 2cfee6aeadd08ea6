package simulator

import "slices"

// PrinterModel is what a model of printer has and lacks: whatever it lacks, it complains of. The zero PrinterModel is
// "kiosk-80". The table knows nothing of the drivers' profiles of the same names; both follow the same manuals.
type PrinterModel struct {
	name   string
	dots   int // across the paper
	dpi    int // both ways
	knife  int // dots from head to knife
	pages  []byte
	buffer int

	smooth, clear, processID, graphics, qr bool
	unit                                   int    // vertical motion unit before GS P, a fraction of an inch
	cuts                                   string // the cutter commands that work: V, i, P
	edge                                   bool   // pictures start at the edge of the paper

	custom  bool // the commands and answers of a Custom kiosk printer
	jam     byte // bit of a jam in the third byte of the full status, 0: it is not told
	mark    byte // bit of a lost mark there
	reset   bool // FS C0 … 1B
	ejector bool // GS e
	fsP     bool // FS P
}

// printerModels is the table; the first is the usual one.
func printerModels() []PrinterModel {
	epson := PrinterModel{
		name: "kiosk-80", dots: 576, dpi: 203, unit: 203, knife: 96, pages: []byte{0, 2, 3, 4, 5, 16, 18, 19}, buffer: 4096,
		smooth: true, clear: true, qr: true, cuts: "V",
	}
	t88 := epson
	t88.name, t88.dots, t88.dpi, t88.unit, t88.knife, t88.clear, t88.qr = "tm-t88iii", 512, 180, 360, 106, false, false
	t81 := epson
	t81.name, t81.clear, t81.processID, t81.graphics = "tm-t81", false, true, true
	k150 := PrinterModel{
		name: "kpm-150h", dots: 576, dpi: 203, unit: 203, knife: 192, pages: []byte{0, 2, 3, 4, 5, 19}, buffer: 4096, cuts: "i",
		custom: true, reset: true,
	}
	k210 := k150
	k210.name, k210.reset, k210.ejector = "kpm-210", false, true
	vkp2 := k210
	vkp2.name, vkp2.knife = "vkp80ii", 95
	vkp3 := vkp2
	vkp3.name, vkp3.ejector, vkp3.fsP, vkp3.cuts, vkp3.edge, vkp3.jam, vkp3.mark = "vkp80iii", false, true, "iP", true, 0x40, 0x80
	vkp3.pages = []byte{0, 2, 3, 4, 5, 16, 17, 18, 19}
	return []PrinterModel{epson, t88, t81, k150, k210, vkp2, vkp3}
}

// PrinterModelOf returns the model of a name, which is that of a profile in the configuration. A profile for a roll with
// marks has the model of the printer itself.
func PrinterModelOf(name string) (PrinterModel, bool) {
	all := printerModels()
	i := slices.IndexFunc(all, func(m PrinterModel) bool { return m.name == name || m.name+"-mark" == name })
	if i < 0 {
		return PrinterModel{}, false
	}
	return all[i], true
}
