package detect

import (
	"bytes"
	"crypto/tls"
	"io"
	"net"
	"strings"
	"testing"
	"time"
)

// clientHello is the first record of a real client that offers version only.
func clientHello(t testing.TB, version uint16) []byte {
	t.Helper()
	ours, theirs := net.Pipe()
	client := tls.Client(theirs, &tls.Config{ServerName: "x", MinVersion: version, MaxVersion: version})
	ended := make(chan error, 1)
	go func() { ended <- client.Handshake() }()
	header := make([]byte, 5)
	if _, err := io.ReadFull(ours, header); err != nil {
		t.Fatal(err)
	}
	record := make([]byte, int(header[3])<<8|int(header[4]))
	if _, err := io.ReadFull(ours, record); err != nil {
		t.Fatal(err)
	}
	ours.Close()
	<-ended
	return append(header, record...)
}

var openings = []struct {
	name string
	in   string
	// want is the answer to the bytes alone; after a silence Undecided is Plain,
	// or Refused from segmentBytes on.
	want Verdict
}{
	{"nothing", "", Undecided},
	{"a GET", "GET / HTTP/1.1\r\nHost: x\r\n\r\n", HTTP},
	{"a HEAD of HTTP/1.0", "HEAD /a HTTP/1.0\r\n\r\n", HTTP},
	{"a POST", "POST /form HTTP/1.1\r\nContent-Length: 1\r\n\r\nx", HTTP},
	{"an OPTIONS", "OPTIONS * HTTP/1.1\r\n\r\n", HTTP},
	{"a GET through a proxy", "GET http://x:8899/ HTTP/1.1\r\n", HTTP},
	{"a request of which the line has not ended", "GET / HTTP/1.1", HTTP},
	{"a sentence that starts with GET", "GET out of here\n", Plain},
	{"two words that start with GET", "GET out", Undecided},
	{"a sentence that starts with GET, without a newline", "GET me a coffee", Plain},
	{"a sentence that starts with HELLO", "HELLO everybody out there", Plain},
	{"a path after a command", "cd /etc\n", Plain},
	{"a path after a command, without a newline", "cd /etc", Undecided},
	{"an address after a word", "see http://example.org\n", Plain},
	{"a sentence with a path", "in /etc there is a file\r\n", Plain},
	{"a sentence about a version", "use plain HTTP/x\n", Plain},
	{"a sentence with an address and a version", "see http://example.org for HTTP/2\n", HTTP},
	{"a version as the second word", "use HTTP/1.1\n", Plain},
	{"a sentence that starts with POST", "POST office\n", Plain},
	{"a version in the second line", "GET out\n / HTTP/1.1\n", Plain},
	{"a word that starts with GET", "GETTING", Undecided},
	{"a lone G", "G", Undecided},
	{"GET without its space", "GET", Undecided},
	{"GET and a newline", "GET\n", Plain},
	{"a lower-case request", "get / http/1.1\r\n", Plain},
	{"a lower-case version", "GET / http/1.1\r\n", HTTP},
	{"another method", "DELETE / HTTP/1.1\r\n", HTTP},
	{"CONNECT", "CONNECT x:443 HTTP/1.1\r\n", HTTP},
	{"the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", HTTP},
	{"HTTP/2 after a known method", "GET / HTTP/2.0\r\n", HTTP},
	{"a GET line as long as an opening", "GET /" + strings.Repeat("x", OpeningBytes-13) + " HTTP/1.1\r\n", HTTP},
	{"a GET line one byte longer", "GET /" + strings.Repeat("x", OpeningBytes-12) + " HTTP/1.1\r\n", HTTP},
	{"a GET line that never ends", "GET /" + strings.Repeat("x", 3*OpeningBytes), HTTP},
	{"a GET line almost too long", "GET /" + strings.Repeat("x", OpeningBytes-6), HTTP},
	{"a request of HTTP/0.9", "GET /\r\n", HTTP},
	{"an invented method", "FOO / HTTP/1.1\r\n", HTTP},
	{"an invented method in lower case", "say /x HTTP/1.1\r\n", HTTP},
	{"an invented method through a proxy", "FOO http://x/ HTTP/1.1\r\n", HTTP},
	{"an invented method and any target", "FOO bar HTTP/1.1\r\n", HTTP},
	{"an invented method of which the line has not ended", "FOO / HTTP/1", HTTP},
	{"an invented method without the digit", "FOO / HTTP/", Undecided},
	{"a method of every sign", "!#$%&'*+-.^_`|~09az / HTTP/1.1\r\n", HTTP},
	{"a blank in the target", "FOO /a b HTTP/1.1\r\n", HTTP},
	{"tabs and many blanks", "FOO \t /a  \t HTTP/1.1\r\n", HTTP},
	{"a target with bytes above ASCII", "FOO /\xff\xe4 HTTP/1.1\r\n", HTTP},
	{"an invented method with a long target", "FOO /" + strings.Repeat("x", OpeningBytes) + " HTTP/1.1\r\n", Refused},
	{"an invented method with a long target, in part", "FOO /" + strings.Repeat("x", segmentBytes), Undecided},
	{"a long method", strings.Repeat("x", OpeningBytes) + " / HTTP/1.1\r\n", Refused},
	{"a long method in part", strings.Repeat("x", OpeningBytes-1), Undecided},
	{"line ends without end", strings.Repeat("\r\n", OpeningBytes), Refused},
	{"RTSP", "DESCRIBE rtsp://x/hello RTSP/1.0\r\n", Refused},
	{"RTSP's OPTIONS", "OPTIONS * RTSP/1.0\r\n", HTTP},
	{"SIP", "REGISTER sip:x SIP/2.0\r\n", Refused},
	{"TURN", "\x00\x03\x00\x08\x21\x12\xA4\x42hello hello ", Refused},
	{"STUN without a length before", "\x00\x01\x00\x00\x21\x12\xA4\x42hello hello ", Refused},
	{"STUN as ICE sends it", "\x00\x78\x00\x01\x00\x64\x21\x12\xA4\x42hello hello ", Refused},
	{"STUN of which the cookie is cut", "\x00\x78\x00\x01\x00\x64\x21\x12\xA4", Undecided},
	{"Modbus", "\x00\x01\x00\x00\x00\x06\x01\x03\x00\x00\x00\x0A", Plain},
	{"a frame of a serial line", "\x02A\x03", Undecided},
	{"DNS", "\x00\x1e\x00\x06\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x07version", Plain},
	{"the hello of SSL 2", "\x80\x46\x01\x03\x01\x00\x2d", Refused},
	{"the hello of SSL 2 for itself", "\x80\x2e\x01\x00\x02", Refused},
	{"the euro sign of code page 936", "\x80 100", Plain},
	{"RPC", "\x80\x00\x00\x28\x72\xfe\x1d\x13", Plain},
	{"SSL 3.0", "\x16\x03\x00\x00\x2f", TLS},
	{"a record of TLS 1.3's own number", "\x16\x03\x04\x00\x2f", TLS},
	{"a TLS version that does not exist", "\x16\x03\x05\x00\x2f", Plain},
	{"a TLS alert", "\x15\x03\x01\x00\x02", Plain},
	{"0x16 and text", "\x16hello", Plain},
	{"0x16 alone", "\x16", Undecided},
	{"half a TLS version", "\x16\x03", Undecided},
	{"SSH", "SSH-2.0-OpenSSH_9.2\r\n", Plain},
	{"zero bytes", "\x00\x00\x00\x00", Undecided},
	{"GB18030", "\xC4\xE3\xBA\xC3", Plain},
	{"UTF-8", "你好", Plain},
	{"an emoji", "😀", Plain},
	{"telnet negotiation", "\xFF\xFB\x1F\xFF\xFD\x03", Plain},
	{"an RDP cookie", "\x03\x00\x00\x2b\x26\xe0\x00\x00\x00\x00\x00Cookie: mstshash=a\r\n", Plain},
	{"SOCKS 5", "\x05\x01\x00", Undecided},
	{"SOCKS 4", "\x04\x01\x00\x50\x7f\x00\x00\x01\x00", Plain},
	{"a newline", "\n", Undecided},
	{"a newline before a request", "\r\nGET / HTTP/1.1\r\n", HTTP},
	{"a line of the Qt tutorial", "Hello, server!", Plain},
}

