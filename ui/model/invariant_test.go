package model

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"confab/transport"
	"confab/ui/internal/visible"
	"confab/ui/internal/words"
)

// broken returns the first statement about the model that does not hold.
func broken(st *stage) error {
	if !reflect.DeepEqual(st.saved, st.Prefs()) {
		return fmt.Errorf("prefs differ from what was saved:\n%+v\n%+v", st.saved, st.Prefs())
	}
	if len(st.Alerts()) > 8 {
		return fmt.Errorf("%d alerts", len(st.Alerts()))
	}
	labels := []string{st.Server.Status(), st.Client.Status(), st.Hint(), st.ComposerError()}
	for _, a := range st.Alerts() {
		labels = append(labels, a.Text)
	}
	if st.Server.Status() == "" || st.Client.Status() == "" {
		return fmt.Errorf("a state without words")
	}
	v := st.Server.Inviting()
	if open := v.Link != ""; open != (v.Until != "") || open && (v.Making || v.Ended != "") || v.Making && v.Ended != "" {
		return fmt.Errorf("the invitation is %+v", v)
	}
	labels = append(labels, v.Link, v.Code, v.At, v.Left, v.Until, v.Ended)
	for _, n := range v.Came {
		if n.LockLabel == "" {
			return fmt.Errorf("the newcomer is %+v", n)
		}
		labels = append(labels, n.Name, n.LockLabel)
	}
	inviter, _ := st.Client.Inviter()
	labels = append(labels, inviter)
	for _, s := range []*Side{st.Server.Side, st.Client.Side} {
		if err := brokenSide(s, &labels); err != nil {
			return fmt.Errorf("tab %d: %w", s.tab, err)
		}
	}
	if err := brokenMembers(st.Server); err != nil {
		return err
	}
	for _, l := range labels {
		if visible.Text(l) != l || !utf8.ValidString(l) || strings.Contains(l, "{") && !strings.Contains(l, "{kept}") {
			return fmt.Errorf("unsafe label %q", l)
		}
	}
	return nil
}

// brokenSending is about what waits in a composer.
func brokenSending(s *Side, p *Person) error {
	asked := slices.ContainsFunc(s.m.picturesAsked, func(o *PictureOffer) bool { return o.to == AttachTo{tab: s.tab, peer: p.ID} })
	looking := false
	for _, a := range p.attached {
		if a.going && p.sending == nil || a.AsFile && !a.Cleanable || a.Cleanable != (a.cleaned != "") {
			return fmt.Errorf("there waits %+v", a)
		}
		looking = looking || a.going && a.looking
	}
	if p.sending == nil {
		if asked {
			return fmt.Errorf("it is asked about what is not sent")
		}
		return nil
	}
	if asked == looking || !strings.HasPrefix(p.draft, p.sending.text) || p.aside.editing != (transport.MessageID{}) {
		return fmt.Errorf("asked %v, looked at %v, %q of %q", asked, looking, p.sending.text, p.draft)
	}
	return nil
}

func brokenSide(s *Side, labels *[]string) error {
	here := 0
	for _, p := range s.arrivals {
		here += counted(p.peer)
	}
	if here != s.here {
		return fmt.Errorf("%d are here, %d are counted", here, s.here)
	}
	if len(s.list)+len(s.asking) != len(s.people) {
		return fmt.Errorf("%d rows and %d asking for %d people", len(s.list), len(s.asking), len(s.people))
	}
	for _, p := range s.people {
		if err := brokenSending(s, p); err != nil {
			return fmt.Errorf("%q: %w", p.Title, err)
		}
	}
	for _, p := range s.asking {
		if !p.Asking || !p.Here {
			return fmt.Errorf("%q is among those who ask", p.Title)
		}
	}
	unread, under := 0, 0
	for _, p := range s.people {
		if p.glance == glancing {
			under++
		}
		unread += p.Unread
	}
	if unread != s.Unread() {
		return fmt.Errorf("%d are unread, the sum is %d", unread, s.Unread())
	}
	if under != s.glancing || under > glancesAtOnce {
		return fmt.Errorf("%d glances are under way, %d are counted", under, s.glancing)
	}
	departed := false
	for i, p := range s.list {
		if s.people[p.ID] != p {
			return fmt.Errorf("row %d is of nobody", i)
		}
		if p.Talk() != transport.Everyone {
			if departed && p.peer.Here {
				return fmt.Errorf("row %d stands below one that left", i)
			}
			departed = departed || !p.peer.Here
		}
		if p.Title == "" || p.Second == "" || p.Unread < 0 || (p.Unread > 0) != (p.UnreadLabel != "") {
			return fmt.Errorf("row %d: %+v", i, *p)
		}
		*labels = append(*labels, p.Title, p.Second, p.Tag, p.UnreadSpoken)
	}
	if p := s.selected; p != nil {
		if s.people[p.ID] != p || s.Talk() == nil {
			return fmt.Errorf("the selected talk does not exist")
		}
		if s.visible(p) && p.Unread != 0 {
			return fmt.Errorf("the visible talk has %d unread", p.Unread)
		}
	} else if s.tab == ServerTab {
		return fmt.Errorf("nothing is selected")
	}
	if len(s.talks) > loadedTalks {
		return fmt.Errorf("%d talks are loaded", len(s.talks))
	}
	for _, t := range s.talks {
		if err := brokenTalk(t, labels); err != nil {
			return fmt.Errorf("talk %d: %w", t.ID(), err)
		}
	}
	return nil
}

