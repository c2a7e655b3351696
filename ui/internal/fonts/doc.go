// Package fonts holds the typefaces that are part of the program.
//
// Three weights of Inter draw Latin, Greek and Cyrillic text, and JetBrains Mono
// draws bytes. Being embedded they look the same on every system, and the first text
// on the screen does not wait for the system's fonts to be scanned. Chinese,
// emoji and every other script fall back to the fonts of the system when
// Shaper is asked for them.
//
// The faces are parsed once, when first asked for, and may then be shared by
// any number of shapers. A Shaper belongs to the one goroutine that owns its
// window.
//
// Both are used under the SIL Open Font License (OFL-Inter.txt and
// OFL-JetBrainsMono.txt); generate.sh makes the subsets.
// This package never reads a file and never draws.
package fonts
