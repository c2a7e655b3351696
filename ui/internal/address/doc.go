// Package address reads the addresses that people type, for the fields of the
// window and the arguments of the terminal alike: Listen where a server shall
// listen, Dial which server to reach, Join which one also by an invitation.
//
// All take what an input method writes for digits and signs, complete what is
// left out, and return host:port as package transport takes it. What cannot be
// meant is refused at once, with the *transport.Error that transport would have
// for it; whether a name exists or an address is of this computer is for the
// system to say later.
//
// The functions are pure: they ask no resolver and no interface, and may be
// called from any goroutine.
package address
