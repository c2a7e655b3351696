//go:build wine

package windows

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// These tests run the Windows program under wine against this system's own
// program and a real nc. They are about the terminal commands: Gio's window does
// not open under wine 8.

// mixed has Han, a character outside of the first plane, and a joined emoji.
const mixed = "你好，世界 𠮷 🙂 👩‍👩‍👧 ok"

// patience is how long anything may take before it counts as never.
const patience = time.Minute

func TestWine(t *testing.T) {
	t.Chdir(root)
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Minute)
	defer cancel()
	windows, with := bootWine(ctx, t)
	native := buildNative(ctx, t)

	t.Run("version prints the version", func(t *testing.T) {
		out, err := windows(ctx, "version").Output()
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(out), builtVersion(t)) {
			t.Errorf("it printed %q, want %q in it", out, builtVersion(t))
		}
	})

	t.Run("a mistake in the command line is exit code 2 and a sentence on stderr", func(t *testing.T) {
		wantExit(t, windows(ctx, "serve", "-no-such-flag"), 2)
	})

	t.Run("a server that is not there is exit code 1 and a sentence on stderr", func(t *testing.T) {
		server := start(t, native(ctx, "serve", "-addr", "127.0.0.1:0", "-json"))
		addr := server.waitFor(t, "listening", anything).Addr
		server.stop(t)
		wantExit(t, windows(ctx, "send", "-plain", addr, "hello"), 1)
	})

	t.Run("send delivers Chinese and emoji whole", func(t *testing.T) {
		server := start(t, native(ctx, "serve", "-addr", "127.0.0.1:0", "-json"))
		addr := server.waitFor(t, "listening", anything).Addr
		if out, err := windows(ctx, "send", "-plain", addr, mixed).CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		server.waitFor(t, "appended", incoming(mixed))
		server.stop(t)
	})

	t.Run("chat talks both ways with a server", func(t *testing.T) {
		server := start(t, native(ctx, "serve", "-addr", "127.0.0.1:0", "-json"))
		addr := server.waitFor(t, "listening", anything).Addr
		client := start(t, windows(ctx, "chat", "-plain", "-json", addr))
		client.waitFor(t, "connected", anything)
		client.say(t, "问 "+mixed)
		server.waitFor(t, "appended", incoming("问 "+mixed))
		server.say(t, "答 "+mixed)
		client.waitFor(t, "appended", incoming("答 "+mixed))
		server.stop(t)
		// The server ends its direction and then resets. A program that waits for the
		// reset hears of it from Windows; from Wine it may not, until it writes.
		client.wait(t, "the server's end", func(line string) bool {
			return strings.Contains(line, `"kind":"disconnected"`) || strings.Contains(line, `"half_closed":true`)
		})
	})

	t.Run("serve talks both ways with nc", func(t *testing.T) {
		server := start(t, windows(ctx, "serve", "-addr", "127.0.0.1:0", "-json"))
		host, port, _ := strings.Cut(server.waitFor(t, "listening", anything).Addr, ":")
		guest := start(t, exec.CommandContext(ctx, "nc", host, port))
		guest.say(t, mixed)
		server.waitFor(t, "appended", incoming(mixed))
		server.say(t, "答 "+mixed)
		guest.waitForText(t, "答 "+mixed)
	})

	for _, pkg := range []string{"./ui", "./ui/internal/attention", "./ui/internal/copied", "./ui/internal/instance", "./ui/internal/install", "./ui/internal/windata"} {
		t.Run("what the system shows and keeps: tests of "+pkg, func(t *testing.T) { testInWine(ctx, t, windows, pkg) })
	}

	testWineMembers(ctx, t, windows, native)
	testWineFiles(ctx, t, windows, native)
	testOldWindows(ctx, t, windows, native, with)
}

// bootWine makes a fresh wine and returns how to run the Windows program in it,
// and how to have it run with something else than placeholders.c from now on, which
// is nil where wine needs none of them.
func bootWine(ctx context.Context, t *testing.T) (program, func(source string)) {
	t.Helper()
	program, err := filepath.Abs(windowsProgram)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(program); err != nil {
		t.Fatalf("run make windows first: %v", err)
	}
	prefix := t.TempDir()
	env := append(os.Environ(),
		"WINEPREFIX="+prefix, "HOME="+prefix, "WINEDEBUG=-all", "LC_ALL=C.UTF-8", "DISPLAY=",
		// No offers to install Mono or Gecko, no entries in the menus.
		"WINEDLLOVERRIDES=mscoree,mshtml=;winemenubuilder.exe=d",
	)
	run := func(name string, args ...string) {
		t.Helper()
		cmd := exec.CommandContext(ctx, name, args...)
		cmd.Env = env
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%s %q: %v: %s", name, args, err, out)
		}
	}
	t.Cleanup(func() { endWine(env) }) // before its folder goes
	run("wine", "wineboot", "--init")

	// Go's runtime takes its random numbers from a library that wine 8 lacks. A
	// wine that has it has placeholders of virtual memory too.
	library := filepath.Join(prefix, "drive_c", "windows", "system32", "bcryptprimitives.dll")
	var with func(source string)
	if _, err := os.Stat(library); errors.Is(err, os.ErrNotExist) {
		with = func(source string) {
			t.Helper()
			run("x86_64-w64-mingw32-gcc", "-Wall", "-shared", "-nostdlib", "-fno-builtin", "-Wl,--entry=DllMain", "-o", library,
				".ci/wine/prng.c", source, "-ladvapi32", "-lkernel32", "-lntdll", "-lmsvcrt")
		}
		with(".ci/wine/placeholders.c")
	}
	return func(ctx context.Context, args ...string) *exec.Cmd {
		cmd := exec.CommandContext(ctx, "wine", append([]string{program}, args...)...)
		cmd.Env = env
		return cmd
	}, with
}

