// Package ui is the window: two tabs, a list of people, a conversation, and the
// settings, drawn with Gio.
//
// Run opens the window and returns when it is closed. One goroutine owns the
// window, the widgets and the model; transport's goroutines post events into a
// transport.Mailbox, which invalidates the window, and every window event drains
// it: a hidden window gets no frames, yet must not let the mailbox fill.
//
// A frame goes one way: drain the mailbox into the model, read input and turn
// it into intents (methods of the model), then draw what the model says. The
// screen keeps only what is of no interest to anyone else: scroll positions,
// carets, open menus.
//
// Layout never waits: no file, no socket, no formatting of more than a label.
// Nothing here decides what a click means for the talk; that is the model's.
//
// The screen is a plain struct with a Layout method, so tests drive it with an
// input router and no window (see ui/internal/uitest).
package ui
