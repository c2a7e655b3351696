package address

import (
	"errors"
	"strings"
	"testing"

	"confab/transport"
)

func TestListen(t *testing.T) {
	const port, address = transport.PortInvalid, transport.AddressInvalid
	for _, tc := range []struct {
		typed, want string
		fault       transport.Fault
	}{
		{"8899", ":8899", 0}, {" 8899 ", ":8899", 0}, {"0", ":0", 0}, {"65535", ":65535", 0},
		{"８８９９", ":8899", 0}, {":7", ":7", 0}, {"127.0.0.1:0", "127.0.0.1:0", 0},
		{"[fe80::1%eth0]:9", "[fe80::1%eth0]:9", 0}, {"localhost:80", "localhost:80", 0},
		{"", "", port}, {"abc", "", port}, {"70000", "", port}, {"65536", "", port}, {"-1", "", port},
		{"+80", "", port}, {"8 8", "", port}, {"1.5", "", port}, {"host:abc", "", port}, {"host:", "", port},
		{"192.168.001.005:80", "192.168.1.5:80", 0}, {"192.168.010.005:80", "", transport.AddressAmbiguous},
		{"127.1:80", "", address}, {"99999999999999999999", "", port}, {"::1", "", address}, {"a b:1", "", address}, {"a:1:2", "", address},
	} {
		checkParsed(t, Listen, tc.typed, tc.want, tc.fault)
	}
}

func TestEverywhere(t *testing.T) {
	for typed, want := range map[string]bool{
		"8899": true, ":7": true, "0.0.0.0:8899": true, "[::]:8899": true, "[::ffff:0.0.0.0]:8899": true, "[::%eth0]:8899": true,
		"127.0.0.1:8899": false, "192.168.1.5:8899": false, "[::1]:8899": false, "[fe80::1%eth0]:9": false, "localhost:80": false, "0.example:80": false,
	} {
		addr, err := Listen(typed)
		if got := Everywhere(addr); err != nil || got != want {
			t.Errorf("%q, listening on %q, is everywhere: %v, %v", typed, addr, got, err)
		}
	}
	if Everywhere("nothing") {
		t.Error("what is no address is everywhere")
	}
}

func TestDial(t *testing.T) {
	const port, address, ambiguous = transport.PortInvalid, transport.AddressInvalid, transport.AddressAmbiguous
	for _, tc := range []struct {
		typed, want string
		fault       transport.Fault
	}{
		{"host", "host:8899", 0}, {"host:80", "host:80", 0}, {"host:", "host:8899", 0},
		{"127.0.0.1：8899", "127.0.0.1:8899", 0}, {" 1.2.3.4 ", "1.2.3.4:8899", 0}, {"1.2.3.4:9", "1.2.3.4:9", 0}, {"192。168。1。5：80", "192.168.1.5:80", 0},
		{"::1", "[::1]:8899", 0}, {"[::1]", "[::1]:8899", 0}, {"[::1]:9", "[::1]:9", 0},
		{"fe80::1%eth0", "[fe80::1%eth0]:8899", 0}, {"[fe80::1%eth0]:9", "[fe80::1%eth0]:9", 0},
		{"my_host.local", "my_host.local:8899", 0}, {"电脑.local", "电脑.local:8899", 0},
		{"", "", address}, {"a b", "", address}, {"[host]:1", "", address},
		{"[::1", "", address}, {"1::2::3", "", address}, {"h\x00", "", address}, {":80", "", address},
		{strings.Repeat("h", 254), "", address}, {"a%b", "", address}, {"::1%]0", "", address}, {"fe80::1%a b", "", address},
		// What is copied from a browser, a manual or another program.
		{"http://host:8899/", "host:8899", 0}, {"tcp://host:9000", "host:9000", 0}, {" HTTPS://host/ ", "host:8899", 0},
		{"http://[::1]:9/", "[::1]:9", 0}, {"confab://192.168.1.5:8899", "192.168.1.5:8899", 0}, {"CONFAB://host/", "host:8899", 0},
		{"ｈｔｔｐ：／／host：80／", "host:80", 0},
		{`"host:80"`, "host:80", 0}, {"'1.2.3.4' ", "1.2.3.4:8899", 0}, {" “http://host/” ", "host:8899", 0}, {"<tcp://[::1]:9>", "[::1]:9", 0},
		{"「host：80」", "host:80", 0}, {"＂host＂", "host:8899", 0}, {`"a" b`, "", address}, {`''`, "", address}, {`a'b`, "", address},
		{"http://host:8899/page", "", address}, {"http://host//", "", address}, {"ftp://host/", "", address}, {"host/", "host:8899", 0}, {"10.77.0.1:8899/", "10.77.0.1:8899", 0}, {"host//", "", address}, {"/", "", address},
		{"http://host:8899/?lang=zh", "host:8899", 0}, {"host:8899/?missing&lang=en", "host:8899", 0}, {"http://host/?a/b", "host:8899", 0}, {"http://host/a?b", "", address}, {"https://host/?lang=zh#", "", address},
		{"http://", "", address}, {"http://tcp://host", "", address}, {"http://user@host/", "", address}, {"http:/host", "", address},
		// Zeros in front: octal to some programs, nothing to others.
		{"192.168.001.005", "192.168.1.5:8899", 0}, {"192.168.001.005:80", "192.168.1.5:80", 0}, {"http://192.168.001.005/", "192.168.1.5:8899", 0},
		{"010.000.000.007", "", ambiguous}, {"192.168.010.5:80", "", ambiguous}, {"192.168.1.077", "", ambiguous},
		{"192.168.008.009", "192.168.8.9:8899", 0}, {"192.168.08.010", "", ambiguous}, {"0000192.1.1.1", "", address},
		// Numbers that are no address are no name either (WHATWG URL, "ends in a number").
		{"127.1", "", address}, {"300.1.1.1", "", address}, {"1.2.3.4.5", "", address}, {"8899", "", address}, {"0x7f.0.0.1", "", address}, {"1.2.3.0x4", "", address},
		{"1.2.3.4.", "1.2.3.4:8899", 0}, {"host.", "host.:8899", 0}, {"::ffff:1.2.3.4", "[::ffff:1.2.3.4]:8899", 0}, {"host1", "host1:8899", 0}, {"1.host", "1.host:8899", 0}, {"0xcafe.local", "0xcafe.local:8899", 0},
		{"h:0", "", port}, {"h:70000", "", port}, {"h:abc", "", port}, {"[::1]:x", "", port},
	} {
		checkParsed(t, Dial, tc.typed, tc.want, tc.fault)
	}
	for _, typed := range []string{"confab://", "confab://host?x", "confab://a/b", "http://host/#", "confab://join/x"} {
		checkParsed(t, Dial, typed, "", address)
	}
}