// endWine ends all that runs in a wine, and waits for that.
func endWine(env []string) {
	wineserver := "/usr/lib/wine/wineserver" // Debian's is not in PATH
	if inPath, err := exec.LookPath("wineserver"); err == nil {
		wineserver = inPath
	}
	for _, flag := range []string{"-k", "-w"} {
		cmd := exec.Command(wineserver, flag)
		cmd.Env = env
		_ = cmd.Run() // none is running
	}
}

// buildNative builds the program for this system and returns how to run it.
func buildNative(ctx context.Context, t *testing.T) func(ctx context.Context, args ...string) *exec.Cmd {
	t.Helper()
	program := filepath.Join(t.TempDir(), "confab")
	if out, err := exec.CommandContext(ctx, "go", "build", "-o", program, "confab").CombinedOutput(); err != nil {
		t.Fatalf("building: %v: %s", err, out)
	}
	return func(ctx context.Context, args ...string) *exec.Cmd {
		return exec.CommandContext(ctx, program, args...)
	}
}

// testInWine runs the tests of a package that are made for it.
func testInWine(ctx context.Context, t *testing.T, windows program, pkg string) {
	t.Helper()
	cmd := windows(ctx, "-test.run", "^TestWine", "-test.v")
	cmd.Args[1] = buildForWine(ctx, t, pkg)
	out, err := cmd.CombinedOutput()
	if err != nil || !bytes.Contains(out, []byte("--- PASS: TestWine")) {
		t.Errorf("%v:\n%s", err, out)
	}
}

// buildForWine builds the tests of a package, and returns the program.
func buildForWine(ctx context.Context, t *testing.T, pkg string) (exe string) {
	t.Helper()
	exe = filepath.Join(t.TempDir(), "tests.exe")
	// With -trimpath, as the program itself, so that its packages are not compiled again.
	build := exec.CommandContext(ctx, "go", "test", "-c", "-trimpath", "-o", exe, pkg)
	build.Env = append(os.Environ(), "GOOS=windows", "GOARCH=amd64", "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("building: %v: %s", err, out)
	}
	return exe
}

// told is what these tests read of a line of -json.
type told struct {
	Kind, Addr, Message, Text, State string
	From                             int
}

func anything(told) bool { return true }

func incoming(text string) func(told) bool {
	return func(e told) bool { return e.Message == "incoming" && e.Text == text }
}

// process is a running program with its ends in hand.
type process struct {
	cmd    *exec.Cmd
	stdin  io.WriteCloser
	lines  chan string // what it prints; closed at its end
	stderr bytes.Buffer
	seen   []string
}

// start starts a program that is ended with the test.
func start(t *testing.T, cmd *exec.Cmd) *process {
	t.Helper()
	p := &process{cmd: cmd, lines: make(chan string, 1024)}
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	p.stdin = stdin
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stderr = &p.stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	read := make(chan struct{})
	go func() {
		defer close(read)
		defer close(p.lines)
		for lines := bufio.NewScanner(stdout); lines.Scan(); {
			p.lines <- lines.Text()
		}
	}()
	t.Cleanup(func() {
		stdin.Close()
		cmd.Process.Kill()
		<-read
		cmd.Wait()
		if t.Failed() {
			t.Logf("%q printed %q and on stderr %q", cmd.Args, p.seen, &p.stderr)
		}
	})
	return p
}

// say types a line.
func (p *process) say(t *testing.T, line string) {
	t.Helper()
	if _, err := io.WriteString(p.stdin, line+"\n"); err != nil {
		t.Fatal(err)
	}
}

// waitFor reads events until one is of that kind and fits.
func (p *process) waitFor(t *testing.T, kind string, fits func(told) bool) told {
	t.Helper()
	var found told
	p.wait(t, kind, func(line string) bool {
		var e told
		if err := json.Unmarshal([]byte(line), &e); err != nil {
			t.Fatalf("%q is no event: %v", line, err)
		}
		found = e
		return e.Kind == kind && fits(e)
	})
	return found
}

// waitForText reads lines until one has the text in it; the last may have no
// newline, as plain text has none until the peer sends one.
func (p *process) waitForText(t *testing.T, text string) {
	t.Helper()
	p.wait(t, text, func(line string) bool { return strings.Contains(line, text) })
}

func (p *process) wait(t *testing.T, what string, done func(line string) bool) {
	t.Helper()
	late := time.After(patience)
	for {
		select {
		case line, ok := <-p.lines:
			if !ok {
				t.Fatalf("%q ended before %q", p.cmd.Args, what)
			}
			p.seen = append(p.seen, line)
			if done(line) {
				return
			}
		case <-late:
			t.Fatalf("%q did not tell %q within %v", p.cmd.Args, what, patience)
		}
	}
}

// stop ends a program as Ctrl-C does and waits for its output to end.
func (p *process) stop(t *testing.T) {
	t.Helper()
	if err := p.cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	late := time.After(patience)
	for {
		select {
		case line, ok := <-p.lines:
			if !ok {
				return
			}
			p.seen = append(p.seen, line)
		case <-late:
			t.Fatalf("%q did not end", p.cmd.Args)
		}
	}
}

// wantExit runs a command that must end with that code and a sentence.
func wantExit(t *testing.T, cmd *exec.Cmd, code int) {
	t.Helper()
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	err := cmd.Run()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != code {
		t.Errorf("%v, want exit code %d", err, code)
	}
	if strings.TrimSpace(stderr.String()) == "" {
		t.Error("it says nothing on stderr")
	}
}
