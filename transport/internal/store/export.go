package store

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"confab/transport/internal/wire"
)

// Line is an event in an export to JSON Lines.
type Line struct {
	Room       string `json:"room"`
	Seq        uint64 `json:"seq"`
	CID        string `json:"cid"`
	From       string `json:"from"`
	Name       string `json:"name,omitempty"`
	Guest      string `json:"guest,omitempty"` // for whom From speaks
	Kind       string `json:"kind"`
	Body       string `json:"body,omitempty"`
	Ref        string `json:"ref,omitempty"`
	ClientTime string `json:"client_time"`
	ServerTime string `json:"server_time"`
}

// ExportJSON writes every event of a log as it came, a Line each, room after
// room, or of one room if only is not zero. Memory does not grow with the log.
// What is said meanwhile may be in it or not.
func (s *Store) ExportJSON(ctx context.Context, w io.Writer, log LogID, only wire.RoomID) error {
	b := bufio.NewWriter(w)
	e := json.NewEncoder(b)
	e.SetEscapeHTML(false)
	err := s.export(ctx, log, only, nil, func(r *Record, name string) error {
		l := Line{Room: r.Room.String(), Seq: r.Seq, CID: r.CID.String(), From: r.From.String(), Name: name,
			Guest: r.Guest, Kind: kindName(r.Kind), Body: r.Body, ClientTime: stamp(r.ClientTime), ServerTime: stamp(r.ServerTime)}
		if r.Ref != (wire.CID{}) {
			l.Ref = r.Ref.String()
		}
		return e.Encode(l)
	})
	if err != nil {
		return err
	}
	return b.Flush()
}

// ExportText writes what was said as people read it: a heading for each room,
// then the messages as they stand now, without edits, deletions and reactions.
// Only is as for ExportJSON.
func (s *Store) ExportText(ctx context.Context, w io.Writer, log LogID, only wire.RoomID) error {
	b := bufio.NewWriter(w)
	err := s.export(ctx, log, only, func(room Room, names map[wire.Identity]string) error {
		title := room.ID.String()
		if room.Members[0] != (wire.Identity{}) {
			title = label(names, room.Members[0]) + ", " + label(names, room.Members[1])
		}
		_, err := fmt.Fprintf(b, "== %s ==\n", line(title))
		return err
	}, func(r *Record, name string) error {
		if r.Kind != wire.Text || r.Deleted {
			return nil
		}
		if name == "" {
			name = short(r.From)
		}
		if r.Guest != "" {
			name = r.Guest + " (guest of " + name + ")"
		}
		// Lines after the first are set in, so that none can pass for a message.
		text := strings.NewReplacer("\r\n", "\n    ", "\n", "\n    ", "\r", "\n    ").Replace(r.Shown)
		_, err := fmt.Fprintf(b, "[%s] %s: %s\n", stamp(r.ServerTime), line(name), text)
		return err
	})
	if err != nil {
		return err
	}
	return b.Flush()
}

func (s *Store) export(ctx context.Context, log LogID, only wire.RoomID, begin func(Room, map[wire.Identity]string) error, each func(*Record, string) error) error {
	rooms, err := s.Rooms(ctx, log)
	if err != nil {
		return err
	}
	names, err := s.Names(ctx)
	if err != nil {
		return err
	}
	for _, room := range rooms {
		if only != (wire.RoomID{}) && room.ID != only {
			continue
		}
		if begin != nil {
			if err = begin(room, names); err != nil {
				return err
			}
		}
		// Page by page: a long read would keep the database's log from being cut.
		for seq := uint64(0); ; {
			page, err := s.After(ctx, log, room.ID, seq, exportPage)
			if err != nil {
				return err
			}
			for i := range page {
				if err = each(&page[i], names[page[i].From]); err != nil {
					return err
				}
			}
			if len(page) < exportPage {
				break
			}
			seq = page[len(page)-1].Seq
		}
	}
	return nil
}

// exportPage times the longest text is what an export holds at most: 4 MiB.
const exportPage = 128

func label(names map[wire.Identity]string, id wire.Identity) string {
	if n := names[id]; n != "" {
		return n
	}
	return short(id)
}

func short(id wire.Identity) string { return id.String()[:8] }

// line keeps a name from outside on its line.
func line(s string) string { return strings.NewReplacer("\n", " ", "\r", " ").Replace(s) }

func stamp(m wire.Millis) string { return m.Time().Format(time.RFC3339Nano) }

func kindName(k wire.Kind) string {
	switch k {
	case wire.Text:
		return "text"
	case wire.Edit:
		return "edit"
	case wire.Delete:
		return "delete"
	case wire.Reaction:
		return "reaction"
	}
	return fmt.Sprintf("kind %d", k)
}
