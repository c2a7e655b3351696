package term

import (
	"errors"
	"os"
	"runtime"
	"strings"
	"testing"

	"confab/ui/internal/install"
	"confab/ui/internal/words"
)

// fakeDesktop does what a test says.
type fakeDesktop struct {
	did     install.Done
	err     error
	program string // what Install was called with
}

func (f *fakeDesktop) Install(program string) (install.Done, error) {
	f.program = program
	return f.did, f.err
}

func (f *fakeDesktop) Remove() (install.Done, error) { return f.did, f.err }

func TestInstall(t *testing.T) {
	t.Parallel()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	menu := "in your menu of programs"
	if runtime.GOOS == "windows" {
		menu = "open this program"
	}
	for _, c := range []struct {
		name, args string
		desktop    fakeDesktop
		code       int
		out, err   []string
	}{
		{"it says what it did", "", fakeDesktop{did: install.Done{Program: "/p", Entry: "/e", Default: true}}, exitDone, []string{menu, "/p", "/e"}, nil},
		{"and what was there before, and what else is to be done", "", fakeDesktop{did: install.Done{Program: "/p", Entry: "/e", Before: "/old"}}, exitDone, []string{"Before, they opened /old", "another program"}, nil},
		{"a path that no desktop starts", "", fakeDesktop{err: install.ErrPath}, exitFailed, nil, []string{self, "XDG_DATA_HOME"}},
		{"a disk that refuses", "", fakeDesktop{err: errors.New("boom")}, exitFailed, nil, []string{"boom", "permissions"}},
		{"a system that has no such thing", "", fakeDesktop{err: install.ErrUnsupported}, exitFailed, nil, []string{"bundle", "address field"}},
		{"nor to remove", "-remove", fakeDesktop{err: install.ErrUnsupported}, exitFailed, nil, []string{"bundle"}},
		{"it is removed", "-remove", fakeDesktop{did: install.Done{Program: "/p", Entry: "/e"}}, exitDone, []string{"/p", "/e"}, nil},
		{"there is nothing to remove", "-remove", fakeDesktop{}, exitDone, []string{"nothing to remove"}, nil},
		{"removing fails", "-remove", fakeDesktop{err: errors.New("boom")}, exitFailed, nil, []string{"boom"}},
		{"an argument too many", "-remove confab://h", fakeDesktop{}, exitUsage, nil, []string{"one argument too many"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			o, e := newOutput(), newOutput()
			r := newRunner(Env{Stdin: strings.NewReader(""), Stdout: o, Stderr: e, Words: words.For(words.English)})
			r.desktop = &c.desktop
			if code := r.run(t.Context(), append([]string{"install"}, strings.Fields(c.args)...)); code != c.code {
				t.Errorf("exit code %d, want %d", code, c.code)
			}
			for _, want := range c.out {
				if !strings.Contains(o.String(), want) {
					t.Errorf("stdout lacks %q:\n%s", want, o.String())
				}
			}
			for _, want := range c.err {
				if !strings.Contains(e.String(), want) {
					t.Errorf("stderr lacks %q:\n%s", want, e.String())
				}
			}
			if c.args == "" && c.desktop.program != self {
				t.Errorf("it installs %q", c.desktop.program)
			}
		})
	}
}
