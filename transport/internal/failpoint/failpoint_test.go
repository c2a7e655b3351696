package failpoint

import (
	"testing"
	"time"
)

func TestParse(t *testing.T) {
	t.Run("a point kills at its pass, not before", func(t *testing.T) {
		for i, name := range Points {
			deaths := 0
			o, err := parse(name+":3", func() { deaths++ })
			if err != nil {
				t.Fatal(err)
			}
			h := o.Hooks
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
		o, err := parse("before commit~2ms,before commit:1", func() { dead = true })
		if err != nil {
			t.Fatal(err)
		}
		begun := time.Now()
		o.Hooks.BeforeCommit()
		if took := time.Since(begun); took < 2*time.Millisecond || !dead {
			t.Errorf("it took %v, dead: %v", took, dead)
		}
	})
	t.Run("a clock can be wrong by a year either way", func(t *testing.T) {
		for item, want := range map[string]time.Duration{"clock+31536000": 8760 * time.Hour, "clock-31536000": -8760 * time.Hour} {
			o, err := parse(item, nil)
			if err != nil {
				t.Fatal(err)
			}
			if off := time.Until(o.Now()) - want; off.Abs() > time.Minute {
				t.Errorf("%s is off by %v", item, off)
			}
		}
	})
	t.Run("without the variable there are no hooks, and the clock is the store's", func(t *testing.T) {
		o, err := parse("", nil)
		if h := o.Hooks; err != nil || o.Now != nil || h.AfterRead != nil || h.BeforeCommit != nil || h.AfterCommit != nil || h.BeforeAnswer != nil {
			t.Error("there are", err)
		}
	})
	for _, wrong := range []string{"before commit", "before commit:0", "before commit:x", "at lunch:3", "before commit~soon", "clock", "clock+later"} {
		t.Run("refused: "+wrong, func(t *testing.T) {
			if _, err := parse(wrong, nil); err == nil {
				t.Error("taken")
			}
		})
	}
}
