// Package media is the engine of the call: pictures and voice between one terminal and its peers, over WebRTC. A Source (camera and encoder) and a Voice
// (microphone and encoder) serve all peers of a call; per peer there is a Connection, a Sender and a Receiver. It knows no signalling, shows and plays nothing,
// and keeps nothing: no picture and no sound outlives its being shown or heard, and there is no code here that could write one anywhere.
//
// # The way of a picture
//
// Source takes it from the camera and encodes it once for each size that any peer wants. The Sender cuts it into packets, which pass, in this order: reports, the memory of the
// NACK responder, the pacer, the transport-wide number, the estimator, the wire. The Receiver asks for what is missing (losses), puts frames together (assembler), decodes, says
// when each is due (playout) and shows it (screen).
//
// # What pion does, and what is done here instead
//
// Seen in pion/interceptor v0.1.48 and pion/webrtc v4.2.20, by reading and by measuring:
//   - gcc's pacers know a stream's SSRC only, and drop the packets of its RTX stream, whose transport-wide numbers were already given. Here the
//     numbers are given behind the pacer, and the estimator binds both streams (wire).
//   - gcc's loss controller falls to 100 kbit/s at 5 % loss both ways. Here lossRule judges the peer's receiver reports, of the media streams only: browsers report
//     on the RTX stream too, of whose few packets one lost is half.
//   - gcc's delay-based estimate takes a busy machine for a full line, and what arrives in a pause of the pictures for what the line bears. Here it is believed while the way there
//     and back shows a queue, and never far below what arrives (trust).
//   - The NACK generator asks at a fixed interval for all that is missing. Here each packet is asked for once a round trip (losses).
//   - A repaired packet is handed over only when the next ordinary one is read. Here the reading has a deadline while something is missing.
//   - The sample builder gives a frame when the next one begins, 33 ms late. Here the marker ends it (assembler).
//   - VP8Payloader leaves the picture's number 0 out, and Chromium's picture stands still for three seconds after the first. Here every picture has its number (packetizer).
//   - Repairs are sent without bounds, and keep a line full that loses because it is full. Here they have a share (pacer).
//
// # What a browser does with it
//
// Chromium smooths pictures and holds them back for the voice. Here each is to be shown at once while the line loses nothing (promptRule), and the voice is a stream of
// its own. Measured on the loopback of two cores, from a picture's being taken to the page's being told that it is shown: 73 to 86 ms without both, 54 with two streams, 11 with
// the extension, and 20 to 29 with both while the machine was wholly busy with other work.
//
// Chromium is called by a test, over a clean and over a lossy line. Firefox and Safari were never tried.
package media
