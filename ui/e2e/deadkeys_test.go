//go:build e2e

package e2e

import "testing"

func TestDeadKeys(t *testing.T) {
	t.Parallel()
	wire := newTap(t, "127.0.0.1:0", "127.0.0.1:0", sink(t))
	d := newDisplay(t, desktop)
	command(t, environment("DISPLAY="+d.name), "setxkbmap", "-display", d.name, "us", "intl", "-option", "compose:menu")
	w := open(t, setup{display: d, settings: settings{"client_tab": true, "address": wire.addr}})
	w.connect(t)
	w.awaitComposer(t)
	for _, c := range []struct {
		what, want string
		keys       []string
	}{
		{"a dead key and a letter, one after the other", "é", []string{"dead_acute", "e"}},
		{"a dead key and space", "é'", []string{"dead_acute", "space"}},
		{"Compose and two keys", "é'ö", []string{"Multi_key", "quotedbl", "o"}},
		{"a letter by itself afterwards", "é'öe", []string{"e"}},
	} {
		t.Run(c.what, func(t *testing.T) {
			w.press(t, c.keys...)
			eventually(t, c.want+" is written", func() bool { return w.draft(t) == c.want })
		})
	}
}
