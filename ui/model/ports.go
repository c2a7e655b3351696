package model

import (
	"io"
	"time"

	"confab/transport"
	"confab/ui/internal/prefs"
	"confab/ui/internal/words"
)

// Talker is what *transport.Server and *transport.Client have in common.
type Talker interface {
	Peers() []transport.Peer
	Post(to transport.TalkID, d transport.Draft) (transport.MessageID, error)
	SendBytes(to transport.TalkID, raw []byte) (transport.MessageID, error)
	SetEncoding(id transport.PeerID, e transport.Encoding)
	Load(talk transport.TalkID, asked transport.Range)
	Edit(talk transport.TalkID, id transport.MessageID, text string) error
	Delete(talk transport.TalkID, id transport.MessageID) error
	React(talk transport.TalkID, id transport.MessageID, text string) error
	Discard(talk transport.TalkID, id transport.MessageID)
	Resend(talk transport.TalkID, id transport.MessageID) (transport.MessageID, error)
	Displayed(talk transport.TalkID, upTo transport.Place)
	Typing(talk transport.TalkID)
	Search(q transport.Query)
	Fetch(talk transport.TalkID, id transport.MessageID, dir string)
	Pause(talk transport.TalkID, id transport.MessageID)
	Abandon(talk transport.TalkID, id transport.MessageID)
	Transfers() []transport.Transfer
	Save(talk transport.TalkID, path string) error
	StopSaving(talk transport.TalkID)
	Export(talk transport.TalkID, to io.WriteCloser, format transport.ExportFormat)
	SetName(name string)
	Verify(id transport.PeerID, ok bool)
	Words(id transport.PeerID)
}

// Host is what the model needs of *transport.Server.
type Host interface {
	Talker
	Start(addr string)
	Stop()
	Addrs() []string
	Rename(id transport.PeerID, name string)
	Disconnect(id transport.PeerID)
	Forget(id transport.PeerID)
	Block(id transport.PeerID)
	Unblock(ip string)
	Blocked() []string
	Allow(v transport.Visitors)
	ShareHistory(on bool)
	KeepCopies(c transport.Copies)
	SetVisible(visible bool)
	Accept(id transport.PeerID)
	Decline(id transport.PeerID)
	Remove(id transport.PeerID)
	LetIn(id transport.PeerID, in bool)
	Invite(many bool)
	EndInvite()
}

// Dialer is what the model needs of *transport.Client.
type Dialer interface {
	Talker
	Dial(addr string)
	Join(addr string)
	JoinWith(addr, code string)
	JoinFound(found transport.FoundServer, code string)
	EnterCode(code string)
	Reconnect()
	ForgetServer(addr string)
	Known() []transport.KnownServer
	Hangup()
	Server() (p transport.Peer, ok bool)
}

// Config is what a Model is made of. Host, Dialer and Prefs are needed; the
// others have a useful zero value.
type Config struct {
	Host   Host
	Dialer Dialer
	// Identity is who this person is towards members; zero when there is no
	// data folder, and then only plain guests and servers are talked to.
	Identity transport.ID
	// Probe asks whether a Confab answers at an address, and must not block; the answer goes
	// to Model.Probed. Where it is nil an address is connected to at once.
	Probe func(addr string)
	// Diagnose is the doctor; nil where there is none.
	Diagnose Diagnoser
	// Downloads is the folder that files are saved into while the person has chosen none;
	// empty where there is none, and then nothing is saved.
	Downloads string
	// Prepare looks at the file at a path that waits to be offered, and must not block; the
	// answer goes to Model.Prepared. Where it is nil all is offered as it is. Discard removes
	// a copy that it made. Both may be nil.
	Prepare func(to AttachTo, path string)
	Discard func(copied string)
	// Inside says that no other program sees that folder: what comes is kept elsewhere, in a
	// copy, or handed to another app, when the person says so.
	Inside bool
	// Unoffered takes the path of a file that does not wait to be offered any more, or that a
	// message does not offer any more, or does where all who may have it do: who has copied it
	// for this program alone removes it, if no other message offers it. It must not block, and
	// may be nil.
	Unoffered func(path string, allHave bool)
	// Prefs are those of the last run.
	Prefs prefs.Prefs
	// Save is called with every change of them, and must not block.
	Save func(prefs.Prefs)
	// System is the language of the system; the zero value asks the environment.
	System words.Lang
	// Now is the clock, time.Now when nil; Location is where its days begin,
	// time.Local when nil.
	Now      func() time.Time
	Location *time.Location
}

func (c Config) withDefaults() Config {
	if c.Save == nil {
		c.Save = func(prefs.Prefs) {}
	}
	if c.System == words.FollowSystem {
		c.System = words.System("")
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Location == nil {
		c.Location = time.Local
	}
	return c
}
