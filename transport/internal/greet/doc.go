// Package greet finds out what listens at an address, without taking part in its talk.
//
//	conn, err := dialer.DialContext(ctx, "tcp", addr)
//	...
//	answer := greet.Ask(ctx, conn)
//	if answer.Kind == greet.Confab {
//		fmt.Println(answer.Key, answer.Versions)
//	}
//
// It connects as a member does, with a key that nobody knows, and offers a version of the
// protocol that does not exist. A host answers that with its own versions and ends the
// connection, and its person does not hear of it. TLS proves the key of the host; a name is
// neither told nor asked for.
//
// Ask runs in the goroutine of its caller, and any number of them at the same time.
package greet
