package term

import (
	"slices"
	"strings"
	"testing"

	"confab/transport"
	"confab/ui/internal/words"
)

// refusal notes the address that a server or client is given, and fails at once.
type refusal struct {
	sink func(transport.Event)
	addr *string
}

func (f refusal) refuse(kind transport.EventKind, addr string) {
	*f.addr = addr
	f.sink(transport.Event{Kind: kind, Err: &transport.Error{Fault: transport.Unknown}})
}

type refusingServer struct {
	server // for the methods that nothing here calls
	refusal
}

func (f refusingServer) Start(addr string)        { f.refuse(transport.ListenFailed, addr) }
func (f refusingServer) Allow(transport.Visitors) {}
func (f refusingServer) ShareHistory(bool)        {}
func (f refusingServer) Close()                   {}

type refusingClient struct {
	client // for the methods that nothing here calls
	refusal
}

func (f refusingClient) Dial(addr string) { f.refuse(transport.DialFailed, addr) }
func (f refusingClient) Join(addr string) { f.refuse(transport.DialFailed, addr) }
func (f refusingClient) Close()           {}

func TestTheTerminalTakesTheAddressesTheWindowTakes(t *testing.T) {
	t.Parallel()
	serve, chat := []string{"serve", "-addr"}, []string{"chat", "-plain"}
	for _, c := range []struct {
		name, typed, want, sentence string
		command                     []string
		code                        int
	}{
		{"an address without a port", "127.0.0.1", "127.0.0.1:8899", "", chat, exitFailed},
		{"an IPv6 address without a port", "::1", "[::1]:8899", "", chat, exitFailed},
		{"a name without a port", "laptop", "laptop:8899", "", chat, exitFailed},
		{"full-width signs", "127.0.0.1：８８９９", "127.0.0.1:8899", "", chat, exitFailed},
		{"an address without a port, to send", "127.0.0.1", "127.0.0.1:8899", "", []string{"send", "-plain"}, exitFailed},
		{"an address without a port, to tail", "127.0.0.1", "127.0.0.1:8899", "", []string{"tail", "-plain"}, exitFailed},
		{"an address without a port, in secret", "127.0.0.1", "127.0.0.1:8899", "", []string{"chat"}, exitFailed},
		{"what is no address", "a b:1", "", "“a b:1” is not an address.", chat, exitFailed},
		{"what is no port", "a:0", "", "“0” is not a port.", chat, exitFailed},
		{"nothing", "", "", "Say which server", chat, exitUsage},
		{"a link", "confab://join/x", "", "not a whole invitation", chat, exitFailed},
		{"a port to listen on", "7", ":7", "", serve, exitFailed},
		{"a full-width port to listen on", "８８９９", ":8899", "", serve, exitFailed},
		{"an address to listen on in full-width signs", "127。0。0。1：7", "127.0.0.1:7", "", serve, exitFailed},
		{"an address to listen on that is none", "a b:7", "", "“a b:7” is not an address.", serve, exitFailed},
		{"nothing to listen on", "", "", "The flag -addr needs a value.", serve, exitUsage},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			out, errOut := newOutput(), newOutput()
			r := newRunner(Env{Stdin: strings.NewReader(""), Stdout: out, Stderr: errOut, Words: words.For(words.English)})
			var got string
			r.newClient = func(o transport.Options) client {
				return refusingClient{refusal: refusal{sink: o.Sink, addr: &got}}
			}
			r.newServer = func(o transport.Options) server {
				return refusingServer{refusal: refusal{sink: o.Sink, addr: &got}}
			}
			args := append(slices.Clone(c.command), c.typed, "-data", t.TempDir())
			if c.command[0] == "send" {
				args = append(args, "hi")
			}
			if code := r.run(t.Context(), args); code != c.code || got != c.want {
				t.Errorf("%q: exit code %d, address %q, want %d, %q", args, code, got, c.code, c.want)
			}
			contains(t, errOut.String(), c.sentence)
		})
	}
}
