package core

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"time"

	"confab/transport/internal/files"
	"confab/transport/internal/names"
	"confab/transport/internal/plain"
)

// rawFile is a file on its way to a plain peer, as it is. The record of the talk has its
// name and size, and not its bytes.
type rawFile struct {
	core   *core
	talk   TalkID
	record *record
	stream *plain.Stream
	// looked is closed when the disk was looked at: then snapshot or fault is set.
	looked   chan struct{}
	snapshot *files.Snapshot
	fault    Fault
	transfer Transfer // as it was told last; owned by the loop
}

// postFile is Post of a draft with a file, in a talk of plain peers: for one of them. Where
// there is one alone, Everyone is that.
func (c *core) postFile(to TalkID, d Draft, absent Fault) (MessageID, error) {
	p := c.roster[to.peer()]
	if to == Everyone {
		switch here := c.here(); len(here) {
		case 0:
		case 1:
			p = here[0]
		default:
			return MessageID{}, &Error{Fault: PlainOnly}
		}
	}
	if p == nil || p.conn == nil {
		return MessageID{}, &Error{Fault: absent}
	}
	return c.sendFile(p, d)
}

// sendFile queues a file for a plain peer, behind what is queued. What stands in the draft
// goes before it, as a message of its own.
func (c *core) sendFile(p *peer, d Draft) (MessageID, error) {
	a := *d.Attach
	switch {
	case c.closed:
		return MessageID{}, &Error{Fault: Canceled}
	case !filepath.IsAbs(a.Path):
		return MessageID{}, &Error{Fault: FileUnread, Addr: a.Path}
	}
	if d.Text != "" {
		if _, err := c.send(p.Talk(), d.Text, false, PeerGone); err != nil {
			return MessageID{}, err
		}
	}
	p.spoken = true
	name := names.Clean(filepath.Base(a.Path))
	r := c.append(p.Talk(), Message{ID: newMessageID(), Plain: true, Kind: Outgoing, Text: name, Encoding: p.Encoding, Recipients: 1, File: &File{Name: name}})
	r.pending.Store(1)
	f := &rawFile{core: c, talk: p.Talk(), record: r, looked: make(chan struct{}), transfer: Transfer{ID: r.ID, State: Sending, Path: a.Path, Talk: p.Talk(), Began: time.Now(), File: r.File}}
	f.stream = plain.NewStream(max(a.Rate, 0), f.open, f.moved)
	c.sending[r.ID] = f
	c.slow.Start(func() { f.look(a.Path) })
	if !p.conn.Enqueue(plain.Message{Stream: f.stream, Settled: f.settled}) {
		f.end(p.conn.Reason())
	}
	return r.ID, nil
}

// look finds out how large the file is.
func (f *rawFile) look(path string) {
	info, err := os.Lstat(path)
	switch {
	case err != nil:
		f.fault = FileUnread
	case info.IsDir():
		f.fault = PlainOnly
	default:
		if f.snapshot, err = files.Scan(context.Background(), path, nil); err != nil {
			f.fault = FileUnread
		}
	}
	close(f.looked)
	if f.fault != NoFault {
		f.core.loop.Do(func() { f.end(f.fault) })
		return
	}
	f.core.loop.Do(func() {
		size := f.snapshot.Size()
		f.record.File = &File{Name: f.record.File.Name, Size: size}
		f.core.post(Event{Kind: Updated, Peer: f.core.view(f.talk), Detail: f.core.snapshot(f.record, f.record.Seq)})
		f.transfer.Of, f.transfer.File = size, f.record.File
		f.tell()
	})
}

// open is called by the writer of the conn.
func (f *rawFile) open() (io.ReadCloser, error) {
	<-f.looked
	if f.fault != NoFault {
		return nil, &Error{Fault: f.fault}
	}
	return unchanged{f.snapshot.Reader()}, nil
}

// unchanged has a file that is not as it was looked at fail so.
type unchanged struct{ io.ReadCloser }

func (u unchanged) Read(b []byte) (int, error) {
	n, err := u.ReadCloser.Read(b)
	if errors.Is(err, files.ErrChanged) || errors.Is(err, files.ErrGone) {
		return n, &Error{Fault: FileChanged, Err: err}
	}
	return n, err
}

// moved is called by the writer of the conn.
func (f *rawFile) moved(active bool) {
	f.core.loop.Do(func() {
		f.transfer.Active = active
		f.tell()
	})
}

// settled may be called by anyone, and does not wait.
func (f *rawFile) settled(why Fault) { f.core.loop.Post(rawEnd{f, why}) }

// rawEnd is that a file was written, or was not for a reason.
type rawEnd struct {
	file *rawFile
	why  Fault
}

func (e rawEnd) Run() { e.file.end(e.why) }

// live reports whether it is not over. It runs on the loop, as what follows.
func (f *rawFile) live() bool { return f.core.sending[f.record.ID] == f }

// tell tells how far it is.
func (f *rawFile) tell() {
	if !f.live() {
		return
	}
	f.transfer.Bytes = f.stream.Bytes()
	f.core.post(Event{Kind: Transferred, Peer: f.core.view(f.talk), Detail: f.transfer})
}

// end notes what became of it, once.
func (f *rawFile) end(why Fault) {
	if !f.live() {
		return
	}
	switch t := &f.transfer; why {
	case NoFault:
		t.State = Sent
	case Canceled:
		t.State = Dropped
	default:
		t.State, t.Fault = NotSent, why
	}
	f.transfer.Active = false
	f.tell()
	delete(f.core.sending, f.record.ID)
	if f.record.count(why) {
		f.core.update(f.record, why)
	}
}

// rawAction is what Fetch, Pause and Abandon do with a file on its way to a plain peer.
type rawAction uint8

const (
	rawResume rawAction = iota
	rawPause
	rawCancel
)

// actRaw does it; false if there is no such file.
func (c *core) actRaw(id MessageID, a rawAction) bool {
	f := c.sending[id]
	if f == nil {
		return false
	}
	switch {
	case a == rawCancel:
		f.stream.Cancel()
		f.end(Canceled)
	case a == rawPause && f.transfer.State == Sending:
		f.stream.Pause()
		f.transfer.State = Paused
		f.tell()
	case a == rawResume && f.transfer.State == Paused:
		f.stream.Resume()
		f.transfer.State = Sending
		f.tell()
	}
	return true
}

// rawTransfers are those that are on their way to plain peers.
func (c *core) rawTransfers() (list []Transfer) {
	for _, f := range c.sending {
		t := f.transfer
		t.Bytes = f.stream.Bytes()
		list = append(list, t)
	}
	return list
}
