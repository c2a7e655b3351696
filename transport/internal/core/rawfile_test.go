package core

import (
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"confab/transport/internal/files"
)

// freeAddr is an address of this machine at which nothing listens.
func freeAddr(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// posted queues a file of so many bytes for the guest that has just come.
func posted(t *testing.T, s *Server, e *events, size int, rate int) (path string, talk TalkID, id MessageID, from int) {
	t.Helper()
	up, from := e.kind(t, 0, Connected)
	path = filepath.Join(t.TempDir(), "long.txt")
	if err := os.WriteFile(path, []byte(strings.Repeat("0123456789abcde\n", size/16)), 0o600); err != nil {
		t.Fatal(err)
	}
	talk = up.Peer.ID.Talk()
	id, err := s.Post(talk, Draft{Attach: &Attachment{Path: path, Rate: rate}})
	if err != nil {
		t.Fatal(err)
	}
	return path, talk, id, from
}

// transfer waits until a transfer is in a state.
func (e *events) transfer(t *testing.T, from int, id MessageID, state TransferState) Transfer {
	t.Helper()
	ev, _ := e.wait(t, from, "transfer", func(ev Event) bool {
		transfer, is := ev.Detail.(Transfer)
		return is && transfer.ID == id && transfer.State == state
	})
	return ev.Detail.(Transfer)
}

func TestAFileToAPlainPeer(t *testing.T) {
	t.Parallel()
	t.Run("is paused, goes on, and is listed meanwhile", func(t *testing.T) {
		t.Parallel()
		s, e, addr := startServer(t, Limits{})
		nc := dial(t, addr)
		_, talk, id, from := posted(t, s, e, 8<<20, 0)
		hear(t, nc, 1000)
		s.Pause(talk, id)
		e.transfer(t, from, id, Paused)
		if list := s.Transfers(); len(list) != 1 || list[0].State != Paused || list[0].Of != 8<<20 {
			t.Errorf("%+v", list)
		}
		s.Fetch(talk, id, "")
		hear(t, nc, 8<<20-1000)
		if last := e.transfer(t, from, id, Sent); last.Bytes != 8<<20 {
			t.Errorf("%+v", last)
		}
	})
	t.Run("is canceled, and what is said next comes", func(t *testing.T) {
		t.Parallel()
		s, e, addr := startServer(t, Limits{WriteSpacing: -1})
		nc := dial(t, addr)
		_, talk, id, from := posted(t, s, e, 64<<20, 0)
		hear(t, nc, 1000)
		s.Abandon(talk, id)
		if last := e.transfer(t, from, id, Dropped); last.Fault != NoFault || last.Bytes >= last.Of {
			t.Errorf("%+v", last)
		}
		next, err := s.Send(talk, "THE NEXT ONE")
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for !strings.HasSuffix(got, "THE NEXT ONE") {
			got += hear(t, nc, 1)
			got = got[max(0, len(got)-12):]
		}
		ev, _ := e.wait(t, from, "end of the message", func(ev Event) bool { return ev.Message().ID == next && ev.Message().State == Written })
		if ev.Message().Fault != NoFault {
			t.Errorf("%v", ev.Message().Fault)
		}
	})
	t.Run("that changes in the middle fails", func(t *testing.T) {
		t.Parallel()
		s, e, addr := startServer(t, Limits{})
		nc := dial(t, addr)
		path, _, id, from := posted(t, s, e, 64<<20, 0)
		hear(t, nc, 1000)
		if err := os.Truncate(path, 1000); err != nil {
			t.Fatal(err)
		}
		go io.Copy(io.Discard, nc)
		if last := e.transfer(t, from, id, NotSent); last.Fault != FileChanged || last.Bytes >= last.Of {
			t.Errorf("%+v", last)
		}
	})
	for what, want := range map[string]Fault{"that is not there": FileUnread, "that is a folder": PlainOnly} {
		t.Run(what+" fails, and the next one goes", func(t *testing.T) {
			t.Parallel()
			s, e, addr := startServer(t, Limits{})
			nc := dial(t, addr)
			up, from := e.kind(t, 0, Connected)
			path := t.TempDir()
			if want == FileUnread {
				path = filepath.Join(path, "missing")
			}
			id, err := s.Post(up.Peer.ID.Talk(), Draft{Attach: &Attachment{Path: path}})
			if err != nil {
				t.Fatal(err)
			}
			if last := e.transfer(t, from, id, NotSent); last.Fault != want {
				t.Errorf("%+v", last)
			}
			if !sends(s, up.Peer.ID.Talk(), "next") || hear(t, nc, 4) != "next" {
				t.Error("it does not go on")
			}
		})
	}
	t.Run("goes to one peer, by a whole path", func(t *testing.T) {
		t.Parallel()
		s, e, addr := startServer(t, Limits{})
		dial(t, addr)
		up, from := e.kind(t, 0, Connected)
		dial(t, addr)
		e.kind(t, from, Connected)
		for to, path := range map[TalkID]string{Everyone: "/somewhere", up.Peer.ID.Talk(): "relative", 99: "/somewhere"} {
			want := map[TalkID]Fault{Everyone: PlainOnly, up.Peer.ID.Talk(): FileUnread, 99: PeerGone}[to]
			if _, err := s.Post(to, Draft{Attach: &Attachment{Path: path}}); faultIn(err) != want {
				t.Errorf("to %d: %v", to, err)
			}
		}
	})
}

// full is a file on a disk that has room for so many bytes.
type full struct {
	saveFile
	room int
}

func (f *full) Write(b []byte) (int, error) {
	if f.room -= len(b); f.room < 0 {
		return 0, files.ErrNoSpace
	}
	return f.saveFile.Write(b)
}

func TestSaving(t *testing.T) {
	t.Parallel()
	// saves has the guest that came last saved into a file.
	saves := func(t *testing.T, s *Server, e *events, path string) (talk TalkID, at int) {
		t.Helper()
		up, from := e.kind(t, 0, Connected)
		if err := s.Save(up.Peer.ID.Talk(), path); err != nil {
			t.Fatal(err)
		}
		_, at = e.wait(t, from, "notice", func(ev Event) bool { return ev.Message().Notice == SaveBegan })
		return up.Peer.ID.Talk(), at
	}
	ended := func(t *testing.T, e *events, at int) (Message, int) {
		t.Helper()
		ev, next := e.wait(t, at, "notice", func(ev Event) bool { return ev.Message().Notice == SaveEnded })
		return ev.Message(), next
	}
	content := func(t *testing.T, path string) string {
		t.Helper()
		b, err := os.ReadFile(path)
		if err != nil {
			t.Error(err)
		}
		return string(b)
	}
	t.Run("begins and ends between two messages, and writes over nothing", func(t *testing.T) {
		t.Parallel()
		s, e, addr := startServer(t, Limits{})
		nc := dial(t, addr)
		path := filepath.Join(t.TempDir(), "log.txt")
		if err := os.WriteFile(path, []byte("mine"), 0o600); err != nil {
			t.Fatal(err)
		}
		say(t, nc, "before\r\n")
		e.message(t, 0, Incoming)
		talk, at := saves(t, s, e, path)
		say(t, nc, "\xff\xfb\x01during\r\n")
		m, at := e.message(t, at, Incoming)
		if m.Text != "during" {
			t.Errorf("%q is shown", m.Text)
		}
		s.StopSaving(talk)
		notice, at := ended(t, e, at)
		say(t, nc, "behind")
		e.message(t, at, Incoming)
		if notice.Text != filepath.Join(filepath.Dir(path), "log (2).txt") || notice.File.Size != 11 || notice.Fault != NoFault {
			t.Errorf("%+v, %+v", notice, notice.File)
		}
		if got := content(t, notice.Text); got != "\xff\xfb\x01during\r\n" || content(t, path) != "mine" {
			t.Errorf("%q is saved", got)
		}
	})
	t.Run("goes on in the next file without a byte lost", func(t *testing.T) {
		t.Parallel()
		s, e, addr := startServer(t, Limits{})
		nc := dial(t, addr)
		dir := t.TempDir()
		talk, at := saves(t, s, e, filepath.Join(dir, "a"))
		var said sync.WaitGroup
		all := strings.Repeat("0123456789\n", 20000)
		said.Go(func() { say(t, nc, all) })
		for _, name := range []string{"b", "c"} {
			if err := s.Save(talk, filepath.Join(dir, name)); err != nil {
				t.Fatal(err)
			}
			_, at = ended(t, e, at)
		}
		said.Wait()
		_ = nc.CloseWrite()
		_, _ = ended(t, e, at)
		if got := content(t, filepath.Join(dir, "a")) + content(t, filepath.Join(dir, "b")) + content(t, filepath.Join(dir, "c")); got != all {
			t.Errorf("%d bytes of %d are saved", len(got), len(all))
		}
	})
	t.Run("shows little of what is much", func(t *testing.T) {
		t.Parallel()
		s, e, addr := startServer(t, Limits{})
		nc := dial(t, addr)
		_, at := saves(t, s, e, filepath.Join(t.TempDir(), "much"))
		say(t, nc, strings.Repeat("0123456789\n", 1<<20))
		_ = nc.CloseWrite()
		m, _ := ended(t, e, at)
		shown := 0
		for _, text := range e.texts(Incoming) {
			shown += len(text)
		}
		if m.File.Size != 11<<20 || shown == 0 || shown > 1<<20 {
			t.Errorf("%d bytes are saved and %d shown", m.File.Size, shown)
		}
	})
	t.Run("ends where the disk is full, and the talk goes on", func(t *testing.T) {
		t.Parallel()
		s, e, addr := startServer(t, Limits{})
		s.loop.Do(func() {
			s.newRecording = func(path string) (saveFile, error) {
				file, err := newRecording(path)
				return &full{file, 1000}, err
			}
		})
		nc := dial(t, addr)
		talk, at := saves(t, s, e, filepath.Join(t.TempDir(), "too much"))
		say(t, nc, strings.Repeat("line of 9\n", 90))
		_, at = e.message(t, at, Incoming)
		say(t, nc, strings.Repeat("y", 200))
		m, at := ended(t, e, at)
		if m.Fault != DiskFull || m.File.Size != 900 || len(content(t, m.Text)) != 900 {
			t.Errorf("%v, %+v", m.Fault, m.File)
		}
		if heard, _ := e.message(t, at-1, Incoming); !strings.HasPrefix(heard.Text, "yyyy") {
			t.Errorf("%q", heard.Text)
		}
		if !sends(s, talk, "go on") || hear(t, nc, 5) != "go on" {
			t.Error("it does not go on")
		}
	})
	t.Run("into a folder that cannot be is refused with a notice", func(t *testing.T) {
		t.Parallel()
		s, e, addr := startServer(t, Limits{})
		dial(t, addr)
		up, from := e.kind(t, 0, Connected)
		file := filepath.Join(t.TempDir(), "a file")
		if err := os.WriteFile(file, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := s.Save(up.Peer.ID.Talk(), filepath.Join(file, "log")); err != nil {
			t.Fatal(err)
		}
		if m, _ := ended(t, e, from); m.Fault != DiskUnwritable {
			t.Errorf("%v", m.Fault)
		}
		if err := s.Save(up.Peer.ID.Talk(), "relative"); faultIn(err) != DiskUnwritable {
			t.Errorf("%v", err)
		}
		if err := s.Save(99, file); faultIn(err) != PeerGone {
			t.Errorf("%v", err)
		}
	})
}
