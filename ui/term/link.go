package term

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"confab/transport"
	"confab/ui/internal/address"
)

// target are the flags and the address that chat, send and tail share.
type target struct {
	// addr is where the server is; invitation is the link of one, if that was given.
	addr, invitation string
	// code is that of the host, typed; empty for none.
	code string

	plain  *bool
	asJSON *bool
	person person
	// typed is the value of -encoding, encoding what it means; nil for none.
	typed    *string
	encoding *transport.Encoding
}

// target defines the shared flags on c.
func (c *command) target() *target {
	t := &target{plain: c.Bool("plain", false, ""), asJSON: c.Bool("json", false, ""), person: c.person(), typed: c.encoding()}
	c.StringVar(&t.code, codeFlag, "", "")
	return t
}

// resolve takes the address from the positional arguments; with done, the
// command ends with code.
func (t *target) resolve(c *command) (code int, done bool) {
	if len(c.words) == 0 || c.words[0] == "" {
		return c.usage(c.r.say.AddressMissing), true
	}
	var err error
	t.addr, t.invitation, err = address.Join(c.words[0])
	switch {
	case err != nil:
		return c.r.fail(c.r.Words.Error(err)), true
	case t.invitation != "" && *t.plain:
		return c.usage(c.r.say.InvitationNeedsSecure), true
	case t.code == "" && c.given(codeFlag): // an empty variable of a shell would ask instead
		return c.usage(c.r.say.FlagValueInvalid(codeFlag, t.code)), true
	case t.code != "" && *t.plain:
		return c.usage(c.r.say.CodeNeedsSecure), true
	}
	c.words = c.words[1:]
	t.encoding, code, done = c.parseEncoding(*t.typed, *t.plain, c.r.say.EncodingNeedsPlain)
	return code, done
}

// always is longer than any connection.
const always = 365 * 24 * time.Hour

// phase is where a link stands.
type phase uint8

const (
	connecting phase = iota
	asking           // until the host lets us in
	online
	waiting // for the next attempt
)

// link is a client with one server, from Dial or Join to its end.
type link struct {
	*flow
	offers  *offers // nil where no files are fetched
	client  client
	printer *printer
	// secure says that it was made by Join, plainAddr where to by Dial.
	secure    bool
	plainAddr string
	// show hands an event to the printer, or keeps it for later. Called from
	// transport's goroutines.
	show func(transport.Event)
	// noteRefused says why the host did not take a code that was not needed.
	noteRefused func(why error)
	up          chan struct{} // closed when something can be sent for the first time
	down        chan struct{} // closed when the dial failed or the connection ended for good
	silent      chan struct{} // closed when nothing more comes of a plain server
	heard       chan struct{} // holds a token after a message came
	news        chan struct{} // holds a token after the phase or the roster changed
	once        sync.Once
	err         error // why it ended; set before down is closed

	mu     sync.Mutex
	phase  phase            // guarded by mu
	server transport.PeerID // set before up is closed; guarded by mu
	peer   transport.Peer   // the server as it was told last; guarded by mu
	missed error            // why the last attempt failed, while waiting; guarded by mu
	retry  time.Time        // of the next attempt then; guarded by mu
	stale  bool             // what is on disk of the talks is to be asked for; guarded by mu
	loads  int              // how much of that is asked for and not answered; guarded by mu
	// hostStuck is why the host keeps nothing of what we say for now, diskStuck
	// why our own disk does not; guarded by mu
	hostStuck, diskStuck error
	codes                codes // guarded by mu
}

func (r *runner) newLink(p *printer, f *flow) *link {
	return &link{
		flow: f, printer: p, show: p.put,
		noteRefused: func(why error) { p.print(r.Words.Error(why)+"\n", true) },
		up:          make(chan struct{}), down: make(chan struct{}), silent: make(chan struct{}),
		heard: make(chan struct{}, 1), news: make(chan struct{}, 1),
	}
}

