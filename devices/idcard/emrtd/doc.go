// Package emrtd reads electronic travel documents by their chip: passports, residence permits and identity cards that follow ICAO Doc
// 9303. It opens the chip with what is printed on the document, reads zone, face and details, and says whether the data are the
// issuer's and whether the chip is the issuer's too.
//
// It never opens a line and never decides whether a document may be used. It never asks for fingers or irises (DG3, DG4), keeps nothing that it
// read, logs nothing, and puts no datum of a holder into an error. Files and keys are overwritten when Read returns.
//
// # What a German identity card gives
//
// Its chip gives no personal data without an authority's certificate: PAuswV § 14 (2) lets it be read by authorities with an official
// certificate, by providers with a certificate after the holder's PIN, and on site with a certificate and the card access number. This
// package has no such certificate and makes no attempt. It opens the card with PACE and the card access number, the application or DG1 is refused, and
// Read ends in FaultChipAuthority; the terminal reads the printed lines instead. Public reports agree: EF.COM is missing, EF.SOD and DG1 are
// refused with 6982 after PACE, BAC is refused with 6985 or 6A88 (github.com/AndyQ/NFCPassportReader issues 27 and 205); one report there names cards of 2022 and
// later that were read, so what the chip gives is taken and what it refuses is told, whatever the card. The online function goes
// another way (package ausweisapp); German passports and residence permits with the passport application are read here.
//
// # Sources
//
// ICAO Doc 9303, 8th edition: part 10 (files: 3.6 selection, 3.11 EF.ATR/INFO, EF.COM, 4.6.2 EF.SOD, 4.7 data groups), part 11 (4.2 way in, 4.3 BAC, 4.4
// PACE, 5.1 passive, 6.1 active, 6.2 chip authentication, 9 algorithms and names, D and G examples), part 12 (certificates, master lists). ISO/IEC
// 7816-4 (READ BINARY with odd instruction), ISO/IEC 9796-2, ISO/IEC 19794-5:2005. The editions of Doc 9303 itself were not at hand when this was written: the rules were
// taken from its worked examples, from published test suites and from implementations that were read, and every statement
// below says how it was checked.
//
// # Checked by vectors
//
//   - BAC and 3DES secure messaging: every value of Doc 9303-11 D.2 to D.4
//   - PACE, ECDH generic mapping, brainpoolP256r1, AES-128: every value of G.1, every byte on the line; 3DES and a trace with AES-256 of real
//     chips, from the test suite of github.com/gmrtd/gmrtd
//   - chip authentication with AES-128 and with 3DES (MSE:Set KAT, key information missing): traces of real chips from the same suite
//   - CMAC: RFC 4493 and SP 800-38B; signed data with explicit Brainpool parameters: EF.CardSecurity of a German document
//
// # Checked only against our own simulator (devices/simulator/passport) and openssl
//
// All other combinations of curve, cipher, signature algorithm and file; extended length; offsets beyond 32 KiB; active authentication; master lists.
//
// # Not supported
//
//   - PACE over finite fields, with integrated mapping, and with chip authentication mapping (a chip that offers it offers generic mapping as well in all
//     files seen); chip authentication over finite fields; curves below 224 bits, brainpoolP224r1 and P320r1
//   - terminal authentication, and with it everything that needs an authority's certificate
//   - JPEG 2000: given as bytes with its kind, for no maintained Go module decodes it; ISO/IEC 39794-5 faces: noted in Incomplete
//   - revocation lists: a document signer that was revoked still counts as genuine
//   - deviation lists (Doc 9303-12): a known defect of an issuer looks like what it is, a defect
//
// # Figures
//
// A document with a face of 20 kB by BAC takes 21 ms of processor time for both sides together, signatures on brainpoolP256r1 included, and 110 commands;
// by PACE on brainpoolP256r1 103 ms. On the line (115200 8N2, GemPC Twin with echo) see BenchmarkFaceOverTheLine, which gives it beside the ceiling.
//
// # What is not noticed
//
// A relay to a distant chip. A copy of a chip that offers neither chip nor active authentication: its data are Genuine and it is Unproven.
//
// # Grade sheet ("Gerätegüte")
//
//	bronze    open, configuration, documentation         yes
//	silver    every refusal has a fault and a text       yes; more than 95 % of the statements covered: no, 92 %, the
//	                                                     rest are mostly failures of ciphers and random sources
//	gold      faults in all languages, limits documented yes
//	platinum  codecs fuzzed, faults injected per APDU    yes, in the simulator; a real document was not at hand
package emrtd
