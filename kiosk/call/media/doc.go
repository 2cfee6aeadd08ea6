// Package media is the engine of the call: pictures and voice between one terminal and its peers, over WebRTC. A Source (camera and encoder) and a Voice
// (microphone and encoder) serve all peers of a call; per peer there is a Connection, a Sender and a Receiver. It knows no signalling, shows and plays nothing,
// and keeps nothing: no picture and no sound outlives its being shown or heard, and there is no code here that could write one anywhere.
package media
