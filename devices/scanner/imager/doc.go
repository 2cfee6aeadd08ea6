// Package imager drives a camera on a serial line that takes a picture of a sheet and sends it as one JPEG or BMP file by
// XMODEM-1K with CRC. A page is on the line for five seconds where raw rows take minutes. The file is kept as it came. It never
// compresses anew, never decides whether a bad picture may be used, and keeps no picture after Scan returned it.
//
// # Source
//
// DENSO WAVE, GT10Q-SR/GT11Q/QK user's manual, p. 44 (the printed number), of which one page was read. Confirmed there: the command
// IMAGEOUT… whose last two letters are F full or C centre, and O no thumbnail; parameters in upper case or digits; formats BMP and
// JPEG among them; three beeps, then XMODEM-1K always, then one beep and back to reading; answers OK and NG; an optional STX before
// commands, CR behind them.
//
// Not confirmed: the letters of IMAGEOUT before those two (p. 43 was not found), and so the command of a real device must be taken from its
// manual into Profile.Command; that OK comes before the transfer and ends with CR; that an empty command is answered
// at all, which Probe relies upon. Kiosk is the profile of the shipped simulator and of no real device. A picture has no true size: DPI
// is what the mounting over the sheet makes of it, a figure of the profile.
//
// The XMODEM below is proved against lrzsz (devices/scanner/xmodem).
//
// # What is noticed
//
// Each block has a CRC and is repeated by itself, so that a lost, doubled or flipped byte costs a block and not the page. A picture that ends too
// early is device.protocol. A transfer that cannot be mended is repeated once as a whole and is then scanner.corrupted.
//
// # Grade (quality.md, "Gerätegüte")
//
//	bronze    yes; silver    yes; gold      no redacted dump
//	platinum  fuzzed codecs (xmodem, picture), faults on every kind of byte, no goroutine left: yes; recorder and player: no.
//	          Never run on a real imager.
package imager
