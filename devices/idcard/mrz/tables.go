package mrz

// special holds the letters that do not simply lose a mark, capital or without case, variants parted by "|". Source: Doc 9303-3,
// 8th edition, section 6: A (Latin), B (Cyrillic, the main cases; the second variant is that of another language),
// C (Arabic, Persian, Pashto, Urdu). German AE, OE, UE come first, because German cards use them.
func special(r rune) string {
	switch {
	case r < 0x400, r == 'ẞ':
		return specialLatin(r)
	case r < 0x600:
		return specialCyrillic(r)
	}
	return specialArabic(r)
}

// unencoded reports the marks that leave no trace in the zone: short vowels, sukun, tatweel (section 6 C), and combining
// Latin marks that have no letter of their own.
func unencoded(r rune) bool {
	switch r {
	case 0x640, 0x652, 0x670, 0x69C, 0x6A2, 0x6A7, 0x6A8:
		return true
	}
	return r >= 0x64B && r <= 0x650 || r >= 0x300 && r <= 0x36F
}

func specialLatin(r rune) string {
	switch r {
	case 'Ä':
		return "AE|A"
	case 'Ö':
		return "OE|O"
	case 'Ü':
		return "UE|UXX|U"
	case 'ß', 'ẞ':
		return "SS"
	case 'Å':
		return "AA|A"
	case 'Æ':
		return "AE"
	case 'Ø', 'Œ':
		return "OE"
	case 'Ĳ':
		return "IJ"
	case 'Þ':
		return "TH"
	case 'Ð', 'Đ':
		return "D"
	case 'Ł':
		return "L"
	case 'Ħ':
		return "H"
	case 'Ŋ':
		return "N"
	case 'Ñ':
		return "N|NXX"
	}
	return ""
}

func specialCyrillic(r rune) string {
	switch r {
	case 'А':
		return "A"
	case 'Б':
		return "B"
	case 'В':
		return "V"
	case 'Г':
		return "G|H"
	case 'Д':
		return "D"
	case 'Е', 'Э', 'Ё':
		return "E"
	case 'Ж':
		return "ZH"
	case 'З':
		return "Z"
	case 'И':
		return "I|Y"
	case 'Й', 'І', 'Ї':
		return "I"
	case 'К':
		return "K"
	case 'Л':
		return "L"
	case 'М':
		return "M"
	case 'Н':
		return "N"
	case 'О':
		return "O"
	case 'П':
		return "P"
	case 'Р':
		return "R"
	case 'С':
		return "S"
	case 'Т':
		return "T"
	case 'У':
		return "U"
	case 'Ф':
		return "F"
	case 'Х':
		return "KH"
	case 'Ц':
		return "TS"
	case 'Ч':
		return "CH"
	case 'Ш':
		return "SH"
	case 'Щ':
		return "SHCH|SHT"
	case 'Ъ', 'Є':
		return "IE"
	case 'Ы':
		return "Y"
	case 'Ю':
		return "IU"
	case 'Я':
		return "IA"
	case 'Ґ':
		return "G"
	}
	return ""
}

func specialArabic(r rune) string {
	switch r {
	case 0x0621:
		return "XE"
	case 0x0622:
		return "XAA"
	case 0x0623:
		return "XAE"
	case 0x0624:
		return "U"
	case 0x0625:
		return "I"
	case 0x0626:
		return "XI"
	case 0x0627:
		return "A"
	case 0x0628:
		return "B"
	case 0x0629:
		return "XTA"
	case 0x062A:
		return "T"
	case 0x062B:
		return "XTH"
	case 0x062C:
		return "J"
	case 0x062D:
		return "XH"
	case 0x062E:
		return "XKH"
	case 0x062F:
		return "D"
	case 0x0630:
		return "XDH"
	case 0x0631:
		return "R"
	case 0x0632:
		return "Z"
	case 0x0633:
		return "S"
	case 0x0634:
		return "XSH"
	case 0x0635:
		return "XSS"
	case 0x0636:
		return "XDZ"
	case 0x0637:
		return "XTT"
	case 0x0638:
		return "XZZ"
	case 0x0639:
		return "E"
	case 0x063A:
		return "G"
	case 0x0641:
		return "F"
	case 0x0642:
		return "Q"
	case 0x0643:
		return "K"
	case 0x0644:
		return "L"
	case 0x0645:
		return "M"
	case 0x0646:
		return "N"
	case 0x0647:
		return "H"
	case 0x0648:
		return "W"
	case 0x0649:
		return "XAY"
	case 0x064A, 0x06D0:
		return "Y"
	case 0x0671:
		return "XXA"
	case 0x0679:
		return "XXT"
	case 0x067C:
		return "XRT"
	case 0x067E:
		return "P"
	case 0x0681:
		return "XKE"
	case 0x0685:
		return "XXH"
	case 0x0686:
		return "XC"
	case 0x0688:
		return "XXD"
	case 0x0689:
		return "XDR"
	case 0x0691:
		return "XXR"
	case 0x0693:
		return "XRR"
	case 0x0696:
		return "XRX"
	case 0x0698:
		return "XJ"
	case 0x069A:
		return "XXS"
	case 0x06A9:
		return "XKK"
	case 0x06AB:
		return "XXK"
	case 0x06AD:
		return "XNG"
	case 0x06AF:
		return "XGG"
	case 0x06BA:
		return "XNN"
	case 0x06BC:
		return "XXN"
	case 0x06BE:
		return "XDO"
	case 0x06C0:
		return "XYH"
	case 0x06C1:
		return "XXG"
	case 0x06C2:
		return "XGE"
	case 0x06C3:
		return "XTG"
	case 0x06CC:
		return "XYA"
	case 0x06CD:
		return "XXY"
	case 0x06D2:
		return "XYB"
	case 0x06D3:
		return "XBE"
	}
	return ""
}
