// Package history is the order of a talk of members and its reading from the disk.
//
//	o.Enter(log, era)                                   // once for each epoch of the log
//	at, added := o.Append(log, event.Seq)               // the place of an event that arrived
//	page := reader.Page(ctx, &o, Range{At: at, Before: 50}) // the 50 events before it
//
// A host numbers the events of each room in its log. When it begins again, a new epoch of
// the log counts from 1, and events of earlier epochs can come again in it. An Order keeps
// which numbers of each epoch a talk shows, and the place that each event had first: a Place
// orders the messages of a talk through all epochs, and never changes.
//
// A Reader turns a Range of places into the events that stand there, whichever log holds
// them. It reads in spans of numbers and holds no more than a page, so that the length of
// a talk costs nothing.
//
// An Order belongs to the goroutine that owns the talk; a Clone can be read elsewhere. The
// package starts no goroutine and knows neither peers nor notices.
package history
