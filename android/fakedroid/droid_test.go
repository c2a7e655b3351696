//go:build fakedroid

package fakedroid

import (
	"archive/zip"
	"bufio"
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

const (
	apk = "../../builds/android/confab-arm64-v8a.apk"
	// patience is for a program that is translated instruction by instruction.
	patience = time.Minute
)

// phone is a running library.
type phone struct {
	t    *testing.T
	in   io.Writer
	said chan string // every line; closed when the program has ended
	java []string    // what Bridge was asked to do, owned by the test's goroutine
	log  []string
}

// start builds what is needed and starts the library. Old phones (below API 29)
// keep Go's g in another way.
func start(t *testing.T, old bool) *phone {
	t.Helper()
	root, bin := build(t, old)
	data := t.TempDir()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	// The driver writes on descriptor 9: the shell puts the pipe there.
	libraries := "/usr/lib/aarch64-linux-gnu"
	cmd := exec.Command("sh", "-c", `exec 9>&3 3>&-; exec "$@"`, "sh", "qemu-aarch64", "-L", root,
		"-E", "LD_LIBRARY_PATH="+bin+":"+root+libraries+":"+root+"/lib/aarch64-linux-gnu",
		"-E", "LIBGL_DRIVERS_PATH="+root+libraries+"/dri",
		"-E", "__EGL_VENDOR_LIBRARY_DIRS="+root+"/usr/share/glvnd/egl_vendor.d",
		"-E", "GALLIUM_DRIVER=llvmpipe",
		filepath.Join(bin, "droid"), filepath.Join(bin, "libgio.so"), data)
	cmd.ExtraFiles = []*os.File{w}
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
	p := &phone{t: t, in: in, said: make(chan string, 1000)}
	go func() {
		defer close(p.said)
		for lines := bufio.NewScanner(r); lines.Scan(); {
			p.said <- lines.Text()
		}
	}()
	t.Cleanup(func() {
		fmt.Fprintln(in, "quit")
		kill := time.AfterFunc(10*time.Second, func() { cmd.Process.Kill() })
		defer kill.Stop()
		for line := range p.said {
			p.note(line)
		}
		err := cmd.Wait()
		if err != nil || t.Failed() {
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
			if above.class == "android.widget.Button" || above.class == "android.widget.EditText" {
				n.control = above.bounds
			}
		}
		nodes = append(nodes, n)
	}
	return nodes
}

// until waits for something that a screen reader would say, and returns it.
func (p *phone) until(words string) node {
	p.t.Helper()
	var nodes []node
	for end := time.Now().Add(patience); time.Now().Before(end); {
		nodes = p.tree()
		for i := len(nodes) - 1; i >= 0; i-- { // the innermost
			if strings.Contains(nodes[i].words, words) {
				return nodes[i]
			}
		}
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
}

// untilJava waits until Go has called a method.
func (p *phone) untilJava(call string) string {
	p.t.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); {
		for _, c := range p.java {
			if strings.HasPrefix(c, call) {
				return c
			}
		}
		p.do("frames")
	}
	p.t.Fatalf("Go did not call %s but %q", call, p.java)
	return ""
}

// picture saves what is on the screen below build/android/pictures, and returns it.
func (p *phone) picture(name string) image.Image {
	p.t.Helper()
	dir := "../../build/android/pictures"
	if err := os.MkdirAll(dir, 0o755); err != nil {
		p.t.Fatal(err)
	}
	ppm := filepath.Join(p.t.TempDir(), "screen.ppm")
	p.do("picture", ppm)
	content, err := os.ReadFile(ppm)
	if err != nil {
		p.t.Fatal(err)
	}
	var w, h int
	if _, err := fmt.Sscanf(string(content[:20]), "P6 %d %d", &w, &h); err != nil {
		p.t.Fatal(err)
	}
	pixels := content[len(content)-3*w*h:]
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	for i := range w * h {
		m.SetNRGBA(i%w, i/w, color.NRGBA{pixels[3*i], pixels[3*i+1], pixels[3*i+2], 255})
	}
	f, err := os.Create(filepath.Join(dir, name+".png"))
	if err != nil {
		p.t.Fatal(err)
	}
	defer f.Close()
	if err := png.Encode(f, m); err != nil {
		p.t.Fatal(err)
	}
	return m
}

// build makes the driver and the libraries around it, and takes libgio.so out of
// the APK.
func build(t *testing.T, old bool) (root, bin string) {
	t.Helper()
	root, err := filepath.Abs("../../build/android/arm64")
	if err != nil {
		t.Fatal(err)
	}
	run(t, "./root.sh", root)
	bin = t.TempDir()
	extract(t, filepath.Join(bin, "libgio.so"))
	cc := []string{"clang-19", "--target=aarch64-linux-gnu", "--sysroot=" + root, "-fuse-ld=lld-19", "-O1", "-g",
		"-Wall", "-Wno-unused-parameter", "-Ic", "-I/usr/include/android/nativehelper"}
	run(t, append(cc, "-o", filepath.Join(bin, "droid"), "c/droid.c")...)
	for name, source := range map[string]string{"libc": "bionic", "libEGL": "egl", "libandroid": "window", "liblog": "log", "libdl": ""} {
		args := append(cc[:len(cc):len(cc)], "-shared", "-fPIC", "-Wl,-soname,"+name+".so", "-o", filepath.Join(bin, name+".so"))
		if old {
			args = append(args, "-DOLD")
		}
		if source == "" {
			// What libdl.so has on Android is in glibc itself.
			args = append(args, "-xc", os.DevNull)
		} else {
			args = append(args, "c/"+source+".c")
		}
		run(t, args...)
	}
	if err := os.Symlink(filepath.Join(root, "usr/lib/aarch64-linux-gnu/libGLESv2.so.2"), filepath.Join(bin, "libGLESv2.so")); err != nil {
		t.Fatal(err)
	}
	return root, bin
}

func extract(t *testing.T, to string) {
	t.Helper()
	r, err := zip.OpenReader(apk)
	if err != nil {
		t.Fatalf("%v: make apk builds it", err)
	}
	defer r.Close()
	f, err := r.Open("lib/arm64-v8a/libgio.so")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	content, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(to, content, 0o755); err != nil {
		t.Fatal(err)
	}
}

func run(t *testing.T, args ...string) {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Fatal("qemu-user is for Linux only")
	}
	if said, err := exec.Command(args[0], args[1:]...).CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", args[0], err, said)
	}
}
