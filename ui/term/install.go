package term

import (
	"errors"
	"fmt"
	"os"
	"runtime"

	"confab/ui/internal/install"
)

// install has the user's desktop open links with this program, or not any more.
func (r *runner) install(args []string) int {
	c := r.command("install")
	remove := c.Bool("remove", false, "")
	if code, done := c.parse(args); done {
		return code
	}
	if len(c.words) > 0 {
		return c.usage(r.say.Excess(c.words[0]))
	}
	say := r.Words.Install()
	if *remove {
		did, err := r.desktop.Remove()
		switch {
		case errors.Is(err, install.ErrUnsupported):
			return r.fail(say.Unsupported)
		case err != nil:
			return r.fail(say.Failed(err))
		case did.Program == "":
			return r.print(say.NotInstalled + "\n")
		}
		return r.print(say.Removed(did.Program, did.Entry) + "\n")
	}
	program, err := os.Executable()
	if err != nil {
		return r.fail(say.Failed(err))
	}
	did, err := r.desktop.Install(program)
	switch {
	case errors.Is(err, install.ErrUnsupported):
		return r.fail(say.Unsupported)
	case errors.Is(err, install.ErrPath):
		return r.fail(say.BadPath(program))
	case err != nil:
		return r.fail(say.Failed(err))
	}
	lines := []string{say.InMenu(did.Program, did.Entry)}
	if runtime.GOOS == "windows" {
		lines = []string{say.Opens(did.Program, did.Entry), say.NoShortcut}
	}
	if did.Before != "" {
		lines = append(lines, say.Before(did.Before))
	}
	if !did.Default {
		lines = append(lines, say.NotDefault)
	}
	for _, line := range lines {
		if code := r.print(line + "\n"); code != exitDone {
			return code
		}
	}
	return exitDone
}

// NoWindowForLink says why a link opens no window here, and how it is followed in a
// terminal. It returns the exit code.
func NoWindowForLink(e Env) int {
	fmt.Fprintln(e.Stderr, e.Words.Terminal().NoWindowForLink)
	return exitFailed
}
