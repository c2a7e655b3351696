package web

import (
	"bytes"
	_ "embed"
	"fmt"
	"io"
	"strings"

	"confab/transport/internal/fault"
)

// page is what a browser sees. It is static: nothing of the visitor or of the
// talk is in it.
//
//go:embed page.html
var page string

// maxRequestBytes bounds the header of a browser's request.
const maxRequestBytes = 8 << 10

// Read reads on after the opening of a request until its header is complete, or too
// long, or reading ends, and returns all bytes. The caller limits how long it may take.
func Read(r io.Reader, opening []byte) (request []byte) {
	request = bytes.Clone(opening)
	var more [1024]byte
	for !headerComplete(request) && len(request) < maxRequestBytes {
		n, err := r.Read(more[:])
		request = append(request, more[:n]...)
		if err != nil {
			break // a header that never ends is answered by its first line
		}
	}
	return request
}

// Refusal returns the answer to an opening like one that a web page can make a browser
// send: a person whose first line was too long for it to be told from that can read why.
// It is empty where no person began so.
func Refusal(opening []byte) []byte {
	if opening[0] < ' ' && opening[0] != '\r' && opening[0] != '\n' || opening[0] >= 0x7F {
		return nil
	}
	return respond("GET", "400 Bad Request", "", "This looks like a request of a web page. Begin with a shorter line.\n"+
		"开头的内容像是网页发出的请求。请先发送较短的一行。\n")
}

func headerComplete(b []byte) bool {
	return bytes.Contains(b, []byte("\r\n\r\n")) || bytes.Contains(b, []byte("\n\n"))
}

// Response returns the whole answer to a request, whose first line may be incomplete,
// and what the host sees of it: RequestRefused unless a person may have asked for the
// page, PageServed then. The page names version; where browsers are not allowed nobody
// gets it.
func Response(request []byte, allowed bool, version string) ([]byte, fault.Fault) {
	line, header, ended := bytes.Cut(bytes.TrimLeft(request, "\r\n"), []byte("\n"))
	method, rest, _ := strings.Cut(string(line), " ")
	path, _, _ := strings.Cut(rest, " ")
	const methods = "Allow: GET, HEAD, OPTIONS\r\n"
	seen := fault.RequestRefused
	status, body, extra := "200 OK", strings.ReplaceAll(page, "{{version}}", version), ""
	switch {
	case !allowed:
		status, body = "403 Forbidden", "The host does not serve browsers. 主机未对浏览器开放。\n"
	case foreignOrigin(header):
		status, body = "403 Forbidden", "This is no place for the requests of other pages. 不接受其他网页的请求。\n"
	case !ended && len(request) >= maxRequestBytes:
		status, body = "414 URI Too Long", "There is only one page here: /\n"
	case method == "OPTIONS":
		status, body, extra, seen = "204 No Content", "", methods, fault.PageServed
	case method != "GET" && method != "HEAD":
		status, body, extra = "405 Method Not Allowed", "Only GET and HEAD.\n", methods
	case path == "/favicon.ico": // a browser asks for it by itself
		status, body, seen = "404 Not Found", "There is only one page here: /\n", fault.PageServed
	case path != "/" && !strings.HasPrefix(path, "/?"):
		status, body = "404 Not Found", "There is only one page here: /\n"
	default:
		seen = fault.PageServed
	}
	return respond(method, status, extra, body), seen
}

// foreignOrigin reports whether a request's header says that a page of another
// origin made it (RFC 6454, section 7). Of a page's images and links it says
// nothing.
func foreignOrigin(header []byte) bool {
	var origin, host string
	for line := range strings.Lines(string(header)) {
		name, value, found := strings.Cut(strings.TrimRight(line, "\r\n"), ":")
		switch {
		case !found:
			return origin != "" && origin != "http://"+host
		case strings.EqualFold(name, "Origin"):
			origin = strings.TrimSpace(value)
		case strings.EqualFold(name, "Host"):
			host = strings.TrimSpace(value)
		}
	}
	return origin != "" && origin != "http://"+host
}

// respond is an answer, whole.
func respond(method, status, extra, body string) []byte {
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
		"Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'\r\nReferrer-Policy: no-referrer\r\n\r\n")
	if method != "HEAD" {
		b.WriteString(body)
	}
	return b.Bytes()
}
