package core

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// ruin overwrites the page of a home's stopped database that has a text, or turns
// one bit of it over.
func ruin(t *testing.T, dir, text string, bit bool) {
	t.Helper()
	path := filepath.Join(dir, "journal", "talk.db")
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	at := bytes.Index(b, []byte(text))
	if at < 0 {
		t.Fatalf("%q is not in the file", text)
	}
	if bit {
		b[at] ^= 1
	} else {
		at = at / 4096 * 4096
		copy(b[at:at+4096], bytes.Repeat([]byte{0xa5}, 4096))
	}
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
}

// warned is the fault that a home tells of at its opening.
func (p *party) warned() Fault {
	var e *Error
	if errors.As(p.home.Warning(), &e) {
		return e.Fault
	}
	return NoFault
}

func TestDamagedDisk(t *testing.T) {
	const many = 150
	// A host that said so much, and stopped.
	stopped := func(t *testing.T) *party {
		p, s, addr := hostParty(t, nil)
		_, anna, _ := asMember(t, "Anna", addr)
		for n := range many {
			if _, err := s.Send(Everyone, fmt.Sprintf("message %d", n+1)); err != nil {
				t.Fatal(err)
			}
		}
		p.said(t, Everyone, fmt.Sprintf("message %d", many))
		anna.Close()
		s.Close()
		if err := p.home.Close(); err != nil {
			t.Fatal(err)
		}
		return p
	}
	again := func(t *testing.T, p *party) string {
		p.events = newEvents()
		p.open(t)
		s := NewServer(p.options("Host"))
		t.Cleanup(s.Close)
		s.Start("127.0.0.1:0")
		ev, _ := p.kind(t, 0, Listening)
		return ev.Addr
	}
	t.Run("one wrong bit is put right and told, and changes nothing", func(t *testing.T) {
		p := stopped(t)
		ruin(t, p.dir, "message 100", true)
		addr := again(t, p)
		if f := p.warned(); f != HistoryMended {
			t.Error(f)
		}
		m, _, room := asMember(t, "Boris", addr)
		for n := range many {
			m.said(t, room.Talk(), fmt.Sprintf("message %d", n+1))
		}
	})
	t.Run("what is lost is told, and stands as a notice in its place", func(t *testing.T) {
		p := stopped(t)
		ruin(t, p.dir, "message 100", false)
		addr := again(t, p)
		if f := p.warned(); f != HistoryHarmed {
			t.Error(f)
		}
		m, _, _ := asMember(t, "Boris", addr)
		var at uint64
		seen := map[string]bool{}
		damaged := 0
		for next := 0; len(seen)+damaged < many; {
			var ev Event
			ev, next = m.wait(t, next, "message or notice of damage", func(ev Event) bool {
				return ev.Kind == Appended && (ev.Message().Kind == Incoming || ev.Message().Notice == MessageDamaged)
			})
			if at != 0 && ev.Message().Seq != at+1 {
				t.Errorf("%d follows %d", ev.Message().Seq, at)
			}
			at = ev.Message().Seq
			if ev.Message().Kind == Notice {
				damaged++
				continue
			}
			seen[ev.Message().Text] = true
		}
		if damaged == 0 || seen["message 100"] {
			t.Error(damaged, "are damaged")
		}
		var e *Error
		if !errors.As(p.home.Warning(), &e) || e.Damage == nil || e.Addr != p.dir {
			t.Fatalf("%+v", p.home.Warning())
		}
		d := e.Damage
		if want := (DamagedTalk{Peer: p.home.Identity(), Name: "Host", Room: true, Own: true, Messages: damaged}); d.Messages != damaged ||
			len(d.Talks) != 1 || d.Talks[0] != want || filepath.Dir(d.Aside) != filepath.Join(p.dir, "journal") {
			t.Errorf("%d are damaged, and it was told %+v", damaged, d)
		}
	})
	t.Run("a direct talk that is damaged is named after the other one in it", func(t *testing.T) {
		p, s, addr := hostParty(t, nil)
		a, anna, _ := asMember(t, "Anna", addr)
		them := p.named(t, "Anna")
		for n := range many {
			if _, err := s.Send(them.Talk(), fmt.Sprintf("private %d", n+1)); err != nil {
				t.Fatal(err)
			}
		}
		p.said(t, them.Talk(), fmt.Sprintf("private %d", many))
		anna.Close()
		s.Close()
		if err := p.home.Close(); err != nil {
			t.Fatal(err)
		}
		ruin(t, p.dir, "private 100", false)
		again(t, p)
		var e *Error
		if !errors.As(p.home.Warning(), &e) || e.Damage == nil {
			t.Fatal(p.home.Warning())
		}
		if want := (DamagedTalk{Peer: a.home.Identity(), Name: "Anna", Own: true, Messages: e.Damage.Messages}); len(e.Damage.Talks) != 1 || e.Damage.Talks[0] != want {
			t.Errorf("%+v", e.Damage)
		}
	})
	t.Run("damage that is met while running is told, and no session ends over it", func(t *testing.T) {
		p := stopped(t)
		addr := again(t, p)
		ruin(t, p.dir, "message 100", false)
		m, _, room := asMember(t, "Boris", addr)
		m.said(t, room.Talk(), fmt.Sprintf("message %d", many))
		ev, next := p.kind(t, 0, DiskDamaged)
		var e *Error
		if !errors.As(ev.Err, &e) || e.Fault != HistoryHarmed {
			t.Error(ev.Err)
		}
		p.kind(t, next, Resync)
	})
	t.Run("a missing database is told", func(t *testing.T) {
		p := stopped(t)
		if err := os.Remove(filepath.Join(p.dir, "journal", "talk.db")); err != nil {
			t.Fatal(err)
		}
		again(t, p)
		if f := p.warned(); f != HistoryLost {
			t.Error(f)
		}
	})
	t.Run("a link in the place of a file is told and not followed", func(t *testing.T) {
		dir := filepath.Join(t.TempDir(), "home")
		if err := os.MkdirAll(filepath.Join(dir, "journal"), 0o700); err != nil {
			t.Fatal(err)
		}
		link := filepath.Join(dir, "journal", "talk.lock")
		if err := os.Symlink(filepath.Join(t.TempDir(), "precious"), link); err != nil {
			t.Fatal(err)
		}
		var e *Error
		if _, err := OpenHome(dir); !errors.As(err, &e) || e.Fault != HomeForeign || e.Addr != link {
			t.Error(err)
		}
	})
}
