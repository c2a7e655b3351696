// Package chaos tests the built program from outside, as networks, disks and
// people treat it: connections cut in the midst of a frame, processes killed at
// the worst moments, cables that swallow everything, disks that fill up, other
// keys, and strangers at the door. What members said must be there afterwards,
// complete, in order and once; and what they sent, byte for byte, or in no place.
//
// There is nothing here but tests. A proxy stands between the programs; a
// process is driven by its standard input and its -json output; and what
// lies on disk at the end is read with package store from a copy of the data
// folder. Nothing relies on what the programs say of themselves alone.
//
// The program is built with two files of it replaced (go build -overlay), so
// that CONFAB_FAILPOINT can kill it at a fail-point of the store (package
// failpoint); the program that people get does not know of it. In the same way
// TestMutants builds programs with one promise broken each and has the other
// tests run against them: tests that pass then are worth nothing.
//
// Without a build tag the tests take seconds and run with all others. With the
// tag chaos, by `make chaos`, they run at full length; `make mutants` runs
// TestMutants, which needs that tag too. CONFAB_CHAOS_PROGRAM names a program
// built otherwise, CONFAB_CHAOS_SEED repeats the dice of an earlier run as far
// as the scheduler allows.
package chaos
