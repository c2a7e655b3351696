package history

import (
	"context"
	"maps"
	"time"

	"confab/transport/internal/store"
	"confab/transport/internal/wire"
)

// Dates reads when something was said, also where that was carried into a later log. Its
// methods wait for the disk.
type Dates struct {
	Store  *store.Store
	Failed func(error) // called for each error of the disk

	carried map[store.LogID][]store.CarriedRun // of the logs that were read
}

// Ends returns, for each of these logs of a host, when the last event of each room was
// said in it or, where nothing was, in one before. With that time the notice of the era
// that follows has the same place in every run: the time at which the host began again is
// not known here.
func (d *Dates) Ends(ctx context.Context, logs []store.LogID) []map[wire.RoomID]time.Time {
	all := make([]map[wire.RoomID]time.Time, len(logs))
	last := map[wire.RoomID]time.Time{}
	for i, log := range logs {
		rooms, err := d.Store.Rooms(ctx, log)
		if err != nil {
			d.Failed(err)
		}
		for _, r := range rooms {
			if r.Last > 0 {
				last[r.ID] = d.Said(ctx, log, r.ID, r.Last)
			}
		}
		all[i] = maps.Clone(last)
	}
	return all
}

// Said returns when the event seq of a room was said; now for one that is not held.
func (d *Dates) Said(ctx context.Context, log store.LogID, room wire.RoomID, seq uint64) time.Time {
	records, err := d.Store.Before(ctx, log, room, seq+1, 1)
	if err != nil {
		d.Failed(err)
		return time.Now()
	}
	if len(records) == 1 && records[0].Seq == seq && records[0].ServerTime != 0 {
		return records[0].ServerTime.Time()
	}
	for _, run := range d.left(ctx, log) {
		if run.Room == room && seq >= run.Was && seq-run.Was < run.Count {
			return d.Said(ctx, run.Log, room, run.Seq+seq-run.Was)
		}
	}
	return time.Now()
}

// left returns the runs of events that left a log.
func (d *Dates) left(ctx context.Context, log store.LogID) []store.CarriedRun {
	runs, known := d.carried[log]
	if known {
		return runs
	}
	runs, err := d.Store.Carried(ctx, log)
	if err != nil {
		d.Failed(err)
	}
	if d.carried == nil {
		d.carried = map[store.LogID][]store.CarriedRun{}
	}
	d.carried[log] = runs
	return runs
}
