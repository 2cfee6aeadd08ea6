// Package ccid drives a chip reader that speaks CCID over a serial line, the Gemalto GemPC Twin and its relatives, and gives the card in
// it as something that takes commands. The reader passes blocks only, so package t1 speaks T=1 on this side of the line, and extended
// commands pass. It never interprets a command or a response, never logs or keeps one, and does not speak T=0.
//
// # Source
//
// The maker's manual is not public. What is here follows libccid (github.com/LudovicRousseau/CCID, src/ccid_serial.c, commands.c, ifdhandler.c), which
// is written for this reader, and the USB specification "Device Class: Smart Card CCID", revision 1.1, whose messages the reader uses:
//
//	command and answer   03 06 type length(4, little endian) slot sequence parameter(3) data LRC    LRC: exclusive or of all before it
//	refusal              03 15 16
//	movement of a card   50 02 (gone), 50 03 (there)
//	wish for time        one byte from 80 to FF, or an answer with 80 in its status
//
// Confirmed by libccid's source: the frame, the three other things that a reader says, that the reader repeats a command before it
// answers it, 115200 8N2, 271 bytes at most, a clock of 4 MHz, up to 344,086 bit/s to the card, escapes 02 (firmware) and 01 01 01 (movements
// beside answers), that the reader leaves T=1, its sizes and the selection of the speed to the host. Confirmed by a recording of Debian's libccid
// 1.5.2, which a test takes anew: every byte that this driver sends for connecting, SELECT and READ BINARY, but for what peer_test.go lists.
//
// Not confirmed, and how it is done here:
//   - Whether the echo comes byte by byte or after the frame, and what the reader does with a frame that stops in the middle. Both are
//     borne, as is a reader without echo.
//   - RTS. libccid takes it away, lest a reader that is just being plugged in say its plug-and-play name; this line cannot. Such a name
//     is noise before the first answer, which is borne, too.
//   - What the errors above 80 in an answer mean beside FE (mute), FD (parity), FC (overrun), FB (hardware) and E0 (busy), which the
//     USB specification names. All others are FaultProtocol.
//   - Voltages are tried in libccid's order: 5, 1.8, 3 V.
//
// # What is noticed and what is not
//
// A lost, damaged or doubled byte is noticed by the frame's check, by the block's own check inside, by the sequence number, or by silence. T=1 then asks the
// card to say it again; nothing is sent to a card twice that it may have done already. A frame's check lets one in 256 doubled bytes pass, the
// block's check inside one in 256 of those, and a byte left over after the answer tells of most of these. libccid uses a frame whose check is wrong.
// A refused command is repeated here only if it does no harm; power is taken away before it is given a second time. Time is granted as
// long as the reader asks for it, up to Options.Longest for a command, which libccid does not bound.
//
// # Grade sheet (quality.md, "Gerätegüte")
//
//	Bronze    opens, tests itself (Reset, Probe), documented here                    yes
//	          configuration checked before use                                       yes: kiosk/config
//	Silver    absence is a state; once lost, once back (supervise)                   yes
//	          clean unload, one owner of the line                                    yes
//	          more than 95 % of the statements covered                               yes: 97 %
//	Gold      found by a stable path                                                 yes: any path that line.Open takes
//	          errors translated, with a remedy each                                  yes: kiosk/health
//	          diagnostics without personal data                                      yes: counters and firmware
//	          known limits documented                                                yes: here
//	Platinum  codec fuzzed, no goroutine                                             yes; the driver starts none
//	          table of faults complete (quality.md, R6)                              yes: kiosk, TestFaultMatrix
//	          recording of a real reader replayed                                    no: none was at hand; libccid's bytes against the simulated reader are
package ccid
