//go:build e2e

package e2e

import ("os/exec";"strings";"testing";"fmt";"time")

func TestX(t *testing.T) {
	for i := range 12 {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			w := open(t, setup{})
			if i % 2 == 1 { time.Sleep(1200*time.Millisecond) }
			w.fill(t, "127.0.0.1:0")
			ok := within(3e9, func() bool { return w.prefs(t)["port"]=="127.0.0.1:0" })
			time.Sleep(100*time.Millisecond)
			writePNG(t, fmt.Sprintf("/tmp/e2e/x%d.png", i), w.look(t))
			t.Log(ok, w.prefs(t)["port"], w.id, w.out.String(), w.err.String())
		})
	}
}
func TestY(t *testing.T) {
			w := open(t, setup{})
			w.listen(t, "127.77.0.9:0")
			c := run(t, exec.Command("nc", strings.Split(w.listening(t), ":")...))
			within(time.Second, func() bool { return false})
			w.write(t, "你好 typed 世界🍜")
			w.press(t, "Return")
			within(time.Second, func() bool { return false})
			t.Logf("%q", c.out.String())
			w.press(t, "ctrl+a")
			w.paste(t, "你好 pasted 世界🍜")
			within(time.Second, func() bool { return false})
			w.press(t, "Return")
			within(time.Second, func() bool { return false})
			t.Logf("%q", c.out.String())
			t.Log(w.prefs(t))
}
