// Package join is how somebody is let in without being asked about: by an invitation.
//
//	var desk join.Desk                              // of the host
//	token, expires := desk.Open(false, join.Lifetime)
//	link := join.Link{Host: self, Token: token, Addrs: addrs}
//	fmt.Println(link)                               // http://192.168.1.5:8899/#AQ…
//
//	link, err := join.Parse(pasted)                 // at whoever is invited
//	verdict := desk.Take(link.Token)                // at the host: join.Valid
//
// A Link says where the host is, which key must answer there, and with which token it
// lets its bearer in. Its text is a web address, since the cameras of phones open these
// and show most others as text; all that is secret stands in the fragment, which no
// browser sends. The page that is found there hands the same on as confab://join/…, and
// such a link proves nothing of the host: whoever can change the page can change it.
//
// A Desk is which invitation a host has open and which it had, so that a token that was
// used, or came too late, is told from one that never was.
//
// Nothing here opens a socket, starts a goroutine or keeps a lock: a Desk belongs to one
// goroutine, the functions may be called from any.
package join
