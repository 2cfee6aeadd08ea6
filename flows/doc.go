// Package flows is the room of the services: their definition, the loader that finds every mistake, and the pure
// evaluation of answers. It never reads a clock, a random number or a file of its own accord, and knows no device.
package flows
