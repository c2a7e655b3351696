package web

import "strings"

// refusalText is what a person reads whose first line could have been a request.
const refusalText = "This looks like a request of a web page. Begin with a shorter line.\n开头的内容像是网页发出的请求。请先发送较短的一行。\n"

// Refusal returns the answer to an opening like one that a web page can make a browser
// send: a person whose first line was too long for it to be told from that can read why.
// It is empty where no person began so.
func Refusal(opening []byte) []byte {
	if opening[0] < ' ' && opening[0] != '\r' && opening[0] != '\n' || opening[0] >= 0x7F {
		return nil
	}
	return []byte(strings.Join([]string{
		"HTTP/1.1 400 Bad Request", "Content-Type: text/plain; charset=utf-8", "Connection: close", "Cache-Control: no-store",
		"X-Content-Type-Options: nosniff", "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'", "Referrer-Policy: no-referrer", "",
		refusalText,
	}, "\r\n"))
}
