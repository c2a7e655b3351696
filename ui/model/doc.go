// Package model holds everything the window shows: the two tabs, the roster,
// the talks, what may be pressed and why not. It folds transport's events into
// that state and turns what a person does (an intent, a method) into calls on
// transport's Server and Client. All labels are made here, safe to show and in
// the chosen language, so that the window only draws.
//
// One goroutine, the window's, calls every method of Model and of what it
// returns. Events come to it through a transport.Mailbox, which wakes the window,
// which drains it and gives the events to Apply.
//
// State changes in Apply, Tick and the intents only, never while
// drawing; Changed tells whether there is something new to draw. Pointers to
// Row and Person are good until the next change.
//
// The model never holds a whole talk: a Talk is a window over the journal, of
// some hundred rows that show something, which Load fills page by page. Nothing
// here waits: not for the network, not for the disk, not for a lock longer than
// an append.
//
// This package never imports Gio.
package model
