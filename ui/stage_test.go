package ui

import (
	"bufio"
	"io"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"gioui.org/io/key"
	"gioui.org/layout"

	"confab/transport"
	"confab/ui/internal/prefs"
	"confab/ui/internal/uitest"
	"confab/ui/internal/words"
	"confab/ui/model"
)

// patience bounds a wait for the network on this machine; none lasts so long
// when it passes.
const patience = time.Minute

// wide and narrow are windows at one pixel a dp, where sizes are easy to read.
var (
	wide   = uitest.Size{Width: 1000, Height: 700, Density: 1}
	narrow = uitest.Size{Width: 360, Height: 740, Density: 1}
)

// stage is the whole screen without a window.
type stage struct {
	*uitest.Window
	t      testing.TB
	model  *model.Model
	screen *screen
	page   layout.Widget
	mail   *mail
	wake   chan struct{}
	server *transport.Server // nil where a script plays its part, as is client
	client *transport.Client
	dark   bool
	// gtx is the context of the last frame, for asking where the focus is.
	gtx layout.Context
	// backsLeft counts presses of the key Back that the screen did not take.
	backsLeft int
}

// show puts a model on the stage.
func show(t testing.TB, size uitest.Size, m *model.Model, post *mail, wake chan struct{}) *stage {
	s := &stage{t: t, model: m, mail: post, wake: wake, screen: newScreen(m, uitest.Shaper(), "1.0")}
	s.page = func(gtx layout.Context) layout.Dimensions {
		s.mail.deliver(s.model)
		s.model.Tick()
		s.gtx = gtx
		d := s.screen.layout(gtx, s.isDark())
		for {
			ev, ok := gtx.Event(key.Filter{Name: key.NameBack})
			if !ok {
				return d
			}
			if e, ok := ev.(key.Event); ok && e.State == key.Press {
				s.backsLeft++
			}
		}
	}
	s.Window = uitest.New(t, size, s.page)
	return s
}

func (s *stage) isDark() bool {
	return s.dark || s.model.Prefs().Theme == prefs.DarkTheme
}

// real is a stage over the true Server and Client, on loopback only.
func real(t testing.TB, size uitest.Size) *stage { return realIn(t, size, nil) }

// realIn is real over a data folder; nil is none.
func realIn(t testing.TB, size uitest.Size, home *transport.Home) *stage {
	wake := make(chan struct{}, 1)
	post := newMail(func() {
		select {
		case wake <- struct{}{}:
		default:
		}
	})
	// Who ends its direction has left, however soon after its last words.
	limits := transport.Limits{WriteSpacing: -1, QueueBytes: 64 << 20, HalfCloseWithin: -1, LeftAfter: -1}
	server := transport.NewServer(transport.Options{Sink: post.host.Post, Limits: limits, Home: home})
	client := transport.NewClient(transport.Options{Sink: post.dialer.Post, Limits: limits, Home: home})
	t.Cleanup(func() { closeBoth(server, client) })
	p := plainPrefs()
	p.Port = "127.0.0.1:0"
	m := model.New(model.Config{Host: server, Dialer: client, Identity: identity(home), Prefs: p, System: words.English})
	s := show(t, size, m, post, wake)
	s.server, s.client = server, client
	return s
}

// until shows frames, as mail comes, until done holds.
func (s *stage) until(what string, done func() bool) {
	s.t.Helper()
	late := time.After(patience)
	for s.Frame(); !done(); s.Frame() {
		select {
		case <-s.wake:
		case <-late:
			s.t.Fatalf("%s: it did not happen; there are %q", what, s.Labels())
		}
	}
	s.Frame()
}

// says reports whether some label contains part.
func (s *stage) says(part string) bool {
	return slices.ContainsFunc(s.Labels(), func(l string) bool { return strings.Contains(l, part) })
}

// waitFor shows frames until some label contains part.
func (s *stage) waitFor(part string) {
	s.t.Helper()
	s.until(part, func() bool { return s.says(part) })
}

// must fails unless every label is to be seen, or comes with the mail that is on
// its way: what happens may be told in several events.
func (s *stage) must(labels ...string) {
	s.t.Helper()
	for _, l := range labels {
		if !s.says(l) {
			s.waitFor(l)
		}
	}
}

// mustNot fails if a label is to be seen.
func (s *stage) mustNot(labels ...string) {
	s.t.Helper()
	for _, l := range labels {
		if s.Has(l) {
			s.t.Fatalf("%q is still there", l)
		}
	}
}

// enabled reports whether the control is there and can be used.
func (s *stage) enabled(label string) bool {
	n, ok := s.Find(label)
	return ok && !n.Disabled
}

// fill replaces the text of the field with the given label.
func (s *stage) fill(label, text string) {
	s.t.Helper()
	s.Click(label)
	s.Press("A", key.ModShortcut)
	s.Type(text)
}

// writing reports whether the composer has the keyboard.
func (s *stage) writing() bool { return s.screen.conversation.composer.Focused(s.gtx) }

// start starts the server and returns its address.
func (s *stage) start() string {
	s.t.Helper()
	s.Click("Start")
	s.until("listening", func() bool { return s.model.Server.State() == model.Listening })
	return s.model.Server.Addresses()[0]
}

// guest is a foreign program on a raw socket.
type guest struct {
	net.Conn
	t testing.TB
	r *bufio.Reader
}

// join connects a guest that says hello, and waits until its row is there.
func (s *stage) join(addr, hello string) *guest {
	s.t.Helper()
	before := s.model.Server.Here()
	g := dial(s.t, addr)
	s.until("a guest", func() bool { return s.model.Server.Here() == before+1 })
	if hello != "" {
		g.say(hello)
		s.waitFor(hello)
	}
	return g
}

// name is what the row of a guest is called before it is given a name.
func (g *guest) name() string { return g.LocalAddr().String() }

func (g *guest) say(text string) {
	g.t.Helper()
	if _, err := io.WriteString(g, text); err != nil {
		g.t.Fatal(err)
	}
}

// hears fails unless the next bytes that come are text.
func (g *guest) hears(text string) {
	g.t.Helper()
	got := make([]byte, len(text))
	if err := g.SetReadDeadline(time.Now().Add(patience)); err != nil {
		g.t.Fatal(err)
	}
	if n, err := io.ReadFull(g.r, got); err != nil || string(got) != text {
		g.t.Fatalf("heard %q, %v, not %q", got[:n], err, text)
	}
}

// isCut fails unless the connection was ended from the other side.
func (g *guest) isCut() {
	g.t.Helper()
	if err := g.SetReadDeadline(time.Now().Add(patience)); err != nil {
		g.t.Fatal(err)
	}
	if _, err := io.Copy(io.Discard, g.r); err != nil {
		if e, ok := err.(net.Error); ok && e.Timeout() {
			g.t.Fatal("the connection still stands")
		}
	}
}

// dial connects a guest without waiting for what becomes of it.
func dial(t testing.TB, addr string) *guest {
	t.Helper()
	c, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return &guest{Conn: c, t: t, r: bufio.NewReader(c)}
}

// reveal turns the wheel until the label is to be seen.
func (s *stage) reveal(label string) {
	s.t.Helper()
	for range 50 {
		if n, ok := s.Find(label); ok && n.Bounds.Max.Y <= s.gtx.Constraints.Max.Y {
			return
		}
		s.Scroll(60)
	}
	s.t.Fatalf("%q does not come into view; there are %q", label, s.Labels())
}
