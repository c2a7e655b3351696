package secure

import (
	"bytes"
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"math/big"
	"net"
	"strings"
	"testing"
	"time"
)

// certify makes a certificate for key as one likes, signed by signer.
func certify(t *testing.T, key, signer crypto.Signer, change func(*x509.Certificate)) tls.Certificate {
	t.Helper()
	template := &x509.Certificate{
		SerialNumber: big.NewInt(7), Subject: pkix.Name{CommonName: "stranger"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
	}
	if change != nil {
		change(template)
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), signer)
	if err != nil {
		// CreateCertificate checks what it signed. Signing with another key than
		// the parent's is what some tests want; it needs a parent of that key.
		parent := *template
		parent.PublicKey = signer.Public()
		if der, err = x509.CreateCertificate(rand.Reader, template, &parent, key.Public(), signer); err != nil {
			t.Fatal(err)
		}
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}

func newKey(t *testing.T) ed25519.PrivateKey {
	t.Helper()
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// Each of these certificates is presented to a server by a client, and to a
// client by a server.
func TestCertificates(t *testing.T) {
	alice, bob := newTestIdentity(t), newTestIdentity(t)
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	ecdsaKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	key, other := newKey(t), newKey(t)
	two := certify(t, key, key, nil)
	two.Certificate = append(two.Certificate, bob.certificate.Certificate[0])
	tampered := certify(t, key, key, nil)
	tampered.Certificate[0] = bytes.Clone(tampered.Certificate[0])
	tampered.Certificate[0][len(tampered.Certificate[0])-1] ^= 1

	sized := func(want int) tls.Certificate {
		padding := 0
		for {
			certificate := certify(t, key, key, func(c *x509.Certificate) {
				c.ExtraExtensions = []pkix.Extension{{Id: []int{1, 3, 6, 1, 4, 1, 1}, Value: make([]byte, padding)}}
			})
			missing := want - len(certificate.Certificate[0])
			if missing == 0 {
				return certificate
			}
			padding += missing
		}
	}
	expired := func(c *x509.Certificate) {
		c.NotBefore, c.NotAfter = time.Now().AddDate(-100, 0, 0), time.Now().AddDate(-50, 0, 0)
	}
	future := func(c *x509.Certificate) {
		c.NotBefore, c.NotAfter = time.Now().AddDate(50, 0, 0), time.Now().AddDate(100, 0, 0)
	}
	authority := func(c *x509.Certificate) {
		c.IsCA, c.BasicConstraintsValid, c.KeyUsage = true, true, x509.KeyUsageCertSign
		c.DNSNames = []string{"example.org"}
	}
	cases := []struct {
		name        string
		certificate tls.Certificate
		refused     bool
	}{
		{"an Ed25519 certificate of another program is met under the ID of its key", certify(t, key, key, nil), false},
		{"an expired certificate is as good", certify(t, key, key, expired), false},
		{"a certificate of the future is as good", certify(t, key, key, future), false},
		{"names, usages and authority do not matter", certify(t, key, key, authority), false},
		{"an RSA certificate is refused", certify(t, rsaKey, rsaKey, nil), true},
		{"an ECDSA certificate is refused", certify(t, ecdsaKey, ecdsaKey, nil), true},
		{"two certificates are refused", two, true},
		{"a certificate signed by another key is refused", certify(t, key, other, nil), true},
		{"an Ed25519 key under an RSA signature is refused", certify(t, key, rsaKey, nil), true},
		{"a certificate with a wrong signature is refused", tampered, true},
		{"the longest certificate is met", sized(CertificateBytes), false},
		{"a certificate longer than the limit is refused", sized(CertificateBytes + 1), true},
	}
	judge := func(t *testing.T, refused bool, conn *Conn, err error, want ID) {
		t.Helper()
		switch {
		case !refused && err != nil:
			t.Error(err)
		case !refused && conn.Peer() != want:
			t.Errorf("met %v instead of %v", conn.Peer(), want)
		case refused && !errors.Is(err, ErrCertificate):
			t.Errorf("not refused: %v", err)
		}
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			client := ClientConfig(alice, FirstContact(), Talk)
			client.Certificates = []tls.Certificate{c.certificate}
			o := meet(t, link, client, ServerConfig(bob, nil))
			judge(t, c.refused, o.server, o.serverErr, IDOf(key.Public().(ed25519.PublicKey)))

			server := ServerConfig(bob, nil)
			server.Certificates = []tls.Certificate{c.certificate}
			o = meet(t, link, ClientConfig(alice, FirstContact(), Talk), server)
			judge(t, c.refused, o.client, o.clientErr, IDOf(key.Public().(ed25519.PublicKey)))
		})
	}
}

