package term

import (
	"context"
	"fmt"
	"sync"
	"time"

	"confab/transport"
)

const (
	// rosterQuiet is how long the roster must not change before a name is looked
	// up in it, so that two of the same name are both seen.
	rosterQuiet = 300 * time.Millisecond
	// rosterMost is how long a host that is there may take to tell of a member.
	rosterMost = 3 * time.Second
)

// goodbye is how long send may take beyond its -timeout, for what is under way then.
const goodbye = 300 * time.Millisecond

// delivery is what send over the secure protocol has to do.
type delivery struct {
	*target
	// to names a member; empty is the room of all.
	to, text string
	timeout  time.Duration
	// queued has the host's copy be enough of a file.
	queued bool
	// strip has pictures go without what they tell of place, time and camera.
	strip bool
}

// deliver is send over the secure protocol.
func (r *runner) deliver(ctx context.Context, d delivery, me self, p *printer) int {
	home, code, ok := r.open(me)
	if !ok {
		p.close(ctx)
		return code
	}
	r.warn(home, p, *d.asJSON)
	l := r.enter(home, me, p, transport.Limits{LeaveWithin: goodbye})
	if d.code == "" { // which is what lets us in otherwise
		l.show = r.sayAsking(p)
	}
	l.join(d.target)
	soon, cancel := context.WithTimeout(ctx, d.timeout)
	defer cancel()
	refusal := l.deliver(soon, r, d)
	late, ended := soon.Err() != nil, l.ended()
	l.discardRefused()
	// What is under way may still arrive while it closes.
	l.client.Close()
	p.close(ctx)
	return r.shut(home, r.delivered(ctx, l, d, late, ended, refusal))
}

// sayAsking returns where the events of send go: to p, which says once on stderr
// that the host must let us in, since that takes as long as its person needs.
func (r *runner) sayAsking(p *printer) func(transport.Event) {
	var once sync.Once
	lines := &lines{words: r.Words, say: r.say}
	return func(ev transport.Event) {
		p.put(ev)
		if ev.Kind == transport.Asking {
			once.Do(func() { p.print(r.say.MustLetIn(lines.peer(ev.Peer))+"\n", true) })
		}
	}
}

// delivered is the exit code of send, with the sentence that belongs to it.
func (r *runner) delivered(ctx context.Context, l *link, d delivery, late, ended bool, refusal string) int {
	state, fault := l.fate()
	switch {
	case state == fateStored:
		return r.outcome(ctx)
	case refusal != "" && state == fateKept:
		fmt.Fprintln(r.Stderr, refusal)
		return r.fail(r.say.Kept(1))
	case refusal != "":
		return r.fail(refusal)
	case state == fateRefused:
		return r.fail(r.Words.Fault(fault, d.addr, nil))
	}
	kept := state == fateKept
	phase, _ := l.stands()
	asked := phase == asking
	why, _ := l.limited(ctx)
	if last, told := l.away(); told && !ended {
		fmt.Fprintln(r.Stderr, r.Words.Error(last))
	} else if stuck := l.stuck(); stuck != nil && !ended && ctx.Err() == nil {
		fmt.Fprintln(r.Stderr, r.say.Stuck(stuck, r.Words))
	}
	switch {
	case ended && kept:
		r.refused(l)
		return r.fail(r.say.Kept(1))
	case ended:
		return r.refused(l)
	case late && ctx.Err() == nil && kept:
		return r.fail(r.say.LateKept(d.timeout))
	case late && ctx.Err() == nil && asked:
		return r.fail(r.say.NotLetIn(d.timeout))
	case late && ctx.Err() == nil:
		return r.fail(r.say.Late(d.timeout))
	case why != nil && ctx.Err() == nil && kept:
		return r.fail(r.say.Kept(1))
	case why != nil && ctx.Err() == nil:
		return r.fail(r.say.Unsent(1))
	case kept:
		return r.fail(r.say.InterruptedKept)
	case asked:
		return r.fail(r.say.InterruptedAsking)
	}
	return r.fail(r.say.Interrupted)
}

// deliver sends d and waits until it is settled, the link ends, or ctx does. It
// returns a sentence when d cannot be sent at all.
func (l *link) deliver(ctx context.Context, r *runner, d delivery) (refusal string) {
	posted := false
	recipient := &recipient{link: l, name: d.to}
	for {
		if refused := l.settleCode(); refused != nil {
			return r.Words.Error(refused)
		}
		if !posted && !l.codePending() {
			to, found, refusal := recipient.find(r)
			if refusal != "" {
				return refusal
			}
			if found {
				err := l.send(l.client, to, d.text)
				if err != nil && faultOf(err) != transport.NotConnected {
					return r.Words.Error(err)
				}
				posted = err == nil
			}
		}
		state, _ := l.fate()
		if posted && (state == fateStored || state == fateRefused) && !l.codePending() {
			return ""
		}
		if _, late := l.limited(ctx); late && (!posted || state == fateKept) {
			return ""
		}
		wait := recipient.timer(posted)
		select {
		case <-l.changed:
		case <-l.news:
			recipient.heard()
		case <-wait:
		case <-l.down:
			return ""
		case <-ctx.Done():
			return ""
		}
	}
}

// discardRefused takes what the host refused out of the outbox: nobody would
// see it there.
func (l *link) discardRefused() {
	f := l.flow
	f.mu.Lock()
	talk, id := f.refusedIn, f.refused
	f.mu.Unlock()
	if id != (transport.MessageID{}) {
		l.client.Discard(talk, id)
	}
}

// recipient finds whom send is for.
type recipient struct {
	link *link
	name string
	// since is when the host was reached, last when the roster changed last.
	since, last time.Time
}

// heard notes that something about the link or its roster changed.
func (q *recipient) heard() { q.last = time.Now() }

// timer is when to look again though nothing happened.
func (q *recipient) timer(posted bool) <-chan time.Time {
	if posted || q.name == "" {
		return nil
	}
	if _, known := q.link.room(); !known {
		return nil
	}
	return time.After(rosterQuiet)
}

// find returns the talk to send to, once it is known; refusal says why that
// cannot be.
func (q *recipient) find(r *runner) (to transport.TalkID, found bool, refusal string) {
	room, known := q.link.room()
	if !known || q.name == "" {
		return room, known, ""
	}
	now := time.Now()
	phase, _ := q.link.stands()
	switch {
	case phase != online:
		q.since = time.Time{}
	case q.since.IsZero():
		q.since, q.last = now, now
	}
	if now.Sub(q.last) < rosterQuiet {
		return 0, false, ""
	}
	switch them := named(q.link.members(), q.name); {
	case len(them) == 1:
		return them[0].Talk(), true, ""
	case len(them) > 1:
		return 0, false, r.say.NameAmbiguous(q.name, r.alike(them))
	case phase == online && now.Sub(q.since) >= rosterMost:
		return 0, false, r.say.NoSuchMember(q.name)
	}
	return 0, false, ""
}
