// Package escl drives a true A4 scanner on a network, or on a USB cable behind a program that speaks eSCL for it, by HTTP and XML. It
// is the same Device as those on serial lines. It finds no scanners by itself: the address is configured. It never compresses
// anew, never decides whether a bad picture may be used, and keeps no picture after Scan returned it.
//
// # Source
//
// The specification is Mopria's and needs a licence agreement; it was not read. Names and order of the XML follow SANE,
// backend/escl (escl_newjob.c, escl_status.c, escl_scan.c), and the published answers of an HP PageWide Pro 477dw (version 2.5).
// Confirmed by these: GET ScannerCapabilities, GET ScannerStatus with State and AdfState, POST ScanSettings to ScanJobs, answered by
// 201 with a Location, GET NextDocument below it, regions in 300ths of an inch, Platen and Feeder, Grayscale8, RGB24 and
// BlackAndWhite1, the state words of the feeder.
//
// Not confirmed by a document: DELETE of a job, which the driver sends after each page and to cancel, and whose answer it ignores; 503 on
// NextDocument while the carriage moves, after which it asks again; 404 and 410 for a feeder that is empty. A PDF is taken only
// where a scanner gives no JPEG, and only one whose page is a JPEG inside: that JPEG is the page.
//
// The test's double is itself held against SANE's scanimage with the escl backend, where it is installed.
//
// # What is noticed
//
// TCP carries the bytes safely. A document that ends too early is repeated once from the glass, and is then scanner.corrupted.
//
// # Grade (quality.md, "Gerätegüte")
//
//	bronze    yes; silver    yes; gold      by address and not by a stable id; no redacted dump
//	platinum  fuzzed XML, faults of the network: yes; recorder and player: no. Never run on a real scanner.
package escl
