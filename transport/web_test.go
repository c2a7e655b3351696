package transport

import (
	"bufio"
	"bytes"
	"io"
	"net/http"
	"strings"
	"testing"
)

func FuzzResponse(f *testing.F) {
	for _, request := range []string{
		"GET / HTTP/1.1\r\nHost: x\r\n\r\n", "HEAD /?a HTTP/1.0\n\n", "POST /x HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello",
		"OPTIONS * HTTP/1.1\r\n\r\n", "GET", "", "\n", " / HTTP/1.1\n", "GET /%0d%0aSet-Cookie:x HTTP/1.1\n\n", "GET /\r\n\x00\xff",
	} {
		f.Add([]byte(request), true)
		f.Add([]byte(request), false)
	}
	f.Fuzz(func(t *testing.T, request []byte, allowed bool) {
		answer := response(request, allowed, "v1.2.3")
		method, _, _ := strings.Cut(string(request), " ")
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
		if again := response(request, allowed, "v1.2.3"); !bytes.Equal(again, answer) {
			t.Error("the same request has two answers")
		}
	})
}
