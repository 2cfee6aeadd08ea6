// Package printer drives a receipt printer that speaks ESC/POS over a serial line: it turns a document into the bytes
// of the language, asks the printer how it is, and says of every job whether it was printed, not printed, or unknown.
// It never opens a line, never decides what a receipt says, and never prints anything twice.
//
// # Sources
//
//   - EPG: Epson, "ESC/POS Application Programming Guide, Paper Roll Printers", revision 10.05: real-time status
//     p. 334–395, GS a p. 316–325, GS ( H p. 425–431, GS ( k p. 535, code pages p. 666–669, GS b p. 154, notices p. 578.
//   - T88: Epson, "TM-T88III series specification (standard)", revision B: buffer p. 7, DLE EOT p. 74–75, GS ! p. 116,
//     GS P p. 127, GS a p. 132–134, GS b p. 135, telling answers apart in appendix G.
//   - T81: Epson, "TM-T81 specification", revision A: GS ( H p. 81, GS ( L p. 88, QR p. 96, GS I p. 100.
//   - K150: Custom, "KPM150-H command reference": DLE EOT p. 9–11, FS C0 p. 24, GS r p. 33; its user manual p. B-4 for
//     marks. K210: "KPM-210/216 user manual": DLE EOT p. 36, GS r p. 54, code pages p. 58, GS e p. 76–77. K216: "KPM216H",
//     FS C0 and GS F8 p. 3-40. K300: "KPM300 command reference": DLE EOT p. 9, GS E0 p. 66, full status p. 113.
//
// What a document confirms of a model, and what is assumed of it, stands beside each profile in models.go. No profile was
// tried on hardware here.
//
// # Flow of one job
//
//	DLE EOT 1, 4           may it print at all? if not (2, 3 tell why): not printed, and nothing was sent
//	                       a kiosk printer: DLE EOT 20 tells all at once
//	GS e 2, cut            what a former citizen left in the mouth, or a former job in the printer, is taken away
//	unit, question         print data in units that end between two commands; at most Profile.Buffer bytes are
//	unit, question         on their way without the answer to the question behind them (there is no hardware flow
//	…                      control); all answers are awaited here: every line is on paper
//	cut, present, question only now
//	DLE EOT 1              and a last look
//
// The question is GS ( H with a number of its own where the model has it, and GS r 1 elsewhere. All models of the table
// have one of the two; a printer that answers neither could never be said to have printed.
//
// # What an outcome rests on
//
//   - Printed: the question behind the cut was answered, and every one before it. It is queued behind the print data and
//     executed in its turn, so the answer proves that every line and the cut were executed; the real-time status after it
//     is clean, or shows something that came after the cut (paper end is then the next job's matter).
//   - NotPrinted: the cut was not sent, and the printer itself said why it stopped, also when it was asked again (or
//     nothing at all was sent). What sticks out of the printer is no complete receipt. Where the profile allows, the rest
//     is cleared from the printer's buffer, so that it does not come out in front of the next citizen when paper is put in.
//   - Unknown: everything else. The line was lost or fell silent after the first byte, or the cut was sent and its
//     answer never came, or bytes that nobody asked for came where the proof was expected, or a question was lost because
//     the printer started anew. Unknown is never repeated.
//
// GS r is not executed at all while the TM-T88III is offline for paper end (EPG p. 334). A missing answer is therefore
// no proof of anything: DLE EOT, which is answered always, decides.
//
// # Privacy
//
// A receipt that was left in the mouth is taken back by Withdraw, at the latest before the next job. Where the model cannot
// (VKP80III) it is told to do so by itself; a model without a mouth gives the receipt away when it cuts. What a job left
// that was not finished is cut off before the next one, and kept inside where there is a mouth.
//
// # What cannot be known
//
// DLE EOT is obeyed wherever its bytes stand, also inside picture data (T88 p. 74). A picture that contains 10 04 01
// makes the printer answer unasked. The driver ignores real-time answers that it did not ask for, and asks only when no
// print data are on their way.
//
// A printer that loses power and comes back within a tenth of a second, between two questions, is not found out by GS r.
// Whether a citizen or a draught took the receipt, nobody knows.
//
// # Grade ("Gerätegüte")
//
//   - Bronze: open, self-test and configuration are checked before use (profile names in kiosk/config, Reset, Probe,
//     Identify). Yes.
//   - Silver: unavailable is a state; lost and back are logged once (devices/supervise, eventlog); it is unloaded without
//     rest; tests cover 95 % of the statements. Yes.
//   - Gold: discovery by stable id (the configuration's path), citizens' texts in all languages, a remedy for each fault
//     (kiosk/health), known limits written down (above, and in models.go). Yes. A profile changed in the configuration
//     needs a restart of the terminal: no.
//   - Platinum: decoders, status tables, wrapping and charset are fuzzed; each model suffers each fault of the project's
//     list that a printer can have, on a pseudo-terminal (TestFaults), and leaves no goroutine. Yes. Recordings of real
//     printers: none exist here, so it is not platinum.
package printer
