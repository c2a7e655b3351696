package term

import (
	"strings"
	"testing"
)

func TestVerbose(t *testing.T) {
	t.Parallel()
	for _, verbose := range []bool{true, false} {
		var args []string
		if verbose {
			args = append(args, "-v")
		}
		p, addr := serve(t, args...)
		guest := connect(t, addr)
		guest.say(t, "a secret\n")
		p.out.await(t, "a secret")
		if verbose {
			p.err.await(t, `level=INFO msg=listening addr=\S+\n`)
			p.err.await(t, `level=INFO msg=connected peer=1 peer_kind=\w+ addr=`+guest.LocalAddr().String()+`\n`)
		}
		reset(t, guest)
		p.out.await(t, "broke")
		if verbose {
			p.err.await(t, `msg="connection ended" addr=`+guest.LocalAddr().String()+` peer_kind=plain fault="reset by peer"`)
		} else if strings.Contains(p.err.String(), "msg=") {
			t.Errorf("without -v stderr has %s", p.err)
		}
		if strings.Contains(p.err.String(), "secret") {
			t.Errorf("stderr has what was said: %s", p.err)
		}
		l := listen(t)
		c := run(t, confab, append([]string{"chat", "-plain", l.addr, "-data", t.TempDir()}, args...)...)
		l.peer(t)
		c.out.await(t, "Connected to")
		if verbose {
			c.err.await(t, "msg=connecting .*addr="+l.addr)
		}
	}
}
