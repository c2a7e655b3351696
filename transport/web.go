package transport

import (
	"bytes"
	_ "embed"
	"fmt"
	"strings"
	"time"
)

// page is what a browser sees. It is static: nothing of the visitor or of the
// talk is in it.
//
//go:embed page.html
var page string

// maxRequestBytes bounds the header of a browser's request.
const maxRequestBytes = 8 << 10

// serveBrowser reads one request and answers it with the page.
func (v *visitor) serveBrowser(request []byte) {
	_ = v.conn.nc.SetReadDeadline(time.Now().Add(2 * time.Second))
	request = bytes.Clone(request)
	var more [1024]byte
	for !headerComplete(request) && len(request) < maxRequestBytes {
		n, err := v.conn.nc.Read(more[:])
		request = append(request, more[:n]...)
		if err != nil {
			break // a header that never ends is answered by its first line
		}
	}
	v.server.mu.Lock()
	allowed := v.server.browsers
	v.server.mu.Unlock()
	v.answer(response(request, allowed, v.server.version), PageServed)
}

func headerComplete(b []byte) bool {
	return bytes.Contains(b, []byte("\r\n\r\n")) || bytes.Contains(b, []byte("\n\n"))
}

// response is the whole answer to a request whose first line is complete.
func response(request []byte, allowed bool, version string) []byte {
	line, _, _ := bytes.Cut(request, []byte("\n"))
	method, rest, _ := strings.Cut(string(line), " ")
	path, _, _ := strings.Cut(rest, " ")
	status, body, extra := "200 OK", strings.ReplaceAll(page, "{{version}}", version), ""
	switch {
	case !allowed:
		status, body = "403 Forbidden", "The host does not serve browsers. 主机未对浏览器开放。\n"
	case method == "OPTIONS":
		status, body, extra = "204 No Content", "", "Allow: GET, HEAD, OPTIONS\r\n"
	case method != "GET" && method != "HEAD":
		status, body, extra = "405 Method Not Allowed", "Only GET and HEAD.\n", "Allow: GET, HEAD, OPTIONS\r\n"
	case path != "/" && !strings.HasPrefix(path, "/?"):
		status, body = "404 Not Found", "There is only one page here: /\n"
	}
	kind := "text/plain"
	if strings.HasPrefix(body, "<") {
		kind = "text/html"
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "HTTP/1.1 %s\r\n%s", status, extra)
	if body != "" { // 204 must not have a length (RFC 9110, section 8.6)
		fmt.Fprintf(&b, "Content-Type: %s; charset=utf-8\r\nContent-Length: %d\r\n", kind, len(body))
	}
	b.WriteString("Connection: close\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n" +
		"Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'\r\nReferrer-Policy: no-referrer\r\n\r\n")
	if method != "HEAD" {
		b.WriteString(body)
	}
	return b.Bytes()
}
