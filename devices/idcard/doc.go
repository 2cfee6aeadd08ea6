// Package idcard drives an optical reader of machine readable zones on a serial line: the 3M RTE6701-OEM and its relatives, in
// the protocol "RTE Native", or the Elyctis ID BOX. It gives the lines to mrz and the result to whoever waits for a document.
// It never corrects what was read, never keeps a document that nobody waited for, and never logs or reports what it read.
//
// # RTE Native
//
// Source: 3M, "RTE6701-OEM Integration Manual VC27U", V1.03 draft, section 9.1, pages 25–26 (its full description, document
// 74-0200-31, is not public). The reader sends one block after each document and accepts no command:
//
//	SOH(01) length(low, high) 'O' 'U' STX(02) flag line1 CR line2 CR line3 CR ETX(03) BCC
//
// Confirmed by those pages: the order of the bytes, 'O' and 'U', that the bottom line is always line 3 and that a missing line is
// sent as its CR only, that two lines are padded with '_' to 44 and three to 30 characters, and that longer ones are cut.
//
// Not confirmed, and how it is read here:
//   - The length word has 14 significant bits and counts bytes of the block, the check byte included. Whether SOH and the word
//     itself count is open: both are accepted. Every block of the three formats is shorter than 128 bytes, so it does
//     not matter whether the 14 bits are 6 + 8 or 7 + 7.
//   - The BCC is taken as the exclusive or that ISO 1745 describes, from the byte after SOH to ETX. For a reader that counts from SOH there is
//     RTENativeSOH; with the wrong one every document ends in FaultNoise, at once and visibly.
//   - The flag is "specific" to an application. It is passed on and decides nothing.
//   - '_' inside a line is taken as a character that was not read, at the end of two 44-character lines as padding (a TD2 card has 36).
//   - The speed is set by the reader's application and is not in these pages. It belongs to the configuration; DefaultBaud is what
//     readers of this family are usually delivered with, 8 data bits, no parity, 1 stop bit.
//
// What RTE Native cannot tell: whether a reader is there at all while no document is shown (Probe says "online" for a quiet line),
// and whether a document still lies in the reader. A terminal with this reader reminds everyone to take the card.
//
// # Elyctis ID BOX
//
// Source: Elyctis, "IDBOX One, Scanner Command Set", v1.7, 14 September 2020, pages 2 and 3, and a public host program for Windows that uses the
// commands V, W, R and T. Commands and answers are alike, most significant length byte first, without a check:
//
//	'I' 00 00     the zone          'C' 00 01 01   read by itself, echoed; ends by itself after one document
//	'L' 00 00     zone of one line  'C' 00 01 00   stop
//	'V' 'W' 'R' 'T' 00 00           versions of firmware and character recognition, serial number, product
//
// Confirmed by the document: I, L and C with their answers, and that a document that stays is not read twice. Confirmed by the host program
// only: V, W, R and T, 9600 baud tried before 115200, a CR between the lines.
//
// Not confirmed, and how it is read here:
//   - That two CR end the zone. None, one or more are accepted.
//   - That a zone read by itself comes as an 'I'. The driver waits for nothing else.
//   - How an unread character looks. Whatever is no character of a zone counts as unread.
//   - Presence detection, which the document has, but not the pages at hand. So nobody knows whether a document still lies in the reader, and one
//     that lay there before Read may be read by it: a terminal with this reader, too, reminds everyone to take the card.
//
// There is no check but the digits of the zone itself; a document with a wrong one is never whole.
//
// # Grade sheet (quality.md, "Gerätegüte")
//
//	Bronze    opens, tests itself, documented, configuration checked before use      yes; RTE Native cannot be tested without a document
//	Silver    absence is a state; once lost, once back; one owner; clean unload      yes for the ID BOX; a silent RTE Native counts as online
//	          more than 95 % of the statements covered                               yes: 95.1 % by the tests here and those beside the simulator
//	Gold      stable path, errors translated with remedies, limits documented        yes
//	          diagnostics without personal data                                      yes: firmware and product
//	Platinum  codecs fuzzed, no goroutine                                            yes; the driver starts none
//	          table of faults complete                                               for RTE Native; for the ID BOX without stale and late answers
//	          recording of a real reader replayed                                    no: none was at hand
package idcard

// DefaultBaud is the speed when the configuration names none.
const DefaultBaud = 9600
