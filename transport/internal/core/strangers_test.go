//go:build !race

package core

// strangers is how many connections a flood has. The race detector makes each
// far dearer, so there it has fewer.
const strangers = 5000
