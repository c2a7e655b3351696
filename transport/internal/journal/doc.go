// Package journal keeps what was said: the ordered log of every talk, from
// which pages are shown.
//
// A talk is a run of entries numbered from 1 without gaps. The newest are kept
// and the oldest dropped when a talk, or all talks together, pass their budget
// of bytes; the first number still held then moves up, and a reader who asks
// for less is told where the talk now begins.
//
// This journal lives in memory and ends with the program. It never blocks, never
// touches a disk and starts no goroutine; it is not safe for concurrent use: one
// goroutine owns it, that of the loop of a Server or Client.
package journal
