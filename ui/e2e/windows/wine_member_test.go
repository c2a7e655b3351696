//go:build wine

package windows

import (
	"context"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// What stands between wine 8 and a member: SQLite's Go package maps the index of
// its write-ahead log into placeholders of virtual memory, which that wine
// refuses; .ci/wine/placeholders.c stands in for them. Files, locks between
// processes, syncs, names in Chinese and everything of Confab are as Windows
// would have them; who else may read the identity file is not asked, as wine
// keeps the rights of this system.

// folder is a data folder in the wine of these tests, with a name that no code
// page but UTF-8 has.
func folder(name string) string { return `C:\数据 𠮷\` + name }

// program runs the program for one of the systems.
type program func(ctx context.Context, args ...string) *exec.Cmd

// open starts a server that lets everybody in, and returns where it listens.
func (run program) open(ctx context.Context, t *testing.T, data, addr string, more ...string) (*process, string) {
	t.Helper()
	args := []string{"serve", "-open", "-history", "-json", "-name", "Desk", "-data", data, "-addr", addr}
	server := start(t, run(ctx, append(args, more...)...))
	return server, server.waitFor(t, "listening", anything).Addr
}

// kill ends a program as a power cut does.
func (p *process) kill(t *testing.T) {
	t.Helper()
	if err := p.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	for range p.lines { // until its output ends
	}
}

func stored(text string) func(told) bool {
	return func(e told) bool { return e.Message == "outgoing" && e.Text == text && e.State == "stored" }
}

func text(want string) func(told) bool { return func(e told) bool { return e.Text == want } }

// replay is all that was said, as a member of its own is told it from the start.
func replay(ctx context.Context, t *testing.T, run program, addr string, last string) (all []string) {
	t.Helper()
	p := start(t, run(ctx, "tail", "-since", "0", "-json", "-data", t.TempDir(), "-name", "Late", addr))
	p.waitFor(t, "appended", func(e told) bool {
		if e.Message == "incoming" {
			all = append(all, e.Text)
		}
		return e.Text == last
	})
	p.stop(t)
	return all
}

// testWineMembers has members of both systems talk.
func testWineMembers(ctx context.Context, t *testing.T, windows, native program) {
	t.Run("send of a member succeeds when the host has it on disk, and is the same member again", func(t *testing.T) {
		server, addr := native.open(ctx, t, t.TempDir(), "127.0.0.1:0")
		var from []int
		for _, said := range []string{"one " + mixed, "two " + mixed} {
			if out, err := windows(ctx, "send", "-data", folder("ann"), "-name", "Ann", addr, said).CombinedOutput(); err != nil {
				t.Fatalf("%v: %s", err, out)
			}
			from = append(from, server.waitFor(t, "appended", incoming(said)).From)
		}
		if from[0] != from[1] {
			t.Errorf("they came from the members %d", from)
		}
		server.stop(t)
	})

	t.Run("chat goes on after kill -9 of the server, and nothing is lost, doubled or out of order", func(t *testing.T) {
		data := t.TempDir()
		server, addr := native.open(ctx, t, data, "127.0.0.1:0")
		client := start(t, windows(ctx, "chat", "-json", "-data", folder("bob"), "-name", "Bob", addr))
		client.waitFor(t, "connected", anything)
		client.say(t, "1 "+mixed)
		client.waitFor(t, "appended", stored("1 "+mixed))
		server.say(t, "2 "+mixed)
		client.waitFor(t, "appended", incoming("2 "+mixed))

		server.kill(t)
		client.waitFor(t, "waiting", anything)
		client.say(t, "3 "+mixed)
		client.waitFor(t, "enqueued", text("3 "+mixed))
		client.say(t, "4 "+mixed)
		client.waitFor(t, "enqueued", text("4 "+mixed))
		server, _ = native.open(ctx, t, data, addr)
		server.waitFor(t, "appended", incoming("3 "+mixed))
		server.waitFor(t, "appended", incoming("4 "+mixed))
		server.say(t, "5 "+mixed)
		client.waitFor(t, "appended", incoming("5 "+mixed))

		client.kill(t)
		client = start(t, windows(ctx, "chat", "-json", "-data", folder("bob"), "-name", "Bob", addr))
		client.waitFor(t, "connected", anything)
		client.say(t, "6 "+mixed)
		server.waitFor(t, "appended", incoming("6 "+mixed))
		var want []string
		for _, number := range []string{"1", "2", "3", "4", "5", "6"} {
			want = append(want, number+" "+mixed)
		}
		if got := replay(ctx, t, native, addr, "6 "+mixed); strings.Join(got, "\n") != strings.Join(want, "\n") {
			t.Errorf("the host has %q, want %q", got, want)
		}
		server.stop(t)
	})

	t.Run("a second program on one folder says so", func(t *testing.T) {
		server, addr := native.open(ctx, t, t.TempDir(), "127.0.0.1:0")
		client := start(t, windows(ctx, "chat", "-json", "-data", folder("cid"), addr))
		client.waitFor(t, "connected", anything)
		for _, args := range [][]string{{"send", addr, "hi"}, {"serve", "-addr", "127.0.0.1:0"}} {
			out, err := windows(ctx, append(args, "-data", folder("cid"))...).CombinedOutput()
			if err == nil || !strings.Contains(string(out), "Another Confab is using the folder "+folder("cid")) {
				t.Errorf("%q: %v: %s", args, err, out)
			}
		}
		client.kill(t)
		if out, err := windows(ctx, "send", "-data", folder("cid"), addr, "free again").CombinedOutput(); err != nil {
			t.Errorf("after kill -9 of the first one: %v: %s", err, out)
		}
		server.stop(t)
	})

	t.Run("serve hosts members, and has what it acknowledged after kill -9", func(t *testing.T) {
		server, addr := windows.open(ctx, t, folder("desk"), "127.0.0.1:0")
		client := start(t, native(ctx, "chat", "-json", "-data", t.TempDir(), "-name", "Eve", addr))
		client.waitFor(t, "connected", anything)
		client.say(t, "1 "+mixed)
		server.waitFor(t, "appended", incoming("1 "+mixed))
		client.waitFor(t, "appended", stored("1 "+mixed))
		server.say(t, "2 "+mixed)
		client.waitFor(t, "appended", incoming("2 "+mixed))

		server.kill(t)
		client.waitFor(t, "waiting", anything)
		client.say(t, "3 "+mixed)
		client.waitFor(t, "enqueued", text("3 "+mixed))
		server, _ = windows.open(ctx, t, folder("desk"), addr)
		server.waitFor(t, "appended", incoming("3 "+mixed))
		want := "1 " + mixed + "\n2 " + mixed + "\n3 " + mixed
		if got := replay(ctx, t, native, addr, "3 "+mixed); strings.Join(got, "\n") != want {
			t.Errorf("the host has %q, want %q", got, want)
		}
	})
}

// testOldWindows has the program run where SQLite cannot map files: on a Windows
// that lacks the functions for it, and on one where they fail.
func testOldWindows(ctx context.Context, t *testing.T, windows, native program, with func(source string)) {
	for name, source := range map[string]string{"lacks": ".ci/wine/old.c", "refuses": "-DALONE"} {
		t.Run("a Windows that "+name+" placeholders of memory is told to be too old, and plain TCP works there", func(t *testing.T) {
			if with == nil {
				if os.Getenv("CI") == "true" {
					t.Fatal("this wine's own library would have to be replaced")
				}
				t.Skip("this wine's own library would have to be replaced")
			}
			with(source)
			const sentence = "This Windows is too old for the talk on disk"
			data := folder("old " + name)
			out, err := windows(ctx, "send", "-data", data, "127.0.0.1:1", "hi").CombinedOutput()
			if err == nil || !strings.Contains(string(out), sentence) || strings.Contains(string(out), "goroutine") {
				t.Errorf("%v: %s", err, out)
			}
			server := start(t, windows(ctx, "serve", "-json", "-data", data, "-addr", "127.0.0.1:0"))
			addr := server.waitFor(t, "listening", anything).Addr
			if out, err := native(ctx, "send", "-plain", "-data", t.TempDir(), addr, mixed).CombinedOutput(); err != nil {
				t.Errorf("%v: %s", err, out)
			}
			server.waitFor(t, "appended", incoming(mixed))
			server.kill(t)
		})
	}
}
