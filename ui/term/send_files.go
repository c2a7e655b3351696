package term

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"confab/transport"
	"confab/ui/internal/visible"
)

// fileFlag names the files and folders that send offers.
const fileFlag = "file"

// paths are the values of a flag that takes several arguments.
type paths []string

func (p *paths) String() string { return strings.Join(*p, " ") }

func (p *paths) Set(path string) error {
	if path == "" {
		return fmt.Errorf("an empty path")
	}
	*p = append(*p, path)
	return nil
}

const (
	// goOnWait is how long, once the host is reached, an offer of an earlier run may take to
	// go on before the file is offered again.
	goOnWait = 5 * time.Second
	// othersWait is how long others in the room may take to begin when somebody has
	// everything.
	othersWait = time.Second
)

// shipment are the files of one send.
type shipment struct {
	*runner
	link    *link
	d       delivery
	bar     *progress // nil without a screen
	printer *printer

	list []*parcel // in the order of the command line; owned by run
	// to is the talk, member whom it is for, 0 for all in the room; owned by run
	to     transport.TalkID
	member transport.PeerID

	mu sync.Mutex
	// seen is what was told of offers: those that were posted here, and of earlier runs;
	// guarded by mu
	seen map[transport.MessageID]*shipped
	rest time.Time // since when nothing moves; guarded by mu
	text caption   // guarded by mu
}

// caption is the text that is said with the files.
type caption struct {
	said   bool                // with a file, or alone
	id     transport.MessageID // of what is said alone, as no file is offered anew
	stored bool
	fault  transport.Fault
}

// parcel is a file or folder to send.
type parcel struct {
	path, name string
	id         transport.MessageID // zero until it is offered
	over       bool                // it was told that it cannot be sent
}

// shipped is what was told of an offer.
type shipped struct {
	talk     transport.TalkID
	appended bool            // the host has the message
	fault    transport.Fault // why it is not offered
	skipped  int
	readers  map[transport.PeerID]transport.Transfer
	copy     transport.Transfer // to the host's copy
}

// sendFiles offers files and folders and stays until they were received.
func (r *runner) sendFiles(ctx context.Context, d delivery, files []string, me self, p *printer) int {
	s := &shipment{runner: r, d: d, printer: p, seen: map[transport.MessageID]*shipped{}, rest: time.Now()}
	for _, path := range files {
		whole, err := filepath.Abs(path)
		if err != nil {
			p.close(ctx)
			return r.fail(r.Words.Fault(transport.FileUnread, path, nil))
		}
		s.list = append(s.list, &parcel{path: whole, name: visible.Line(filepath.Base(whole), fileNameRunes)})
	}
	if r.ErrColumns != nil && !*d.asJSON {
		s.bar = &progress{say: r.say, columns: r.ErrColumns}
	}
	home, code, ok := r.open(me)
	if !ok {
		p.close(ctx)
		return code
	}
	if sentence := s.lookAt(); sentence != "" {
		p.close(ctx)
		return r.shut(home, r.fail(sentence))
	}
	r.warn(home, p, *d.asJSON)
	l := r.enter(home, me, p, transport.Limits{})
	s.link = l
	if d.code == "" {
		l.show = r.sayAsking(p)
	}
	show := l.show
	l.show = func(ev transport.Event) {
		s.observe(ev)
		show(ev)
	}
	l.join(d.target)
	sentence := s.run(ctx)
	ended := l.ended()
	l.discardRefused()
	l.client.Close()
	if s.bar != nil {
		p.print(s.bar.end(), true)
	}
	p.close(ctx)
	switch {
	case sentence != "":
		return r.shut(home, r.fail(sentence))
	case ended:
		return r.shut(home, r.refused(l))
	}
	for _, one := range s.list {
		if one.over {
			return r.shut(home, exitFailed) // the sentence was said
		}
	}
	return r.shut(home, r.outcome(ctx))
}

// lookAt has pictures go without what they tell of place, time and camera where that is
// wanted, and otherwise says which tell where they were taken. A sentence says why it cannot
// be.
func (s *shipment) lookAt() (sentence string) {
	var paths []string
	for _, one := range s.list {
		if !s.d.strip {
			paths = append(paths, one.path)
		} else if one.path, sentence = s.stripped(one.path); sentence != "" {
			return sentence
		}
	}
	if names := located(paths); len(names) > 0 {
		s.printer.print(s.say.Located(names, s.Words)+"\n", true)
	}
	return ""
}

// observe takes every event of the link's client.
func (s *shipment) observe(ev transport.Event) {
	s.mu.Lock()
	defer s.mu.Unlock()
	m := ev.Message()
	switch {
	case ev.Kind == transport.Transferred:
		t := ev.Transfer()
		o := s.of(t.ID, ev.Talk())
		o.skipped = max(o.skipped, t.Skipped)
		if t.State == transport.Dropped && t.Fault != transport.NoFault {
			o.fault = t.Fault
		}
		if t.Copy != transport.NoCopy {
			if t.Of == 0 { // of its state alone
				t.Bytes, t.Of = o.copy.Bytes, o.copy.Of
			}
			if t.Active || o.copy.Active || t.Copy != o.copy.Copy {
				s.rest = time.Now()
			}
			o.copy = t
		}
		if t.Reader != 0 {
			was := o.readers[t.Reader]
			if t.Has = t.Has || was.Has && !t.Active; t.Active || was.Active || t.State != was.State {
				s.rest = time.Now()
			}
			o.readers[t.Reader] = t
		}
	case s.text.id != (transport.MessageID{}) && m.ID == s.text.id:
		if ev.Kind == transport.Appended {
			s.text.stored, s.rest = true, time.Now()
		} else if ev.Kind == transport.Updated && m.State == transport.Failed {
			s.text.fault = m.Fault
		}
	case m.Kind != transport.Outgoing || m.File == nil:
	case ev.Kind == transport.Appended:
		s.of(m.ID, ev.Talk()).appended = true
		s.rest = time.Now()
	case ev.Kind == transport.Updated && m.State == transport.Failed && m.Place.IsZero():
		s.of(m.ID, ev.Talk()).fault = m.Fault
	}
}

