package term

import (
	"strings"
	"testing"
	"time"

	"confab/ui/internal/words"
)

func TestProgress(t *testing.T) {
	t.Parallel()
	columns := 100
	g := &progress{say: words.For(words.English).Terminal(), columns: func() int { return columns }}
	at := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	t.Run("a line has a bar, a share, a speed and the time left", func(t *testing.T) {
		if got, want := g.draw(at, "plan.pdf", 0, 40*mib), "\rplan.pdf: 0 B of 40 MiB [>                   ] 0 %"; got != want {
			t.Errorf("%q", got)
		}
		if got, want := g.draw(at.Add(2*time.Second), "plan.pdf", 10*mib, 40*mib), "\rplan.pdf: 10.0 MiB of 40 MiB [=====>              ] 25 %  5.0 MiB/s  6s left"; got != want {
			t.Errorf("%q", got)
		}
	})
	t.Run("the speed is that of the last seconds", func(t *testing.T) {
		for i := range 10 {
			g.draw(at.Add(time.Duration(3+i)*time.Second), "plan.pdf", 10*mib, 40*mib)
		}
		if got := g.draw(at.Add(13*time.Second), "plan.pdf", 10*mib, 40*mib); strings.Contains(got, "/s") {
			t.Errorf("%q", got)
		}
	})
	t.Run("a shorter line covers the one before", func(t *testing.T) {
		long := g.draw(at.Add(20*time.Second), "plan.pdf with a long name", 40*mib, 40*mib)
		short := g.draw(at.Add(21*time.Second), "p", 40*mib, 40*mib)
		if len(short) < len(long) || !strings.HasPrefix(short, "\rp: 40.0 MiB of 40 MiB [====================] 100 %") {
			t.Errorf("%q after %q", short, long)
		}
	})
	t.Run("no line is as wide as the screen", func(t *testing.T) {
		columns = 30
		if got := g.draw(at.Add(22*time.Second), "岛岛岛岛岛岛岛岛岛岛岛岛岛岛岛岛", 1, 40*mib); columnsOf(strings.TrimRight(got[1:], " ")) > 29 {
			t.Errorf("%q", got)
		}
	})
	t.Run("at the end the cursor goes to the next line, once", func(t *testing.T) {
		if a, b := g.end(), g.end(); a != "\n" || b != "" {
			t.Errorf("%q %q", a, b)
		}
	})
}
