//go:build e2e

package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// inputMethodDesk makes what a window with an input method needs: a server to talk
// with, a display, and a home folder, in which programs of the bus may still write
// for a moment after the test.
func inputMethodDesk(t *testing.T) (wire *tap, d *display, dir string) {
	t.Helper()
	wire = newTap(t, "127.0.0.1:0", "127.0.0.1:0", sink(t))
	d = newDisplay(t, desktop)
	dir = home(t)
	t.Cleanup(func() { within(patience, func() bool { return os.RemoveAll(dir) == nil }) })
	return wire, d, dir
}

// writesChinese types pinyin in a window that is connected, and sends it.
func writesChinese(t *testing.T, w *window, wire *tap) {
	t.Helper()
	w.awaitComposer(t)
	w.write(t, "nihao")
	w.press(t, "space")
	eventually(t, "你好 is written", func() bool { return w.draft(t) == "你好" })
	w.press(t, "Return")
	wire.toServer.await(t, "你好")
}

// inputMethodBus starts a session bus for the input method of a display and a
// home folder. It returns the bus and the environment in which both find it.
func inputMethodBus(t *testing.T, d *display, dir string, more ...string) (bus *process, env []string) {
	t.Helper()
	env = append(more, "GSETTINGS_BACKEND=memory", "DISPLAY="+d.name, "HOME="+dir, "XDG_RUNTIME_DIR="+dir,
		"XDG_CONFIG_HOME="+filepath.Join(dir, ".config"), "XDG_CACHE_HOME="+filepath.Join(dir, ".cache"),
		"LANG=en_US.UTF-8", "NO_AT_BRIDGE=1")
	daemon := exec.Command(tool(t, "dbus-daemon"), "--session", "--nofork", "--print-address=1")
	daemon.Env = environment(env...)
	bus = run(t, daemon)
	bus.out.await(t, "\n")
	return bus, append(env, "DBUS_SESSION_BUS_ADDRESS="+strings.TrimSpace(bus.out.String()))
}

// startIBus starts ibus-daemon with its engine for pinyin on a bus.
func startIBus(t *testing.T, bus *process, env []string) *process {
	t.Helper()
	all := environment(env...)
	daemon := exec.Command(tool(t, "ibus-daemon"), "--replace", "--panel=disable",
		"--config=/usr/libexec/ibus-memconf", "--emoji-extension=disable")
	daemon.Env = all
	ibus := run(t, daemon)
	ask := func(args ...string) string {
		cmd := exec.Command(tool(t, "ibus"), args...)
		cmd.Env = all
		out, _ := cmd.Output() // it fails until the daemon answers
		return string(out)
	}
	// Its engines end when they are asked to, and what else the bus has started,
	// such as a portal that mounts a folder, with the bus.
	t.Cleanup(func() {
		ask("exit")
		<-ibus.done
		bus.end()
	})
	eventually(t, "ibus-daemon answers", func() bool {
		select {
		case <-ibus.done:
			t.Fatalf("ibus-daemon ended: %v\n%s", ibus.ProcessState, ibus.err)
		default:
		}
		return strings.Contains(ask("address"), "unix:")
	})
	// Setting the engine tells that it failed even when it did not, and on a busy
	// machine does not always succeed.
	eventually(t, "ibus uses libpinyin", func() bool {
		ask("engine", "libpinyin")
		return strings.TrimSpace(ask("engine")) == "libpinyin"
	})
	return ibus
}

func TestInputMethod(t *testing.T) {
	t.Parallel()
	wire, d, dir := inputMethodDesk(t)
	bus, env := inputMethodBus(t, d, dir, "XMODIFIERS=@im=ibus")
	startIBus(t, bus, env)
	w := open(t, setup{display: d, home: dir, env: env, settings: settings{"client_tab": true, "address": wire.addr}})
	w.connect(t)

	t.Run("pinyin becomes 你好 and Return sends it", func(t *testing.T) { writesChinese(t, w, wire) })
	t.Run("Return while composing ends the composition and sends nothing", func(t *testing.T) {
		w.write(t, "nihao")
		eventually(t, "nihao is being composed", func() bool { return w.draft(t) != "" })
		w.press(t, "Return")
		eventually(t, "the letters are written", func() bool { return w.draft(t) == "nihao" })
		w.write(t, "zhongguo")
		w.press(t, "space")
		eventually(t, "中国 is written", func() bool { return w.draft(t) == "nihao中国" })
		w.press(t, "Return")
		wire.toServer.await(t, "你好nihao中国")
		if got := wire.toServer.String(); got != "你好nihao中国" {
			t.Errorf("sent %q", got)
		}
	})
}

func TestInputMethodThatComesLater(t *testing.T) {
	t.Parallel()
	wire, d, dir := inputMethodDesk(t)
	bus, env := inputMethodBus(t, d, dir, "XMODIFIERS=@im=ibus")
	w := open(t, setup{display: d, home: dir, env: env, settings: settings{"client_tab": true, "address": wire.addr}})
	w.connect(t)
	w.awaitComposer(t)

	// pinyin types until the input method has been found: it is looked for at most
	// once a second, and what is typed until then stays Latin.
	pinyin := func(t *testing.T) {
		t.Helper()
		eventually(t, "你好 is written", func() bool {
			w.press(t, "ctrl+a")
			w.write(t, "nihao")
			w.press(t, "space")
			return within(5*time.Second, func() bool { return w.draft(t) == "你好" })
		})
	}
	var ibus *process
	t.Run("an input method that starts after the window is used", func(t *testing.T) {
		w.write(t, "latin")
		eventually(t, "Latin letters are written", func() bool { return w.draft(t) == "latin" })
		ibus = startIBus(t, bus, env)
		pinyin(t)
	})
	t.Run("an input method that was killed and starts again is used", func(t *testing.T) {
		_ = ibus.Process.Kill()
		<-ibus.done
		startIBus(t, bus, env)
		pinyin(t)
	})
}
