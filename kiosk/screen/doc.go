// Package screen turns the session's state into a tree of meaning: role, name, value, what touching it means.
// It is pure. It never places, measures or draws (layout and display do), and never decides what happens next (session does).
package screen
