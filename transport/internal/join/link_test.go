package join

import (
	"bufio"
	"encoding/hex"
	"errors"
	"net/netip"
	"os"
	"slices"
	"strings"
	"testing"

	"confab/transport/internal/fault"
	"confab/transport/internal/wire"
)

// host and token are those of the vectors.
var (
	host  = wire.Identity{0xA1, 31: 0x1A}
	token = wire.Token{0x70, 15: 0x07}
)

func addrs(texts ...string) (list []netip.AddrPort) {
	for _, text := range texts {
		list = append(list, netip.MustParseAddrPort(text))
	}
	return list
}

// vectors are links by the names that they have in testdata.
var vectors = map[string]Link{
	"one address":               {Host: host, Token: token, Addrs: addrs("192.168.1.5:8899")},
	"handed on by a page":       {Host: host, Token: token, Addrs: addrs("192.168.1.5:8899"), Passed: true},
	"an IPv6 address":           {Host: host, Token: token, Addrs: addrs("[2001:db8::5]:8899")},
	"four addresses":            {Host: host, Token: token, Addrs: addrs("192.168.100.100:8899", "172.16.254.254:8899", "203.0.113.9:8899", "[2001:db8:1234:5678:9abc:def0:1234:5678]:8899")},
	"several ports":             {Host: host, Token: token, Addrs: addrs("10.0.0.1:1", "10.0.0.2:1", "10.0.0.1:65535", "10.0.0.3:1")},
	"as many as there may be":   {Host: host, Token: token, Addrs: addrs("[2001:db8::1]:1", "[2001:db8::2]:2", "[2001:db8::3]:3", "[2001:db8::4]:4", "[2001:db8::5]:5", "[2001:db8::6]:6", "[2001:db8::7]:7", "[2001:db8::8]:8")},
	"this machine, and no zone": {Host: host, Token: token, Addrs: addrs("127.0.0.1:40000", "[fe80::1]:40000")},
}

func equal(a, b Link) bool {
	return a.Host == b.Host && a.Token == b.Token && a.Passed == b.Passed && slices.Equal(a.Addrs, b.Addrs)
}

func faultOf(err error) fault.Fault {
	var e *fault.Error
	if errors.As(err, &e) {
		return e.Fault
	}
	return fault.NoFault
}