func TestOurCertificate(t *testing.T) {
	identity := newTestIdentity(t)
	leaf := identity.certificate.Leaf
	t.Run("it is valid from 1970 to 9999 and far below the limit", func(t *testing.T) {
		if leaf.NotBefore.Unix() != 0 || leaf.NotAfter.UTC() != time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC) {
			t.Errorf("from %v to %v", leaf.NotBefore, leaf.NotAfter)
		}
		if n := len(leaf.Raw); n > CertificateBytes/4 {
			t.Errorf("%d bytes", n)
		}
	})
	t.Run("the same key has the same certificate every time", func(t *testing.T) {
		again, err := identityOf(identity.key)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(again.certificate.Certificate[0], leaf.Raw) {
			t.Error("it differs")
		}
	})
}

// Clients that are no Confab, against our server.
func TestForeignClients(t *testing.T) {
	alice, bob := newTestIdentity(t), newTestIdentity(t)
	// foreign is what ClientConfig would be without our rules.
	foreign := func(change func(*tls.Config)) *tls.Config {
		config := &tls.Config{
			InsecureSkipVerify: true, NextProtos: []string{string(Talk)},
			Certificates: []tls.Certificate{alice.certificate},
		}
		change(config)
		return config
	}
	cases := []struct {
		name   string
		client *tls.Config
		is     error  // of the server
		alert  string // that the client gets
	}{
		{"a client of TLS 1.2 is refused", foreign(func(c *tls.Config) { c.MaxVersion = tls.VersionTLS12 }), nil, "protocol version not supported"},
		{"a client without a certificate is refused", foreign(func(c *tls.Config) { c.Certificates = nil }), nil, "certificate required"},
		{"a client of another protocol is refused", foreign(func(c *tls.Config) { c.NextProtos = []string{"h2", "http/1.1"} }), nil, "no application protocol"},
		{"a client of a later Confab protocol alone is refused", foreign(func(c *tls.Config) { c.NextProtos = []string{"confab/2"} }), nil, "no application protocol"},
		{"a client that names no protocol is refused", foreign(func(c *tls.Config) { c.NextProtos = nil }), ErrProtocol, "bad certificate"},
		{"a client with none of our curves is refused", foreign(func(c *tls.Config) { c.CurvePreferences = []tls.CurveID{tls.CurveP256} }), nil, "handshake failure"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			o := meetForeign(t, c.client, ServerConfig(bob, nil))
			if o.serverErr == nil || c.is != nil && !errors.Is(o.serverErr, c.is) {
				t.Errorf("server: %v", o.serverErr)
			}
			if o.clientErr == nil || !strings.Contains(o.clientErr.Error(), c.alert) {
				t.Errorf("the client got %v instead of %q", o.clientErr, c.alert)
			}
		})
	}
	t.Run("the same client with all of it right gets in", func(t *testing.T) {
		o := meetForeign(t, foreign(func(*tls.Config) {}), ServerConfig(bob, nil))
		if o.serverErr != nil || o.clientErr != nil {
			t.Fatal(o.serverErr, o.clientErr)
		}
	})
}

// meetForeign is meet with a client that is none of ours.
func meetForeign(t *testing.T, client, server *tls.Config) outcome {
	t.Helper()
	c, s := link(t)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	var o outcome
	done := make(chan struct{})
	go func() {
		defer close(done)
		o.server, o.serverErr = Server(ctx, s, server)
		if o.serverErr == nil {
			_, o.serverErr = o.server.Write([]byte{'!'})
		}
	}()
	foreign := tls.Client(c, client)
	if o.clientErr = foreign.HandshakeContext(ctx); o.clientErr == nil {
		_, o.clientErr = foreign.Read(make([]byte, 1))
	}
	<-done
	return o
}

// Servers that are no Confab, against our client.
func TestForeignServers(t *testing.T) {
	alice, bob := newTestIdentity(t), newTestIdentity(t)
	foreign := func(change func(*tls.Config)) *tls.Config {
		config := &tls.Config{NextProtos: []string{string(Talk)}, Certificates: []tls.Certificate{bob.certificate}}
		change(config)
		return config
	}
	t.Run("a server of TLS 1.2 is refused", func(t *testing.T) {
		o := meet(t, link, ClientConfig(alice, FirstContact(), Talk), foreign(func(c *tls.Config) { c.MaxVersion = tls.VersionTLS12 }))
		if o.clientErr == nil {
			t.Error("accepted")
		}
	})
	t.Run("a server that agrees on no protocol is refused", func(t *testing.T) {
		o := meet(t, link, ClientConfig(alice, FirstContact(), Talk), foreign(func(c *tls.Config) { c.NextProtos = nil }))
		if !errors.Is(o.clientErr, ErrProtocol) {
			t.Errorf("client: %v", o.clientErr)
		}
	})
	t.Run("a server of other protocols is refused", func(t *testing.T) {
		o := meet(t, link, ClientConfig(alice, FirstContact(), Talk), foreign(func(c *tls.Config) { c.NextProtos = []string{"h2"} }))
		if o.clientErr == nil {
			t.Error("accepted")
		}
	})
	t.Run("a file stream is not taken for a talk", func(t *testing.T) {
		o := meet(t, link, ClientConfig(alice, FirstContact(), File), foreign(func(*tls.Config) {}))
		if o.clientErr == nil {
			t.Error("accepted")
		}
	})
}

