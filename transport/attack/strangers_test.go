//go:build attack && linux

package attack

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/tls"
	"io"
	"net"
	"net/netip"
	"strings"
	"time"

	"confab/transport/internal/secure"
)

// strangers have no key, or none that the host knows.
var strangers = []assaultCase{
	{name: "silent connections", closed: true, attack: func(a *assault) {
		a.crowd(2000, 1000, func(c *net.TCPConn) { stay(c) })
	}},
	{name: "half a TLS hello", closed: true, attack: func(a *assault) {
		hello := clientHello(a)
		a.crowd(2000, 1000, func(c *net.TCPConn) {
			_, _ = c.Write(hello[:1+int(a.machines.Load())%(len(hello)-1)])
			stay(c)
		})
	}},
	{name: "a byte now and then", closed: true, attack: func(a *assault) {
		hello := clientHello(a)
		a.crowd(2000, 1000, func(c *net.TCPConn) {
			for _, b := range hello {
				if _, err := c.Write([]byte{b}); err != nil || !a.pause(200*time.Millisecond) {
					return
				}
			}
		})
	}},
	{name: "garbage", closed: true, plain: true, attack: func(a *assault) {
		a.crowd(500, 500, func(c *net.TCPConn) {
			b := make([]byte, 4<<10)
			_, _ = rand.Read(b)
			_, _ = c.Write(b)
		})
	}},
	{name: "a TLS hello and nothing", closed: true, attack: func(a *assault) {
		hello := clientHello(a)
		a.crowd(1000, 300, func(c *net.TCPConn) {
			_, _ = c.Write(hello)
			stay(c)
		})
	}},
	{name: "TLS without ALPN", closed: true, attack: func(a *assault) { a.shakes(nil) }},
	{name: "TLS for another protocol", closed: true, attack: func(a *assault) { a.shakes([]string{"h2", "http/1.1", "confab/2"}) }},
	{name: "TLS handshakes in a loop", closed: true, attack: func(a *assault) { a.shakes([]string{string(secure.Talk)}) }},
	{name: "HTTP of all kinds", closed: true, attack: func(a *assault) { a.open(httpRequests()) }},
	{name: "WebSocket upgrades", closed: true, attack: func(a *assault) { a.open(upgrades()) }},
	{name: "STUN, TURN and HTTP/2 openings", closed: true, attack: func(a *assault) { a.open(otherOpenings()) }},
	{name: "plain guests who flood", closed: true, plain: true, attack: func(a *assault) {
		line := []byte(strings.Repeat("flood of text ", 40) + "\n")
		a.crowd(300, 300, func(c *net.TCPConn) { pour(c, bytes.Repeat(line, 30)) })
	}},
	{name: "megabytes without a newline", closed: true, plain: true, attack: func(a *assault) {
		a.crowd(300, 300, func(c *net.TCPConn) { pour(c, bytes.Repeat([]byte("x"), 16<<10)) })
	}},
	{name: "guests who never read", closed: true, plain: true, attack: func(a *assault) {
		a.all.Go(func() {
			for a.pause(100 * time.Millisecond) {
				_ = a.host.Say(strings.Repeat("to all who do not listen ", 160))
			}
		})
		a.crowd(500, 500, func(c *net.TCPConn) {
			_ = c.SetReadBuffer(4 << 10)
			_, _ = io.WriteString(c, "hello\n")
			<-a.ctx.Done()
		})
	}},
	{name: "RST in the middle", closed: true, plain: true, attack: func(a *assault) {
		hello := clientHello(a)
		a.crowd(500, 1000, func(c *net.TCPConn) {
			n := int(a.attempts.Load())
			_, _ = c.Write([][]byte{hello[:n%len(hello)], hello, []byte("half a li"), []byte("GET / HT")}[n%4])
			_ = c.SetLinger(0)
		})
	}},
	{name: "port scanners", closed: true, attack: func(a *assault) {
		a.crowd(200, 2000, func(c *net.TCPConn) {})
	}},
	{name: "telnet negotiation", closed: true, plain: true, attack: func(a *assault) {
		a.crowd(300, 300, func(c *net.TCPConn) {
			pour(c, bytes.Repeat([]byte{255, 253, 1, 255, 250, 24, 1, 255, 240, 255, 246}, 1000))
		})
	}},
	{name: "one machine of an IPv6 network takes all it can get", closed: true, attack: takeTheNetwork},
	{name: "HELLO again and again", closed: true, attack: helloFlood},
	{name: "a HELLO too long", closed: true, attack: helloTooLong},
	{name: "frames cut short", closed: true, attack: framesCut},
	{name: "lengths that lie", closed: true, attack: lengthsLie},
	{name: "thousands ask to join", closed: true, attack: joinFlood},
	{name: "eight addresses take all places of joining", closed: true, attack: joinPlaces},
}

// pour writes the same until it cannot. Then a TCP connection is gone at once: what
// its system holds would otherwise go on, at the pace of a guest.
func pour(c net.Conn, b []byte) {
	if tcp, ok := c.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	for {
		if _, err := c.Write(b); err != nil {
			return
		}
	}
}

// clientHello is the first thing that a Confab says.
func clientHello(a *assault) []byte {
	identity, err := secure.NewIdentity()
	if err != nil {
		a.fail("%v", err)
		return []byte{0x16}
	}
	near, far := net.Pipe()
	ctx, cancel := context.WithCancel(a.ctx)
	defer cancel()
	go func() {
		_, _ = secure.Client(ctx, near, secure.ClientConfig(identity, secure.FirstContact(), secure.Talk))
	}()
	b := make([]byte, secure.HandshakeBytes)
	n, err := far.Read(b)
	if err != nil {
		a.fail("%v", err)
		return []byte{0x16}
	}
	return b[:n]
}

// shakes is many who shake hands for some protocols, without a certificate.
func (a *assault) shakes(protocols []string) {
	config := &tls.Config{InsecureSkipVerify: true, NextProtos: protocols, MinVersion: tls.VersionTLS13}
	a.crowd(200, 300, func(c *net.TCPConn) {
		s := tls.Client(c, config)
		if s.HandshakeContext(a.ctx) == nil {
			_, _ = s.Read(make([]byte, 1)) // the refusal
		}
	})
}

// takeTheNetwork has one machine of a /64 make as many connections as it is let,
// and looks whether others of that network still come in.
func takeTheNetwork(a *assault) {
	greedy := machineV6(1)
	for range 200 {
		a.all.Go(func() {
			for a.turn(500) {
				if c, leave, err := a.dial(greedy); err == nil {
					stay(c)
					leave()
				}
			}
		})
	}
	a.pause(*lasts / 3)
	const text = "a guest of the same network"
	a.eventually("a plain guest on another machine of the same /64", func(n int) bool {
		return a.guestSays(machineV6(1000), text)
	})
	a.all.Wait()
}

// guestSays connects a plain guest, has it say something, and reports whether the
// host has that before long.
func (a *assault) guestSays(from netip.Addr, text string) bool {
	c, leave, err := a.dial(from)
	if err != nil {
		return false
	}
	defer leave()
	_, _ = io.WriteString(c, text+"\n")
	ctx, cancel := context.WithTimeout(a.ctx, 2*time.Second)
	defer cancel()
	return a.heard(ctx, text)
}

// eventually tries something about once a second until the attack is over, and
// fails the case if it never succeeds.
func (a *assault) eventually(what string, try func(n int) bool) {
	for n := 0; ; n++ {
		if try(n) {
			return
		}
		if !a.pause(500 * time.Millisecond) {
			a.fail("%s was not let in, in %d attempts", what, n+1)
			return
		}
	}
}
