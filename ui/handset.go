package ui

import (
	"cmp"
	"context"
	"errors"
	"image"
	"net"
	"net/netip"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"confab/android"
	"confab/transport"
	"confab/transport/nearby"
	"confab/ui/internal/address"
	"confab/ui/internal/desktop"
	"confab/ui/internal/qr"
	"confab/ui/internal/visible"
	"confab/ui/internal/words"
	"confab/ui/model"
)

// handset is the window's side of the phone: it keeps the process alive while
// somebody is connected, notifies of messages that nobody sees, and brings what
// the phone tells. On other systems the device does nothing of that.
//
// Calls into Java may wait, so a goroutine of its own makes them, in order. While
// there is no view to draw in, the window's goroutine sleeps; what cannot wait
// for it is done here.
type handset struct {
	device android.Device
	server *transport.Server
	client *transport.Client
	// work carries calls to run; it is bounded, and what does not fit is
	// dropped: a notification then, as presence is told again with each change.
	work chan func() error
	// seen says that the window is in view and has the focus: no message needs
	// a notification.
	seen atomic.Bool
	// view says that there is a view to draw in, so the window's goroutine wakes.
	view atomic.Bool
	// visiting says that the client is connected, or goes on trying to be.
	visiting atomic.Bool

	mu     sync.Mutex
	events []android.Event // for the window's goroutine; guarded by mu
	// told and say are what presence says and in which language, for when there
	// is no view; retold is that heard has told another one since. Guarded by mu.
	told   android.Presence
	say    *words.Words
	retold bool

	// notifies says that messages which nobody sees are told by the device.
	notifies bool

	// Owned by the window's goroutine.
	presence android.Presence // as last told
	held     bool             // presence was told and not taken back
	asked    bool             // AskToNotify was called
	// discovers says that Discover was called with true last.
	discovers bool
	open      string // the talk whose notification was taken away last
	// attach has files wait in a talk; it does not wait.
	attach func(model.AttachTo, ...string)
	// picking is the talk for which files are being chosen; nil for none.
	picking *model.AttachTo
}

// handsetWork is how many calls wait at most.
const handsetWork = 64

func newHandset(d android.Device, s *transport.Server, c *transport.Client) *handset {
	h := &handset{device: d, server: s, client: c, notifies: phone, work: make(chan func() error, handsetWork)}
	h.view.Store(!phone)
	return h
}

// run makes the calls until ctx ends, and then lets the process go. Trouble is
// told to failed.
func (h *handset) run(ctx context.Context, wake func(), failed func(error)) {
	for {
		select {
		case <-ctx.Done():
			_ = h.device.Background() // the process is about to end
			return
		case <-h.device.Ready():
			h.take()
			wake()
		case call := <-h.work:
			if err := call(); err != nil {
				failed(err)
			}
		}
	}
}

// take keeps what the phone tells for the window's goroutine.
func (h *handset) take() {
	for _, e := range h.device.Events() {
		switch {
		case e.Kind == android.NetworkChanged:
			// At once, whether the window's goroutine wakes or not.
			nearby.NetworksChanged()
			h.client.Reconnect()
			continue
		case e.Kind == android.Disconnect && !h.view.Load():
			h.client.Hangup()
			h.server.Stop()
			continue
		}
		h.mu.Lock()
		h.events = append(h.events, e)
		h.mu.Unlock()
	}
}

// release lets the process go once nobody is connected. It is for when there is
// no view; otherwise follow does it.
func (h *handset) release() error {
	_, listening := h.server.Listening()
	if listening || h.visiting.Load() || h.view.Load() {
		return nil
	}
	return errors.Join(h.device.Discover(false), h.device.Background())
}

func (h *handset) do(call func() error) bool {
	select {
	case h.work <- call:
		return true
	default:
		return false
	}
}

