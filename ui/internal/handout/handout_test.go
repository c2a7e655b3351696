package handout

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"confab/transport/importtest"
)

func TestTheProgramIsHandedOverLast(t *testing.T) {
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	if program, err = filepath.EvalSymlinks(program); err != nil {
		t.Fatal(err)
	}
	if got := Beside(); !slices.Equal(got, []string{filepath.Join(filepath.Dir(program), "downloads"), program}) {
		t.Errorf("beside the program: %q", got)
	}
	if got := In("builds"); !slices.Equal(got, []string{"builds", program}) {
		t.Errorf("in a folder: %q", got)
	}
}

func TestImports(t *testing.T) {
	importtest.Never(t, "gioui.org", "confab/transport/internal", "confab/ui/term")
}
