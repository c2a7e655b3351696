// Package passcode is the 6-digit code by which a host lets somebody in: how it is drawn
// and read, and how often it may be guessed.
//
//	code := guard.Open(expires, once)  // to show to the host's person
//	try, err := guard.Begin()          // a client says that it has the code
//	...                                // package cpace, with try.Code
//	code, err = guard.Judge(try, func() bool { return right })
//
// A code has a million values, so what protects it is how few of them can be tried:
//
//   - one exchange at a time, and one guess in an exchange;
//   - after three wrong guesses another code, and a pause of 30 seconds;
//   - at most 30 wrong guesses in any ten minutes, whoever makes them and however many
//     codes there are meanwhile.
//
// Guesses count by themselves and not by address: an attacker on the same network has as
// many addresses as it likes. A Guard is pure: it has no goroutine and no timer, and asks
// the clock that it was made with.
package passcode
