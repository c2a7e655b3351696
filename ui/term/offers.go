package term

import (
	"path/filepath"
	"slices"
	"strconv"
	"sync"

	"confab/transport"
)

// transferer is the half of a server or client that carries files.
type transferer interface {
	Post(to transport.TalkID, d transport.Draft) (transport.MessageID, error)
	Load(talk transport.TalkID, asked transport.Range)
	Fetch(talk transport.TalkID, id transport.MessageID, dir string)
	Pause(talk transport.TalkID, id transport.MessageID)
	Abandon(talk transport.TalkID, id transport.MessageID)
	Transfers() []transport.Transfer
}

// offersKept is how many offers are known at once; the oldest one is forgotten then.
const offersKept = 4096

// offersLooked is how much of a talk is looked through for what was offered in an earlier
// run.
const offersLooked = 500

// offersRange is what is asked for then. No one else asks for it.
var offersRange = transport.Range{At: transport.Place{Era: 1<<32 - 1}, Before: offersLooked}

// offer is a file or folder that a message offers.
type offer struct {
	number int
	talk   transport.TalkID
	id     transport.MessageID
	file   transport.File
	// from is who offers it, empty for ourselves.
	from string
	// raw says that its bytes go to a plain peer as they are.
	raw bool
	// last is how far it was last; State is Offered while nothing is done about it.
	last transport.Transfer
}

// own reports whether it is ours.
func (o *offer) own() bool { return o.from == "" }

// offers are the files and folders that are offered in the talks, as far as this run has
// seen them, with the numbers by which a person names them. They are observed before an
// event is printed, so that its line has the number.
type offers struct {
	in transferer
	// save is the folder into which they are fetched by themselves, absolute; empty for
	// none. Those of more than most bytes are not; 0 is no limit.
	save string
	most int64

	mu     sync.Mutex
	list   []*offer                  // oldest first; guarded by mu
	last   int                       // number given; guarded by mu
	looked map[transport.TalkID]bool // asked for what was offered before; guarded by mu
}

// fetch has files be fetched over the link; before anything is joined.
func (l *link) fetch(f *offers) {
	f.in = l.client
	l.offers = f
}

// observe takes every event that transport tells, and fetches what is to be fetched.
func (f *offers) observe(ev transport.Event) {
	switch ev.Kind {
	case transport.Appended:
		if o := f.add(ev.Talk(), ev.Message()); o != nil && f.takes(o) {
			f.in.Fetch(o.talk, o.id, f.save)
		}
	case transport.PageLoaded:
		if !isOffersPage(ev) {
			return
		}
		for _, m := range ev.Page().Messages {
			f.add(ev.Page().Talk, m)
		}
		f.known()
	case transport.Transferred:
		f.transferred(ev)
	}
}

// isOffersPage reports whether ev answers what offers have asked.
func isOffersPage(ev transport.Event) bool {
	return ev.Kind == transport.PageLoaded && ev.Page().Range == offersRange
}

// takes reports whether an offer is fetched by itself.
func (f *offers) takes(o *offer) bool {
	return f.save != "" && !o.own() && !f.tooLarge(o)
}

// tooLarge reports whether an offer is over what is fetched by itself.
func (f *offers) tooLarge(o *offer) bool {
	return f.save != "" && f.most > 0 && o.file.Size > f.most
}

// add takes up what a message offers; nil if that is nothing, or known.
func (f *offers) add(talk transport.TalkID, m transport.Message) *offer {
	if m.File == nil || m.Deleted || m.Kind == transport.Notice {
		return nil
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.find(m.ID) != nil {
		return nil
	}
	f.last++
	o := &offer{number: f.last, talk: talk, id: m.ID, file: *m.File, raw: m.Plain, last: transport.Transfer{ID: m.ID}}
	if m.Kind == transport.Incoming {
		if o.from = m.Name; o.from == "" {
			o.from = m.ShortKey
		}
		if o.from == "" {
			o.from = strconv.FormatUint(uint64(m.Peer), 10)
		}
	}
	f.list = append(f.list, o)
	if len(f.list) > offersKept {
		f.list = slices.Delete(f.list, 0, 1)
	}
	return o
}

// known gives offers the states that the data folder has of them.
func (f *offers) known() {
	for _, t := range f.in.Transfers() {
		f.mu.Lock()
		if o := f.find(t.ID); o != nil && t.Reader == 0 {
			o.last = t
		}
		f.mu.Unlock()
	}
}

// transferred notes how far an offer is. Of one of an earlier run it looks for the message.
func (f *offers) transferred(ev transport.Event) {
	t, talk := ev.Transfer(), ev.Talk()
	f.mu.Lock()
	o := f.find(t.ID)
	if o != nil && t.Reader == 0 {
		o.last = t
	}
	if o != nil && o.raw {
		o.file.Size = t.Of // it was not known before
	}
	look := o == nil && t.State != transport.Offered && !f.looked[talk]
	if look {
		if f.looked == nil {
			f.looked = map[transport.TalkID]bool{}
		}
		f.looked[talk] = true
	}
	f.mu.Unlock()
	if look {
		f.in.Load(talk, offersRange)
	}
}

// find is the offer of a message, or nil. The caller holds mu.
func (f *offers) find(id transport.MessageID) *offer {
	// What happens is mostly about the newest ones.
	for _, o := range slices.Backward(f.list) {
		if o.id == id {
			return o
		}
	}
	return nil
}

// of is the offer of a message as it is now.
func (f *offers) of(id transport.MessageID) (o offer, ok bool) {
	if f == nil {
		return o, false
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if p := f.find(id); p != nil {
		return *p, true
	}
	return o, false
}

// all are the offers as they are now.
func (f *offers) all() (list []offer) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, o := range f.list {
		list = append(list, *o)
	}
	return list
}

// named is the offer that typed begins with the number or the name of, and what follows: of
// several with one name the newest.
func (f *offers) named(typed string) (o offer, rest string, ok bool) {
	list := f.all()
	word, after := cutWord(typed)
	if n, err := strconv.Atoi(word); err == nil {
		for _, o := range list {
			if o.number == n {
				return o, after, true
			}
		}
	}
	for _, o := range slices.Backward(list) {
		switch name := o.file.Name; {
		case typed == name:
			return o, "", true
		case len(typed) > len(name) && typed[:len(name)+1] == name+" ":
			_, after = cutWord(typed[len(name):])
			return o, typed[len(name)+1:], true
		}
	}
	return o, "", false
}

// folder is where a fetch puts things: the one that was typed, that of -save, or the
// current one.
func (f *offers) folder(typed string) (string, error) {
	if typed == "" && f.save != "" {
		return f.save, nil
	}
	return filepath.Abs(typed)
}
