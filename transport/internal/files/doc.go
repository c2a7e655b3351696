// Package files is the disk half of file transfer: what is offered, what arrives,
// and the names, marks and space that this takes. It knows no network.
//
// Everything is a tree: a list of files and folders, of which a single file is the
// shortest. The contents of all files, in the order of the tree, are one stream of
// bytes, cut into chunks of one size. The tree's digest is its Version; the digest
// over the Version and the digests of all chunks is the whole.
//
//	snapshot, err := files.Scan(ctx, path, skipped)         // the sender: what is there
//	n, err := snapshot.Open().ReadChunk(i, buffer)          // ErrChanged when it is so no more
//
//	part, err := files.Create(state, downloads, head, files.PartOptions{})
//	err = part.Put(i, chunk, digest)                        // verified before it counts
//	path, err := part.Finish(whole)                         // synced, marked, renamed; never over another
//
// A transfer is written to NAME.TAG.part in the folder of downloads, where TAG is
// random: so a path that a sidecar names is never another transfer's, even when a
// person removed files in between. The sidecar is a file in the data folder with
// the tree and the digest of every chunk that is there. Nothing is synced before
// Finish: Resume reads what is marked again and keeps what is right, so whatever a
// crash left behind, at worst a chunk is asked for again. Finish notes the name in
// the sidecar before it renames, so that a crash behind that is no second copy.
//
// Every access goes through an os.Root and refuses symbolic links, at the sender as
// at the receiver. Names are made safe for the system at hand one component at a
// time (SafeName); names that are then the same are numbered. The folder that is
// received into is closed to other users until it is finished. Other files that a
// program of the same user puts into it stay and are renamed with it.
//
// With PartOptions.Stream, Finish makes a copy for others: the contents in one file, as they
// came, with the sidecar beside it (OpenCopy).
//
// Finish marks files as coming from another machine where a system has such a mark:
// the zone on Windows, the quarantine on macOS. Linux has only the address that a
// file was loaded from, which is no truth about a transfer; nothing is written there.
//
// A Source and a Part keep one file open at a time and no buffer of their own, but
// for the one chunk with which Resume looks at what is there. A Source belongs to one
// goroutine. A Part may be called from any; only one Part may use a sidecar.
package files
