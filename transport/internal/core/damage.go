package core

import (
	"confab/transport/internal/names"
	"confab/transport/internal/store"
	"confab/transport/internal/wire"
)

// damageError says the worst of the damage that was met.
func damageError(dir string, d *store.DamageError) *Error {
	e := &Error{Fault: HistoryMended, Addr: dir, Err: d,
		Damage: &Damage{Messages: d.Events, Bits: d.Bits, Changes: d.Commits, Renewed: d.Renewed, Missing: d.Missing, Aside: d.Aside}}
	switch {
	case d.Missing || d.Commits > 0:
		e.Fault = HistoryLost
	case d.Events > 0:
		e.Fault = HistoryHarmed
	case d.Renewed && d.Bits == 0 && d.Aside == "":
		e.Fault = HistoryRenewed
	}
	for _, t := range d.Talks {
		e.Damage.Talks = append(e.Damage.Talks, damagedTalk(t))
	}
	return e
}

func damagedTalk(t store.DamagedTalk) DamagedTalk {
	d := DamagedTalk{Peer: ID(t.With), Name: names.Clean(t.Name), Own: t.Host == t.Self, Messages: t.Events}
	if t.With == (wire.Identity{}) {
		d.Peer, d.Room = ID(t.Host), true
	}
	if d.Name == "" {
		d.Name = shortID(d.Peer)
	}
	return d
}
