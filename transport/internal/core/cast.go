package core

import (
	"slices"
	"time"

	"confab/transport/internal/plain"
	"confab/transport/internal/wire"
)

// maxCasts is of how many messages it is kept how many guests got them.
const maxCasts = 4096

// cast has the plain guests hear what was said in the room of all: the host's own words
// everyone, those of others only who was let in, as the log has it.
func (s *Server) cast(r *room, e wire.Event) {
	own := ID(e.From) == s.home.Identity() && e.Guest == ""
	speaker := s.hosting.spoke[e.CID]
	delete(s.hosting.spoke, e.CID)
	text := e.Body
	if !own {
		name := e.Guest
		if name == "" {
			var key string
			if _, name, key = s.author(r, ID(e.From)); key != "" {
				name += " (" + key + ")"
			}
		}
		text = plain.Relayed(name, text)
	}
	hearers := slices.DeleteFunc(s.here(), func(p *peer) bool { return !own && !p.passage.logged || p.ID == speaker })
	if len(hearers) == 0 {
		return
	}
	w := plain.Payload{Body: text, Lossy: true}
	m := Message{ID: e.CID, Plain: true, Kind: Outgoing, Text: text, Raw: text, Broadcast: own, Relayed: !own, Recipients: len(hearers), Time: time.Now()}
	m.Replaced = countReplaced(&w, hearers)
	rec := &record{Message: m, talk: Everyone, cast: r, of: e.CID}
	rec.pending.Store(int32(len(hearers)))
	if len(r.casts) >= maxCasts {
		clear(r.casts) // how far a message of long ago got is no news
	}
	if own {
		r.casts[e.CID] = rec
	}
	s.sendEach(hearers, rec, &w)
}
