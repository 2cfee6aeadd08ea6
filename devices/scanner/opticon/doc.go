// Package opticon drives an Opticon MDI-4000 or N210 camera module on a serial line that takes a picture of a sheet and sends it in
// packets. The file is kept as it came. It never compresses anew, never decides whether a bad picture may be used, and keeps no picture
// after Scan returned it.
//
// # Source
//
// Opticon, "MDI-4x00/N210 Image Capture Manual", 2nd edition, 23 November 2022, p. 3 and 10–12. Confirmed there: the packet
// "21 number(2) length(4) A checksum(2) 0D", where A is an information of 256 bytes and the data; numbers begin at 0; the checksum
// Σ xᵢ·(i+1) mod 2¹⁶ over A; PART, a packet for each line, and ALL, one packet; settings "[DE7Q6Q0Q0Q0Q0Q1" (a parameter's letter Q and
// digit, then five digits, each after a Q) between ESC and CR; 5 selects the format (1 JPEG, 3 BMP), 6 selects PART or ALL, 4 is the quality
// of JPEG; [DE8 takes the picture. The settings of this driver, ALL and JPEG, are the manual's own example.
//
// Not confirmed, and therefore not relied upon:
//   - the byte order of number, length and checksum: the manual does not print it. The first packet tells it: only in one order is its length
//     one of a picture, and the checksum must then be right in the same order. From then on no other order is taken.
//   - the places of the fields of the information: the listed ones make 255 of its 256 bytes. Nothing of it is used. Where the file ends, and
//     how large the picture is, the file itself says.
//   - whether the length counts A, as its place suggests; a module that counts otherwise shows as scanner.corrupted.
//   - an answer to settings, a question for the module's health, a way to stop a picture. There may be some. The driver waits for no
//     answer; it takes a picture and throws it away where it must know whether the module is there, at the opening and after a silence;
//     and a citizen who stops waits for the rest of the packet before the next page.
//
// # What is noticed
//
// The checksum tells a lost, doubled or changed byte. The module repeats no packet, so that the whole page is taken again, once; then it is
// scanner.corrupted. In PART a packet of another number than the next one tells a lost packet.
//
// # Grade (quality.md, "Gerätegüte")
//
//	bronze    yes; silver    yes; gold      no redacted dump
//	platinum  fuzzed codec, faults on every kind of byte, both byte orders, PART and ALL, no goroutine left: yes; recorder and player: no.
//	          Never run on a real module.
package opticon
