// Package weblink finds the addresses of web pages in what people say, and opens
// one in the system's browser when a person asks for it.
//
// Text from others stays text: Find only says which parts of it are addresses of
// pages, http and https with a host and nothing invisible, and Open hands such an
// address, and nothing else, as one argument to the program that the desktop has
// for it. No shell sees it. On Android Open is refused.
//
// Find is a pure function. Open starts a process and does not wait for it; any
// goroutine may call it but the window's, which must not wait for the disk.
package weblink
