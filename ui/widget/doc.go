// Package widget holds the controls and surfaces the pages are made of: the
// transcript, the composer and the bars around it, rows of people and of who
// asks to be let in, locks, fields, buttons, menus, dialogs.
//
// As in gioui.org/widget, state and look are two types. A state (Field, Menu,
// Transcript…) lives as long as the page, has a useful zero value, and answers
// what happened. A style (FieldStyle, MenuStyle…) is made by a constructor for
// one frame, may be changed, and is drawn by its Layout.
//
// Input is read before drawing: call a state's Update or Clicked method at the
// top of the frame, then lay out. Widgets get plain values, with every time and
// number already made into words: nothing is formatted, sorted, read or
// decoded in Layout, and nothing is allocated per frame once warm.
//
// All of it belongs to the goroutine that owns the window. Nothing here starts
// a goroutine, knows of connections, or imports transport or ui/model.
package widget