// heard notifies of a message that came while the window is not seen. Any
// goroutine may call it; it does not wait.
func (h *handset) heard(from model.Tab, ev transport.Event) {
	if from == model.ClientTab && ev.Peer.Server == 0 {
		switch ev.Kind {
		case transport.Connecting, transport.Asking, transport.Waiting, transport.Connected:
			h.visiting.Store(true)
		case transport.Disconnected, transport.DialFailed:
			var e *transport.Error
			h.visiting.Store(errors.As(ev.Err, &e) && e.Fault == transport.AlreadyConnected)
		}
	}
	switch ev.Kind {
	case transport.Disconnected, transport.DialFailed, transport.Stopped:
		if !h.view.Load() {
			h.do(h.release)
		}
	}
	if !h.view.Load() {
		h.retell(from, ev)
	}
	if !h.notifies || ev.Kind != transport.Appended || ev.Message().Kind != transport.Incoming || h.seen.Load() {
		return
	}
	m := android.Message{
		Talk:  talkName(from, ev.Peer.ID),
		Title: visible.Briefly(visible.Named(ev.Message().Name, ev.Message().ShortKey, 64)), Text: visible.Line(ev.Message().Text, 200),
	}
	h.do(func() error { return h.device.Notify(m) })
}

// retell says how things stand while the window's goroutine sleeps, so that the
// notification does not say what was true when the view went.
func (h *handset) retell(from model.Tab, ev transport.Event) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.say == nil || h.told == (android.Presence{}) {
		return
	}
	want, visiting := h.told, from == model.ClientTab && ev.Peer.Server == 0
	switch {
	case visiting && ev.Kind == transport.Waiting:
		want.Text = h.say.Reconnecting
	case visiting && ev.Kind == transport.Connected:
		want.Text = h.say.ConnectedTo(ev.Peer.Addr)
	case visiting && (ev.Kind == transport.Disconnected || ev.Kind == transport.DialFailed) && !h.visiting.Load():
		want.Text = h.say.DisconnectedFrom(cmp.Or(ev.Peer.Addr, ev.Addr))
	case from == model.ServerTab && ev.Kind == transport.Stopped:
		want.Title = h.say.AppName
	}
	if want != h.told && h.do(func() error { return h.reappear(want) }) {
		h.told, h.retold = want, true
	}
}

// reappear tells the phone another presence, unless it was released meanwhile.
func (h *handset) reappear(p android.Presence) error {
	if _, listening := h.server.Listening(); !listening && !h.visiting.Load() {
		return nil
	}
	return h.device.Foreground(p)
}

// follow tells the phone what the model's state asks of it. The window's
// goroutine calls it after every change.
func (h *handset) follow(m *model.Model) {
	busy, title, text := m.Busy()
	want := android.Presence{Title: title, Text: text, Disconnect: m.Words().Disconnect, Connected: true}
	h.mu.Lock()
	retold := h.retold
	h.mu.Unlock()
	switch {
	case busy && (!h.held || retold || want != h.presence):
		if h.do(func() error { return h.device.Foreground(want) }) {
			h.presence, h.held = want, true
			h.tells(want, m.Words())
		}
	case !busy && h.held:
		if h.do(h.device.Background) {
			h.held = false
			h.tells(android.Presence{}, nil)
		}
	}
	if busy && !h.asked {
		h.asked = h.do(h.device.AskToNotify)
	}
	h.withdraw(m)
}

// receive has the phone receive what is sent to all, while the model wants that. The
// window's goroutine calls it after every change, and when the view has gone.
func (h *handset) receive(m *model.Model) {
	if discovers := m.Discovers(); discovers != h.discovers && h.do(func() error { return h.device.Discover(discovers) }) {
		h.discovers = discovers
	}
}

// tells notes what the window's goroutine has told.
func (h *handset) tells(p android.Presence, say *words.Words) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.told, h.say, h.retold = p, say, false
}

// withdraw takes away the notification of the talk that is in view.
func (h *handset) withdraw(m *model.Model) {
	p := m.Active().Selected()
	if p == nil || !h.seen.Load() {
		h.open = ""
		return
	}
	if name := talkName(m.Tab(), p.ID); name != h.open && h.do(func() error { return h.device.Withdraw(name) }) {
		h.open = name
	}
}

