package term

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"time"
	"unicode"
	"unicode/utf16"

	"confab/transport"
	"confab/transport/unseen"
)

// record is one line of -json; doc.go describes its members.
type record struct {
	Kind       string            `json:"kind"`
	Time       string            `json:"time"`
	Addr       string            `json:"addr,omitempty"`
	Addrs      []string          `json:"addrs,omitempty"`
	Known      *bool             `json:"known,omitempty"`
	Peer       *recordPeer       `json:"peer,omitempty"`
	Talk       *transport.TalkID `json:"talk,omitempty"`
	Seq        uint64            `json:"seq,omitempty"`
	Era        uint32            `json:"era,omitempty"`
	Message    string            `json:"message,omitempty"`
	Text       *string           `json:"text,omitempty"`
	Raw        string            `json:"raw,omitempty"`
	State      string            `json:"state,omitempty"`
	Recipients int               `json:"recipients,omitempty"`
	Reached    int               `json:"reached,omitempty"`
	Notice     string            `json:"notice,omitempty"`
	Encoding   string            `json:"encoding,omitempty"`
	Guessed    bool              `json:"guessed,omitempty"`
	Replaced   int               `json:"replaced,omitempty"`
	Fault      string            `json:"fault,omitempty"`
	Error      string            `json:"error,omitempty"`
	Link       string            `json:"link,omitempty"`
	Web        string            `json:"web,omitempty"`
	Code       string            `json:"code,omitempty"`
	Expires    string            `json:"expires,omitempty"`
	Many       bool              `json:"many,omitempty"`
	Damage     *recordDamage     `json:"damage,omitempty"`
	Lost       int               `json:"lost,omitempty"`
	More       int               `json:"more,omitempty"`
	recordMember
	recordFinding
}

type recordPeer struct {
	ID       transport.PeerID `json:"id"`
	Addr     string           `json:"addr"`
	Kind     string           `json:"kind"`
	Name     string           `json:"name,omitempty"`
	Encoding string           `json:"encoding"`
	// HalfClosed is left out where it is false.
	HalfClosed bool `json:"half_closed,omitempty"`
	Guessed    bool `json:"guessed,omitempty"`
	recordIdentity
}

// formatRecord formats events for programs.
func formatRecord(ev transport.Event, lost int) string {
	rec := record{Kind: ev.Kind.String(), Time: stamp(ev.Time), Addr: ev.Addr, Lost: lost}
	if ev.Kind == transport.Listening {
		rec.Addrs = ev.Addrs()
	}
	if ev.Peer.ID != 0 || ev.Peer.Addr != "" {
		rec.Peer = &recordPeer{
			ID: ev.Peer.ID, Addr: ev.Peer.Addr, Name: ev.Peer.Name,
			Kind: ev.Peer.Kind.String(), Encoding: ev.Peer.Encoding.String(), Guessed: ev.Peer.Guessed,
			HalfClosed:     ev.Peer.HalfClosed,
			recordIdentity: identityOf(ev.Peer),
		}
	}
	if ev.Err != nil {
		rec.Fault, rec.Error, rec.Damage = faultOf(ev.Err).String(), ev.Err.Error(), damageOf(ev.Err)
		var own *transport.Error
		if errors.As(ev.Err, &own) {
			rec.More = own.More
		}
	}
	switch ev.Kind {
	case transport.Invited:
		i := ev.Invitation()
		rec.Link, rec.Web, rec.Code, rec.Expires, rec.Many = i.Link, i.Web, i.Code, stamp(i.Expires), i.Many
	case transport.Appended, transport.Updated, transport.Enqueued, transport.Withdrawn:
		rec.message(ev)
	case transport.Typing:
		talk := ev.Talk()
		rec.Talk = &talk
	case transport.Marked, transport.ChangeRefused:
		talk := ev.Talk()
		rec.Talk, rec.Notice, rec.Name = &talk, noticeName(ev.Message().Notice), ev.Message().Name
	}
	rec.member(ev)
	rec.file(ev)
	return marshal(rec)
}

func (rec *record) message(ev transport.Event) {
	m, talk := ev.Message(), ev.Talk()
	rec.Talk, rec.Seq, rec.Message = &talk, m.Seq, m.Kind.String()
	if m.Seq > 0 {
		rec.Era = later(m.Place)
	}
	if m.Fault != transport.NoFault {
		rec.Fault = m.Fault.String()
	}
	if m.Kind == transport.Notice {
		rec.Notice = noticeName(m.Notice)
		if m.Notice == transport.EncodingChanged || m.Notice == transport.LineMode {
			rec.Encoding, rec.Guessed = m.Encoding.String(), m.Guessed
		}
		if m.Notice == transport.PeerRenamed || m.Notice == transport.PeerInvited || m.Notice == transport.PeerProved {
			rec.From, rec.Name, rec.ShortKey, rec.Was = m.Peer, m.Name, m.ShortKey, m.Was
		}
		return
	}
	if ev.Kind == transport.Withdrawn {
		return
	}
	rec.Text = &m.Text
	if m.Raw != m.Text {
		rec.Raw = base64.StdEncoding.EncodeToString([]byte(m.Raw))
	}
	if m.Kind == transport.Outgoing {
		rec.State, rec.Recipients, rec.Reached = m.State.String(), m.Recipients, m.Reached
		rec.Replaced = m.Replaced
	}
}

// later is the era of a place, 0 for the first one, which is left out.
func later(at transport.Place) uint32 {
	if at.Era > 1 {
		return at.Era
	}
	return 0
}

// noticeName is the name of a notice, empty for what is none.
func noticeName(n transport.NoticeKind) string {
	if n == transport.NoNotice {
		return ""
	}
	return n.String()
}

// stamp is at as -json has it.
func stamp(at time.Time) string { return at.UTC().Format("2006-01-02T15:04:05.000Z07:00") }

// marshal is rec on one line, in which everything a terminal might obey or that
// could reorder what stands around it is escaped. encoding/json escapes C0
// controls only.
func marshal(rec record) string {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(rec); err != nil {
		panic(err) // a struct of strings and numbers has no way to fail
	}
	plain := b.String()
	b = bytes.Buffer{}
	for _, r := range plain {
		if r == '\n' || !unseen.Ignorable(r) && !unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp) {
			b.WriteRune(r)
			continue
		}
		// Such characters stand only inside strings, where \u is allowed.
		if hi, lo := utf16.EncodeRune(r); hi != unicode.ReplacementChar {
			fmt.Fprintf(&b, `\u%04x\u%04x`, hi, lo)
		} else {
			fmt.Fprintf(&b, `\u%04x`, r)
		}
	}
	return b.String()
}
