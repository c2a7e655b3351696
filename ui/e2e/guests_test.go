//go:build e2e

package e2e

import (
	"bytes"
	"image"
	"net"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// listening opens a window that listens on a free port.
func listening(t *testing.T) (host *window, ip, port string) {
	t.Helper()
	host = open(t, setup{})
	ip, port, err := net.SplitHostPort(host.listen(t, "127.0.0.1:0"))
	if err != nil {
		t.Fatal(err)
	}
	return host, ip, port
}

func TestForeignGuests(t *testing.T) {
	t.Parallel()
	t.Run("nc that has said nothing gets the text bare, and with a line feed when it has ended a line with one", func(t *testing.T) {
		t.Parallel()
		host, ip, port := listening(t)
		nc := run(t, exec.Command(tool(t, "nc"), ip, port))
		host.say(t, "who are you? 你是谁")
		nc.out.await(t, "who are you? 你是谁")
		nc.typeIn(t, "nc, 网猫\n")
		host.openPerson(t, 1)
		host.say(t, "welcome")
		nc.out.await(t, "welcome\n")
		if got, want := nc.out.String(), "who are you? 你是谁welcome\n"; got != want {
			t.Errorf("nc got %q, want %q", got, want)
		}
	})
	t.Run("socat that ends its lines with CR LF is answered so", func(t *testing.T) {
		t.Parallel()
		host, ip, port := listening(t)
		socat := run(t, exec.Command(tool(t, "socat"), "-", "TCP:"+net.JoinHostPort(ip, port)))
		socat.typeIn(t, "socat here\r\n")
		host.say(t, "你好 socat")
		socat.out.await(t, "你好 socat\r\n")
		host.openPerson(t, 1)
		host.say(t, "second line")
		socat.out.await(t, "second line\r\n")
		if got, want := socat.out.String(), "你好 socat\r\nsecond line\r\n"; got != want {
			t.Errorf("socat got %q, want %q", got, want)
		}
	})
	t.Run("curl gets the page and is no guest", func(t *testing.T) {
		t.Parallel()
		host, ip, port := listening(t)
		page := command(t, environment(), "curl", "-sSf", "-i", "http://"+net.JoinHostPort(ip, port)+"/")
		for _, want := range []string{"HTTP/1.1 200", "text/html", "Confab"} {
			if !strings.Contains(page, want) {
				t.Errorf("the page has no %q:\n%s", want, page)
			}
		}
		// The next who comes is the first person.
		nc := run(t, exec.Command(tool(t, "nc"), ip, port))
		nc.typeIn(t, "after curl\n")
		host.openPerson(t, 1)
		host.say(t, "first")
		nc.out.await(t, "first\n")
	})
	t.Run("telnet line by line is talked to in lines", func(t *testing.T) {
		t.Parallel()
		host, ip, port := listening(t)
		// telnet wants a terminal, which script gives it.
		telnet := run(t, exec.Command(tool(t, "script"), "-qec", "telnet "+ip+" "+port, "/dev/null"))
		telnet.out.await(t, "Escape character")
		before := telnet.out.String()
		telnet.typeIn(t, "telnet here\n")
		host.say(t, "你好 telnet")
		telnet.out.await(t, "你好 telnet\r\n")
		got, _ := strings.CutPrefix(telnet.out.String(), before)
		// The terminal shows what is typed, too.
		if got = strings.TrimPrefix(strings.TrimLeft(got, "\r\n"), "telnet here\r\n"); got != "你好 telnet\r\n" {
			t.Errorf("telnet shows %q", got)
		}
	})
	t.Run("telnet that sends single characters is understood in lines", func(t *testing.T) {
		t.Parallel()
		clock := newWallClock(t)
		host := open(t, setup{env: []string{"TZ=" + clock.zone}})
		wire := newTap(t, "127.77.3.2"+picturePort, "127.77.3.3:40001", host.listen(t, "127.77.3.1"+picturePort))
		telnet := run(t, exec.Command(tool(t, "script"), "-qec", "telnet", "/dev/null"))
		telnet.out.await(t, "telnet>")
		telnet.typeIn(t, "open "+strings.Replace(wire.addr, ":", " ", 1)+"\n")
		telnet.out.await(t, "Escape character")
		telnet.typeIn(t, "\x1d") // Ctrl+]
		eventually(t, "telnet asks for a command", func() bool { return strings.Count(telnet.out.String(), "telnet>") == 2 })
		telnet.typeIn(t, "mode character\n")
		clock.awaitTalk(t)
		host.awaitComposer(t)
		// The first characters are messages, each when a pause follows it; then
		// it is understood that lines are meant.
		people := image.Rect(0, bar, rail, host.size.Y)
		keys := time.NewTicker(120 * time.Millisecond) // as fast as a person
		defer keys.Stop()
		for i, key := range "hey, morning\rsecond line\r" {
			<-keys.C
			before := host.display.picture(t, people)
			telnet.typeIn(t, string(key))
			if i < 3 {
				eventually(t, "the character is shown", func() bool {
					return !bytes.Equal(before.Pix, host.display.picture(t, people).Pix)
				})
			}
		}
		host.openPerson(t, 1)
		host.say(t, "hello telnet")
		telnet.out.await(t, "hello telnet\r\n")
		// The commands of telnet come first, IAC DO SUPPRESS-GO-AHEAD and IAC DO
		// ECHO, and a carriage return goes as CR NUL (RFC 854).
		if got := wire.toServer.String(); got != "\xff\xfd\x03\xff\xfd\x01hey, morning\r\x00second line\r\x00" {
			t.Errorf("telnet sent %q", got)
		}
		host.shows(t, "telnet-characters")
	})
}
