//go:build e2e

package e2e

import (
	"image"
	"image/color"
	"testing"

	"confab/transport"
	"confab/transport/transporttest"
)

// middleLook is how the windows of these tests look, and the network that stands in their
// pictures.
type middleLook struct {
	name, net       string
	size            image.Point
	language, theme string
}

var middleLooks = []middleLook{
	{"desktop-english-light", "127.77.31.", desktop, "en_US.UTF-8", "light"},
	{"phone-chinese-dark", "127.77.32.", phone, "zh_CN.UTF-8", "dark"},
}

// host opens the window of Ann, who listens.
func (l middleLook) host(t *testing.T, clock wallClock, last string) (w *window, addr string) {
	t.Helper()
	w = open(t, setup{size: l.size, language: l.language, env: []string{"TZ=" + clock.zone}, home: newMember(t, 1),
		settings: settings{"theme": l.theme, "name": "Ann"}})
	return w, w.listen(t, l.net+last+picturePort)
}

// guest opens the window of Bob.
func (l middleLook) guest(t *testing.T, clock wallClock) *window {
	t.Helper()
	return open(t, setup{size: l.size, language: l.language, env: []string{"TZ=" + clock.zone}, home: newMember(t, 2),
		settings: settings{"theme": l.theme, "name": "Bob", "client_tab": true, "client_plain": false}})
}

// relay has a man in the middle listen, between a window and a host.
func (l middleLook) relay(t *testing.T, last, host string) *transporttest.Relay {
	t.Helper()
	r, err := transporttest.NewRelay((&window{home: newMember(t, 9)}).data(), l.net+last+picturePort, host)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.Close)
	return r
}

func TestManInTheMiddleIsRefused(t *testing.T) {
	t.Parallel()
	for _, look := range middleLooks {
		t.Run("neither an invitation nor its code leads to a talk through it: "+look.name, func(t *testing.T) {
			t.Parallel()
			clock := newWallClock(t)
			desk := inTerminal(t, "serve", "-addr", look.net+"1"+picturePort, "-name", "Desk", "-data", (&window{home: newMember(t, 1)}).data())
			desk.out.await(t, `"listening"`)
			between := look.relay(t, "2", look.net+"1"+picturePort)
			desk.typeIn(t, "/invite\n")
			var invited record
			desk.await(t, "the invitation", func(r record) bool { invited = r; return r.Kind == "invite" })
			link, err := between.Redirected(invited.Link)
			if err != nil {
				t.Fatal(err)
			}

			guest := look.guest(t, clock)
			guest.fill(t, link)
			guest.shows(t, "middle-link-"+look.name, guest.addressField())
			if known := guest.known(t); len(known) > 0 {
				t.Errorf("the window knows %+v", known)
			}
			for _, r := range desk.records(t) {
				if r.Kind != "listening" && r.Kind != "invite" {
					t.Errorf("the host was told: %+v", r)
				}
			}

			guest.pressVisibly(t, "ctrl+a")
			guest.write(t, between.Addr())
			for range tabsToCode {
				guest.pressVisibly(t, "Tab")
			}
			guest.write(t, invited.Code)
			guest.press(t, "Return")
			guest.shows(t, "middle-code-"+look.name, image.Rect(28, 248, 100, 274)) // the code, another one each time
			guest.notVerified(t, between)
			desk.await(t, "that it asks to be let in", func(r record) bool { return r.Peer.Asking })
			for _, r := range desk.records(t) {
				if r.Kind == "code_checked" || r.Kind == "connected" && !r.Peer.Asking || r.Text != "" {
					t.Errorf("the host was told: %+v", r)
				}
			}
		})
	}
}

// tabsToCode is how often Tab is pressed from the address field to the one of the code.
const tabsToCode = 5

// addressField is where the end of a link is to be seen, another one each time, on a Client
// tab that is not connected.
func (w *window) addressField() image.Rectangle {
	return image.Rect(17, 203, w.panel().Max.X-17, 247)
}

// known are the servers that a window has met.
func (w *window) known(t *testing.T) []transport.KnownServer {
	t.Helper()
	known, err := transport.KnownIn(t.Context(), w.data())
	if err != nil {
		t.Fatal(err)
	}
	return known
}

// notVerified says that a window takes what it met for the man in the middle, whom nobody
// has verified.
func (w *window) notVerified(t *testing.T, between *transporttest.Relay) {
	t.Helper()
	known := w.known(t)
	if len(known) != 1 || known[0].Trust != transport.Unverified || known[0].Identity != transport.ID(between.Identity()) {
		t.Errorf("the window knows %+v", known)
	}
}

