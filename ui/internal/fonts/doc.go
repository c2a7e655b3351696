// Package fonts holds the typefaces that are part of the program.
//
// Three weights of Inter draw Latin, Greek and Cyrillic text, and JetBrains Mono
// draws bytes. Being embedded they look the same on every system, and the first text
// on the screen does not wait for the system's fonts to be scanned. Chinese,
// emoji and every other script fall back to the fonts of the system when
// Shaper is asked for them. A window takes its shaper from Lazy, which reads them
// when there is text that needs them, and otherwise after the first frame.
//
// The index of the system's fonts is made in a folder that was seen to work, memory
// if possible, and kept in Confab's own cache folder, where it is written only when
// it changed. Where no index can be made a few fonts are picked without one.
//
// Outlines in CFF, which most Chinese fonts have, are mapped into memory instead of
// read, where the font is one of the system's.
//
// The faces are parsed once, when first asked for, and may then be shared by
// any number of shapers. A Shaper belongs to the one goroutine that owns its
// window.
//
// Both are used under the SIL Open Font License (OFL-Inter.txt and
// OFL-JetBrainsMono.txt); generate.sh makes the subsets.
// This package reads files only where fonts of the system are asked for, blocks
// on them, and never draws.
package fonts
