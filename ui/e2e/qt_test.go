//go:build e2e

package e2e

import (
	"image"
	"net"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// buildQt compiles the windows of the origin's tutorial, both at the same time,
// and returns the folder with them.
func buildQt(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	flags := strings.Fields(command(t, environment(), "pkg-config", "--cflags", "--libs", "Qt5Widgets", "Qt5Network"))
	compiler := tool(t, "g++")
	var building sync.WaitGroup
	for _, name := range []string{"server", "client"} {
		building.Go(func() {
			args := append([]string{"-fPIC", "-o", filepath.Join(dir, name), filepath.Join("testdata", "qt", name+".cpp")}, flags...)
			if out, err := exec.Command(compiler, args...).CombinedOutput(); err != nil {
				t.Errorf("building the Qt %s: %v\n%s", name, err, out)
			}
		})
	}
	building.Wait()
	if t.Failed() {
		t.FailNow()
	}
	return dir
}

// qt is a window of the tutorial on a display of its own.
type qt struct {
	*process
	*display
}

// openQt starts a window of the tutorial. Its focus is in its first field.
func openQt(t *testing.T, program, title string) qt {
	t.Helper()
	d := newDisplay(t, image.Pt(600, 500))
	cmd := exec.Command(program)
	dir := home(t)
	cmd.Env = environment("DISPLAY="+d.name, "HOME="+dir, "XDG_RUNTIME_DIR="+dir, "LANG=C.UTF-8", "QT_QPA_PLATFORM=xcb")
	p := run(t, cmd)
	d.keep(t)
	d.focus(t, p, title)
	return qt{p, d}
}

func TestQtPrograms(t *testing.T) {
	t.Parallel()
	dir := buildQt(t)
	t.Run("the tutorial's client talks with the window's server", func(t *testing.T) {
		host, ip, port := listening(t)
		client := openQt(t, filepath.Join(dir, "client"), "Qt client")
		client.press(t, "ctrl+a")
		client.write(t, ip)
		client.press(t, "Tab", "ctrl+a")
		client.write(t, port)
		client.press(t, "Tab", "Return")
		client.out.await(t, "connected: \n")
		client.sayQt(t, "Hello from Qt, 你好")
		host.say(t, "Hello Qt, 世界你好 🍜")
		client.out.await(t, "received: Hello Qt, 世界你好 🍜\n")
		host.openPerson(t, 1)
		host.say(t, "only for you")
		client.out.await(t, "received: only for you\n")
		client.sayQt(t, "再见")
		host.look(t)
	})
	t.Run("the window's client talks with the tutorial's server", func(t *testing.T) {
		server := openQt(t, filepath.Join(dir, "server"), "Qt server")
		server.press(t, "Tab", "Return") // port 0 stands there
		server.out.await(t, "listening: ")
		_, port, _ := strings.Cut(strings.TrimSpace(server.out.String()), "listening: ")
		guest := open(t, setup{settings: settings{"client_tab": true}})
		guest.fill(t, net.JoinHostPort("127.0.0.1", port))
		server.out.await(t, "connected: ")
		for _, text := range []string{"Hello Qt", "你好，Qt 🍜"} {
			guest.say(t, text)
			server.out.await(t, "received: "+text+"\n")
		}
		before := guest.look(t)
		server.sayQt(t, "收到了, thank you")
		eventually(t, "the window shows the answer", func() bool {
			worst, _ := compare(guest.look(t), before)
			return worst > tolerated
		})
		guest.process.end()
		server.out.await(t, "disconnected: ")
	})
}

// sayQt pastes a message into the line that has the focus and sends it.
func (q qt) sayQt(t *testing.T, text string) {
	t.Helper()
	q.display.own(t, "clipboard", "", text)
	q.press(t, "ctrl+v", "Return")
	q.out.await(t, "sent: "+text+"\n")
}
