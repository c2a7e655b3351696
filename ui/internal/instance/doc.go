// Package instance keeps one window per data folder: a second start hands what it was to
// open to the program that runs, and ends.
//
//	claim, err := instance.Open(ctx, dir, instance.Message{Link: link})
//	switch {
//	case err == nil && claim == nil: return       // the running program has it
//	case claim != nil: claim.Serve(take)          // this one is the first
//	}
//
// They meet at a Unix socket in $XDG_RUNTIME_DIR, or in the data folder where there is no
// such directory, in a folder that only this user can enter; on Windows at a named pipe
// that only this user can open. Both sides check where the system tells who the other one
// is. Who came first holds a lock that ends with its process, however that ends, so a
// socket left behind is replaced and two that start at once become one.
//
// A request is a version, a link and the id of the start (Startup Notification), each
// with its length in front and bounded; the answer is a version and a byte. The link is
// text of whoever made it: what it may do is for the one who takes it to decide.
//
// Open blocks until somebody answered or ctx ends. Serve answers one start after the other
// on a goroutine of its own, which Close ends.
package instance
