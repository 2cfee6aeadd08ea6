// Package clip reads the clips of sign language that a municipality lays beside its services: moving pictures in VP8, in an IVF or WebM file, each
// with a caption. It takes files apart and judges them; it decodes no picture, plays nothing, knows no clock, and has nothing to do with sound: a file
// that has a track of sound is refused, for nobody would hear it.
//
// # The files
//
//	clips/FLOW/start.LANG.webm        on the page of the service itself
//	clips/FLOW/privacy.LANG.webm      on the page of what happens with the data
//	clips/FLOW/identify.LANG.ivf      on the page that asks for the document
//	clips/FLOW/start.LANG.vtt         what is said, in time: WebVTT
//	clips/FLOW/privacy.LANG.txt       or all of it at once
//	clips/_common/privacy.LANG.webm   with every service that has none of its own there; also identify
//
// LANG is the language of the page and of the caption. A clip without a caption is refused: who does not sign reads what is said, and the voice
// reads it aloud. One clip can have captions in several languages: start.de.webm with start.de.vtt, start.uk.vtt, start.de-leicht.txt. Where the
// clips of a page are several, each has a caption of its own name only.
//
// # Sources
//
// IVF: the header of 32 bytes and the 12 bytes before each frame as libvpx writes them (ivfenc.c); no standard describes it. WebM: RFC 9559
// (Matroska) and RFC 8794 (EBML), of which only what a file of one VP8 track needs is read: lacing and content encodings are refused, sizes may be
// unknown for the segment and its clusters. VP8: RFC 6386 section 9.1, the header of a frame. WebVTT: W3C, WebVTT: The Web Video Text Tracks Format;
// the subset without styles, regions and tags.
package clip
