// Package cpace lets two sides find out that their persons have the same short code,
// and neither the other side nor whoever is between them learns more than that. It is
// CPace (draft-irtf-cfrg-cpace-21) over ristretto255 with SHA-512, as initiator and
// responder, with the key confirmation of section 10.4 of the draft:
//
//	client, share, err := cpace.Begin(session, code)      // to the host
//	host, answer, err := cpace.Respond(session, code, share) // to the client
//	tag, err := client.Answer(answer)                     // to the host
//	tag, err = host.Finish(tag)                           // to the client
//	err = client.Finish(tag)
//
// The client confirms first: a program that only pretends to be a client learns from
// the host whether one code was right, and nothing else. A program that pretends to be a
// host learns as much from the client's tag. So every exchange is one guess, and whoever
// lets exchanges be made counts the wrong ones: see package passcode.
//
// A Session binds the exchange to one connection and to both identities. Whoever stands
// between the two sides, with a connection to each, has two sessions and so no exchange.
//
// The package is pure, keeps nothing, and never logs. The key that both sides then share
// is used for the tags alone: TLS protects the connection already.
package cpace