// deliver gives the model what the phone told. It reports whether the system's
// looks may have changed.
func (h *handset) deliver(m *model.Model) (looks bool) {
	h.mu.Lock()
	events := h.events
	h.events = nil
	h.mu.Unlock()
	for _, e := range events {
		switch e.Kind {
		case android.AppearanceChanged:
			looks = true
		case android.Disconnect:
			m.EndAll()
		case android.Shared:
			m.TakeShared(e.Text)
		case android.SharedFiles:
			m.TakeSharedFiles(e.Paths())
		case android.Picked:
			h.pickedFiles(m, e.Paths())
		case android.Link:
			m.OpenLink(e.Text)
		case android.Scanned:
			m.SetTab(model.ClientTab)
			m.Scanned(e.Text)
		case android.OpenTalk:
			if tab, id, ok := parseTalkName(e.Text); ok {
				m.SelectOn(tab, id)
			}
		}
	}
	return looks
}

// scan shows the phone's camera, to read the code of an invitation.
func (h *handset) scan() { h.do(h.device.Scan) }

// readLuminance is the phone's android.Reader: it wants invitations.
func readLuminance(luminance []byte, width, height, stride int, only bool) (text string, wanted bool) {
	var err error
	if only {
		text, err = readCode(&image.Gray{Pix: luminance, Stride: stride, Rect: image.Rect(0, 0, width, height)})
	} else {
		text, err = qr.DecodeGray(luminance, width, height, stride)
	}
	if err != nil {
		return "", false
	}
	if link := address.Invitation(text); link != "" {
		return link, true
	}
	return text, false
}

// talkName names a talk in a notification.
func talkName(t model.Tab, id transport.PeerID) string {
	return strconv.Itoa(int(t)) + "/" + strconv.FormatUint(uint64(id), 10)
}

func parseTalkName(s string) (model.Tab, transport.PeerID, bool) {
	tab, id, _ := strings.Cut(s, "/")
	t, err := strconv.ParseUint(tab, 10, 8)
	if err != nil {
		return 0, 0, false
	}
	n, err := strconv.ParseUint(id, 10, 64)
	return model.Tab(t), transport.PeerID(n), err == nil
}

// language is the language that the phone prefers, or what the environment says.
func language(d android.Device, environment string) words.Lang {
	for _, tag := range d.Languages() {
		return words.System(tag)
	}
	return words.System(environment)
}

// languages are what the person reads, the best first: the language chosen in the
// settings, and those that the phone or the system prefers.
func languages(d android.Device, chosen words.Lang) (tags []string) {
	if chosen != words.FollowSystem {
		tags = append(tags, string(chosen))
	}
	if phone := d.Languages(); len(phone) > 0 {
		return append(tags, phone...)
	}
	return append(tags, desktop.Languages()...)
}

// networks lists the networks of the device. An interface is known by its number: names
// are what no program may ask for there.
func networks(d android.Device) func() ([]nearby.Network, error) {
	return func() ([]nearby.Network, error) {
		list, err := d.Interfaces()
		if err != nil {
			return nil, err
		}
		var found []nearby.Network
		for _, i := range list {
			if i.Flags&net.FlagUp == 0 || i.Flags&net.FlagLoopback != 0 || len(i.Addrs) == 0 {
				continue
			}
			found = append(found, nearby.Network{
				Name: strconv.Itoa(i.Index), Index: i.Index, Prefixes: i.Addrs, Tunnel: i.Far || i.Flags&net.FlagPointToPoint != 0,
			})
		}
		return found, nil
	}
}

// interfaces asks the device for the addresses of its networks, where only it
// may ask.
func interfaces(d android.Device) func() ([]netip.Addr, error) {
	if !phone {
		return nil
	}
	return func() ([]netip.Addr, error) {
		list, err := d.Interfaces()
		if err != nil {
			return nil, err
		}
		var addrs []netip.Addr
		for _, i := range list {
			if i.Flags&net.FlagUp == 0 {
				continue
			}
			for _, a := range i.Addrs {
				addrs = append(addrs, a.Addr())
			}
		}
		return addrs, nil
	}
}
