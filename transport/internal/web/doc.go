// Package web is what a browser gets of a host: one page that says what this is and how
// to join, and answers to all else that a browser or a web page may ask for.
//
//	request := web.Read(conn, opening)                        // bounded
//	answer, seen := web.Response(request, allowed, version)
//	if answer := web.Refusal(opening); len(answer) > 0 { … }  // no request, yet like one
//
// A web page can make the browser of its visitor send a host on its network nearly
// anything. So nothing that a browser sends is ever taken for a message, nothing of it is
// in an answer, and what a page of another origin asks for is refused; how the host sees
// it (PageServed, RequestRefused) tells a person from a page.
//
// The package keeps no state and knows no connection: it reads from what it is given and
// returns bytes. Any goroutine may call it.
package web
