// Package scanner drives a document scanner that speaks Epson ESC/I over a serial line. It asks who the scanner is,
// sets one page up, receives it block by block, notices a lost or doubled byte, and judges the picture. Drivers of other scanners
// are in the rooms below; all of them are a Device.
// It never opens a line, never decides whether a bad picture may be used, and keeps no picture after Scan returned it.
//
// # Source
//
// Epson, "ESC/I Scanner Reference Manual", 1995 (GT-1000 … GT-9000, ES-xxxC): serial line A-2, GT-1000 B-2, commands and
// settings 3-2, identity 3-7, status byte 3-9, block transfer 3-13 to 3-15. Length of identity and status bits also GT-9500
// specification p. 17 and 19. Which level knows which command, the polarity of 1-bit data (1 is white) and the bits of
// the extended status follow SANE, backend/epson.c and epson2.h.
//
// Confirmed by these: every byte sequence of the codec; ACK after each block but the last; CAN instead of ACK, answered by
// ACK; line mode ("02 status countL countH") up to level B3 and block mode ("02 status bytesL bytesH linesL linesH")
// after ESC d from level B4.
//
// Not confirmed, and therefore not relied upon:
//   - what a scanner does with CAN in the middle of a block. The driver sends it at once, takes the rest of the block if it
//     comes, and resynchronises if it does not; both are tested.
//   - what a scanner does with CAN when it is idle. Only resynchronisation sends it, and every answer is accepted.
//   - that the width must be a multiple of eight pixels. The driver rounds it down, as SANE does.
//   - the halftone mode after a reset. The driver sets it (ESC B 01, none).
//
// # Colour, FS commands, document feeder
//
// Colour comes line by line up to level B4 (ESC C 02: each line three times, the status tells which colour) and pixel by pixel from
// level B5 (ESC C 13). Which level has which follows SANE. Of ESC C 13 the manual's list says red, green, blue, while SANE exchanges
// the first two where the status has the colour bits 01: the driver does what SANE does.
//
// The FS commands (I, F, S, W, G) are those of SANE, backend/epson2-commands.c and epson2-ops.c; Epson's own text of them was not
// found. They are used where profile, level (B7, B8) and status bit 1 agree. FS G names all sizes first and puts one status byte
// behind each block. TestScanimage lets SANE's scanimage scan from the simulated scanner and compares its picture with the driver's,
// pixel by pixel, in three modes.
//
// The feeder is ESC e 1 (in FS W: byte 26) and FF to eject, for one page at a time. Not confirmed: what the sheet does at ESC @.
// A damaged page of the feeder is not repeated by itself, for its sheet is out.
//
// # Profiles
//
// GT1000 is the real page scanner GT-1000 (level B2, 19,200 baud, 592 × 840 pixels at 200 dpi). KioskA4 is an extension of
// ours: the same command set at level B4 on a line of 921,600 baud, which no Epson scanner of that time had, and the lid
// reported as the cover of the feeder in the extended status. The shipped simulator is a KioskA4. KioskColour and KioskFeeder are
// the same with colour, FS commands and feeder at level B7; scanners of that level were on USB, SCSI or a network.
//
// A USB adapter adds its latency timer to every acknowledgement (FTDI: 16 ms as shipped, 1 ms with "low_latency");
// KioskA4 counts on 3 ms in all.
//
// # How long the driver waits
//
// No document that was found says how long a scanner may pause: SANE waits for minutes, the manual names no time. So the profile has the
// times. GT1000, a real scanner that cannot say whether its lamp is cold, may take 20 s until the first block, 5 s between two blocks,
// where the carriage may stop and return, and 1 s inside a block. KioskA4 and its relatives are ours: 2 s, and 0.5 s inside a block, once the
// extended status says that the lamp is warm; until then, and while a feeder draws its sheet in, 20 s. Two resets without an answer make
// sure that the scanner is gone, 1.5 s more. A pause of more than 1.5 s is told by Progress.Waiting, so that the citizen hears of it before
// anybody knows whether the scanner rests or is dead. Imager, opticon and omron take a picture at once and have no lamp that must warm.
//
// # What is noticed and what is not
//
// ESC/I has no checksum. Each block boundary proves the number of bytes: STX, status, bytes per line and lines must be
// what was asked for, and the area end must come with exactly the expected block. A byte lost in a block leaves the scanner
// waiting for an ACK and the driver for a byte; a byte doubled shifts the next header, or after the last block the
// answers to a status and an identity question whose bytes are known beforehand. In each case the whole page is repeated
// once; then the fault is scanner.corrupted. No page with a shifted line is ever returned for a single lost or doubled byte.
// The settings are read back (ESC S) before the scan, so that noise toward the scanner is noticed as well.
//
// Not noticeable: a flipped bit inside a line (a pixel of another grey, eight pixels at most in text), and a byte lost and another one
// doubled inside the same block (the pixels between the two places are shifted by one byte). By FS G the same holds for the whole
// page, as its blocks have no headers.
//
// # Grade (quality.md, "Gerätegüte")
//
//	bronze    open, test by status, configuration checked before use: yes
//	silver    absence is a state, told once when lost and once when back (supervise), unloads without rest: yes;
//	          more than 95 % of the statements covered: no, 93 %
//	gold      stable path, faults with words in every language and a remedy, known limits written down: yes;
//	          redacted dump for diagnostics: the status' detail only
//	platinum  fuzzed codec, every byte of a page lost and doubled, cancel at any moment, no goroutine left: yes;
//	          recorder and player of the line: no. Never run on a real ESC/I scanner.
package scanner
