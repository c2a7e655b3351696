//go:build e2e

package e2e

import (
	"encoding/json"
	"image"
	"maps"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// The sizes of windows.
var (
	desktop = image.Pt(1000, 700)
	phone   = image.Pt(360, 740)
)

// How often Tab is pressed in a window that has just opened, until the focus
// is on a control. In a wide window the tabs and the settings come first, in a
// narrow one the settings.
const (
	tabsToFieldWide   = 4
	tabsToFieldNarrow = 2
)

// settings are what a window starts with: the content of its prefs.json.
type settings map[string]any

// window is the program with its window, on a display of its own.
type window struct {
	*process
	*display
	home string
	id   string // X's
	size image.Point
}

// setup is how a window is opened.
type setup struct {
	size     image.Point // zero is desktop
	language string      // zero is en_US.UTF-8
	settings settings
	home     string   // zero is a new one
	display  *display // zero is a new one
	env      []string
	user     *syscall.Credential // zero is whoever runs the tests
}

// open starts the program and waits until its window is there and has the focus.
func open(t *testing.T, s setup) *window {
	t.Helper()
	w := start(t, s)
	w.appear(t)
	return w
}

// start starts the program and does not wait for its window.
func start(t *testing.T, s setup) *window {
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
		prefs := settings{"version": 1, "width": s.size.X, "height": s.size.Y}
		maps.Copy(prefs, s.settings)
		raw, err := json.Marshal(prefs)
		if err != nil {
			t.Fatal(err)
		}
		w.writePrefs(t, string(raw))
	}
	cmd := exec.Command(confab)
	cmd.Env = append(w.environment(s.language), s.env...)
	if s.user != nil {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: s.user}
		give(t, s.home, s.user)
	}
	w.process = run(t, cmd)
	t.Cleanup(func() {
		if t.Failed() {
			name := strings.Map(fileName, t.Name()) + strings.ReplaceAll(w.display.name, ":", "-display-")
			writePNG(t, filepath.Join(failures, name+".png"), w.look(t))
		}
	})
	return w
}

// fileName leaves of the name of a test what every system takes.
func fileName(r rune) rune {
	if strings.ContainsRune(`/\:*?"<>|`, r) {
		return '-'
	}
	return r
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
func home(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o700); err != nil { // as XDG_RUNTIME_DIR has to be
		t.Fatal(err)
	}
	return dir
}

// give makes everything below dir belong to user.
func give(t *testing.T, dir string, user *syscall.Credential) {
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
func (w *window) appear(t *testing.T) {
	t.Helper()
	eventually(t, "the window opens", func() bool {
		select {
		case <-w.done:
			t.Fatalf("the program ended: %v\n%s%s", w.ProcessState, w.out, w.err)
		default:
		}
		cmd := exec.Command(tool(t, "xdotool"), "search", "--onlyvisible", "--name", "^Confab$")
		cmd.Env = environment("DISPLAY=" + w.display.name)
		found, err := cmd.Output() // fails while there is none
		w.id = strings.TrimSpace(string(found))
		return err == nil && w.id != ""
	})
	w.xdotool(t, "windowfocus", "--sync", w.id)
	eventually(t, "the window shows a frame", func() bool { return w.painted(t) })
}

// painted says whether the window shows anything: the screen behind it is black.
func (w *window) painted(t *testing.T) bool {
	t.Helper()
	for _, c := range w.display.picture(t, image.Rect(w.size.X/2, 2, w.size.X/2+1, 3)).Pix[:3] {
		if c != 0 {
			return true
		}
	}
	return false
}

// look is what the window shows now.
func (w *window) look(t *testing.T) *image.RGBA {
	t.Helper()
	return w.display.picture(t, image.Rectangle{Max: w.size})
}

// press presses keys, by the names that X has for them, one after the other.
func (w *window) press(t *testing.T, keys ...string) {
	t.Helper()
	w.xdotool(t, append([]string{"key", "--clearmodifiers", "--delay", "15"}, keys...)...)
}

// tab moves the focus n controls forward.
func (w *window) tab(t *testing.T, n int) {
	t.Helper()
	for range n {
		w.press(t, "Tab")
	}
}

// write types text as a person does, key by key.
func (w *window) write(t *testing.T, text string) {
	t.Helper()
	w.xdotool(t, "type", "--delay", "15", text)
}

// paste takes text from the clipboard into the composer, which has the focus,
// of a talk that keeps its draft: Everyone's, or the one with a server. The
// clipboard answers when it likes, and what is there in the end is the draft.
func (w *window) paste(t *testing.T, text string) {
	t.Helper()
	w.display.copy(t, text)
	w.press(t, "ctrl+v")
	eventually(t, "what was pasted is written in the composer", func() bool { return w.draft(t) == text })
}

// draft is what is written and not sent, in the one talk that has a draft.
func (w *window) draft(t *testing.T) string {
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
func (w *window) say(t *testing.T, text string) {
	t.Helper()
	if strings.IndexFunc(text, func(r rune) bool { return r >= 0x80 }) >= 0 {
		w.paste(t, text)
	} else {
		w.write(t, text)
	}
	w.press(t, "Return")
}

// fill replaces the text of the first field of a window's panel, whose focus
// was nowhere yet, and presses Enter in it.
func (w *window) fill(t *testing.T, text string) {
	t.Helper()
	n := tabsToFieldWide
	if w.size.X < 720 {
		n = tabsToFieldNarrow
	}
	w.tab(t, n)
	w.press(t, "ctrl+a")
	w.write(t, text)
	w.press(t, "Return")
}

// listen starts the server on port, or host:port, and returns where it listens.
func (w *window) listen(t *testing.T, port string) string {
	t.Helper()
	w.fill(t, port)
	return w.listening(t)
}

// listening waits until the program listens and returns where, as a local
// program reaches it.
func (w *window) listening(t *testing.T) string {
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

func (w *window) writePrefs(t *testing.T, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(w.prefsFile()), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(w.prefsFile(), []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

// prefs is what the program has saved. It has to be whole whenever it is read.
func (w *window) prefs(t *testing.T) settings {
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
