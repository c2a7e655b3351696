// Package speed compares a transfer with scp, sftp and rsync over loopback, encrypted and
// verified at both ends:
//
//	go test -tags speed -run Test -v -timeout 1h ./transport/speed
//
// There is nothing here but tests. A host and a member run in processes of their own; an
// sshd with keys of its own listens on loopback. Each round times all of them, one after
// the other, from the start of a process to its end; the medians of five rounds are
// printed, with the memory that each process took at most. How long a text takes while
// three transfers run is timed too. The numbers are of one quiet machine: nothing fails by
// them, and no pipeline runs this.
package speed
