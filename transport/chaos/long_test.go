//go:build chaos

package chaos

// long says that the tests take the time they need.
const long = true