func brokenTalk(t *Talk, labels *[]string) error {
	// Where a run was cut, up to minFold rows of it are not folded any more.
	if n := shown(t.rows); t.Len() > maxHeld || n > maxRows+2*minFold {
		return fmt.Errorf("%d rows, of which %d show something", t.Len(), n)
	}
	for i := range t.Len() {
		r := t.At(i)
		if r.Local != t.At(0).Local+uint64(i) || i > 0 && !t.At(i-1).Place.Before(r.Place) {
			return fmt.Errorf("row %d at %v has the key %d after %d", i, r.Place, r.Local, t.At(0).Local)
		}
		if len(r.Text) > expandedBytes || !r.Expanded && len(r.Text) > clipBytes && !r.Notice() {
			return fmt.Errorf("row %d has %d bytes", i, len(r.Text))
		}
		if r.Time == "" || r.Own() != (r.StateLabel != "") || r.Own() != (r.Tick != NoTick) {
			return fmt.Errorf("row %d: %+v", i, *r)
		}
		if (r.Hex != "") != (t.person.hex && !r.Notice() && !r.Deleted && raw(r.message) != "" && r.message.File == nil) {
			return fmt.Errorf("row %d: %+v", i, *r)
		}
		if i > 0 && r.First != t.At(i-1).Last {
			return fmt.Errorf("row %d begins a group that the one above does not end", i)
		}
		// The rows of bytes may cut what was said, {kept} too.
		*labels = append(*labels, r.Name, r.Text, strings.ReplaceAll(r.Hex, "{", ""), r.Day, r.StateLabel, r.Tag)
	}
	if err := foldsAreRight(t); err != nil {
		return err
	}
	if t.Len() > 0 && t.covered.Before(t.At(t.Len()-1).Place) {
		return fmt.Errorf("the end is wrong")
	}
	shown := slices.Concat(t.rows, t.pending)
	if n := len(shown); n > 0 && (!shown[0].First || !shown[n-1].Last) {
		return fmt.Errorf("the ends are wrong")
	}
	ids := map[transport.MessageID]bool{}
	for _, r := range shown {
		if r.ID != (transport.MessageID{}) && ids[r.ID] {
			return fmt.Errorf("%x is shown twice", r.ID[:3])
		}
		ids[r.ID] = true
	}
	for _, r := range t.pending {
		if !r.Pending || !r.Place.IsZero() || r.Local == 0 || r.Tick != ClockTick && r.Tick != FailedTick {
			return fmt.Errorf("pending %+v", *r)
		}
		*labels = append(*labels, r.Text, r.StateLabel, r.Tag)
		if f := r.File; f != nil {
			*labels = append(append(*labels, f.Name, f.Size), f.Lines...)
		}
	}
	return nil
}