// wanted reports whether a member fetches it, or will go on with that.
func (o *shipped) wanted() bool {
	for _, t := range o.readers {
		if !isHalted(t) || t.State == transport.Paused {
			return true
		}
	}
	return false
}

// of is what was told of an offer. The caller holds mu.
func (s *shipment) of(id transport.MessageID, talk transport.TalkID) *shipped {
	o := s.seen[id]
	if o == nil {
		o = &shipped{talk: talk, readers: map[transport.PeerID]transport.Transfer{}}
		s.seen[id] = o
	}
	return o
}

// run sends, and returns once that is done or cannot be; the sentence says why not, where
// that is not the end of the link.
func (s *shipment) run(ctx context.Context) (sentence string) {
	l := s.link
	recipient := &recipient{link: l, name: s.d.to}
	var found time.Time // when it was known whom it is for
	for {
		if refused := l.settleCode(); refused != nil {
			return s.Words.Error(refused)
		}
		if found.IsZero() && !l.codePending() {
			to, ok, refusal := recipient.find(s.runner)
			if refusal != "" {
				return refusal
			}
			if now, _ := l.stands(); ok && now == online {
				s.to, found = to, time.Now()
				if s.d.to != "" {
					s.member = transport.PeerID(to)
				}
				if s.d.queued && !s.keeps() {
					return s.say.NothingKept
				}
			}
		}
		again := time.Duration(0)
		if !found.IsZero() {
			waits, why := s.offer(found)
			if why != "" {
				return why
			}
			again = waits
		}
		s.tell()
		done, lack, next := s.state(time.Now())
		if done {
			return ""
		}
		if lack != "" {
			return lack
		}
		if again == 0 || next < again {
			again = next
		}
		timer := time.NewTimer(max(min(again, rosterQuiet), time.Millisecond))
		select {
		case <-l.changed:
		case <-l.news:
			recipient.heard()
		case <-timer.C:
		case <-l.down:
			timer.Stop()
			if s.posted() {
				fmt.Fprintln(s.Stderr, s.Words.Error(l.err))
				return s.say.FileStopped(s.lacking().name)
			}
			return ""
		case <-ctx.Done():
			timer.Stop()
			return s.say.FileStopped(s.lacking().name)
		}
		timer.Stop()
	}
}

// offer offers what is not offered yet, once it is sure that no offer of an earlier run goes
// on; until then it returns how long that may take.
func (s *shipment) offer(found time.Time) (waits time.Duration, why string) {
	earlier := map[string][]transport.MessageID{}
	for _, t := range s.link.client.Transfers() {
		if t.State == transport.Offered {
			earlier[t.Path] = append(earlier[t.Path], t.ID)
		}
	}
	for _, one := range s.list {
		if one.id != (transport.MessageID{}) || one.over {
			continue
		}
		if id, goes := s.goesOn(earlier[one.path]); goes {
			one.id = id
			s.printer.print(s.say.FileAgain(one.name)+"\n", true)
			continue
		}
		if wait := time.Until(found.Add(goOnWait)); len(earlier[one.path]) > 0 && wait > 0 {
			waits = wait
			continue
		}
		id, why := s.post(transport.Draft{Attach: attachment(one.path)}, false)
		if why != "" || id == (transport.MessageID{}) {
			return rosterQuiet, why
		}
		one.id = id
	}
	if waits == 0 && s.d.text != "" {
		if _, why := s.post(transport.Draft{}, true); why != "" {
			return 0, why
		}
	}
	return waits, ""
}

// post says a draft, with the text if that was not said yet; alone is of the text, which is
// said only so then. No ID is that there is no connection just now.
func (s *shipment) post(d transport.Draft, alone bool) (id transport.MessageID, why string) {
	s.mu.Lock() // what is told of it comes after its ID is known
	defer s.mu.Unlock()
	if !s.text.said {
		d.Text = s.d.text
	} else if alone {
		return id, ""
	}
	id, err := s.link.client.Post(s.to, d)
	switch {
	case faultOf(err) == transport.NotConnected:
		return transport.MessageID{}, ""
	case err != nil:
		return transport.MessageID{}, s.Words.Error(err)
	}
	s.text.said, s.rest = true, time.Now()
	if alone {
		s.text.id = id
	}
	return id, ""
}

// goesOn is the offer of an earlier run that its receiver goes on with. With -queued what the
// host has is done with: it is offered again.
func (s *shipment) goesOn(earlier []transport.MessageID) (id transport.MessageID, goes bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, id := range earlier {
		if o := s.seen[id]; o != nil && o.talk == s.to && (o.wanted() || o.copy.Copy == transport.CopyComing || o.copy.Copy == transport.CopyKept && !s.d.queued) {
			return id, true
		}
	}
	return id, false
}
