package fault

import (
	"go/ast"
	"go/parser"
	"go/token"
	"net"
	"os"
	"strings"
	"syscall"
	"testing"

	"confab/transport/internal/wire"
)

// declared is how many faults fault.go declares.
func declared(t *testing.T) int {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "fault.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range file.Decls {
		if block, ok := d.(*ast.GenDecl); ok && block.Tok == token.CONST {
			return len(block.Specs)
		}
	}
	return 0
}

func TestEveryFaultHasAName(t *testing.T) {
	if n := declared(t); n != len(faultNames) {
		t.Errorf("%d names for %d faults", len(faultNames), n)
	}
	seen := map[string]bool{"": true}
	for i, name := range faultNames {
		if got := Fault(i).String(); seen[got] || got != name {
			t.Errorf("fault %d is called %q", i, got)
		}
		seen[name] = true
	}
	if got := Fault(255).String(); !strings.HasSuffix(got, " 255") {
		t.Errorf("fault 255 is called %q", got)
	}
}

func TestByes(t *testing.T) {
	t.Run("each limit that a host names is another sentence, and one that is not known is any other", func(t *testing.T) {
		for limit, want := range map[wire.Limit]Fault{
			0: HostFull, wire.LimitOfIdentity: TooOften, wire.LimitOfAddress: AddressFull, wire.LimitOfAsking: AskingFull,
			wire.LimitOfJoining: JoiningFull, wire.LimitOfJoining + 1: HostFull,
		} {
			if got := OfBye(wire.Bye{Reason: wire.ByeFull, Limit: limit}); got != want {
				t.Errorf("limit %d is %v, want %v", limit, got, want)
			}
		}
	})
}

func TestAnAddressThatIsNotOurs(t *testing.T) {
	not := os.NewSyscallError("call", noSuchAddress(t))
	for op, want := range map[string]Fault{"listen": AddressNotLocal, "dial": Unreachable} {
		if got := Of(&net.OpError{Op: op, Err: not}); got != want {
			t.Errorf("to %s is %v", op, got)
		}
	}
}

// noSuchAddress is the error number of the system for that.
func noSuchAddress(t *testing.T) syscall.Errno {
	t.Helper()
	for errno, f := range errnoFaults {
		if f == AddressNotLocal {
			return errno
		}
	}
	t.Fatal("there is none")
	return 0
}
