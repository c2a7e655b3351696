package core

import (
	"context"
	"log/slog"
	"path/filepath"
	"time"

	"confab/transport/internal/hub"
	"confab/transport/internal/loop"
	"confab/transport/internal/transfer"
	"confab/transport/internal/wire"
)

// Copies are what a Server keeps of what its members offer.
type Copies struct {
	Bytes, BytesPerMember int64
	MaxAge                time.Duration
}

func (c Copies) rules() transfer.CopyRules {
	return transfer.CopyRules{Bytes: c.Bytes, PerMember: c.BytesPerMember, MaxAge: c.MaxAge}
}

// CopyState is how far the host's copy is.
type CopyState uint8

const (
	NoCopy CopyState = iota
	CopyComing
	CopyKept
	CopyOff
	CopyOverQuota
	CopyNoRoom
	CopyFailed
)

// copyStateOf takes what the host says; what is not known is not kept.
func copyStateOf(s wire.CopyState) CopyState {
	if s > wire.CopyFailed {
		return CopyFailed
	}
	return CopyState(s)
}

var copyNames = [...]string{"", "coming", "kept", "off", "over-quota", "no-room", "failed"}

// String returns the state's stable name, empty of NoCopy.
func (s CopyState) String() string { return copyNames[s] }

// openCopies takes up what this host keeps.
func (s *Server) openCopies(copies Copies) (err error) {
	s.hosting.copies, err = transfer.NewCopies(transfer.CopyConfig{Engine: s.hosting.transfers, Rules: copies.rules(),
		Folder: filepath.Join(s.home.dir, "copies"), Offered: s.stillOffered,
		Changed: func(n transfer.CopyNews) {
			s.executor.Do(func() { s.tellCopy(n.Author, &wire.Copy{CIDs: string(n.CID[:]), State: n.State}) })
		}})
	return err
}

// keeps reports whether copies are kept.
func (h *hosting) keeps() bool { return h.copies.Rules().Keep() }

// KeepCopies changes what is kept of what members offer.
func (s *Server) KeepCopies(copies Copies) {
	s.command(func() {
		if s.hosting != nil {
			c := s.hosting.copies
			s.slow.Start(func() { c.SetRules(copies.rules()) })
		}
	})
}

// stillOffered reports whether a message still offers what a copy is of.
func (s *Server) stillOffered(ctx context.Context, o transfer.Offer) bool {
	m, found, err := s.home.store.Standing(ctx, s.hosting.log.Log(), o.Room, o.CID)
	if err != nil {
		return true // who reads the log meets it again
	}
	return found && m.From == o.Author && m.File != "" && !m.Deleted
}

// tellCopies tells a member that has come of the copies of what it offers. It runs on the
// executor.
func (s *Server) tellCopies(id wire.Identity) {
	for _, f := range s.hosting.copies.Of(id) {
		s.tellCopy(id, f)
	}
}

// tellCopy tells a member, and the log, how far copies are. It runs on the executor.
func (s *Server) tellCopy(id wire.Identity, f *wire.Copy) {
	if list := f.Messages(); s.log != nil && len(list) == 1 {
		level := slog.LevelDebug
		if f.State >= wire.CopyOverQuota {
			level = slog.LevelWarn
		}
		s.log.LogAttrs(context.Background(), level, "copy of a file", slog.String("message", list[0].String()),
			slog.String("state", copyStateOf(f.State).String()))
	}
	if h := loop.Ask(s.loop, func() *hub.Hub { return s.hosting.hub }); h != nil {
		h.Copy(id, f)
	}
}

// halted takes what a member says of what we offer and it does not fetch. It is called by the
// engine, and takes its turn as supply does.
func (f *following) halted(s *wire.Halt) {
	f.client.executor.Do(func() {
		if e := loop.Ask(f.client.loop, f.transfers); e != nil {
			e.Halted(s)
		}
	})
}

// copied takes what the host says of its copies. It is called by the engine, and takes its
// turn as supply does.
func (f *following) copied(s *wire.Copy) {
	f.client.executor.Do(func() {
		if e := loop.Ask(f.client.loop, f.transfers); e != nil {
			e.Copied(s)
		}
	})
}
