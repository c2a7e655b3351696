package widget

import (
	"strings"
	"testing"

	"gioui.org/io/key"
	"gioui.org/layout"

	"confab/ui/internal/uitest"
)

func TestAPasteOfAMegabyteDoesNotStayInTheComposer(t *testing.T) {
	th, c := NewTheme(uitest.Shaper(), false), new(Composer)
	over := 0
	w := uitest.New(t, uitest.Phone, func(gtx layout.Context) layout.Dimensions {
		for {
			ev, ok := c.Update(gtx)
			if !ok {
				break
			}
			if ev == ComposerOverfull {
				over++
			}
		}
		return Compose(th, c, "Message", "Write", "Send").Layout(gtx)
	})
	w.Click("Message")
	for what, sign := range map[string]string{"of one byte": "x", "of three bytes": "字"} {
		c.SetText("")
		over = 0
		w.Type(strings.Repeat(sign, 1<<20/len(sign)))
		want := ComposerBytes / len(sign) * len(sign)
		if got := c.Text(); len(got) != want || strings.Trim(got, sign) != "" {
			t.Errorf("signs %s: %d bytes stay, not %d", what, len(got), want)
		}
		if over != 1 {
			t.Errorf("signs %s: it was told %d times that there is no room", what, over)
		}
	}
	t.Run("a text that fits is not told of", func(t *testing.T) {
		c.SetText("")
		over = 0
		w.Type("hello")
		if c.Text() != "hello" || over != 0 {
			t.Errorf("%q, told %d times", c.Text(), over)
		}
	})
	t.Run("what was cleared cannot be brought back by undo, and is in memory no more", func(t *testing.T) {
		c.SetText("")
		w.Press("Z", key.ModShortcut)
		if got := c.Text(); got != "" {
			t.Errorf("%q came back", got)
		}
		if w.Frame(); !w.Editing() {
			t.Error("the keyboard is lost")
		}
	})
}
