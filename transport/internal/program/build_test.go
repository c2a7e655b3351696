package program

import (
	"strings"
	"testing"
)

func TestBuild(t *testing.T) {
	dir := t.TempDir()
	for _, p := range []Patch{
		{File: "transport/internal/core/home.go", Old: "this stands nowhere"},
		{File: "transport/internal/core/home.go", Old: "Home"},
	} {
		if _, err := Build(dir, "wrong", []Patch{p}); err == nil || !strings.Contains(err.Error(), "times in transport/internal/core/home.go") {
			t.Errorf("a patch that does not fit %q exactly once: %v", p.Old, err)
		}
	}
}
