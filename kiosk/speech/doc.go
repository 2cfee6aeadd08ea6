// Package speech reads the placed page aloud: what each node says, in which order, and what is said when something changes
// (pure), and the reader that has it spoken by an engine and mixes it into the terminal's one sound device. Whatever is
// shown is spoken, from the same tree.
//
// What is personal is said only where a headset is plugged in, what is secret only there and only when the citizen has
// said so; on the loudspeaker a sentence stands in its place. The package never logs, keeps or names in an error what it
// says, and an engine gets the text by a pipe, never in its arguments, where every user of the machine could read it.
//
// The words around the tree's own (roles, states, positions, letters, abbreviations) are data: locales, speech.toml.
package speech