func TestOpening(t *testing.T) {
	for _, tc := range openings {
		t.Run(tc.name+" in one read", func(t *testing.T) {
			var o Opening
			if got := o.Add([]byte(tc.in)); got != tc.want || o.Verdict() != got {
				t.Errorf("got %v, want %v", got, tc.want)
			}
			if string(o.Bytes()) != tc.in {
				t.Errorf("%d bytes came and %d are handed back", len(tc.in), len(o.Bytes()))
			}
		})
		t.Run(tc.name+" one byte at a time", func(t *testing.T) {
			var o Opening
			got, kept := o.Verdict(), 0
			for i := range len(tc.in) {
				if got == Undecided {
					kept = i + 1
				}
				got = o.Add([]byte{tc.in[i]})
			}
			if got != tc.want {
				t.Errorf("got %v, want %v", got, tc.want)
			}
			if string(o.Bytes()) != tc.in[:kept] {
				t.Errorf("it hands back %q, want %q", o.Bytes(), tc.in[:kept])
			}
		})
		t.Run(tc.name+" and then silence", func(t *testing.T) {
			want := afterSilence(tc.want, tc.in)
			var o Opening
			o.Add([]byte(tc.in))
			if got := o.Silence(); got != want || o.Verdict() != want {
				t.Errorf("got %v, want %v", got, want)
			}
			if string(o.Bytes()) != tc.in {
				t.Error("silence lost bytes")
			}
		})
	}
}

