// Package mailbox is the queue of events between a goroutine that must not wait and one
// that drains when it is ready. It is bounded: too many events become one, which says
// that more changed than the others report.
//
//	box := mailbox.New(rules, wake)
//	box.Post(event, mailbox.Size) // wakes whoever drains if the box was empty
//	buf = box.Drain(buf)          // there: everything that waits, oldest first
//
// What an event is the box does not know; Rules tell it what becomes of each. Any
// goroutine may call the methods.
package mailbox
