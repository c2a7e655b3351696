package core

import (
	"context"
	"maps"
	"time"

	"confab/transport/internal/store"
	"confab/transport/internal/wire"
)

// ends are, for each of these logs of a host, when the last of each room was said in it
// or, where nothing was, in one before. With that time the notice of the era that
// follows stands in its place in every run: when the host began anew nobody here knows.
// It needs no lock.
func (c *core) ends(ctx context.Context, logs []store.LogID) []map[wire.RoomID]time.Time {
	all, when := make([]map[wire.RoomID]time.Time, len(logs)), dates{core: c}
	last := map[wire.RoomID]time.Time{}
	for i, log := range logs {
		rooms, err := c.home.store.Rooms(ctx, log)
		if err != nil {
			c.diskFailed(err)
		}
		for _, r := range rooms {
			if r.Last > 0 {
				last[r.ID] = when.said(ctx, log, r.ID, r.Last)
			}
		}
		all[i] = maps.Clone(last)
	}
	return all
}

// dates reads when something was said, also if that was carried into a later log.
type dates struct {
	core    *core
	carried map[store.LogID][]store.CarriedRun // of the logs that were looked at
}

// said is when the event seq of a room was said; of one that is not held it is now.
func (d *dates) said(ctx context.Context, log store.LogID, room wire.RoomID, seq uint64) time.Time {
	records, err := d.core.home.store.Before(ctx, log, room, seq+1, 1)
	if err != nil {
		d.core.diskFailed(err)
		return time.Now()
	}
	if len(records) == 1 && records[0].Seq == seq && records[0].ServerTime != 0 {
		return records[0].ServerTime.Time()
	}
	for _, run := range d.left(ctx, log) {
		if run.Room == room && seq >= run.Was && seq-run.Was < run.Count {
			return d.said(ctx, run.Log, room, run.Seq+seq-run.Was)
		}
	}
	return time.Now()
}

// left are the runs of events that left a log.
func (d *dates) left(ctx context.Context, log store.LogID) []store.CarriedRun {
	runs, known := d.carried[log]
	if known {
		return runs
	}
	runs, err := d.core.home.store.Carried(ctx, log)
	if err != nil {
		d.core.diskFailed(err)
	}
	if d.carried == nil {
		d.carried = map[store.LogID][]store.CarriedRun{}
	}
	d.carried[log] = runs
	return runs
}
