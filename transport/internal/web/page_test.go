package web

import (
	"bufio"
	"bytes"
	"io"
	"net/http"
	"strings"
	"testing"

	"confab/transport/internal/fault"
)

func FuzzResponse(f *testing.F) {
	for _, request := range []string{
		"GET / HTTP/1.1\r\nHost: x\r\n\r\n", "HEAD /?a HTTP/1.0\n\n", "POST /x HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello",
		"OPTIONS * HTTP/1.1\r\n\r\n", "GET", "", "\n", " / HTTP/1.1\n", "GET /%0d%0aSet-Cookie:x HTTP/1.1\n\n", "GET /\r\n\x00\xff",
		"GET / HTTP/1.1\r\nHost: a\r\nOrigin: http://b\r\n\r\n", "\r\nGET / HTTP/1.1\n\n", "GET /" + strings.Repeat("x", maxRequestBytes),
	} {
		f.Add([]byte(request), true)
		f.Add([]byte(request), false)
	}
	f.Fuzz(func(t *testing.T, request []byte, allowed bool) {
		answer, seen := Response(request, allowed, "v1.2.3")
		method, _, _ := strings.Cut(strings.TrimLeft(string(request), "\r\n"), " ")
		method, _, _ = strings.Cut(method, "\n")
		asked := &http.Request{Method: "GET"}
		if method == "HEAD" {
			asked.Method = "HEAD" // no body comes, whatever its length
		}
		rest := bufio.NewReader(bytes.NewReader(answer))
		res, err := http.ReadResponse(rest, asked)
		if err != nil {
			t.Fatalf("%v: %q", err, answer)
		}
		body, err := io.ReadAll(res.Body)
		if err != nil || rest.Buffered() > 0 {
			t.Fatalf("%v, and %d bytes after the body: %q", err, rest.Buffered(), answer)
		}
		if res.StatusCode == 200 && (!allowed || asked.Method == "GET" && !bytes.Contains(body, []byte("v1.2.3"))) {
			t.Errorf("served %q", answer)
		}
		if !allowed && res.StatusCode != 403 {
			t.Errorf("kept out and answered %s", res.Status)
		}
		if !res.Close || res.Header.Get("X-Content-Type-Options") != "nosniff" || res.Header.Get("Content-Security-Policy") == "" || len(res.Header) > 7 {
			t.Errorf("header %v", res.Header)
		}
		if res.StatusCode == 204 && (res.Header.Get("Content-Length") != "" || len(body) > 0) {
			t.Errorf("204 with a length or body: %q", answer)
		}
		if refused := res.StatusCode >= 400 && res.StatusCode != 404; refused && seen != fault.RequestRefused || res.StatusCode < 400 && seen != fault.PageServed {
			t.Errorf("%s is %v for the host", res.Status, seen)
		}
		if again, _ := Response(request, allowed, "v1.2.3"); !bytes.Equal(again, answer) {
			t.Error("the same request has two answers")
		}
	})
}

func TestWhoAsksForThePage(t *testing.T) {
	for _, tc := range []struct {
		name, request string
		status        string
		seen          fault.Fault
	}{
		{"a person", "GET / HTTP/1.1\r\nHost: a:1\r\n\r\n", "200", fault.PageServed},
		{"a person with an invitation", "GET /?x HTTP/1.1\r\nHost: a:1\r\n\r\n", "200", fault.PageServed},
		{"our own page", "GET / HTTP/1.1\r\nOrigin: http://a:1\r\nHost: a:1\r\n\r\n", "200", fault.PageServed},
		{"the browser itself", "GET /favicon.ico HTTP/1.1\r\nHost: a:1\r\n\r\n", "404", fault.PageServed},
		{"a page of another origin", "GET / HTTP/1.1\r\nHost: a:1\r\nOrigin: http://b\r\n\r\n", "403", fault.RequestRefused},
		{"a page of no origin", "GET / HTTP/1.1\r\norigin:null\r\nhost:a:1\r\n\r\n", "403", fault.RequestRefused},
		{"a preflight", "OPTIONS / HTTP/1.1\r\nHost: a:1\r\nOrigin: http://b\r\n\r\n", "403", fault.RequestRefused},
		{"what says so in the body alone", "GET / HTTP/1.1\r\nHost: a:1\r\n\r\nOrigin: http://b\r\n", "200", fault.PageServed},
		{"for another path", "GET /x HTTP/1.1\r\nHost: a:1\r\n\r\n", "404", fault.RequestRefused},
		{"with a long line", "GET /?" + strings.Repeat("x", maxRequestBytes), "414", fault.RequestRefused},
		{"another method", "POST / HTTP/1.1\r\nHost: a:1\r\n\r\n", "405", fault.RequestRefused},
		{"the opening of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "405", fault.RequestRefused},
	} {
		t.Run(tc.name, func(t *testing.T) {
			answer, seen := Response([]byte(tc.request), true, "v")
			if status := string(answer[len("HTTP/1.1 "):][:3]); status != tc.status || seen != tc.seen {
				t.Errorf("%s and %v, want %s and %v", status, seen, tc.status, tc.seen)
			}
		})
	}
}

func TestARequestIsReadToTheEndOfItsHeaderAndNoFurther(t *testing.T) {
	for _, tc := range []struct {
		name, opening, rest string
		want                int
	}{
		{"a whole one waits for nothing", "GET / HTTP/1.1\r\n\r\n", "more", len("GET / HTTP/1.1\r\n\r\n")},
		{"one that goes on", "GET / HT", "TP/1.1\r\n\r\n", len("GET / HTTP/1.1\r\n\r\n")},
		{"one that ends too early", "GET / HT", "TP", len("GET / HTTP")},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := Read(strings.NewReader(tc.rest), []byte(tc.opening)); string(got) != (tc.opening + tc.rest)[:tc.want] {
				t.Errorf("read %q", got)
			}
		})
	}
	t.Run("one that never ends is bounded", func(t *testing.T) {
		if n := len(Read(strings.NewReader(strings.Repeat("x", 10*maxRequestBytes)), []byte("GET /"))); n > maxRequestBytes+1024 {
			t.Errorf("read %d bytes", n)
		}
	})
}
