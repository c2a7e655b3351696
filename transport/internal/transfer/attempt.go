package transfer

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"time"

	"confab/transport/internal/files"
	"confab/transport/internal/filestream"
	"confab/transport/internal/store"
	"confab/transport/internal/wire"
)

// attempt makes one connection and takes what comes by it; with try to learn whether
// anything comes. It fails with errAgain where that was learned and no more.
func (e *Engine) attempt(ctx context.Context, f *fetch, try bool) (path string, err error) {
	places := e.slots
	if try {
		places = e.tries
	}
	if err := e.takePlace(ctx, f, places, !try); err != nil {
		return "", err
	}
	defer func() { <-places }()
	if !try && !e.isOpen(f.way()) {
		return "", errAgain
	}
	if err := e.folder(); err != nil {
		return "", fmt.Errorf("%w: %w", files.ErrUnwritable, err)
	}
	looks := false
	if f.part == nil {
		// All of it is read then: not to learn that somebody is away.
		_, missing := os.Stat(e.sidecar(f.Offer))
		if looks = try && missing == nil; !looks {
			if err := e.resume(ctx, f); err != nil {
				return "", err
			}
		}
	}
	conn, err := e.dial(ctx, f.Offer, false)
	if err != nil {
		return "", err
	}
	defer conn.Close()
	to := &filestream.Receiver{Part: f.part, Create: func(h files.Head) (*files.Part, error) { return e.create(f, h) }}
	if e.triesStraight(f.Author) {
		to.Reach = func(at *wire.Reach) net.Conn { return e.reach(ctx, conn, f.Author, at) }
	}
	slot := !try
	defer func() {
		if try && slot {
			<-e.slots
		}
	}()
	to.Begin = func(h *wire.Head) error {
		e.opened(f.way())
		if !slot {
			if looks {
				return errAgain
			}
			select {
			case e.slots <- struct{}{}:
				slot = true
			default:
				return errAgain
			}
		}
		if grown(f.Size, h.Size) {
			return fmt.Errorf("%w: %d bytes, not %d", errGrown, h.Size, f.Size)
		}
		if e.config.admit != nil {
			if err := e.config.admit(f.Offer, h.Size); err != nil {
				return err
			}
		}
		f.copied = h.Copy
		f.straight = !h.Copy && (to.Straight || e.config.Host == f.Author || e.config.Host == e.config.Self)
		if f.part != nil && f.part.Version() == h.Version {
			e.note(f, func(s *Status) {
				s.Of, s.Bytes, s.Reason, s.Active, s.FromCopy = h.Size, uint64(f.have()), NoReason, true, h.Copy
				s.Straight = f.straight
			})
		}
		return nil
	}
	told := time.Time{}
	to.Progress = func(p *files.Part) {
		if now := time.Now(); now.Sub(told) >= progressEvery {
			told = now
			e.note(f, func(s *Status) { s.Bytes, s.Active = uint64(p.Have()), true })
		}
	}
	path, err = filestream.Pull(ctx, conn, wantOf(f.Offer), to)
	f.told = to.Told && !f.copied // of a copy the host was told, and not the author
	return path, err
}

