// Package web is what a browser gets of a host: a page that says what this is, opens it in
// Confab, and hands over the program.
//
//	server := web.New(web.Config{Version: version, Downloads: []string{"downloads"}})
//	seen, err := server.Serve(web.Visit{Conn: nc, Opening: opening, From: from, Allowed: true})
//	if answer := web.Refusal(opening); len(answer) > 0 { … }  // no request, yet like one
//
// A web page can make the browser of its visitor send a host on its network nearly
// anything. So nothing that a browser sends is ever taken for a message, and nothing of it
// but the own address it asked for is in an answer; what a page of another origin asks for
// is refused, and so is whatever is for a name that is not this machine's; how the host sees
// it (PageServed, RequestRefused) tells a person from a page. An invitation is in the
// fragment of the page's address, which no browser sends: only the page's own script reads
// it, for the link that opens Confab.
//
// From the disk come the builds of Confab in the folders that the host names, known by
// their names, and the programs that it names itself; there is no list of anything else,
// and no way out of a folder. Their digests are computed on a goroutine of their own.
//
// Serve may be called from any goroutine and answers one request. It bounds how long that
// may take and how many downloads there are at a time; how many browsers there are is for
// the caller to bound.
package web
