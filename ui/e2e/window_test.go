//go:build e2e

package e2e

import (
	"bytes"
	"cmp"
	"encoding/json"
	"image"
	"maps"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// The sizes of windows.
var (
	desktop = image.Pt(1000, 700)
	phone   = image.Pt(360, 740)
)

// A window less wide than wide shows one page at a time, others have the lists
// in a rail at the left.
const (
	wide = 720
	rail = 300
)

// How often Tab is pressed in a window that has just opened, until the focus
// is on a control. In a wide window the tabs and the settings come first, in a
// narrow one the settings.
const (
	tabsToFieldWide   = 4
	tabsToFieldNarrow = 2
	// tabsNearby are those more of the Client tab, while no server is found nearby.
	tabsNearby = 1
)

// settings are what a window starts with: the content of its prefs.json.
type settings map[string]any

// window is the program with its window, on a display of its own.
type window struct {
	*process
	*display
	home string
	id   string      // X's
	size image.Point // as it was opened
}

// setup is how a window is opened.
type setup struct {
	size     image.Point // zero is desktop
	language string      // zero is en_US.UTF-8
	settings settings
	home     string   // zero is a new one
	display  *display // nil is a new one
	env      []string
	args     []string
	within   []string            // what runs it in another network; nil is this one
	program  string              // empty is Confab
	user     *syscall.Credential // nil is whoever runs the tests
}

// open starts the program and waits until its window is there and has the focus.
func open(t testing.TB, s setup) *window {
	t.Helper()
	w := start(t, s)
	w.appear(t)
	return w
}

// start starts the program and does not wait for its window.
func start(t testing.TB, s setup) *window {
	t.Helper()
	if s.size == (image.Point{}) {
		s.size = desktop
	}
	if s.home == "" {
		s.home = home(t)
	}
	if s.display == nil {
		s.display = newDisplay(t, s.size)
	}
	w := &window{display: s.display, home: s.home, size: s.size}
	if s.settings != nil || s.size != desktop {
		prefs := settings{"version": 1, "width": s.size.X, "height": s.size.Y, "client_plain": true}
		maps.Copy(prefs, s.settings)
		raw, err := json.Marshal(prefs)
		if err != nil {
			t.Fatal(err)
		}
		w.writePrefs(t, string(raw))
	}
	argv := append([]string{cmp.Or(s.program, confab)}, s.args...)
	env := append(w.environment(s.language), s.env...)
	if s.within != nil {
		argv = slices.Concat(s.within, []string{"env"}, env, argv)
	}
	cmd := exec.Command(argv[0], argv[1:]...)
	cmd.Env = env
	if s.user != nil {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: s.user}
		give(t, s.home, s.user)
	}
	w.process = run(t, cmd)
	w.display.keep(t)
	return w
}

// environment is what the program gets: everything that could make two runs
// differ is fixed.
func (w *window) environment(language string) []string {
	if language == "" {
		language = "en_US.UTF-8"
	}
	return environment("DISPLAY="+w.display.name, "HOME="+w.home, "XDG_CONFIG_HOME="+filepath.Join(w.home, ".config"),
		"XDG_RUNTIME_DIR="+w.home, "LANG="+language, "TZ=UTC", "LIBGL_ALWAYS_SOFTWARE=1", "NO_AT_BRIDGE=1")
}

// home makes an empty home folder.
func home(t testing.TB) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o700); err != nil { // as XDG_RUNTIME_DIR has to be
		t.Fatal(err)
	}
	return dir
}

// give makes everything below dir belong to user.
func give(t testing.TB, dir string, user *syscall.Credential) {
	t.Helper()
	// The folder around it, which the testing package made, has to let it in.
	if err := os.Chmod(filepath.Dir(dir), 0o755); err != nil {
		t.Fatal(err)
	}
	err := filepath.WalkDir(dir, func(path string, _ os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return os.Chown(path, int(user.Uid), int(user.Gid))
	})
	if err != nil {
		t.Fatal(err)
	}
}

// appear waits for the window, gives it the keyboard and waits for a frame.
func (w *window) appear(t testing.TB) {
	t.Helper()
	w.id = w.display.focus(t, w.process, "Confab$")
	eventually(t, "the window shows a frame", func() bool { return w.painted(t) })
}

// painted says whether the window shows anything: the screen behind it is black.
func (w *window) painted(t testing.TB) bool {
	t.Helper()
	for _, c := range w.display.picture(t, image.Rect(w.size.X/2, 2, w.size.X/2+1, 3)).Pix[:3] {
		if c != 0 {
			return true
		}
	}
	return false
}

// look is what the window shows now.
func (w *window) look(t testing.TB) *image.RGBA {
	t.Helper()
	return w.display.picture(t, image.Rectangle{Max: w.size})
}

// still is what the window shows once that has not changed for a moment: a frame
// comes to the screen in pieces.
func (w *window) still(t testing.TB) *image.RGBA {
	t.Helper()
	const moment = 150 * time.Millisecond
	last, since := w.look(t), time.Now()
	eventually(t, "the window stands still", func() bool {
		if now := w.look(t); !bytes.Equal(now.Pix, last.Pix) {
			last, since = now, time.Now()
		}
		return time.Since(since) > moment
	})
	return last
}

// pressVisibly presses keys and waits after each until the window has drawn what
// it did: of two Tabs between two frames Gio takes one, and text typed in the
// frame of Ctrl+A does not replace what that selected.
func (w *window) pressVisibly(t testing.TB, keys ...string) {
	t.Helper()
	for _, key := range keys {
		before := w.still(t)
		w.press(t, key)
		eventually(t, "the window shows that "+key+" was pressed", func() bool {
			return !bytes.Equal(before.Pix, w.look(t).Pix)
		})
	}
}