// takePlace waits for a place; with says it tells that others come first, as long as they do.
func (e *Engine) takePlace(ctx context.Context, f *fetch, places chan struct{}, says bool) error {
	select {
	case places <- struct{}{}:
		return nil
	default:
	}
	if says {
		e.note(f, func(s *Status) { s.Reason = Queued })
		defer e.note(f, func(s *Status) { s.Reason = NoReason })
	}
	select {
	case places <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// dial connects for files: to the host, or on the host to the member that offers or, unless
// that alone will do, to the copy.
func (e *Engine) dial(ctx context.Context, o Offer, own bool) (net.Conn, error) {
	if e.config.Dial != nil {
		return e.config.Dial(ctx)
	}
	if !own && e.hasCopy(o.key()) {
		return e.dialCopy(o), nil
	}
	summon := e.config.summon
	if summon == nil {
		summon = func(ctx context.Context, o Offer) (net.Conn, wire.RefusedReason) {
			return e.summon(ctx, o.Author, &wire.Supply{CID: o.CID, Reader: e.config.Self})
		}
	}
	conn, refusal := summon(ctx, o)
	if refusal != 0 {
		return nil, &filestream.RefusedError{Reason: refusal}
	}
	return conn, nil
}

func (e *Engine) isOpen(w way) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.gateOf(w).open
}

// resume opens what has come before, if there is any of use.
func (e *Engine) resume(ctx context.Context, f *fetch) error {
	state := e.sidecar(f.Offer)
	part, err := files.Resume(ctx, state)
	switch {
	case err == nil:
		e.prepare(f, part)
		return nil
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.Is(err, files.ErrGone), errors.Is(err, files.ErrCorrupt):
		return e.discard(f.Offer) // it begins again
	}
	return err
}

// create begins another version than what was here.
func (e *Engine) create(f *fetch, h files.Head) (*files.Part, error) {
	state, again := e.sidecar(f.Offer), 0
	if f.part != nil {
		again = 1
		if err := f.part.Discard(); err != nil {
			return nil, err
		}
		f.part = nil
	}
	if e.config.copies {
		h.Name = filepath.Base(state) + contentsExtension
	}
	part, err := files.Create(state, f.dir, h, files.PartOptions{Stream: e.config.copies, SpareBytes: e.spare()})
	if err != nil {
		return nil, err
	}
	e.prepare(f, part)
	e.note(f, func(s *Status) {
		s.Of, s.Bytes, s.Reason, s.Active, s.Again = uint64(h.Size), 0, NoReason, true, s.Again+again
		s.FromCopy, s.Straight = f.copied, f.straight
	})
	return part, nil
}

// prepare has a part be that of a fetch. What is finished is written down before the
// sidecar goes: else it would come twice after a crash between the two.
func (e *Engine) prepare(f *fetch, part *files.Part) {
	f.part = part
	part.Hooks = e.config.hooks
	part.Named = func(path string, whole [32]byte) error {
		t := e.record(f.Offer, store.TransferDone, path)
		t.Reason, t.Version, t.Whole = uint8(untold), part.Version(), whole
		if e.config.copies {
			t.Reason, t.Size, t.Began = uint8(NoReason), uint64(part.Size()), f.began
		}
		f.named = t
		return e.table.Set(t)
	}
}

// spare is how much room what comes has to leave on the disk.
func (e *Engine) spare() int64 {
	if e.config.copies {
		return spareBytes
	}
	return 0
}

var errGrown = errors.New("far larger than it was offered")

// reasonOf is why an attempt failed.
func reasonOf(err error) Reason {
	var refused *filestream.RefusedError
	var ended *filestream.EndedError
	var network net.Error
	switch {
	case errors.As(err, &refused):
		switch refused.Reason {
		case wire.RefusedAway:
			return Away
		case wire.RefusedBusy:
			return Queued
		case wire.RefusedMissing:
			return Gone
		}
		return Unknown
	case errors.As(err, &ended):
		return endedBy(ended)
	case errors.Is(err, files.ErrNoSpace):
		return Full
	case errors.Is(err, errOverQuota):
		return OverQuota
	case errors.Is(err, files.ErrCorrupt), errors.Is(err, filestream.ErrMalformed), errors.Is(err, files.ErrTree), errors.Is(err, errGrown):
		return Broken
	}
	// Before it is looked for the network: the cause of an error of the disk is an errno,
	// and each of these is a net.Error too.
	for _, disk := range []error{files.ErrUnwritable, files.ErrTooLarge, files.ErrName, files.ErrLimit, files.ErrChanged, files.ErrGone, files.ErrUnreadable} {
		if errors.Is(err, disk) {
			return Unwritable
		}
	}
	if !errors.As(err, &network) && errors.Is(err, os.ErrPermission) {
		return Unwritable
	}
	return Unreached
}
