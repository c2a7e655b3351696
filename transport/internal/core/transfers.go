package core

import (
	"context"
	"encoding/hex"
	"errors"
	"maps"
	"net"
	"path/filepath"
	"slices"
	"time"

	"confab/transport/internal/files"
	"confab/transport/internal/hub"
	"confab/transport/internal/loop"
	"confab/transport/internal/secure"
	"confab/transport/internal/store"
	"confab/transport/internal/transfer"
	"confab/transport/internal/wire"
)

// offer looks at what a draft attaches and, when it is kept ready, has it said in a room by
// say, on the loop. The ID is that of the message which says so. Done is called on the loop
// when that is said, or not; nil for nothing.
func (c *core) offer(engine *transfer.Engine, r *room, d Draft, say func(wire.Post) Fault, done func(Fault)) (MessageID, error) {
	a, id := *d.Attach, newMessageID()
	if c.closed {
		return MessageID{}, &Error{Fault: Canceled}
	}
	if !filepath.IsAbs(a.Path) || engine == nil {
		return MessageID{}, &Error{Fault: FileUnread, Addr: a.Path}
	}
	c.inTurn(turn{talk: r.talk}, func() {
		fault, skipped := c.keep(engine, r, id, a, d, say)
		if done != nil {
			c.loop.Do(func() { done(fault) })
		}
		if fault != NoFault || skipped > 0 {
			state := Offered
			if fault != NoFault {
				state = Dropped
			}
			c.loop.Do(func() {
				c.post(Event{Kind: Transferred, Peer: c.view(r.talk), Detail: Transfer{ID: id, Talk: r.talk, State: state, Fault: fault, Path: a.Path, Skipped: skipped}})
			})
		}
	})
	return id, nil
}

// keep is offer on a goroutine of its own.
func (c *core) keep(engine *transfer.Engine, r *room, id MessageID, a Attachment, d Draft, say func(wire.Post) Fault) (f Fault, skipped int) {
	snapshot, err := files.Scan(c.readable, a.Path, func(string, error) { skipped++ })
	switch {
	case errors.Is(err, files.ErrLimit):
		return FileTooMuch, skipped
	case err != nil:
		return FileUnread, skipped
	}
	o := wire.Offer{Name: snapshot.Name(), Size: uint64(snapshot.Size()), Folder: snapshot.Folder(),
		Width: uint32(a.Width), Height: uint32(a.Height), Preview: string(a.Preview)}
	if o.Folder {
		o.Files = uint32(snapshot.Files())
	}
	encoded, err := o.Encode()
	if err != nil {
		return FileUnread, skipped
	}
	post, err := c.compose(wire.Text, r.id, orName(d.Text, snapshot.Name()), d.ReplyTo)
	if err != nil {
		return err.(*Error).Fault, skipped
	}
	post.CID, post.File = id, encoded
	offer := transfer.Offer{Room: r.id, Author: wire.Identity(c.home.Identity()), CID: id, Size: o.Size, File: encoded}
	if err := engine.Keep(offer, snapshot); err != nil {
		return c.diskError(err).Fault, skipped
	}
	if f = loop.Ask(c.loop, func() Fault { return say(post) }); f != NoFault {
		_ = engine.Withdraw(offer) // it is kept for nobody
	}
	return f, skipped
}

// orName is what a message says that offers something: who does not know of files reads
// its name.
func orName(text, name string) string {
	if text == "" {
		return name
	}
	return text
}

// transferChanged has an event tell how far something has come in a room; peerOf finds a
// peer.
func (c *core) transferChanged(s transfer.Status, r *room, peerOf func(wire.Identity) PeerID) {
	if r != nil {
		c.post(Event{Kind: Transferred, Peer: c.view(r.talk), Detail: transferOf(s, r, peerOf)})
	}
}

// transferOf puts a status, of something in a room, into the words of this package.
func transferOf(s transfer.Status, r *room, peerOf func(wire.Identity) PeerID) Transfer {
	t := Transfer{ID: s.CID, State: transferStates[s.State], Fault: transferFaults[s.Reason], Active: s.Active,
		Bytes: int64(s.Bytes), Of: int64(s.Of), Path: s.Path, Has: s.Has, Again: s.Again, Copy: copyStateOf(s.Copy), FromCopy: s.FromCopy, Straight: s.Straight,
		Talk: r.talk, Began: s.Began.Time(), File: fileOf(s.File)}
	if t.State == Received && t.File != nil { // the name there may be another one
		t.File.Executable = t.File.Executable || files.Executable(filepath.Base(t.Path), 0)
	}
	if s.Whole != (wire.Digest{}) {
		t.Whole = hex.EncodeToString(s.Whole[:])
	}
	if t.State != Offered {
		t.From = peerOf(s.Author)
	}
	if s.Reader != (wire.Identity{}) {
		t.Reader = peerOf(s.Reader)
	}
	return t
}

var transferStates = map[store.TransferState]TransferState{0: Dropped, store.TransferKept: Offered, store.TransferWanted: Wanted,
	store.TransferPaused: Paused, store.TransferDone: Received, store.TransferFailed: NotReceived}

