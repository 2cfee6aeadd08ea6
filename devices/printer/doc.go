// Package printer drives a receipt printer that speaks ESC/POS over a serial line: it turns a document into the bytes
// of the language, asks the printer how it is, and says of every job whether it was printed, not printed, or unknown.
// It never opens a line, never decides what a receipt says, and never prints anything twice.
//
// # Sources
//
//   - EPG: Epson, "ESC/POS Application Programming Guide, Paper Roll Printers", revision 10.05: real-time status
//     p. 334–395, GS a p. 316–325, GS ( k p. 535, code pages p. 666–669, GS b p. 154, notices p. 578.
//   - T88: Epson, "TM-T88III series specification (standard)", revision B: DLE EOT p. 74–75, GS ! p. 116, GS a
//     p. 132–134, GS b p. 135, telling answers apart in appendix G.
//   - T81: Epson, "TM-T81 specification", revision A: GS ( H p. 81, QR p. 96, GS I p. 100.
//
// # Flow of one job
//
//	DLE EOT 1, 4           may it print at all? if not (2, 3 tell why): not printed, and nothing was sent
//	unit, GS r 1           print data in units that end between two commands; at most Profile.Buffer bytes are
//	unit, GS r 1           on their way without the answer of the GS r behind them (there is no hardware flow control)
//	…                      all answers are awaited here: every line is on paper
//	GS V, GS r 1           only now the cut
//	DLE EOT 1              and a last look
//
// # What an outcome rests on
//
//   - Printed: the GS r 1 behind the cut was answered. GS r is queued behind the print data and executed in its turn, so
//     the answer proves that every line and the cut were executed; the real-time status after it is clean, or shows
//     something that came after the cut (paper end is then the next job's matter).
//   - NotPrinted: the cut was not sent, and the printer itself said why it stopped (or nothing at all was sent). What
//     sticks out of the printer is no complete receipt. Where the profile allows, the rest is cleared from the printer's
//     buffer (DLE DC4 fn 8), so that it does not come out in front of the next citizen when paper is put in.
//   - Unknown: everything else. The line was lost or fell silent after the first byte, or the cut was sent and its
//     answer never came, or bytes that nobody asked for came where the proof was expected. Unknown is never repeated.
//
// GS r is not executed at all while the TM-T88III is offline for paper end (EPG p. 334). A missing answer is therefore
// no proof of anything: DLE EOT, which is answered always, decides.
//
// # What cannot be known
//
// DLE EOT is obeyed wherever its bytes stand, also inside picture data (T88 p. 74). A picture that contains 10 04 01
// makes the printer answer unasked. The driver ignores real-time answers that it did not ask for, and asks only when no
// print data are on their way.
package printer
