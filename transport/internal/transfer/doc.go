// Package transfer is the engine of files and folders of one identity with one host: it
// keeps ready what we offer, and fetches what we want until it is here, whole.
//
//	e := transfer.New(transfer.Config{Self: me, Host: host, Store: s, Folder: dir, Dial: dial, Changed: changed})
//	err := e.Keep(offer, path)        // ours: a message offers it
//	err := e.Fetch(offer, downloads)  // theirs: now, or when it can be reached
//	err := e.Retracted(offer)         // its message was deleted
//	e.Supply(frame)                   // the host asks for one of ours
//	e.Serve(ctx, conn)                // on a host: a member's connection of files
//
// What is kept and wanted stands in the store's table, and what has come of it in files of
// the data folder (package files), so that all goes on after a restart. A connection that
// breaks is made again, each time for what is missing; what cannot succeed fails, for a
// Reason, until it is fetched again.
//
// Who offers may be away, or silent: of all that is wanted of one, a single fetch tries the
// way, beside the few places of what comes, until something has come by it. Of what waits,
// a few parts stay open: to open one is to read all of it.
//
// A member is given what MayRead allows at each WANT, by one connection nothing but what it
// was opened for, and nothing more after Expel, Revoke or Withdraw. What one member, and
// all together, may have at a time is bounded, also in the memory of what we offer.
//
// A host hands over what its members offer to each other. It asks the one who offers by a
// SUPPLY in its talk, which dials and says SERVE. Unless it is set to (Copies), it keeps
// nothing of it; with a copy, it gives that, each chunk compared with its digest, and a copy
// that is not what it was is given no more. Who gets it from there tells the author itself.
//
// Between two members it goes straight where the receiver reaches the one who offers
// (package straight, and wire's filestream.go): the host says where it sees that one, who
// awaits this one receiver there. The connections with the host stay meanwhile, unused: the
// receiver comes back to them where the straight way fails, and when the host closes them, by
// Expel and Revoke as always, the one who offers ends the stream. Members that were not
// reached are not tried again for a while.
//
// One lock guards the state of an Engine and is never held over disk or network; another
// one is held while the table changes with it, so that the two never differ. Each
// fetch, and each connection that is served, has a goroutine; a few of them work at a time.
// Changed is called by these, without the lock, and must not wait.
package transfer