var transferFaults = map[transfer.Reason]Fault{transfer.NoReason: NoFault, transfer.Away: FileAway, transfer.Unreached: NotConnected,
	transfer.Queued: FileQueued, transfer.Unknown: FileUnknown, transfer.Gone: FileGone, transfer.Unreadable: FileUnreadable,
	transfer.Changing: FileChanging, transfer.Full: DiskFull, transfer.Unwritable: DiskUnwritable, transfer.Broken: FileBroken,
	transfer.Refused: FileRefused, transfer.Retracted: FileUnknown}

// transfersFolder is where it stands what has come of a transfer.
func (c *core) transfersFolder() string { return filepath.Join(c.home.dir, "transfers") }

// offered finds what a message of a room offers.
func (c *core) offered(r *room, id MessageID) (o transfer.Offer, found bool) {
	log := loop.Ask(c.loop, func() store.LogID { return r.log })
	s := c.standing(r, log, id)
	if s == nil || s.record.Deleted {
		return o, false
	}
	f := fileOf(s.record.Post.File)
	if f == nil {
		return o, false
	}
	return transfer.Offer{Room: r.id, Author: s.record.From, CID: id, Size: uint64(f.Size), File: s.record.Post.File}, true
}

// openTransfers takes up the transfers of this host.
func (s *Server) openTransfers(copies Copies) (err error) {
	self := wire.Identity(s.home.Identity())
	if err := s.tidyOffers(self); err != nil {
		return err
	}
	s.hosting.transfers, err = transfer.New(transfer.Config{Self: self, Host: self, Store: s.home.store, Folder: s.transfersFolder(),
		Ask: func(id wire.Identity, f *wire.Supply) bool {
			h := loop.Ask(s.loop, func() *hub.Hub { return s.hosting.hub })
			return h != nil && h.Supply(id, f)
		},
		MayRead: s.mayRead,
		Halt: func(f *wire.Halt) {
			s.executor.Do(func() {
				if h := loop.Ask(s.loop, func() *hub.Hub { return s.hosting.hub }); h != nil {
					h.Halt(f)
				}
			})
		},
		Changed: func(st transfer.Status) {
			s.loop.Do(func() { s.transferChanged(st, s.roomOf(st.Room), s.peerOf) })
		}})
	if err == nil {
		err = s.openCopies(copies)
	}
	return err
}

// peerOf is the peer of a member, 0 if it is none any more.
func (s *Server) peerOf(id wire.Identity) PeerID {
	if p := s.hosting.byID[ID(id)]; p != nil {
		return p.ID
	}
	return 0
}

// mayRead reports whether a member may have what a message offers: if it may read that.
func (s *Server) mayRead(ctx context.Context, id wire.Identity, f *wire.Want) bool {
	log := s.hosting.log.Log()
	m, found, err := s.home.store.Standing(ctx, log, f.Room, f.CID)
	if err != nil {
		s.executor.Do(func() { s.diskFailed(err) })
	}
	if err != nil || !found || m.From != f.Author || m.File == "" || m.Deleted {
		return false
	}
	h := loop.Ask(s.loop, func() *hub.Hub { return s.hosting.hub })
	return h != nil && h.MayRead(id, f.Room, m.Seq)
}

// Fetch has the file or folder that a message offers come into the folder dir.
func (s *Server) Fetch(talk TalkID, id MessageID, dir string) {
	s.transfer(talk, id, rawResume, func(e *transfer.Engine, o transfer.Offer) error { return e.Fetch(o, dir) })
}

// Pause has what comes wait until the next Fetch.
func (s *Server) Pause(talk TalkID, id MessageID) {
	s.transfer(talk, id, rawPause, (*transfer.Engine).Pause)
}

// Abandon ends a transfer, and removes what has come of it.
func (s *Server) Abandon(talk TalkID, id MessageID) {
	s.transfer(talk, id, rawCancel, (*transfer.Engine).Abandon)
}

func (s *Server) transfer(talk TalkID, id MessageID, raw rawAction, what func(*transfer.Engine, transfer.Offer) error) {
	s.command(func() {
		if s.actRaw(id, raw) {
			return
		}
		if r := s.rooms[talk]; r != nil {
			e := s.hosting.transfers
			s.act(e, r, id, raw, s.peerOf, func(o transfer.Offer) error { return what(e, o) })
		}
	})
}

// Transfers are all transfers.
func (s *Server) Transfers() []Transfer {
	return loop.Ask(s.loop, func() (list []Transfer) {
		if s.hosting != nil {
			list = transfersOf(s.hosting.transfers, s.roomOf, s.peerOf)
		}
		return append(list, s.rawTransfers()...)
	})
}

// transfersOf are those of an engine whose talks there are.
func transfersOf(e *transfer.Engine, roomOf func(wire.RoomID) *room, peerOf func(wire.Identity) PeerID) (list []Transfer) {
	for _, s := range e.All() {
		if r := roomOf(s.Room); r != nil {
			list = append(list, transferOf(s, r, peerOf))
		}
	}
	return list
}