// dial begins to connect to addr over plain TCP, where enc is written, nil for what
// the server's text tells; unless a Confab was met there
// over TLS, or the data folder does not tell. The observers take every event.
func (r *runner) dial(addr string, enc *transport.Encoding, me self, p *printer, observers ...func(transport.Event)) *link {
	l := r.newLink(p, newFlow())
	for _, observe := range observers {
		show := l.show
		l.show = func(ev transport.Event) {
			observe(ev)
			show(ev)
		}
	}
	l.plainAddr = addr
	var limits transport.Limits
	if !r.Typed {
		// A program knows itself whether it has anything to say to who says nothing more.
		limits.HalfCloseWithin = always
	}
	l.client = r.newClient(transport.Options{Sink: l.observe, Logger: p.logger(me.verbose), Version: r.Version, Known: me.met, Limits: limits,
		Languages: r.Languages, Encoding: enc})
	l.client.Dial(addr)
	return l
}

// enter makes a link of the secure protocol, which join of its client begins.
func (r *runner) enter(home *transport.Home, me self, p *printer, limits transport.Limits) *link {
	l := r.newLink(p, newOutboxFlow())
	l.secure = true
	l.client = r.newClient(transport.Options{Sink: l.observe, Logger: p.logger(me.verbose), Version: r.Version, Home: home,
		Name: me.called(home), Limits: limits})
	return l
}

// observe is the client's sink.
func (l *link) observe(ev transport.Event) {
	if l.offers != nil {
		l.offers.observe(ev)
		if isOffersPage(ev) {
			return
		}
	}
	l.show(ev)
	l.flow.observe(ev)
	if l.secure {
		l.note(ev)
	}
	own := ev.Peer.Server == 0 // not one of the other members
	switch ev.Kind {
	case transport.Asking:
		l.move(asking, 0)
	case transport.Waiting:
		// Without its identity it was never reached, and there is no outbox for it.
		id := ev.Peer.ID
		if ev.Peer.Identity == (transport.ID{}) {
			id = 0
		}
		l.move(waiting, id)
	case transport.Connected:
		if own {
			l.move(online, ev.Peer.ID)
		}
	case transport.DialFailed, transport.Disconnected:
		if own {
			l.once.Do(func() {
				l.err = ev.Err
				close(l.down)
			})
		}
	case transport.Appended:
		switch {
		case ev.Message().Kind == transport.Incoming:
			poke(l.heard)
		case ev.Message().Notice == transport.PeerHalfClosed:
			close(l.silent) // it is told once of a connection, and there is one
		}
	}
	poke(l.news)
}

// move notes the phase, and the server once it is known.
func (l *link) move(to phase, server transport.PeerID) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.phase = to
	if l.server == 0 && server != 0 {
		l.server = server
		close(l.up)
	}
}

// note takes what only a secure link has.
func (l *link) note(ev transport.Event) {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch ev.Kind {
	case transport.Connected, transport.Waiting, transport.Changed:
		if ev.Kind != transport.Changed {
			l.missed, l.retry = ev.Err, ev.Retry()
		}
		if ev.Peer.Server == 0 {
			l.peer = ev.Peer
			if ev.Kind != transport.Changed {
				l.hostStuck = nil // which is told anew over each connection
			}
		}
	case transport.DiskTrouble:
		if ev.Addr != "" {
			l.hostStuck = ev.Err
		} else {
			l.diskStuck = ev.Err
		}
	case transport.Resync:
		l.stale = true
	case transport.CodeChecked:
		l.codes.checked(ev.Err)
		if faultOf(ev.Err) == transport.CodeLost {
			l.phase = connecting // why it was lost is told next
		}
	case transport.PageLoaded:
		l.flow.adopt(ev.Page().Pending)
		l.loads = max(0, l.loads-1)
	}
}

// adopted reports whether flow knows what earlier runs left in the outbox.
func (l *link) adopted() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return !l.stale && l.loads == 0
}

// catchUp asks what earlier runs left in the outbox, when it is time to.
func (l *link) catchUp() {
	room, known := l.room()
	l.mu.Lock()
	ask := l.stale && known
	var talks []transport.TalkID
	if ask {
		talks = append(talks, room)
		l.stale, l.loads = false, l.loads+1
	}
	l.mu.Unlock()
	if !ask {
		return
	}
	for _, p := range l.members() {
		talks = append(talks, p.Talk())
	}
	l.mu.Lock()
	l.loads += len(talks) - 1 // the first is counted
	l.mu.Unlock()
	for _, id := range talks {
		l.client.Load(id, transport.Range{Before: 1})
	}
}

// stands returns the phase and the server, zero while it is not known.
func (l *link) stands() (phase, transport.PeerID) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.phase, l.server
}

