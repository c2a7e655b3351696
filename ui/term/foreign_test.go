//go:build linux

package term

import (
	"errors"
	"os"
	"strings"
	"syscall"
	"testing"

	"confab/transport"
	"confab/ui/internal/address"
	"confab/ui/internal/ownnet"
)

func TestForeignGuests(t *testing.T) {
	t.Parallel()

	t.Run("nc says something, hears the answer, and is gone when it is closed", func(t *testing.T) {
		t.Parallel()
		p, addr := serveWithin(t, transport.Limits{HalfCloseWithin: -1, LeftAfter: -1})
		host, port, _ := strings.Cut(addr, ":")
		nc := run(t, tool(t, "nc"), "-N", host, port)
		nc.typeIn(t, "hello from nc\n")
		p.out.await(t, `hello from nc\n`)
		p.typeIn(t, "hello nc\n")
		nc.out.await(t, `^hello nc\n$`)
		if err := nc.in.Close(); err != nil {
			t.Fatal(err)
		}
		p.out.await(t, `\[1\] \S+ left`)
		nc.exit(t, 0)
	})

	t.Run("socat with CRLF says something and hears the answer", func(t *testing.T) {
		t.Parallel()
		p, addr := serve(t)
		socat := run(t, tool(t, "socat"), "-", "TCP:"+addr+",crnl")
		socat.typeIn(t, "hello from socat\n")
		p.out.await(t, `hello from socat\n`)
		p.typeIn(t, "hello socat\n")
		socat.out.await(t, `^hello socat\n$`)
	})

	t.Run("chat talks to a listening nc", func(t *testing.T) {
		t.Parallel()
		l := listen(t)
		if err := l.Close(); err != nil { // nc takes the free port it had
			t.Fatal(err)
		}
		// At an address of its own, where no other test can get the port meanwhile.
		_, port, _ := strings.Cut(l.addr, ":")
		const host = "127.78.0.1"
		nc := run(t, tool(t, "nc"), "-v", "-l", host, port)
		nc.err.await(t, "Listening")
		p := run(t, confab, "chat", "-plain", host+":"+port)
		p.typeIn(t, "你好 nc\n")
		nc.out.await(t, "^你好 nc$")
		nc.typeIn(t, "hello confab\n")
		p.out.await(t, "hello confab\n")
		if err := p.in.Close(); err != nil {
			t.Fatal(err)
		}
		p.exit(t, 0)
	})
}

func TestWithoutDisplay(t *testing.T) {
	t.Run("the bare command says that there is no display and serves", func(t *testing.T) {
		// The default port is the machine's; here it is always free.
		argv, err := ownnet.Command(confab)
		if errors.Is(err, ownnet.ErrUnavailable) && os.Getenv("CI") != "true" {
			t.Skip("not run: ", err)
		}
		if err != nil {
			t.Fatal(err)
		}
		p := run(t, argv[0], argv[1:]...)
		p.out.await(t, `:`+address.DefaultPort+`\b`)
		contains(t, p.err.String(), "There is no display")
		if err := p.Process.Signal(syscall.SIGTERM); err != nil {
			t.Fatal(err)
		}
		p.exit(t, 0)
	})
}