// afterSilence is the answer after a silence to bytes of which the answer was v.
func afterSilence(v Verdict, in string) Verdict {
	switch {
	case v != Undecided:
		return v
	case len(in) < segmentBytes:
		return Plain
	}
	return Refused
}

func TestWait(t *testing.T) {
	for _, tc := range []struct {
		name, in string
		want     time.Duration
	}{
		{"nothing", "", longWait},
		{"a word is not kept waiting", "hello", shortWait},
		{"as much as a segment may be of a request", strings.Repeat("x", segmentBytes), longWait},
		{"a hello of TLS may be cut", "\x16", longWait},
		{"three bytes of a device are not kept waiting", "\x02A\x03", shortWait},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var o Opening
			o.Add([]byte(tc.in))
			if got := o.Wait(); got != tc.want || o.Verdict() != Undecided {
				t.Errorf("%v, wait %v, want %v", o.Verdict(), got, tc.want)
			}
		})
	}
}

func TestRealHellosAreTLSWhereverTheyAreSplit(t *testing.T) {
	for name, version := range map[string]uint16{"1.0": tls.VersionTLS10, "1.1": tls.VersionTLS11, "1.2": tls.VersionTLS12, "1.3": tls.VersionTLS13} {
		hello := clientHello(t, version)
		for at := range len(hello) + 1 {
			var o Opening
			first := o.Add(hello[:at])
			if want := at >= 3; (first == TLS) != want || !want && first != Undecided {
				t.Fatalf("TLS %s: the first %d bytes are %v", name, at, first)
			}
			if got := o.Add(hello[at:]); got != TLS {
				t.Fatalf("TLS %s split at %d is %v", name, at, got)
			}
		}
	}
}

func TestASilentGuestMayOpenWithTLSLater(t *testing.T) {
	var o Opening
	if got := o.Silence(); got != Plain || len(o.Bytes()) != 0 {
		t.Fatalf("silence is %v with %q", got, o.Bytes())
	}
	if got := o.Add([]byte("\x16\x03\x01")); got != Plain {
		t.Errorf("a decided answer became %v", got)
	}
	o = Opening{}
	if got := o.Add([]byte("\x16\x03\x01")); got != TLS {
		t.Errorf("a fresh Opening says %v", got)
	}
}

func TestAnUndecidedOpeningStaysSmall(t *testing.T) {
	var o Opening
	chunk := bytes.Repeat([]byte("x"), 1000)
	o.Add([]byte("FOO /"))
	for range 1000 {
		o.Add(chunk)
	}
	if o.Verdict() != Refused || len(o.Bytes()) > OpeningBytes+len(chunk) {
		t.Errorf("%v after keeping %d bytes", o.Verdict(), len(o.Bytes()))
	}
}

func FuzzOpening(f *testing.F) {
	for _, tc := range openings {
		f.Add([]byte(tc.in), []byte{1})
		f.Add([]byte(tc.in), []byte{3, 1, 7})
	}
	f.Fuzz(func(t *testing.T, in, sizes []byte) {
		var whole, split Opening
		want := whole.Add(in)
		if !bytes.Equal(whole.Bytes(), in) {
			t.Fatalf("%q came and %q is handed back", in, whole.Bytes())
		}
		rest := in
		for i := 0; len(rest) > 0; i++ {
			n := len(rest)
			if len(sizes) > 0 {
				n = min(n, 1+int(sizes[i%len(sizes)]))
			}
			before, kept := split.Verdict(), len(split.Bytes())
			after := split.Add(rest[:n])
			if before != Undecided && (after != before || len(split.Bytes()) != kept) {
				t.Fatalf("%v became %v, %d bytes became %d", before, after, kept, len(split.Bytes()))
			}
			rest = rest[n:]
		}
		if got := split.Verdict(); got != want {
			t.Fatalf("%q is %v in one read and %v in several", in, want, got)
		}
		if !bytes.HasPrefix(in, split.Bytes()) || split.Verdict() == Undecided && len(split.Bytes()) != len(in) {
			t.Fatalf("%q came and %q is handed back", in, split.Bytes())
		}
		if got := split.Silence(); got != afterSilence(want, string(in)) {
			t.Fatalf("silence made %v of %v", got, want)
		}
	})
}
