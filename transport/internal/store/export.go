package store

import (
	"bufio"
	"cmp"
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"confab/transport/internal/names"
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
	Whole      string `json:"whole,omitempty"` // the hash over all of what the message offers, where it is known
}

// ExportJSON writes every event of a log as it came, a Line each, room after
// room, or of one room if only is not zero. Of several eras of a log, given from the
// first on, it writes what they have in the order in which it came. Memory does not
// grow with the log. What is said meanwhile may be in it or not.
func (s *Store) ExportJSON(ctx context.Context, w io.Writer, logs []LogID, only wire.RoomID) error {
	b := bufio.NewWriter(w)
	e := json.NewEncoder(b)
	e.SetEscapeHTML(false)
	wholes, err := s.wholes(ctx)
	if err != nil {
		return err
	}
	err = s.export(ctx, logs, only, nil, func(r *Record, name string) error {
		l := Line{Room: r.Room.String(), Seq: r.Seq, CID: r.CID.String(), From: r.From.String(), Name: name,
			Guest: r.Guest, Kind: kindName(r.Kind), Body: r.Body, ClientTime: stamp(r.ClientTime), ServerTime: stamp(r.ServerTime)}
		if r.Ref != (wire.CID{}) {
			l.Ref = r.Ref.String()
		}
		if whole, known := wholes[offered{r.From, r.CID}]; known {
			l.Whole = hex.EncodeToString(whole[:])
		}
		return e.Encode(l)
	})
	if err != nil {
		return err
	}
	return b.Flush()
}

// ExportText writes what was said as people read it: a heading for each room,
// then the messages as they stand now, without edits, deletions and reactions, and
// which plain guests were there.
// Logs and only are as for ExportJSON.
func (s *Store) ExportText(ctx context.Context, w io.Writer, logs []LogID, only wire.RoomID) error {
	b := bufio.NewWriter(w)
	var shown map[wire.Identity]string
	wholes, err := s.wholes(ctx)
	if err != nil {
		return err
	}
	err = s.export(ctx, logs, only, func(room Room, names map[wire.Identity]string) error {
		if shown == nil {
			shown = distinct(names)
		}
		title := room.ID.String()
		if room.Members[0] != (wire.Identity{}) {
			title = label(shown, room.Members[0]) + ", " + label(shown, room.Members[1])
		}
		_, err := fmt.Fprintf(b, "== %s ==\n", line(title))
		return err
	}, func(r *Record, _ string) error {
		switch guest := cmp.Or(names.Clean(r.Guest), "?"); {
		case r.Kind == wire.GuestIn:
			_, err := fmt.Fprintf(b, "[%s] -- guest %s was let into the room: not encrypted from here on --\n", stamp(r.ServerTime), line(guest))
			return err
		case r.Kind == wire.GuestOut:
			_, err := fmt.Fprintf(b, "[%s] -- guest %s is no longer in the room --\n", stamp(r.ServerTime), line(guest))
			return err
		case r.Kind != wire.Text || r.Deleted:
			return nil
		}
		name := label(shown, r.From)
		if r.Guest != "" {
			name = cmp.Or(names.Clean(r.Guest), "?") + " (guest of " + name + ")"
		}
		// Lines after the first are set in, so that none can pass for a message.
		text := strings.NewReplacer("\r\n", "\n    ", "\n", "\n    ", "\r", "\n    ").Replace(r.Shown)
		_, err := fmt.Fprintf(b, "[%s] %s: %s\n", stamp(r.ServerTime), line(name), text)
		if whole, known := wholes[offered{r.From, r.CID}]; known && err == nil {
			_, err = fmt.Fprintf(b, "    (file, whole: %x)\n", whole)
		}
		return err
	})
	if err != nil {
		return err
	}
	return b.Flush()
}

func (s *Store) export(ctx context.Context, logs []LogID, only wire.RoomID, begin func(Room, map[wire.Identity]string) error, each func(*Record, string) error) error {
	rooms, err := s.roomsOf(ctx, logs)
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
		pages := s.pagesOf(ctx, logs, room.ID)
		for {
			page, err := pages()
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
		}
	}
	return nil
}

// roomsOf are the rooms of some logs, each once.
func (s *Store) roomsOf(ctx context.Context, logs []LogID) (rooms []Room, err error) {
	for _, log := range logs {
		some, err := s.Rooms(ctx, log)
		if err != nil {
			return nil, err
		}
		for _, room := range some {
			i := slices.IndexFunc(rooms, func(r Room) bool { return r.ID == room.ID })
			switch {
			case i < 0:
				rooms = append(rooms, room)
			case rooms[i].Members[0] == wire.Identity{}:
				rooms[i].Members = room.Members
			}
		}
	}
	return rooms, nil
}

// pagesOf returns the events of a room, a page with each call.
func (s *Store) pagesOf(ctx context.Context, logs []LogID, room wire.RoomID) func() ([]Record, error) {
	if len(logs) == 1 {
		seq := uint64(0)
		return func() ([]Record, error) {
			page, err := s.After(ctx, logs[0], room, seq, exportPage)
			if len(page) > 0 {
				seq = page[len(page)-1].Seq
			}
			return page, err
		}
	}
	// In the order of events.id: what was carried into a later era keeps its own.
	// The joins have SQLite read them in that order, without sorting for each page.
	sql := "SELECT " + recordColumns + `, e.id FROM events e CROSS JOIN rooms r ON r.id=e.room CROSS JOIN identities a ON a.id=e.author
		WHERE e.id>? AND r.room=? AND r.log IN (?` + strings.Repeat(",?", len(logs)-1) + ") ORDER BY e.id LIMIT " + strconv.Itoa(exportPage)
	args := []any{int64(0), room}
	for _, log := range logs {
		args = append(args, int64(log))
	}
	return func() (page []Record, err error) {
		err = s.read(ctx, func(c *conn) error {
			return c.each(sql, func(r row) bool {
				page = append(page, r.record())
				args[0] = r.ColumnInt64(recordWidth)
				return true
			}, args...)
		})
		return page, err
	}
}

// exportPage times the longest text is what an export holds at most: 4 MiB.
const exportPage = 128

// distinct are names as people read them: where two look alike, or one like a word
// of the program, each has the short form of its key behind it.
func distinct(called map[wire.Identity]string) map[wire.Identity]string {
	var guard names.Guard[wire.Identity]
	shapes := make(map[wire.Identity]names.Shape, len(called))
	for id, name := range called {
		shapes[id] = names.ShapeOf(name)
		guard.Protect(id, shapes[id])
	}
	shown := make(map[wire.Identity]string, len(called))
	for id, name := range called {
		shown[id] = names.Clean(name)
		if shown[id] != "" && guard.Alike(id, shapes[id], false) {
			shown[id] += " · " + short(id)
		}
	}
	return shown
}

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
	case wire.GuestIn:
		return "guest_in"
	case wire.GuestOut:
		return "guest_out"
	case wire.Withheld:
		return "withheld"
	}
	return fmt.Sprintf("kind %d", k)
}