// paste takes text from the clipboard into the composer, which has the focus,
// of a talk that keeps its draft: Everyone's, or the one with a server. The
// clipboard answers when it likes, and what is there in the end is the draft.
func (w *window) paste(t testing.TB, text string) {
	t.Helper()
	w.own(t, "clipboard", "", text)
	w.press(t, "ctrl+v")
	eventually(t, "what was pasted is written in the composer", func() bool { return w.draft(t) == text })
}

// draft is what is written and not sent, in the one talk that has a draft.
func (w *window) draft(t testing.TB) string {
	t.Helper()
	drafts, _ := w.prefs(t)["drafts"].(map[string]any)
	if len(drafts) > 1 {
		t.Fatalf("there are %d drafts", len(drafts))
	}
	for _, draft := range drafts {
		return draft.(string)
	}
	return ""
}

// say writes a message into the composer and sends it. What xdotool types
// beyond ASCII needs keys that it puts on the keyboard for a moment, which
// programs see too late; such text is pasted.
func (w *window) say(t testing.TB, text string) {
	t.Helper()
	w.awaitComposer(t)
	if strings.IndexFunc(text, func(r rune) bool { return r >= 0x80 }) >= 0 {
		w.paste(t, text)
	} else {
		w.write(t, text)
	}
	w.press(t, "Return")
}

// awaitComposer waits until the composer has the focus: it takes it as soon as
// there is someone to write to.
func (w *window) awaitComposer(t testing.TB) {
	t.Helper()
	eventually(t, "the composer has the focus", func() bool { return w.composing(t) })
}

// composing says whether the composer has the focus. It is at the bottom, right
// of the rail where there is one, in a frame that is blue when it has the
// focus; its last line is about 32 dp above the edge.
func (w *window) composing(t testing.TB) bool {
	t.Helper()
	left := 0
	if !w.narrow() {
		left = rail
	}
	frame := w.display.picture(t, image.Rect(left, w.size.Y-33, left+rail/10, w.size.Y-32))
	for i := 0; i < len(frame.Pix); i += 4 {
		if int(frame.Pix[i+2])-int(frame.Pix[i]) > 80 {
			return true
		}
	}
	return false
}

func (w *window) narrow() bool { return w.size.X < wide }

// fill replaces the text of the first field of a window's panel, whose focus
// was nowhere yet, and presses Enter in it.
func (w *window) fill(t testing.TB, text string) {
	t.Helper()
	n := tabsToFieldWide
	if w.narrow() {
		n = tabsToFieldNarrow
	}
	if w.prefs(t)["client_tab"] == true {
		n += tabsNearby
	}
	for range n {
		w.pressVisibly(t, "Tab")
	}
	if w.filled(t) {
		w.pressVisibly(t, "ctrl+a")
	}
	w.write(t, text)
	w.press(t, "Return")
}

// filled says whether the field that fill replaces holds text at the start: the
// one of the Server tab always does.
func (w *window) filled(t testing.TB) bool {
	t.Helper()
	p := w.prefs(t)
	return p["client_tab"] != true || p["address"] != nil && p["address"] != ""
}

// connect presses Connect in a window that has just opened. A server nearby may come at
// that moment and move it, so that it takes no press.
func (w *window) connect(t testing.TB) {
	t.Helper()
	button := func() (at image.Point, there bool) { return w.button(t, w.panel(), accent) }
	eventually(t, "there is Connect", func() bool { _, there := button(); return there })
	// Under the pointer it has another colour for a moment.
	gone := func() bool {
		if _, there := button(); there {
			return false
		}
		w.settled(t)
		_, there := button()
		return !there
	}
	insist(t, "Connect is pressed", gone, func() {
		if at, there := button(); there {
			w.click(t, at, 1)
		}
	})
}

// listen starts the server on port, or host:port, and returns where it listens.
func (w *window) listen(t testing.TB, port string) string {
	t.Helper()
	w.fill(t, port)
	return w.listening(t)
}

// listening waits until the program listens and returns where, as a local
// program reaches it.
func (w *window) listening(t testing.TB) string {
	t.Helper()
	// State, queues, local address, peer address, process.
	line := regexp.MustCompile(`(?m)^LISTEN +\S+ +\S+ +(\S+):(\d+) .*pid=` + strconv.Itoa(w.Process.Pid) + `,`)
	var addr string
	eventually(t, "the window's server listens", func() bool {
		found := line.FindStringSubmatch(command(t, environment(), "ss", "-H", "-t", "-l", "-n", "-p"))
		if found == nil {
			return false
		}
		host := strings.Trim(found[1], "[]")
		if host == "*" || host == "::" || host == "0.0.0.0" {
			host = "127.0.0.1"
		}
		addr = net.JoinHostPort(host, found[2])
		return true
	})
	return addr
}

func (w *window) prefsFile() string { return filepath.Join(w.home, ".config", "confab", "prefs.json") }

func (w *window) writePrefs(t testing.TB, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(w.prefsFile()), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(w.prefsFile(), []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

// prefs is what the program has saved. It has to be whole whenever it is read.
func (w *window) prefs(t testing.TB) settings {
	t.Helper()
	raw, err := os.ReadFile(w.prefsFile())
	if os.IsNotExist(err) {
		return nil
	}
	if err != nil {
		t.Fatal(err)
	}
	var s settings
	if err := json.Unmarshal(raw, &s); err != nil {
		t.Fatalf("prefs.json is not whole: %v\n%s", err, raw)
	}
	return s
}
