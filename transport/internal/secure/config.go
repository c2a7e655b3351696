package secure

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net"

	"confab/transport/internal/wire"
)

// Protocol is what a TLS connection carries, told by ALPN (RFC 7301).
type Protocol string

const (
	// Talk is a member's session.
	Talk Protocol = wire.ALPN
	// File is the stream of one transfer, so that text never waits behind a file.
	File Protocol = wire.FileALPN
)

// ErrProtocol is wrapped when the peer speaks TLS but not Confab.
var ErrProtocol = errors.New("not a Confab protocol")

// Pin says whom a client expects at the other end. The zero value is nobody, so
// that a forgotten pin lets nobody pretend.
type Pin struct {
	id    ID
	first bool
}

// PinTo expects the one identity that was met before, or that a link names.
func PinTo(id ID) Pin { return Pin{id: id} }

// FirstContact expects nobody in particular: whoever answers is accepted, and
// Conn.Peer tells who it was. It proves nothing until the words are compared.
func FirstContact() Pin { return Pin{first: true} }

// ChangedKeyError is returned by Client when another identity than the pinned
// one answered: it was made anew, or somebody is in the middle. That peer got
// neither our certificate nor a byte of ours beside the hello.
type ChangedKeyError struct {
	// Want is the pinned identity.
	Want ID
	// Got is the one that was shown. Its key may not be in the peer's hands: to
	// pin it, connect anew with PinTo(Got).
	Got ID
}

// Error is one line for logs; people get the words of the ui.
func (e *ChangedKeyError) Error() string {
	return fmt.Sprintf("peer has another key: want %v, got %v", e.Want, e.Got)
}

// Agree returns the pin to one identity that is to be expected, too. It fails with a
// *ChangedKeyError where another one is expected already.
func (p Pin) Agree(id ID) (Pin, error) {
	if !p.first && p.id != id {
		return p, &ChangedKeyError{Want: id, Got: p.id}
	}
	return PinTo(id), nil
}

// check returns nil if got is expected.
func (p Pin) check(got ID) error {
	if p.first || p.id == got {
		return nil
	}
	return &ChangedKeyError{Want: p.id, Got: got}
}

// ServerConfig returns what Server needs, for every connection of a server.
//
// decide is asked about each peer, from many goroutines at once, and must not
// block; on its error the peer gets an alert, for which it has RefusedByPeer,
// and Server returns that error. It is asked when the peer has shown its
// certificate and before it has proved that the key is its own, as crypto/tls
// has it: decide may keep blocked peers out, but must record nothing. Who is
// there is what Conn.Peer says. A nil decide lets all identities in.
func ServerConfig(identity *Identity, decide func(peer ID) error) *tls.Config {
	config := common(identity, decide)
	config.NextProtos = []string{string(Talk), string(File)}
	config.ClientAuth = tls.RequireAnyClientCert
	config.SessionTicketsDisabled = true
	return config
}

// ClientConfig returns what Client needs to speak protocol with the peer that
// pin expects.
func ClientConfig(identity *Identity, pin Pin, protocol Protocol) *tls.Config {
	config := common(identity, pin.check)
	config.NextProtos = []string{string(protocol)}
	// Not insecure: it switches off authorities and names, of which there are
	// none here; VerifyConnection is called all the same.
	config.InsecureSkipVerify = true
	return config
}

// common is what both sides share. crypto/tls asks accept after it has parsed
// the peer's certificate.
func common(identity *Identity, accept func(ID) error) *tls.Config {
	return &tls.Config{
		Certificates: []tls.Certificate{identity.certificate},
		MinVersion:   tls.VersionTLS13,
		MaxVersion:   tls.VersionTLS13,
		// Both are fast everywhere, and a recording made today stays closed to a
		// quantum computer. What else crypto/tls knows would only be work that
		// strangers can give us.
		CurvePreferences: []tls.CurveID{tls.X25519MLKEM768, tls.X25519},
		VerifyConnection: func(state tls.ConnectionState) error {
			return verify(state, accept)
		},
	}
}

func verify(state tls.ConnectionState, accept func(ID) error) error {
	// A peer that offers no ALPN at all gets past crypto/tls.
	if p := Protocol(state.NegotiatedProtocol); p != Talk && p != File {
		return fmt.Errorf("%w: %q", ErrProtocol, string(p))
	}
	// Cannot happen without tickets. If it did, no key would be proved.
	if state.DidResume {
		return fmt.Errorf("%w: a resumed session", ErrProtocol)
	}
	peer, err := identify(state.PeerCertificates)
	if err != nil {
		return err
	}
	// Before the signature is checked, as it costs nothing.
	if accept != nil {
		if err := accept(peer); err != nil {
			return err
		}
	}
	return verifySelfSigned(state.PeerCertificates[0])
}

// RefusedByPeer reports whether err, of Server, Client or a Read, is the alert
// by which the other end refuses our certificate: its pin or its decide wants
// another identity. Trying again at once will not help. A client learns it from
// its first Read, as in TLS 1.3 its handshake ends before the server's does.
func RefusedByPeer(err error) bool {
	// crypto/tls exports no type for an alert that came in; RFC 8446, 6.2: 42.
	var remote *net.OpError
	return errors.As(err, &remote) && remote.Op == "remote error" &&
		remote.Err.Error() == tls.AlertError(42).Error()
}
