// Package display shows placed pages in a window and hands on what a citizen touches and types. It is the only room that
// knows Ebitengine. It decides nothing: hit testing, focus and the meaning of a key belong to the kiosk.
//
// The loop paints only what has changed and sleeps in between (Ebitengine's FPSModeVsyncOffMinimum): a page at rest costs
// near to no CPU. It turns every five seconds all the same, so that a watchdog sees it alive.
//
// # Two ways to the glass
//
// Without a graphics card a frame of Ebitengine is dear: Mesa's software renderer draws the whole panel anew, then hands all
// of it, 8 MB, to the X server, and does so four times more after each change (internal/ui/context.go, maxSkipCount). So
// where there is no card the loop paints into memory that it shares with the X server and has the changed rectangles copied
// into Ebitengine's window by a connection of its own (MIT-SHM); Ebitengine, which is given nothing to draw, presents
// nothing. It still makes the window and reads the input. A card, a window that scales the page, a server on another
// machine or with other px: there the page is a texture, and Ebitengine presents it.
//
// The same connection hears Expose, which Ebitengine does not tell of: what another window has left behind is mended at
// once. Where that connection cannot be had, a turn that nobody ordered counts as a sign of damage, and presents.
//
// # What was measured
//
// Xvfb, 1080 × 1920, Mesa 22.3 llvmpipe, two shared cores, load about 20, by cmd/bench; but for the first column in one run:
//
//	                     Ebitengine's way   by the glass   empty window   Chromium
//	start to first page  685 ms             499 ms         859 ms         2,315 ms
//	finger to change     90 ms              6.3 ms         100 ms         12 ms
//	finger up to page    107 ms             27 ms          84 ms          26 ms
//	memory               204 MB             147 MB         108 MB         399 MB
//	CPU at rest, a core  0.66 %             0.31 %         0 %            0.22 %
//
// What is left at rest is waking up: each second's turn of the session takes 50 µs, of which nothing follows while its page stays
// the same; a turn of the loop, once in five seconds, eleven questions to the X server; the rest is threads that wake for
// the devices' polls and the beats. The row is of a later run; with a turn every two
// seconds it was 0.45 to 0.50 %.
//
// The first column is an earlier run at load 2 to 4, where the empty window had 520, 112 and 82 ms and Chromium 1,353, 19 and
// 28: the way by the glass was the faster one on the busier machine. Of the 27 ms to
// a page the kiosk needs 1 to 3, painting 3 to 9, the server's copy 3 to 10. Up to 16 pass before: Ebitengine waits a sixtieth
// of a second between two turns that present nothing, and the progress that grows for 240 ms behind each page orders turns
// all the while, so that a finger lifted then waits for one. Painting pages on a goroutine of their own without that wait
// changed nothing by itself (28.6 ms beside 27.9, sixty rounds each): what moves would have to go there too.
//
// A call's pictures, two at 25 a second: 38 % of a core by Ebitengine's shader, 20 % by software and the glass. A frame of a
// page that stands allocates nothing in the painter (its tests say so); what the glass sends is some requests of 40 bytes.
//
// Tried and left: Mesa's softpipe instead of llvmpipe, because nothing is drawn by it any more: its tile caches take 139 MB
// where llvmpipe takes 12, and the start is no sooner.
//
// Tried before that, on Ebitengine's way: a Draw that draws nothing costs 3 % of a core more than FPSModeVsyncOffMinimum; a
// heartbeat that draws one px to mend damage, 1.75 % at one in two seconds; an off-screen picture of the page gains nothing,
// because presenting is what costs; EGL sends each frame through the socket, GLX shares memory (present.go); Ebitengine's
// second thread loses touches (oneThread).
package display