// greedy counts what is read from it.
type greedy struct {
	net.Conn
	read int
}

func (g *greedy) Read(p []byte) (int, error) {
	n, err := g.Conn.Read(p)
	g.read += n
	return n, err
}

func TestHandshakeLimits(t *testing.T) {
	alice, bob := newTestIdentity(t), newTestIdentity(t)
	t.Run("a client whose certificates are longer than the handshake may be is cut off there", func(t *testing.T) {
		client := ClientConfig(alice, FirstContact(), Talk)
		client.Certificates[0].Certificate = nil
		for range 600 { // about 150 KB, which crypto/tls alone would take
			client.Certificates[0].Certificate = append(client.Certificates[0].Certificate, alice.certificate.Certificate[0])
		}
		c, s := link(t)
		go Client(t.Context(), c, client)
		counted := &greedy{Conn: s}
		_, err := Server(t.Context(), counted, ServerConfig(bob, nil))
		if !errors.Is(err, ErrHandshakeTooLong) {
			t.Errorf("server: %v", err)
		}
		if counted.read > HandshakeBytes {
			t.Errorf("%d bytes were read", counted.read)
		}
	})
	t.Run("a hello of 60 KB is cut off", func(t *testing.T) {
		c, s := link(t)
		hello := append([]byte{1, 0, 0xea, 0x60, 3, 3}, make([]byte, 60_000-2)...)
		go func() {
			for rest := hello; len(rest) > 0; {
				n := min(len(rest), 16<<10)
				if _, err := c.Write(append([]byte{22, 3, 1, byte(n >> 8), byte(n)}, rest[:n]...)); err != nil {
					return
				}
				rest = rest[n:]
			}
		}()
		_, err := Server(t.Context(), s, ServerConfig(bob, nil))
		if !errors.Is(err, ErrHandshakeTooLong) {
			t.Errorf("server: %v", err)
		}
	})
	t.Run("a handshake of ours takes less than a quarter of the limit, and the talk after it is not limited", func(t *testing.T) {
		c, s := link(t)
		counted := &greedy{Conn: s}
		const sent = 4 * HandshakeBytes
		go func() {
			if conn, err := Client(t.Context(), c, ClientConfig(alice, PinTo(bob.ID()), Talk)); err == nil {
				conn.Write(make([]byte, sent))
				conn.CloseWrite()
			}
		}()
		conn, err := Server(t.Context(), counted, ServerConfig(bob, nil))
		if err != nil {
			t.Fatal(err)
		}
		if counted.read > HandshakeBytes/4 {
			t.Errorf("the handshake took %d bytes", counted.read)
		}
		var got bytes.Buffer
		if _, err := got.ReadFrom(conn); err != nil || got.Len() != sent {
			t.Errorf("%d bytes came of %d: %v", got.Len(), sent, err)
		}
	})
	t.Run("a peer that says nothing is left when the context ends, and its conn is closed", func(t *testing.T) {
		c, s := link(t)
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
		defer cancel()
		if _, err := Server(ctx, s, ServerConfig(bob, nil)); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("server: %v", err)
		}
		c.SetDeadline(time.Now().Add(time.Minute))
		if _, err := c.Read(make([]byte, 1)); err == nil || errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("the conn is still open: %v", err)
		}
	})
	t.Run("garbage and half a hello are errors, and the server takes the next client", func(t *testing.T) {
		config := ServerConfig(bob, nil)
		for _, opening := range []string{"", "\x16\x03\x01", "\x16\x03\x01\x00\x05hello", "GET / HTTP/1.1\r\n\r\n", "\x16\x03\x01\xff\xff" + strings.Repeat("x", 1<<16)} {
			c, s := link(t)
			go func() { c.Write([]byte(opening)); c.(*net.TCPConn).CloseWrite() }()
			if _, err := Server(t.Context(), s, config); err == nil {
				t.Errorf("%.20q was taken for a handshake", opening)
			}
			s.Close()
		}
		if o := meet(t, link, ClientConfig(alice, PinTo(bob.ID()), Talk), config); o.serverErr != nil || o.clientErr != nil {
			t.Error(o.serverErr, o.clientErr)
		}
	})
}

func TestRefusedByPeer(t *testing.T) {
	for _, err := range []error{nil, errors.New("tls: bad certificate"), net.ErrClosed,
		&net.OpError{Op: "remote error", Err: tls.AlertError(40)}, &net.OpError{Op: "read", Err: tls.AlertError(42)}} {
		t.Run("another error is no refusal", func(t *testing.T) {
			if RefusedByPeer(err) {
				t.Errorf("%v", err)
			}
		})
	}
}
