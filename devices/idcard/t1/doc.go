// Package t1 is the host's side of the block protocol T=1 between a reader and a chip card, and the answer to reset that
// says how the card wants it spoken. It is pure: a Transport carries its blocks. It never opens a line, never knows a reader,
// never interprets a command, and does not speak T=0.
//
// # Source
//
// ISO/IEC 7816-3:2006: answer to reset (clause 8), protocol and parameters selection (9), T=1 (11). The standard itself was not at hand. What
// is here follows what two public implementations agree on, and where they name a rule of the standard, it is named here:
// libccid 1.5.2 (openct/proto-t1.c, ifdhandler.c, towitoko/atr.c) and the tables that the USB CCID specification repeats.
//
// Confirmed by them: the layout of the answer and of the three kinds of block, LRC and CRC, sequence numbers, chaining, the four
// requests (resynchronise, IFS, abort, waiting time), the default sizes of 32, and the rules 6 (resynchronise), 7.1 and 7.2 (ask for a repeat, and
// repeat the asking), 7.4.2 (then resynchronise) and 9 (abort).
//
// Not confirmed, and how it is done here:
//   - What holds after a resynchronisation. Both sizes are taken as the initial ones again and the terminal's is announced anew,
//     which is right whichever way the card sees it.
//   - Whether a command may be sent again after a resynchronisation. The card may have executed it, so it is repeated only if its last
//     block had never left; libccid repeats it always.
//   - The CRC. The standard refers to ISO/IEC 13239, which inverts it at the end; libccid does not, and sends the most significant byte
//     first. Here it is libccid's. No card that uses it was tried, and hardly any does.
//   - Who speaks after an abort that the card asked for. The answer is given, whatever comes is dropped, and the link is resynchronised.
//
// # Limits
//
// Three attempts at a block, three at a resynchronisation, two resynchronisations in a command, 64 blocks in a command that bring nothing
// forward (more time, another size, an empty part), 65,538 bytes in a response. No card can keep a command going for ever.
package t1
