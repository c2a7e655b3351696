// Package handout finds what a host hands over to browsers without being told: the builds
// of Confab in a folder beside the program, and the program itself.
//
//	options.Downloads = handout.Beside()        // for transport.Options
//	options.Downloads = handout.In("builds")    // instead of that folder, another one
//
// What does not exist is in the lists too, or not; package transport leaves out what it
// does not find when a browser asks. On Android nothing is handed over: the program there
// is a library that no other phone could install.
//
// Nothing here reads a file. Any goroutine may call it.
package handout
