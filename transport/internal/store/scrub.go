package store

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"time"
)

const (
	// scrubRest is how many pauses pass between Open and the first pass.
	scrubRest = 60
	scrubDay  = 24 * time.Hour
	// scrubPages and scrubEvents are what is read before each pause.
	scrubPages  = 64
	scrubEvents = 256
	// scrubLooks is how often a page is read that does not fit its seal: it may
	// just be written.
	scrubLooks = 4
)

// scrubLoop reads everything, slowly, so that damage is found while other copies
// are still there and not only when somebody looks.
func (s *Store) scrubLoop(ctx context.Context) {
	wait := scrubRest * s.pause
	for sleep(ctx, wait) {
		// Damage is mended and reported where it is met; what fails else comes again.
		if err := s.scrubPages(ctx); err == nil {
			_ = s.scrubEvents(ctx)
		}
		wait = scrubDay
	}
}

// sleep returns false when ctx ends before the time has passed.
func sleep(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// scrubPages compares the pages of the file with their seals.
func (s *Store) scrubPages(ctx context.Context) error {
	f, err := openPrivate(filepath.Join(s.dir, databaseName), os.O_RDONLY)
	if err != nil {
		return err
	}
	defer f.Close()
	read := 0
	return eachPage(f, 0, func(page []byte, at int64) error {
		if read++; read%scrubPages == 0 && !sleep(ctx, s.pause) {
			return ctx.Err()
		}
		for look := 0; ; look++ {
			if c := check(page); c == sound || c == unsealed {
				return nil
			}
			if look == scrubLooks {
				return s.mend(&CorruptError{errors.New("a page is not what was written")})
			}
			if !sleep(ctx, s.pause/scrubLooks) {
				return ctx.Err()
			}
			if _, err := f.ReadAt(page, at); err != nil {
				return err
			}
		}
	})
}

// scrubEvents compares the events with their checksums and the rooms with the
// numbers of their events, as reading does.
func (s *Store) scrubEvents(ctx context.Context) error {
	logs, err := s.Logs(ctx)
	if err != nil {
		return err
	}
	for _, l := range logs {
		rooms, err := s.Rooms(ctx, l.ID)
		if err != nil {
			return err
		}
		for _, room := range rooms {
			for seq := uint64(0); ; {
				page, err := s.After(ctx, l.ID, room.ID, seq, scrubEvents)
				if err != nil {
					return err
				}
				if len(page) < scrubEvents {
					break
				}
				seq = page[len(page)-1].Seq
				if !sleep(ctx, s.pause) {
					return ctx.Err()
				}
			}
		}
	}
	return nil
}
