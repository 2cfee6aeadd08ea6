// Package idcard drives an optical reader of machine readable zones on a serial line, the 3M RTE6701-OEM and its relatives, in
// the protocol "RTE Native". It gives the lines to mrz and the result to whoever waits for a document.
// It never corrects what was read, never keeps a document that nobody waited for, and never logs or reports what it read.
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
//     Options.Check; with the wrong one every document ends in FaultNoise, at once and visibly.
//   - The flag is "specific" to an application. It is passed on and decides nothing.
//   - '_' inside a line is taken as a character that was not read, at the end of two 44-character lines as padding (a TD2 card has 36).
//   - The speed is set by the reader's application and is not in these pages. It belongs to the configuration; DefaultBaud is what
//     readers of this family are usually delivered with, 8 data bits, no parity, 1 stop bit.
//
// What the protocol cannot tell: whether a reader is there at all while no document is shown (Probe says "online" for a quiet line),
// and whether a document still lies in the reader. A terminal with this reader reminds everyone to take the card.
package idcard

// DefaultBaud is the speed when the configuration names none.
const DefaultBaud = 9600
