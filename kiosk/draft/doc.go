// Package draft keeps an application for another day, on the terminal's side: what is kept, sealed by a key of its own; the code that
// holds this key and goes onto the citizen's paper; finding that code on a scanned sheet; and the way to the hub and back.
//
// The key is 256 random bits, made for one draft and written nowhere but into the code. From it follow, by HKDF-SHA256 (RFC 5869), the id
// under which the hub keeps the draft, and the key of AES-256-GCM: who knows the id alone opens nothing, and the hub's hash of it
// says nothing. The content is padded to few sizes before it is sealed. What is sealed is never on a disk of the terminal, and nothing
// here is logged: neither code nor id.
package draft
