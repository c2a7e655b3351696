package term

import (
	"errors"

	"confab/transport"
)

// recordDamage is what the disk did to the history.
type recordDamage struct {
	Messages int                 `json:"messages,omitempty"`
	Talks    []recordDamagedTalk `json:"talks,omitempty"`
	Bits     int                 `json:"bits,omitempty"`
	Changes  uint64              `json:"changes,omitempty"`
	Renewed  bool                `json:"renewed,omitempty"`
	Missing  bool                `json:"missing,omitempty"`
	Aside    string              `json:"aside,omitempty"`
}

type recordDamagedTalk struct {
	Identity string `json:"identity"`
	Name     string `json:"name"`
	Room     bool   `json:"room,omitempty"`
	Own      bool   `json:"own,omitempty"`
	Messages int    `json:"messages"`
}

// damageOf is the recordDamage of an error; nil: it is not about damage, or nothing
// is known of it.
func damageOf(err error) *recordDamage {
	var e *transport.Error
	if !errors.As(err, &e) {
		return nil
	}
	d := e.Damage
	switch {
	case d == nil && e.Fault == transport.HistoryAside: // how many it had nothing can tell
		return &recordDamage{Missing: true, Aside: e.Addr}
	case d == nil:
		return nil
	}
	rec := &recordDamage{Messages: d.Messages, Bits: d.Bits, Changes: d.Changes, Renewed: d.Renewed, Missing: d.Missing, Aside: d.Aside}
	for _, t := range d.Talks {
		rec.Talks = append(rec.Talks, recordDamagedTalk{Identity: t.Peer.String(), Name: t.Name,
			Room: t.Room, Own: t.Own, Messages: t.Messages})
	}
	return rec
}
