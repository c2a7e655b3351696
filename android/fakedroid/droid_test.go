//go:build fakedroid

package fakedroid

import (
	"bufio"
	"bytes"
	"fmt"
	"image"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

const (
	// patience is for a program that is translated instruction by instruction.
	patience = 2 * time.Minute
)

// phone is a running library.
type phone struct {
	t    *testing.T
	in   io.Writer
	said chan string // every line; closed when the program has ended
	java []string    // what Bridge was asked to do, owned by the test's goroutine
	log  []string

	kill   func() error
	killed bool
}

// start starts the library on a new phone with the settings given as pairs. Old
// phones (below API 29) keep Go's g in another way.
func start(t *testing.T, old bool, settings ...string) *phone {
	t.Helper()
	return startOn(t, old, t.TempDir(), nil, settings...)
}

// startOn starts it on a phone with a data folder, which may be one that another
// process has left. System calls are counted where there is somebody to count them.
func startOn(t *testing.T, old bool, data string, calls *systemCalls, settings ...string) *phone {
	t.Helper()
	root, bin := build(t, old)
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	// The driver writes on descriptor 9: the shell puts the pipe there.
	libraries := "/usr/lib/aarch64-linux-gnu"
	cmd := exec.Command("sh", "-c", `exec 9>&3 3>&-; exec "$@"`, "sh",
		"env", "LD_PRELOAD="+filepath.Join(bin, "kernel.so"), "qemu-aarch64", "-U", "LD_PRELOAD", "-L", root,
		"-E", "LD_LIBRARY_PATH="+bin+":"+root+libraries+":"+root+"/lib/aarch64-linux-gnu",
		"-E", "LIBGL_DRIVERS_PATH="+root+libraries+"/dri",
		"-E", "__EGL_VENDOR_LIBRARY_DIRS="+root+"/usr/share/glvnd/egl_vendor.d",
		"-E", "GALLIUM_DRIVER=llvmpipe", "-E", "LP_NUM_THREADS=0", "-E", "MESA_SHADER_CACHE_DIR="+filepath.Join(root, "shaders"),
	)
	cmd.ExtraFiles = []*os.File{w}
	if calls != nil {
		log := calls.listen(t)
		defer log.Close()
		cmd.ExtraFiles = append(cmd.ExtraFiles, log)
		cmd.Args = append(cmd.Args, "-strace", "-D", "/dev/fd/4")
	}
	cmd.Args = append(cmd.Args, filepath.Join(bin, "droid"), filepath.Join(bin, "libgio.so"), data)
	cmd.Args = append(cmd.Args, settings...)
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	var trouble bytes.Buffer
	cmd.Stderr = &trouble
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	w.Close()
	p := &phone{t: t, in: in, said: make(chan string, 1000), kill: cmd.Process.Kill}
	go func() {
		defer close(p.said)
		for lines := bufio.NewScanner(r); lines.Scan(); {
			p.said <- lines.Text()
		}
	}()
	t.Cleanup(func() {
		fmt.Fprintln(in, "quit")
		late := time.AfterFunc(10*time.Second, func() { cmd.Process.Kill() })
		defer late.Stop()
		for line := range p.said {
			p.note(line)
		}
		err := cmd.Wait()
		if err != nil && !p.killed || t.Failed() {
			t.Logf("the library ended with %v\n%s\n%s", err, strings.Join(p.log, "\n"), &trouble)
		}
	})
	p.answer()
	return p
}

// note keeps what was said without being asked.
func (p *phone) note(line string) {
	switch {
	case strings.HasPrefix(line, "java "):
		p.java = append(p.java, strings.TrimPrefix(line, "java "))
	case strings.HasPrefix(line, "log "):
		p.log = append(p.log, line)
	}
}

// answer waits until a command is done, and returns what it said.
func (p *phone) answer() []string {
	p.t.Helper()
	var lines []string
	late := time.After(patience)
	for {
		select {
		case line, ok := <-p.said:
			switch {
			case !ok:
				p.t.Fatal("the library is gone")
			case line == "done":
				return lines
			case strings.HasPrefix(line, "fault"):
				p.t.Fatal(line)
			}
			p.note(line)
			lines = append(lines, line)
		case <-late:
			p.t.Fatal("no answer from the library")
		}
	}
}

// do gives a command.
func (p *phone) do(command string, args ...any) []string {
	p.t.Helper()
	if _, err := fmt.Fprintln(p.in, strings.TrimSpace(command+" "+strings.TrimSuffix(fmt.Sprintln(args...), "\n"))); err != nil {
		p.t.Fatal(err)
	}
	return p.answer()
}

// node is a control as a screen reader sees it.
type node struct {
	bounds image.Rectangle
	class  string
	words  string
	// control is what a tap on the words goes to: the button or field they are in.
	control image.Rectangle
}

func (p *phone) tree() []node {
	p.t.Helper()
	var nodes []node
	var path []node // from the root to the last one
	for _, line := range p.do("tree") {
		fields := strings.Split(line, "|")
		var n node
		var depth int
		b := &n.bounds
		if _, err := fmt.Sscanf(fields[0], "node %d %d %d %d %d", &depth, &b.Min.X, &b.Min.Y, &b.Max.X, &b.Max.Y); err != nil || len(fields) < 4 {
			continue
		}
		n.class, n.words = fields[1], fields[2]+fields[3]
		path = append(path[:depth], n)
		for _, above := range path {
			switch above.class {
			case "android.widget.Button", "android.widget.RadioButton", "android.widget.EditText":
				n.control = above.bounds
			}
		}
		nodes = append(nodes, n)
	}
	return nodes
}

// until waits for something that a screen reader would say, and returns it: what
// has just these words before what has others beside them.
func (p *phone) until(words string) node {
	p.t.Helper()
	var nodes []node
	for end := time.Now().Add(patience); time.Now().Before(end); {
		nodes = p.tree()
		slices.Reverse(nodes) // the innermost first
		for _, fits := range []func(n node) bool{
			func(n node) bool { return n.words == words },
			func(n node) bool { return strings.Contains(n.words, words) },
		} {
			if i := slices.IndexFunc(nodes, fits); i >= 0 {
				return nodes[i]
			}
		}
		p.do("next")
	}
	p.picture("failed")
	var there []string
	for _, n := range nodes {
		there = append(there, n.words)
	}
	p.t.Fatalf("%q did not appear among %q; the screen is in failed.png", words, there)
	return node{}
}

func (p *phone) tap(words string) {
	p.t.Helper()
	at := p.until(words).control
	if at.Empty() {
		p.t.Fatalf("%q is in no control", words)
	}
	p.do("tap", (at.Min.X+at.Max.X)/2, (at.Min.Y+at.Max.Y)/2)
}

// edit taps the text field that has a label, and types when the keyboard is there.
func (p *phone) edit(label, text string) {
	p.t.Helper()
	p.java = nil
	p.tap(label)
	p.untilJava("showTextInput")
	p.do("type", text)
	// With the next frames it is the program's, and what it allows can be tapped.
	p.do("next")
	p.do("next")
}

// untilJava waits until Go has called a method, and forgets that and the calls
// before it.
func (p *phone) untilJava(call string) string {
	p.t.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); {
		for i, c := range p.java {
			if strings.HasPrefix(c, call) {
				p.java = p.java[i+1:]
				return c
			}
		}
		p.do("next")
	}
	p.t.Fatalf("Go did not call %s but %q", call, p.java)
	return ""
}

// set changes a setting of the phone and tells of it, as Android does.
func (p *phone) set(name, value string) {
	p.t.Helper()
	p.do("set", name, value)
	p.do("configurationChanged")
}

// die ends the process as Android does that wants its memory: without a word.
func (p *phone) die() {
	p.t.Helper()
	p.killed = true
	if err := p.kill(); err != nil {
		p.t.Fatal(err)
	}
	for line := range p.said {
		p.note(line)
	}
}

// back presses Back and says whether the program took it.
func (p *phone) back() bool {
	p.t.Helper()
	return slices.Contains(p.do("back"), "back 1")
}

// written is what stands in the text field that has the focus.
func (p *phone) written() string {
	p.t.Helper()
	for _, line := range p.do("written") {
		if text, ok := strings.CutPrefix(line, "written "); ok {
			return text
		}
	}
	return ""
}

// step is a part of a test that goes on with the same phone and server.
func step(h *host, p *phone, sentence string, do func()) {
	p.t.Helper()
	all := p.t
	defer func() { h.t, p.t = all, all }()
	if !all.Run(sentence, func(t *testing.T) {
		h.t, p.t = t, t
		do()
	}) {
		all.FailNow()
	}
}
