package core

import (
	"bytes"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"confab/transport/internal/filestream"
	"confab/transport/internal/wire"
)

// written is a file of so many bytes, and what is in it.
func written(t testing.TB, name string, size int) (path string, contents []byte) {
	t.Helper()
	contents = make([]byte, size)
	_, _ = rand.NewChaCha8([32]byte{byte(size)}).Read(contents)
	path = filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, contents, 0o600); err != nil {
		t.Fatal(err)
	}
	return path, contents
}

// poster is a Server or a Client.
type poster interface {
	Post(TalkID, Draft) (MessageID, error)
	Fetch(TalkID, MessageID, string)
	Transfers() []Transfer
}

// offers posts a file, and returns the message's ID.
func offers(t testing.TB, s poster, to TalkID, path string) MessageID {
	t.Helper()
	id, err := s.Post(to, Draft{Attach: &Attachment{Path: path}})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// appended waits for a message.
func (e *events) appended(t testing.TB, id MessageID) (Message, Event) {
	t.Helper()
	ev, _ := e.wait(t, 0, "the message", func(ev Event) bool { return ev.Kind == Appended && ev.Message().ID == id })
	return ev.Message(), ev
}

// transferred waits for a state of a transfer.
func (e *events) transferred(t testing.TB, id MessageID, what string, is func(Transfer) bool) Transfer {
	t.Helper()
	ev, _ := e.wait(t, 0, what, func(ev Event) bool {
		d := detail[Transfer](ev)
		return ev.Kind == Transferred && d.ID == id && is(d)
	})
	return detail[Transfer](ev)
}

func (e *events) awaitFile(t testing.TB, id MessageID) Transfer {
	t.Helper()
	return e.transferred(t, id, "receipt", func(d Transfer) bool { return d.State == Received })
}

func isThere(t testing.TB, path string, contents []byte) {
	t.Helper()
	got, err := os.ReadFile(path)
	if err != nil || !bytes.Equal(got, contents) {
		t.Errorf("%d bytes, %v", len(got), err)
	}
}

func TestFiles(t *testing.T) {
	const size = 700_000 // three chunks
	host, server, addr := hostParty(t, nil)
	anna, annas, room := asMember(t, "Anna", addr)
	boris, boriss, borisRoom := asMember(t, "Boris", addr)
	t.Run("what the host offers to all comes to each, and the host sees who has it", func(t *testing.T) {
		path, contents := written(t, "plan.pdf", size)
		id := offers(t, server, Everyone, path)
		for name, p := range map[string]struct {
			*party
			*Client
			TalkID
		}{"Anna": {anna, annas, room.Talk()}, "Boris": {boris, boriss, borisRoom.Talk()}} {
			m, ev := p.appended(t, id)
			if m.File == nil || m.File.Name != "plan.pdf" || m.File.Size != size || m.Text != "plan.pdf" || ev.Peer.Talk() != p.TalkID {
				t.Errorf("%+v %+v", m, m.File)
			}
			p.Fetch(p.TalkID, id, t.TempDir())
			isThere(t, p.awaitFile(t, id).Path, contents)
			reader := host.named(t, name).ID
			host.transferred(t, id, "receipt by "+name, func(d Transfer) bool { return d.Has && d.Reader == reader })
		}
	})
	t.Run("what a member offers to all comes to the host and to others through it", func(t *testing.T) {
		path, contents := written(t, "岛.txt", size+1)
		id := offers(t, annas, room.Talk(), path)
		anna.appended(t, id)
		for _, p := range []struct {
			*party
			poster
			TalkID
		}{{host, server, Everyone}, {boris, boriss, borisRoom.Talk()}} {
			p.appended(t, id)
			p.Fetch(p.TalkID, id, t.TempDir())
			got := p.awaitFile(t, id)
			if filepath.Base(got.Path) != "岛.txt" {
				t.Errorf("it is called %q", got.Path)
			}
			isThere(t, got.Path, contents)
		}
		readers := map[PeerID]bool{}
		for len(readers) < 2 {
			d := anna.transferred(t, id, "another receipt", func(d Transfer) bool { return d.Has && !readers[d.Reader] })
			readers[d.Reader] = true
		}
	})
	t.Run("what two members share is not for a third, nor for the host", func(t *testing.T) {
		path, contents := written(t, "secret.txt", 5)
		to := anna.named(t, "Boris")
		id := offers(t, annas, to.Talk(), path)
		_, ev := boris.appended(t, id)
		boriss.Fetch(ev.Peer.Talk(), id, t.TempDir())
		isThere(t, boris.awaitFile(t, id).Path, contents)
		carl, carls, carlsRoom := asMember(t, "Carl", addr)
		carls.Fetch(carlsRoom.Talk(), id, t.TempDir())
		if d := carl.transferred(t, id, "refusal", func(d Transfer) bool { return d.State == NotReceived }); d.Fault != FileUnknown {
			t.Errorf("%+v", d)
		}
	})
	t.Run("a path that cannot be read is said, and no message", func(t *testing.T) {
		id := offers(t, server, Everyone, filepath.Join(t.TempDir(), "nothing"))
		d := host.transferred(t, id, "fault", func(d Transfer) bool { return d.Fault != NoFault })
		if d.State != Dropped || d.Fault != FileUnread {
			t.Errorf("%+v", d)
		}
		if _, err := server.Post(Everyone, Draft{Attach: &Attachment{Path: "relative"}}); faultIn(err) != FileUnread {
			t.Errorf("%v", err)
		}
	})
	t.Run("a page and the list of transfers have it too", func(t *testing.T) {
		page := anna.page(t, annas.Load, room.Talk())
		var named []string
		for _, m := range page.Messages {
			if m.File != nil {
				named = append(named, m.File.Name)
			}
		}
		if len(named) != 2 || named[0] != "plan.pdf" || named[1] != "岛.txt" {
			t.Errorf("%q", named)
		}
		states := map[TransferState]int{}
		for _, d := range annas.Transfers() {
			states[d.State]++
			if d.File == nil || d.File.Name != filepath.Base(d.Path) || d.Began.IsZero() || d.Talk != room.Talk() && d.State == Offered && d.File.Name != "secret.txt" {
				t.Errorf("%+v %+v", d, d.File)
			}
		}
		if states[Offered] != 2 || states[Received] != 1 {
			t.Errorf("%v", states)
		}
	})
}

func TestFilesAreOfferedInOrder(t *testing.T) {
	_, _, addr := hostParty(t, nil)
	anna, annas, room := asMember(t, "Anna", addr)
	large := t.TempDir()
	for i := range 500 {
		if err := os.WriteFile(filepath.Join(large, strconv.Itoa(i)), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var ids []MessageID
	for range 8 {
		path, _ := written(t, "small.txt", 5)
		ids = append(ids, offers(t, annas, room.Talk(), large), offers(t, annas, room.Talk(), path))
	}
	var before Message
	for i, id := range ids {
		m, _ := anna.appended(t, id)
		if m.Seq <= before.Seq {
			t.Errorf("number %d has %d, the one before it %d", i, m.Seq, before.Seq)
		}
		before = m
	}
}

func TestFilesWait(t *testing.T) {
	_, server, addr := hostParty(t, nil)
	anna, annas, room := asMember(t, "Anna", addr)
	boris, boriss, borisRoom := asMember(t, "Boris", addr)
	path, contents := written(t, "plan.pdf", 300_000)
	id := offers(t, annas, room.Talk(), path)
	boris.appended(t, id)
	t.Run("what a member offers that has left comes when it is back", func(t *testing.T) {
		anna.leaves(t, annas)
		boriss.Fetch(borisRoom.Talk(), id, t.TempDir())
		d := boris.transferred(t, id, "wait", func(d Transfer) bool { return d.Fault == FileAway })
		if d.State != Wanted {
			t.Errorf("%+v", d)
		}
		annas.Join(addr)
		isThere(t, boris.awaitFile(t, id).Path, contents)
	})
	t.Run("what was deleted is not given any more", func(t *testing.T) {
		if err := annas.Delete(room.Talk(), id); err != nil {
			t.Fatal(err)
		}
		anna.transferred(t, id, "end", func(d Transfer) bool { return d.State == Dropped })
		carl, carls, talk := asMember(t, "Carl", addr)
		carls.Fetch(talk.Talk(), id, t.TempDir())
		carl.transferred(t, id, "refusal", func(d Transfer) bool { return d.Fault == FileUnknown })
	})
	t.Run("a server that stops ends what it carries", func(t *testing.T) {
		server.Stop() // the harness fails where it does not stop
	})
}

func TestFilesOfWhoWasRemoved(t *testing.T) {
	host, server, addr := hostParty(t, nil)
	_, boriss, _ := asMember(t, "Boris", addr)
	const large = 40 << 20 // no socket holds it
	path, _ := written(t, "plan.pdf", large)
	id := offers(t, server, Everyone, path)
	host.appended(t, id)
	self := server.home.Identity()
	conn, err := boriss.dialForFiles(t.Context(), self)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	want := wire.Want{Room: wire.Everyone, Author: wire.Identity(self), CID: id}
	if err := filestream.Send(conn, &want); err != nil {
		t.Fatal(err)
	}
	if f, err := filestream.NewReader(conn).Next(); err != nil || f.Type() != wire.TypeHead {
		t.Fatalf("%v %v", f, err)
	}
	server.Remove(host.named(t, "Boris").ID)
	if n, err := io.Copy(io.Discard, conn); n >= large {
		t.Errorf("all of it came: %d bytes, %v", n, err)
	}
}

func TestFileCommandsInOrder(t *testing.T) {
	host, server, addr := hostParty(t, nil)
	anna, annas, room := asMember(t, "Anna", addr)
	path, contents := written(t, "plan.pdf", 700_000)
	id := offers(t, server, Everyone, path)
	host.appended(t, id)
	anna.appended(t, id)
	dir := t.TempDir()
	for range 20 {
		annas.Fetch(room.Talk(), id, dir)
		annas.Abandon(room.Talk(), id)
	}
	annas.Fetch(room.Talk(), id, filepath.Join(dir, "last"))
	at := filepath.Join(dir, "last", "plan.pdf")
	d := anna.transferred(t, id, "receipt", func(d Transfer) bool { return d.State == Received && d.Path == at })
	isThere(t, d.Path, contents)
}