// openTransfers takes up the transfers of a host, once its key is known. It runs on the
// executor.
func (c *Client) openTransfers(host ID) {
	if loop.Ask(c.loop, func() bool { return c.closed || c.transfers[host] != nil }) {
		return
	}
	if err := c.tidyOffers(host); err != nil {
		c.diskFailed(err)
	}
	e, err := transfer.New(transfer.Config{Self: wire.Identity(c.home.Identity()), Host: wire.Identity(host), Store: c.home.store,
		Straight: c.home.identity, Folder: c.transfersFolder(), Dial: func(ctx context.Context) (net.Conn, error) { return c.dialForFiles(ctx, host) },
		Halt: func(frame *wire.Halt) {
			c.loop.Do(func() {
				if f := c.following(host); f != nil && f.engine != nil {
					f.engine.Halt(frame)
				}
			})
		},
		Changed: func(s transfer.Status) {
			c.loop.Do(func() {
				if f := c.following(host); f != nil {
					c.transferChanged(s, f.room(s.Room), f.peerOf)
				}
			})
		}})
	if err != nil {
		c.diskFailed(err)
		return
	}
	c.loop.Do(func() { c.transfers[host] = e })
}

// following is how a host is followed, or was last; nil if it is not in the roster.
func (c *Client) following(host ID) *following {
	if f := c.followed; f != nil && f.host == host {
		return f
	}
	for _, f := range c.byServer {
		if f.host == host {
			return f
		}
	}
	return nil
}

// transfers are the files of the host; nil until its log is known.
func (f *following) transfers() *transfer.Engine { return f.client.transfers[f.host] }

// peerOf is the peer of a member, 0 if it is none any more.
func (f *following) peerOf(id wire.Identity) PeerID {
	if p := f.members[ID(id)]; p != nil {
		return p.ID
	}
	return 0
}

// supply opens a connection that the host asks for. It is called by the engine, and takes
// its turn behind what that has told before: the host may ask right after WELCOME, and is
// not dialled before it is known to be here.
func (f *following) supply(s *wire.Supply) {
	f.client.executor.Do(func() {
		f.client.loop.Do(func() {
			if e := f.transfers(); e != nil {
				e.Supply(s)
			}
		})
	})
}

// dialForFiles connects to where a host is reached now.
func (c *Client) dialForFiles(ctx context.Context, host ID) (net.Conn, error) {
	addr, here := loop.Ask2(c.loop, func() (string, bool) {
		f := c.followed
		if f == nil || f.host != host {
			return "", false
		}
		return f.server.Addr, f.server.Here
	})
	if !here {
		return nil, &Error{Fault: NotConnected, Addr: addr}
	}
	ctx, cancel := context.WithTimeout(ctx, c.limits.DialTimeout+handshakeTime)
	defer cancel()
	raw, err := dialTo(addr)(ctx)
	if err != nil {
		return nil, err
	}
	conn, err := secure.Client(ctx, raw, secure.ClientConfig(c.home.identity, secure.PinTo(secure.ID(host)), secure.File))
	if err != nil {
		_ = raw.Close()
		return nil, err
	}
	_ = conn.SetDeadline(time.Time{})
	return conn, nil
}

// closeTransfers ends all transfers.
func (c *Client) closeTransfers() {
	c.executor.CatchUp() // none is opened any more
	engines := loop.Ask(c.loop, func() []*transfer.Engine { return slices.Collect(maps.Values(c.transfers)) })
	for _, e := range engines {
		e.Close()
	}
}

// Fetch has the file or folder that a message offers come into the folder dir.
func (c *Client) Fetch(talk TalkID, id MessageID, dir string) {
	c.transfer(talk, id, rawResume, func(e *transfer.Engine, o transfer.Offer) error { return e.Fetch(o, dir) })
}

// Pause has what comes wait until the next Fetch.
func (c *Client) Pause(talk TalkID, id MessageID) {
	c.transfer(talk, id, rawPause, (*transfer.Engine).Pause)
}

// Abandon ends a transfer, and removes what has come of it.
func (c *Client) Abandon(talk TalkID, id MessageID) {
	c.transfer(talk, id, rawCancel, (*transfer.Engine).Abandon)
}

func (c *Client) transfer(talk TalkID, id MessageID, raw rawAction, what func(*transfer.Engine, transfer.Offer) error) {
	c.command(func() {
		r := c.room(talk)
		if c.actRaw(id, raw) || r == nil {
			return
		}
		for _, f := range c.byServer {
			if f.rooms[r.id] == r {
				e := f.transfers()
				c.act(e, r, id, raw, f.peerOf, func(o transfer.Offer) error { return what(e, o) })
			}
		}
	})
}

// Transfers are all transfers with the servers of this run.
func (c *Client) Transfers() []Transfer {
	return loop.Ask(c.loop, func() (list []Transfer) {
		for host, e := range c.transfers {
			if f := c.following(host); f != nil {
				list = append(list, transfersOf(e, f.room, f.peerOf)...)
			}
		}
		return append(list, c.rawTransfers()...)
	})
}