// settled are statements that hold once every answer has come.
func settled(st *stage) error {
	for _, f := range []struct {
		s *Side
		f fake
	}{{st.Server.Side, st.host.common()}, {st.Client.Side, st.dialer.common()}} {
		t := f.s.Talk()
		if len(f.s.arrivals) != len(f.f.Peers()) {
			return fmt.Errorf("%d people, the roster has %d", len(f.s.arrivals), len(f.f.Peers()))
		}
		if t == nil {
			continue
		}
		all := f.f.Messages(t.ID())
		if len(t.pending) != len(f.f.Pending(t.ID())) {
			return fmt.Errorf("talk %d shows %d pending, the outbox has %d", t.ID(), len(t.pending), len(f.f.Pending(t.ID())))
		}
		if t.Loading() || t.asked != nothing || t.atEnd && !t.Complete() {
			return fmt.Errorf("talk %d ends at %v of %d messages (at end %v, asked %d)", t.ID(), t.covered, len(all), t.atEnd, t.asked)
		}
		if t.Len() == 0 {
			continue
		}
		// The rows are some of the messages, without gaps, and the last of them at the end.
		from := slices.IndexFunc(all, func(m transport.Message) bool { return m.Place == t.At(0).Place })
		if from < 0 || from+t.Len() > len(all) || t.Complete() != (from+t.Len() == len(all)) {
			return fmt.Errorf("talk %d has %d rows from message %d of %d (complete %v)", t.ID(), t.Len(), from, len(all), t.Complete())
		}
		for i := range t.Len() {
			if r := t.At(i); !reflect.DeepEqual(r.message, untold(t.ID(), r.message, all[from+i])) {
				return fmt.Errorf("row %d shows %+v, the journal has %+v", i, r.message, all[from+i])
			}
		}
	}
	if ok := len(st.host.Addrs()) > 0; ok != (st.Server.State() == Listening) {
		return fmt.Errorf("listening is %v, state %d", ok, st.Server.State())
	}
	if p, ok := st.dialer.Server(); (ok && p.Here) != (st.Client.State() == Connected) {
		return fmt.Errorf("connected is %v, state %d", ok, st.Client.State())
	}
	return nil
}

// untold is a message as it stands, but for what no event tells: that another one
// which it answers changed, that it reads the same in another encoding, and in the
// talk of a guest how far a message to all got.
func untold(talk transport.TalkID, shown, is transport.Message) transport.Message {
	is.Encoding = shown.Encoding
	if shown.ReplyTo != nil && is.ReplyTo != nil && shown.ReplyTo.ID == is.ReplyTo.ID {
		is.ReplyTo = shown.ReplyTo
	}
	if is.Broadcast && talk != transport.Everyone {
		is.State, is.Reached = shown.State, shown.Reached
	}
	return is
}

func TestEveryLabelFollowsTheLanguage(t *testing.T) {
	st, ids := serving(t, 3)
	st.Select(ids[0])
	st.host.Hear(ids[0], "1")
	st.host.Hear(ids[1], "2")
	st.host.Part(ids[2], transport.PeerReset)
	st.SetDraft("3")
	st.Send()
	st.SetAddress("nohost")
	st.Connect()
	st.dialer.Answer(transport.HostNotFound)
	st.host.Tell(transport.Event{Kind: transport.AcceptFailed, Err: &transport.Error{Fault: transport.TooManyOpen}})
	st.drain()
	st.SetLanguage(words.Chinese)
	labels := []string{st.Server.Status(), st.Client.Status(), st.Client.AddressError(), st.Alerts()[0].Text}
	for _, p := range st.Server.People() {
		labels = append(labels, p.Second)
	}
	for i := range st.Server.Talk().Len() {
		r := st.Server.Talk().At(i)
		if r.Notice() {
			labels = append(labels, r.Text)
		}
		if r.Own() {
			labels = append(labels, r.Name, r.StateLabel)
		}
	}
	labels = append(labels, st.Server.Talk().At(0).Day)
	for _, l := range labels {
		if strings.IndexFunc(l, func(r rune) bool { return r > '一' }) < 0 && l != "2" {
			t.Errorf("%q is not Chinese", l)
		}
	}
	if err := broken(st); err != nil {
		t.Error(err)
	}
}

// canSend says whether Send would send the draft, and otherwise why not.
func (m *Model) canSend() (ok bool, why string) {
	if len(m.Attached()) > 0 && !m.Editing() && strings.TrimSpace(m.Draft()) == "" {
		return m.CanWrite() // the files
	}
	_, bad := m.outgoing()
	return bad == nil, say(bad, m.w)
}
