package flows

import "strings"

// ibanLengths has the states that take part, each with the length of its numbers, parted by blanks. Source: ISO 13616, IBAN
// Registry of SWIFT, as of release 99.
const ibanLengths = " AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24" +
	" FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21" +
	" LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33" +
	" SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30 "

// IsIBAN reports whether a text is an account number of ISO 13616: of a state that has them, of its length, and with the
// right check digits. Blanks and small letters do not matter.
func IsIBAN(s string) bool {
	s = bareIBAN(s)
	if len(s) < 5 || strings.IndexByte(s, ' ') >= 0 {
		return false
	}
	_, rest, known := strings.Cut(ibanLengths, " "+s[:2])
	return known && len(s) == 10*int(rest[0]-'0')+int(rest[1]-'0') && checkDigits(s)
}

// checkDigits is the test of ISO/IEC 7064, MOD 97-10: the first four characters go to the end, and letters count as two
// digits, A as 10.
func checkDigits(s string) bool {
	rest := 0
	for _, part := range []string{s[4:], s[:4]} {
		for i := range len(part) {
			switch c := part[i]; {
			case '0' <= c && c <= '9':
				rest = (rest*10 + int(c-'0')) % 97
			case 'A' <= c && c <= 'Z':
				rest = (rest*100 + int(c-'A') + 10) % 97
			default:
				return false
			}
		}
	}
	return rest == 1 && s[2] <= '9' && s[3] <= '9'
}

// bareIBAN is the number in capitals and without what people put between its groups.
func bareIBAN(s string) string {
	return strings.ToUpper(strings.Join(strings.Fields(s), ""))
}

// GroupedIBAN is the number as it stands on a card: groups of four.
func GroupedIBAN(s string) string {
	s = bareIBAN(s)
	var b strings.Builder
	for i := range len(s) {
		if i > 0 && i%4 == 0 {
			b.WriteByte(' ')
		}
		b.WriteByte(s[i])
	}
	return b.String()
}
