//go:build attack && linux

package attack

import (
	"context"
	"fmt"
	"net"
	"slices"
	"strings"
	"time"

	"confab/transport/internal/program"
)

// heard waits until the host reports a message with a text.
func (a *assault) heard(ctx context.Context, text string) bool {
	_, err := a.host.Find(ctx, func(r program.Report) bool { return r.Kind == "appended" && r.Text == text })
	return err == nil
}

// open sends openings that a web page can have a visitor's browser send, and fails
// the case for each that becomes what a guest says.
func (a *assault) open(openings []string) {
	a.crowd(300, 300, func(c *net.TCPConn) {
		_, _ = c.Write([]byte(openings[int(a.attempts.Load())%len(openings)]))
		_ = c.SetReadDeadline(time.Now().Add(2 * time.Second))
		stay(c)
	})
	reports, _ := a.host.Since(0)
	said := map[string]int{}
	for _, r := range reports {
		if r.Kind == "appended" && r.Message == "incoming" && r.ID == "" {
			said[fmt.Sprintf("%.24q", r.Text)]++
		}
	}
	total := 0
	var kinds []string
	for text, n := range said {
		total += n
		kinds = append(kinds, text)
	}
	if total > 0 {
		slices.Sort(kinds)
		a.fail("%d times a browser's request became what a guest says: %s", total, strings.Join(kinds[:min(len(kinds), 12)], ", "))
	}
}

func httpRequests() (all []string) {
	long := strings.Repeat("a", 20<<10)
	for _, method := range []string{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "M-SEARCH", "HOST-SAYS"} {
		for _, target := range []string{"/", "/" + long, "http://10.77.0.1/", "*", "10.77.0.1:8899"} {
			all = append(all,
				method+" "+target+" HTTP/1.1\r\nHost: 10.77.0.1\r\nContent-Type: text/plain\r\nContent-Length: 22\r\n\r\nthe host's own secret\n",
				method+" "+target+" HTTP/1.0\r\n\r\n")
		}
	}
	return append(all,
		"GET /"+long, // and no end of the line
		"POST / HTTP/1.1\nHost: x\n\nwith bare newlines\n",
		"GET / HTTP/1.1\r\n"+strings.Repeat("Cookie: "+long[:4000]+"\r\n", 10)+"\r\n",
		"GET / HTTP/9.9\r\n\r\n",
		"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n6\r\nsecret\r\n0\r\n\r\n")
}

func upgrades() (all []string) {
	for _, path := range []string{"/", "/chat?" + strings.Repeat("q", 10<<10)} {
		all = append(all, "GET "+path+" HTTP/1.1\r\nHost: 10.77.0.1:8899\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"+
			"Origin: http://evil.example\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"+
			"\x81\x85\x01\x02\x03\x04iggkn")
	}
	return all
}

func otherOpenings() []string {
	transaction := "\x21\x12\xa4\x42abcdefghijkl"
	return []string{
		"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\x00\x00\x00\x04\x00\x00\x00\x00\x00",
		"\x00\x01\x00\x00" + transaction,                                      // STUN binding
		"\x00\x01\x00\x08" + transaction + "\x80\x22\x00\x04what",             // with SOFTWARE
		"\x00\x03\x00\x08" + transaction + "\x00\x19\x00\x04\x11\x00\x00\x00", // TURN allocate over TCP
		"\x00\x1c\x00\x01\x00\x08" + transaction + "\x80\x22\x00\x04what",     // STUN as ICE over TCP frames it (RFC 4571)
	}
}