func TestManInTheMiddleIsSeen(t *testing.T) {
	t.Parallel()
	for _, look := range middleLooks {
		t.Run("whoever asks through it is shown as not verified, and reads other words: "+look.name, func(t *testing.T) {
			t.Parallel()
			clock := newWallClock(t)
			host, addr := look.host(t, clock, "3")
			between := look.relay(t, "4", addr)
			guest := look.guest(t, clock)
			guest.fill(t, between.Addr())
			host.accept(t)
			host.shows(t, "middle-ask-host-"+look.name)
			guest.shows(t, "middle-ask-guest-"+look.name)
			guest.notVerified(t, between)
			theirs, ours := guest.words(t), host.words(t)
			guest.shows(t, "middle-words-guest-"+look.name)
			host.shows(t, "middle-words-host-"+look.name)
			if differing(theirs, ours) < differentWords {
				t.Error("the words are the same")
			}
			match, _ := guest.button(t, image.Rectangle{Max: guest.size}, accent)
			guest.pressed(t, "that the words differ is taken", match.Add(image.Pt(0, bar))) // the button below
			guest.shows(t, "middle-differ-"+look.name)
			guest.notVerified(t, between)
		})
		t.Run("whoever has the link of a page that it changed is shown as not verified, and reads other words: "+look.name, func(t *testing.T) {
			t.Parallel()
			clock := newWallClock(t)
			host, addr := look.host(t, clock, "5")
			between := look.relay(t, "6", addr)
			link, err := between.Changed(host.invitation(t))
			if err != nil {
				t.Fatal(err)
			}
			guest := look.guest(t, clock)
			start(t, setup{home: guest.home, display: guest.display, args: []string{link}}).exit(t, 0)
			guest.shows(t, "middle-page-link-"+look.name, guest.addressField())
			// A button that has moved takes no press for a moment.
			insist(t, "somebody comes", func() bool { return len(guest.known(t)) > 0 }, func() {
				guest.settled(t)
				if at, ok := guest.button(t, guest.panel(), accent); ok {
					guest.click(t, at, 1)
				}
			})
			host.shows(t, "middle-page-host-"+look.name)
			guest.shows(t, "middle-page-guest-"+look.name)
			guest.notVerified(t, between)
			host.press(t, "Escape")
			theirs, ours := guest.words(t), host.words(t)
			if differing(theirs, ours) < differentWords {
				t.Error("the words are the same")
			}
		})
	}
	t.Run("without it the words are the same", func(t *testing.T) {
		t.Parallel()
		look, clock := middleLooks[0], newWallClock(t)
		host, addr := look.host(t, clock, "7")
		guest := look.guest(t, clock)
		guest.fill(t, addr)
		host.accept(t)
		theirs, ours := guest.words(t), host.words(t)
		if n := differing(theirs, ours); n > differentWords/100 {
			t.Errorf("the words differ, in %d pixels", n)
		}
	})
}

// words opens the page on which people compare words with the one who is there, from any
// talk, and returns what that page shows below its title.
func (w *window) words(t *testing.T) *image.RGBA {
	t.Helper()
	row := image.Pt(150, rowEveryone) // of the Client tab
	page := image.Rect(rail+1, 2*bar, w.size.X, w.size.Y)
	switch host := w.prefs(t)["client_tab"] != true; {
	case host:
		row.Y += rowHeight
	case w.narrow():
		row.Y = 399
		w.press(t, "Escape")
	}
	if w.narrow() {
		page = image.Rect(0, bar, w.size.X, w.size.Y)
	}
	eventually(t, "the menu of the row opens", func() bool { return w.menuOpens(t, row) })
	w.choose(t, 2)
	w.settled(t)
	return w.display.picture(t, page)
}

// differentWords is fewer pixels than differ where the words do.
const differentWords = 500

// differing is in how many pixels two pictures of one size differ.
func differing(a, b *image.RGBA) (n int) {
	for i := 0; i < len(a.Pix); i += 4 {
		if apart(color.RGBA{a.Pix[i], a.Pix[i+1], a.Pix[i+2], 255}, color.RGBA{b.Pix[i], b.Pix[i+1], b.Pix[i+2], 255}) {
			n++
		}
	}
	return n
}

// tonal are the grounds of buttons that stand out less.
var tonal = [2]color.RGBA{{0xe4, 0xe9, 0xff, 0xff}, {0x2a, 0x33, 0x58, 0xff}}

// invitation has a window that listens let someone in, and returns the link as it copies it.
func (w *window) invitation(t *testing.T) (link string) {
	t.Helper()
	// Where Start was, it stands for as long as the last frame does, and a new button takes
	// no press for a moment.
	insist(t, "the page of invitations is shown", func() bool { return !w.composing(t) && w.drawsCode(t) }, func() {
		w.settled(t)
		if at, ok := w.button(t, w.panel(), accent); ok {
			w.click(t, at, 1)
		}
	})
	page := image.Rectangle{Min: image.Pt(0, bar), Max: w.size}
	insist(t, "the link is copied", func() bool {
		link = w.offered(t, "clipboard")
		return link != ""
	}, func() {
		if at, ok := w.button(t, page, tonal); ok {
			w.click(t, at, 1)
			return
		}
		w.xdotool(t, "mousemove", "180", "400", "click", "--repeat", "20", "--delay", "5", "5", "mousemove", "1", "1")
		w.settled(t)
	})
	return link
}