// link is an invitation to 192.168.1.5:8899.
const link = "http://192.168.1.5:8899/#AaEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAacAAAAAAAAAAAAAAAAAAABwAiwwTAqAEF8YU"

func TestJoin(t *testing.T) {
	code := link[strings.Index(link, "#")+1:]
	for _, tc := range []struct {
		name, typed, addr, invitation string
		fault                         transport.Fault
	}{
		{"an address", "host", "host:8899", "", 0},
		{"no address", "a b", "", "", transport.AddressInvalid},
		{"an invitation", link, "192.168.1.5:8899", link, 0},
		{"one that a page handed on", "confab://join/" + code, "192.168.1.5:8899", "confab://join/" + code, 0},
		{"one that was broken into lines", "  " + link[:40] + "\r\n" + link[40:80] + " \n" + link[80:] + "\n", "192.168.1.5:8899", link, 0},
		{"one of which the end is missing", link[:len(link)-4], "", "", transport.InvitationInvalid},
		{"one of a later version", "confab://join/AgICDtI", "", "", transport.InvitationNewer},
		{"what is only like one", "http://host:8899/#part", "", "", transport.InvitationInvalid},
		{"one of a page in the other language", strings.Replace(link, "/#", "/?lang=zh#", 1), "192.168.1.5:8899", strings.Replace(link, "/#", "/?lang=zh#", 1), 0},
		{"one that a page handed on, with a slash", "confab://join/" + code + "/", "192.168.1.5:8899", "confab://join/" + code + "/", 0},
		{"the page without a fragment", "http://192.168.1.5:8899/?missing&lang=en", "192.168.1.5:8899", "", 0},
		{"a fragment alone", "#" + code, "", "", transport.InvitationInvalid},
		{"a code alone", code, "", "", transport.InvitationInvalid},
		{"a fragment of another scheme", "https://192.168.1.5:8899/?lang=zh#" + code, "", "", transport.InvitationInvalid},
		{"a fragment without a scheme", "192.168.1.5:8899/?x#" + code, "", "", transport.InvitationInvalid},
		{"a fragment with wide signs", "a b＃" + code, "", "", transport.InvitationInvalid},
	} {
		t.Run(tc.name, func(t *testing.T) {
			addr, invitation, err := Join(tc.typed)
			found := transport.NoFault
			if e := new(transport.Error); errors.As(err, &e) {
				if found = e.Fault; found != transport.AddressInvalid && e.Addr != "" {
					t.Errorf("the error has %q of it", e.Addr)
				}
			}
			if addr != tc.addr || invitation != tc.invitation || found != tc.fault {
				t.Errorf("got %q, %q, %v", addr, invitation, err)
			}
		})
	}
}

func TestNoErrorRepeatsAFragment(t *testing.T) {
	for _, typed := range []string{"#secret", "a b#secret", "http://host?x#secret", "http://host/x?y#secret", "host:x#secret", "h:1＃secret", "[::1#secret", "1.2.3#secret"} {
		for _, parse := range []func(string) (string, error){Dial, Listen, func(s string) (string, error) { addr, _, err := Join(s); return addr, err }} {
			addr, err := parse(typed)
			if e := new(transport.Error); !errors.As(err, &e) || strings.Contains(e.Addr, "secret") || addr != "" {
				t.Errorf("%q: %q, %v", typed, addr, err)
			}
		}
		if !Secret(typed) {
			t.Errorf("%q is taken to be no secret", typed)
		}
	}
}

func checkParsed(t *testing.T, parse func(string) (string, error), typed, want string, fault transport.Fault) {
	t.Helper()
	got, err := parse(typed)
	found := transport.NoFault
	if e := new(transport.Error); errors.As(err, &e) {
		found = e.Fault
	}
	if got != want || found != fault || (err == nil) != (fault == transport.NoFault) {
		t.Errorf("%q: got %q, %v", typed, got, err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add("[fe80::1%eth0]:9")
	f.Add("：８８")
	f.Fuzz(func(t *testing.T, s string) {
		for _, parse := range []func(string) (string, error){Dial, Listen} {
			addr, err := parse(s)
			if (addr == "") == (err == nil) {
				t.Errorf("%q: %q", s, addr)
			}
			if again, err := parse(addr); addr != "" && (err != nil || again != addr) {
				t.Errorf("%q gives %q gives %q", s, addr, again)
			}
		}
	})
}
