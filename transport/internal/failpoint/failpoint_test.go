package failpoint

import (
	"testing"
	"time"
)

func TestParse(t *testing.T) {
	t.Run("a point kills at its pass, not before", func(t *testing.T) {
		for i, name := range Points {
			deaths := 0
			h, err := parse(name+":3", func() { deaths++ })
			if err != nil {
				t.Fatal(err)
			}
			hooks := []func(){h.AfterRead, h.BeforeCommit, h.AfterCommit, h.BeforeAnswer}
			for j, hook := range hooks {
				if (hook != nil) != (i == j) {
					t.Fatalf("%q sets hook %d", name, j)
				}
			}
			for pass := 1; pass <= 4; pass++ {
				hooks[i]()
				if want := min(pass/3, 1); deaths != want {
					t.Errorf("%q: %d deaths after pass %d", name, deaths, pass)
				}
			}
		}
	})
	t.Run("a point can dawdle and kill", func(t *testing.T) {
		dead := false
		h, err := parse("before commit~2ms,before commit:1", func() { dead = true })
		if err != nil {
			t.Fatal(err)
		}
		begun := time.Now()
		h.BeforeCommit()
		if took := time.Since(begun); took < 2*time.Millisecond || !dead {
			t.Errorf("it took %v, dead: %v", took, dead)
		}
	})
	t.Run("without the variable there are no hooks", func(t *testing.T) {
		h, err := parse("", nil)
		if err != nil || h.AfterRead != nil || h.BeforeCommit != nil || h.AfterCommit != nil || h.BeforeAnswer != nil {
			t.Error("there are", err)
		}
	})
	for _, wrong := range []string{"before commit", "before commit:0", "before commit:x", "at lunch:3", "before commit~soon"} {
		t.Run("refused: "+wrong, func(t *testing.T) {
			if _, err := parse(wrong, nil); err == nil {
				t.Error("taken")
			}
		})
	}
}