// limited returns the limit of the host for which the next attempt has to wait, or
// nil, and whether that attempt comes only after ctx ends.
func (l *link) limited(ctx context.Context) (why error, late bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.phase != waiting {
		return nil, false
	}
	switch faultOf(l.missed) {
	case transport.HostFull, transport.TooOften, transport.AddressFull, transport.AskingFull, transport.JoiningFull,
		transport.ClosedAtOnce:
		end, ends := ctx.Deadline()
		return l.missed, ends && l.retry.After(end)
	}
	return nil, false
}

// lastFault returns why there is no connection, where more is known than that the host
// does not answer. The caller holds mu.
func (l *link) lastFault() error {
	if l.phase == online || l.phase == asking && !l.codes.pending {
		return nil
	}
	switch faultOf(l.missed) {
	case transport.NoFault, transport.TimedOut, transport.PeerClosed, transport.PeerReset, transport.PeerVanished, transport.PeerTooSlow:
		return nil
	}
	return l.missed
}

// away returns why there is no connection: what was told last, or that there was no answer.
func (l *link) away() (why error, told bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if last := l.lastFault(); last != nil {
		return last, true
	}
	return &transport.Error{Fault: transport.TimedOut, Addr: l.peer.Addr}, false
}

// stuck returns why nothing that waits goes out though the host is there, or nil: the
// trouble of its disk, or of ours.
func (l *link) stuck() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.phase != online {
		return nil
	}
	if l.hostStuck != nil {
		return l.hostStuck
	}
	return l.diskStuck
}

// room returns the talk of all there, and whether messages for it are taken.
func (l *link) room() (transport.TalkID, bool) {
	_, server := l.stands()
	return server.Talk(), server != 0
}

// serverPeer is the server as it was told last.
func (l *link) serverPeer() transport.Peer {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.peer
}

// poke leaves a token for the waiter.
func poke(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// connected waits for the connection and says whether it stands.
func (l *link) connected(ctx context.Context) bool {
	select {
	case <-l.up:
		return true
	case <-l.down:
	case <-ctx.Done():
	}
	return false
}

// hangUp closes the connection in order and says whether it came to that.
func (l *link) hangUp(ctx context.Context) bool {
	l.client.Hangup()
	select {
	case <-l.down:
		return true
	case <-ctx.Done():
		return false
	}
}

// end closes the client, prints what is left, and returns the exit code: done
// when a person interrupted, or when either program ended the connection in
// order and nothing was left unsent.
func (r *runner) end(ctx context.Context, l *link) int {
	ended := l.ended() // before we end it ourselves
	l.client.Close()
	l.printer.close(ctx)
	unsent, kept, _ := l.outcome()
	if ctx.Err() != nil {
		if kept > 0 {
			fmt.Fprintln(r.Stderr, r.say.Kept(kept))
		}
		return r.outcome(ctx)
	}
	if ended && !inOrder(l.err) {
		return r.refused(l)
	}
	if unsent > 0 {
		return r.fail(r.say.Unsent(unsent))
	}
	if kept > 0 {
		return r.fail(r.say.Kept(kept))
	}
	return r.outcome(ctx)
}

// ended says whether the link is down.
func (l *link) ended() bool {
	select {
	case <-l.down:
		return true
	default:
		return false
	}
}

// inOrder says whether err is how either program ends a connection.
func inOrder(err error) bool {
	switch faultOf(err) {
	case transport.PeerClosed, transport.ClosedHere, transport.Canceled:
		return true
	}
	return false
}

// refused tells why a link ended, and what to type where that is known.
func (r *runner) refused(l *link) int {
	fmt.Fprintln(r.Stderr, r.Words.Error(l.err))
	var e *transport.Error
	if errors.As(l.err, &e) {
		switch e.Fault {
		case transport.KeyChanged:
			fmt.Fprintln(r.Stderr, r.say.ForgetHint(e.Addr))
		case transport.SecureBefore, transport.HomeBusy, transport.HomeUnread:
			fmt.Fprintln(r.Stderr, r.say.PlainForgetHint(l.plainAddr))
		case transport.NotConfab, transport.NoHandshake:
			fmt.Fprintln(r.Stderr, r.say.PlainHint)
		}
	}
	return exitFailed
}
