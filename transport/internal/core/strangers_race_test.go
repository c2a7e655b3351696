//go:build race

package core

// strangers is how many connections a flood has; without the race detector ten
// times as many.
const strangers = 500
