// Package xmodem is the file transfer XMODEM-1K with CRC, both sides, over any line. The two sides are state machines without
// a clock: they are told bytes and silences, and say what to send. Receive and Send put them on a line. It never opens a line, and
// it knows nothing of what the file is; a file's true length must come from the file itself, because the last block is filled up with 1A.
//
// # Source
//
// Chuck Forsberg, "XMODEM/YMODEM Protocol Reference" (1988): packets "01 n ~n 128 bytes CRC" and "02 n ~n 1024 bytes CRC", C to
// begin with CRC, ACK, NAK, CAN CAN, EOT. CRC: polynomial 1021, begins with 0, high byte first; "123456789" gives 31C3.
//
// Confirmed by another program: lrzsz (sx -k to Receive, rx -c from Send), on a clean line and with flipped bits; the tests
// run it where it is installed.
//
// Choices that the reference leaves open: before a NAK the receiver waits for the line to become silent, so that the rest of
// a damaged packet is not taken for the next one and no block is acknowledged twice; an EOT counts only when nothing follows it, for the first
// byte of a packet may have been damaged into one; 16-bit checksums only, as the sum of the oldest variant misses too much.
package xmodem