func TestVectors(t *testing.T) {
	file, err := os.Open("testdata/links.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	seen := 0
	for lines := bufio.NewScanner(file); lines.Scan(); {
		name, text, ok := strings.Cut(lines.Text(), ": ")
		if !ok || name[0] == '#' {
			continue
		}
		t.Run(name, func(t *testing.T) {
			want, known := vectors[name]
			if !known {
				t.Fatal("it has no values")
			}
			seen++
			if got := want.String(); got != text {
				t.Errorf("it is written as\n%s", got)
			}
			if got, err := Parse(text); err != nil || !equal(got, want) {
				t.Errorf("it is read as %v, %v", got.Addrs, err)
			}
			if len(text) > MaxBytes {
				t.Errorf("it has %d bytes", len(text))
			}
			if !Is(text) || !strings.HasPrefix(want.Web(), "http://"+want.Addrs[0].String()) || strings.Contains(want.Web(), "#") {
				t.Error("it is no link, or its page none")
			}
		})
	}
	if seen != len(vectors) {
		t.Errorf("%d of %d links have a text", seen, len(vectors))
	}
	if n := len(vectors["four addresses"].String()); n > 200 {
		t.Errorf("a link of four addresses has %d bytes, which makes a QR too large", n)
	}
}

func TestFormsOfALink(t *testing.T) {
	web, passed := vectors["one address"], vectors["handed on by a page"]
	code := passed.String()[len(passedScheme):]
	for _, c := range []struct {
		text string
		want Link
	}{
		{"http://192.168.1.5:8899/?lang=zh#" + code, web}, {"http://192.168.1.5:8899/?missing#" + code, web},
		{"HTTP://192.168.1.5:8899/?missing&lang=en#" + code, web}, {"http://192.168.1.5:8899/?#" + code, web},
		{"http://192.168.1.5:8899/?a/#" + code, web},
		{"confab://join/" + code + "/", passed},
	} {
		if got, err := Parse(c.text); err != nil || !equal(got, c.want) || !Is(c.text) {
			t.Errorf("%s is read as %v, %v", c.text, got, err)
		}
	}
	for text, want := range map[string]bool{code: true, "http://192.168.1.5:8899/?lang=zh": false, "laptop": false, strings.Repeat("a", longestLabel): false, "https://example.org/#top": false} {
		if Is(text) != want {
			t.Errorf("%q is a link: %v", text, !want)
		}
		if _, err := Parse(text); faultOf(err) != fault.InvitationInvalid {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestWhatIsNoWholeLink(t *testing.T) {
	whole := vectors["four addresses"].String()
	at := strings.Index(whole, "#") + 1
	t.Run("no part of one is taken for it, nor one with another character", func(t *testing.T) {
		for n := range len(whole) {
			if l, err := Parse(whole[:n]); faultOf(err) != fault.InvitationInvalid {
				t.Errorf("%d bytes of it are read as %v, %v", n, l.Addrs, err)
			}
		}
		for n := at; n < len(whole); n++ {
			other := byte('A')
			if whole[n] == other {
				other = 'B'
			}
			if _, err := Parse(whole[:n] + string(other) + whole[n+1:]); faultOf(err) != fault.InvitationInvalid {
				t.Errorf("with another character %d it answers %v", n, err)
			}
		}
	})
	code := whole[at:]
	again := func(change func(b []byte) []byte) string {
		b := vectors["one address"].encode()
		b = change(b[:len(b)-sumBytes])
		sum := sum(b)
		l := Link{Passed: true}
		return l.text(append(b, byte(sum>>8), byte(sum)))
	}
	for _, c := range []struct {
		name, text string
		want       fault.Fault
	}{
		{"nothing", "", fault.InvitationInvalid},
		{"an address", "192.168.1.5:8899", fault.InvitationInvalid},
		{"another scheme", "https://192.168.100.100:8899/#" + code, fault.InvitationInvalid},
		{"another address before the fragment", "http://192.168.100.101:8899/#" + code, fault.InvitationInvalid},
		{"a page behind the address", "http://192.168.100.100:8899/x/#" + code, fault.InvitationInvalid},
		{"something behind it", whole + "?x=1", fault.InvitationInvalid},
		{"padding", "confab://join/" + code + "==", fault.InvitationInvalid},
		{"a line's end in it", whole[:at+20] + "\n" + whole[at+20:], fault.InvitationInvalid},
		{"what is too long", "confab://join/" + strings.Repeat("A", MaxBytes), fault.InvitationInvalid},
		{"a later version", again(func(b []byte) []byte { b[0] = 2; return b }), fault.InvitationNewer},
		{"a later version with other things in it", Link{Passed: true}.text([]byte{2, 2, 2, byte(sum([]byte{2, 2, 2}) >> 8), byte(sum([]byte{2, 2, 2}))}), fault.InvitationNewer},
		{"the place in a page", "http://192.168.100.100:8899/#part", fault.InvitationInvalid},
		{"version 0", again(func(b []byte) []byte { b[0] = 0; return b }), fault.InvitationInvalid},
		{"no host", again(func(b []byte) []byte { clear(b[1:33]); return b }), fault.InvitationInvalid},
		{"no token", again(func(b []byte) []byte { clear(b[33:49]); return b }), fault.InvitationInvalid},
		{"no address in it", again(func(b []byte) []byte { return b[:headBytes] }), fault.InvitationInvalid},
		{"port 0", again(func(b []byte) []byte { b[headBytes+1], b[headBytes+2] = 0, 0; return b }), fault.InvitationInvalid},
		{"a record that is not known", again(func(b []byte) []byte { return append(b, 9) }), fault.InvitationInvalid},
		{"half an address", again(func(b []byte) []byte { return append(b, recordIPv4, 10) }), fault.InvitationInvalid},
		{"a port that is there already", again(func(b []byte) []byte {
			return append(b, recordPort, b[headBytes+1], b[headBytes+2], recordIPv4, 10, 0, 0, 1)
		}), fault.InvitationInvalid},
		{"a port behind the last address", again(func(b []byte) []byte { return append(b, recordPort, 0, 1) }), fault.InvitationInvalid},
		{"an address of all", again(func(b []byte) []byte { return append(b, recordIPv4, 0, 0, 0, 0) }), fault.InvitationInvalid},
		{"an address of a group", again(func(b []byte) []byte { return append(b, recordIPv4, 224, 0, 0, 1) }), fault.InvitationInvalid},
		{"IPv4 within IPv6", again(func(b []byte) []byte {
			return append(append(b, recordIPv6, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF), 10, 0, 0, 1)
		}), fault.InvitationInvalid},
		{"more addresses than may be", again(func(b []byte) []byte {
			for n := range byte(MaxAddrs) {
				b = append(b, recordIPv4, 10, 0, 0, n+1)
			}
			return b
		}), fault.InvitationInvalid},
	} {
		t.Run(c.name, func(t *testing.T) {
			l, err := Parse(c.text)
			if faultOf(err) != c.want {
				t.Errorf("it is read as %v, %v", l.Addrs, err)
			}
			if err != nil && len(code) > 20 && strings.Contains(err.Error(), code[:20]) {
				t.Errorf("the error has a part of it: %v", err)
			}
		})
	}
}

func TestIs(t *testing.T) {
	for text, want := range map[string]bool{
		"http://192.168.1.5:8899/#AQ": true, "HTTP://h/#": true, "confab://join/": true, "Confab://Join/x": true,
		"": false, "http://192.168.1.5:8899/": false, "confab://192.168.1.5:8899": false, "https://h/#x": false, "192.168.1.5:8899": false,
	} {
		if Is(text) != want {
			t.Errorf("%q: %v", text, !want)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, l := range vectors {
		f.Add(l.String())
	}
	f.Add("confab://join/AgICDtI")
	f.Fuzz(func(t *testing.T, text string) {
		l, err := Parse(text)
		if err != nil {
			if f := faultOf(err); f != fault.InvitationInvalid && f != fault.InvitationNewer {
				t.Errorf("%v", err)
			}
			return
		}
		if !Is(text) || len(l.Addrs) == 0 || len(l.Addrs) > MaxAddrs || l.Host == (wire.Identity{}) || l.Token == (wire.Token{}) {
			t.Errorf("%q is read as %s", text, hex.EncodeToString(l.encode()))
		}
		// One link has one text, but for the case of the scheme.
		if again := l.String(); !strings.EqualFold(again[:14], text[:14]) || again[14:] != text[14:] {
			t.Errorf("%q is written as %q", text, again)
		}
	})
}
