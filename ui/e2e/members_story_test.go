//go:build e2e

package e2e

import (
	"image"
	"testing"
)

func TestMembers(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, host      string
		size            image.Point
		language, theme string
	}{
		{"desktop-english-light", "127.77.11.1" + picturePort, desktop, "en_US.UTF-8", "light"},
		{"phone-chinese-dark", "127.77.12.1" + picturePort, phone, "zh_CN.UTF-8", "dark"},
	} {
		t.Run("one asks, one lets in, and nothing is lost: "+c.name, func(t *testing.T) {
			t.Parallel()
			clock := newWallClock(t)
			ours := setup{size: c.size, language: c.language, env: []string{"TZ=" + clock.zone},
				settings: settings{"theme": c.theme, "name": "Ann"}, home: newMember(t, 1)}
			theirs := ours
			theirs.settings, theirs.home = settings{"theme": c.theme, "name": "Bob", "client_tab": true, "client_plain": false}, newMember(t, 2)
			host := open(t, ours)
			addr := host.listen(t, c.host)
			guest := open(t, theirs)
			guest.fill(t, addr)
			guest.shows(t, "member-asking-"+c.name)
			host.shows(t, "member-request-"+c.name, image.Rect(130, 410, 290, 436)) // the port of who asks is any
			host.accept(t)
			guest.shows(t, "member-joined-"+c.name)

			clock.awaitTalk(t)
			for _, text := range []string{"Hello from the other window", "你好，世界", "Lunch? 🍜🥢 在食堂"} {
				guest.say(t, text)
			}
			if host.narrow() {
				host.openRow(t, 0)
			}
			host.say(t, "Everyone, 大家好 👋")
			host.shows(t, "member-host-"+c.name)
			guest.shows(t, "member-guest-"+c.name)

			host.kill(t)
			guest.say(t, "Are you still there?")
			guest.shows(t, "member-reconnecting-"+c.name)
			guest.countsDown(t)

			ours.display = host.display
			host = open(t, ours)
			host.listen(t, c.host)
			guest.awaitConnection(t, c.host)
			guest.shows(t, "member-again-"+c.name)
			if host.narrow() {
				host.openRow(t, 0)
			}
			host.shows(t, "member-host-again-"+c.name)
		})
	}
}

// countsDown waits until the panel, or where that is not shown the strip above the
// composer, has told three different numbers of seconds.
func (w *window) countsDown(t *testing.T) {
	t.Helper()
	strip := w.talk()
	strip.Min.Y = strip.Max.Y - composerHeight
	strip.Max.X = strip.Min.X + strip.Dx()/2
	if !w.narrow() {
		strip = w.panel()
		strip.Max.Y = strip.Min.Y + bar
	}
	seen := map[string]bool{}
	eventually(t, "the seconds to the next attempt are counted down", func() bool {
		seen[string(w.display.picture(t, strip).Pix)] = true
		return len(seen) >= 3
	})
}
