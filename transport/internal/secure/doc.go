// Package secure says who is at the other end, and keeps others out of the
// talk: identities, the TLS configuration, and the words people compare.
//
//   - An Identity is a long-term Ed25519 key, kept in one file of the data
//     folder; its ID is the SHA-256 of its public key.
//   - ServerConfig and ClientConfig are TLS 1.3 with a self-signed certificate on
//     each side; Server and Client shake hands over a net.Conn they are given.
//   - A Pin says which ID a client expects; another is a *ChangedKeyError.
//   - A Fingerprint is twelve words of the pair of IDs, in English or Chinese.
//
// Nothing here looks at a clock, a host name or an authority: a certificate is
// only the envelope of a key. Who is a member, and which keys are pinned, is
// not known here either: ServerConfig asks, ClientConfig is told, and the
// caller writes it down.
//
// The package opens no socket and starts no goroutine. It touches the disk in
// OpenIdentity only, which blocks and belongs on no goroutine that draws.
// Everything else is safe for concurrent use; all values are immutable. What a
// stranger can make us hold is bounded by Server and Client (see
// HandshakeBytes), and what time a stranger may take by the context given to
// them.
package secure
