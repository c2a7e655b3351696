package model

import (
	"slices"
	"strings"

	"confab/transport"
)

// sending is a text with files that the person has sent and that waits in the composer until
// it is known what the files are, and until a question about them is answered: text and files
// go together or not at all. It stays in the composer until then.
type sending struct {
	text   string // how the draft begins; empty for files alone
	bytes  []byte // of text, where the talk takes digits
	aside  aside
	agreed bool // the question about pictures was answered
}

// sendWithFiles sends the draft of the open talk and the files that wait there, once that can
// be. It reports whether all went.
func (m *Model) sendWithFiles(s *Side, p *Person) (went bool) {
	if p.sending != nil {
		return false
	}
	o := &sending{aside: p.aside}
	if p.trouble = m.nobody(); p.trouble == nil && strings.TrimSpace(p.draft) != "" {
		o.text = p.draft
		o.bytes, p.trouble = m.outgoing()
	}
	if p.trouble == nil {
		p.sending = o
		for i := range p.attached {
			p.attached[i].going = true
		}
		s.goOn(p)
		went = p.sending == nil && p.trouble == nil
	}
	m.settle()
	return went
}

// sendNothing has what waits to be sent stay in the composer.
func (p *Person) sendNothing() {
	p.sending = nil
	for i := range p.attached {
		p.attached[i].going = false
	}
}

// callOff has what waits to be sent in the talk with p stay in the composer, and asks no more
// about it.
func (s *Side) callOff(p *Person) {
	if p.sending != nil {
		p.sendNothing()
		s.unask(p)
	}
}

// goOn sends what waits in the talk with p if nothing is in the way any more, or asks about
// what is.
func (s *Side) goOn(p *Person) {
	if p.sending == nil || slices.ContainsFunc(p.attached, func(a Attached) bool { return a.going && a.looking }) {
		return
	}
	s.unask(p) // it may be about other pictures by now, or about none
	if kept := p.kept(); len(kept) > 0 && !p.sending.agreed {
		s.m.picturesAsked = append(s.m.picturesAsked, &PictureOffer{to: AttachTo{tab: s.tab, peer: p.ID}, Pictures: kept})
		return
	}
	any, err := s.post(p, p.sending)
	if err != nil {
		p.trouble = errorText(err)
	}
	p.sendNothing()
	if any {
		if strings.TrimSpace(p.draft) == "" {
			s.m.setDraft(s, p, "")
		}
		s.m.sent(s, p)
	}
}

// post posts the text of o in the talk with p and then the files, each in a message of its
// own, and reports whether it posted any. What could not be posted waits on, with what is
// behind it.
func (s *Side) post(p *Person, o *sending) (any bool, err error) {
	answers := o.aside.replyTo
	posted := func() {
		if any, answers = true, (transport.MessageID{}); p.aside == o.aside {
			p.aside = aside{} // the first message answered it
		}
	}
	if o.text != "" {
		if err := s.say(p, o.text, o.bytes, answers); err != nil {
			return false, err
		}
		s.m.setDraft(s, p, strings.TrimPrefix(p.draft, o.text))
		posted()
	}
	for i := 0; i < len(p.attached); {
		a := p.attached[i]
		if !a.going {
			i++
			continue
		}
		if _, err := s.net.Post(p.Talk(), draftOf(a, answers)); err != nil {
			return any, err
		}
		p.attached = slices.Delete(p.attached, i, i+1)
		posted()
		if a.cleaned != "" && a.AsFile {
			s.m.discard(a.cleaned)
		} else if a.cleaned != "" {
			s.m.unoffered(a.Path, false)
		}
	}
	return any, nil
}
