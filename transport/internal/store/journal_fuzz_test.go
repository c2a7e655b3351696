package store

import (
	"bytes"
	"context"
	"encoding/binary"
	"testing"

	"confab/transport/internal/wire"
)

// FuzzJournal takes an EV from its bytes to the disk and back to its bytes: what
// a member copies is what it would send on.
func FuzzJournal(f *testing.F) {
	for i, p := range []wire.Post{
		text(1, "hello"), text(2, "你好 🌍\x00\n<b>"), guested(3, "from outside", "nc"),
		refers(4, wire.Edit, 1, "changed"), refers(5, wire.Delete, 1, ""), refers(6, wire.Reaction, 1, "👍"),
		{CID: cid(7), Room: wire.Direct(anna, boris), Kind: wire.Text, Body: "for two", Ref: cid(1)},
		{CID: cid(8), Room: wire.RoomID{9}, Kind: 200, Body: "of a later version"},
	} {
		b, err := wire.Append(nil, &wire.Event{Post: p, Seq: uint64(i + 1), From: chen, ServerTime: 5})
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b[5:]) // without length and type
	}
	r := copied(f, fresh(f))
	lives := uint64(0)
	f.Fuzz(func(t *testing.T, m []byte) {
		frame, err := wire.Decode(wire.TypeEvent, m)
		if err != nil {
			return
		}
		e := frame.(*wire.Event)
		e.First = e.Seq // whatever its place: what came before is not held any more
		var epoch wire.Epoch
		lives++
		binary.BigEndian.PutUint64(epoch[:], lives)
		log, _, err := r.Begin(epoch)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := r.Deliver(epoch, []wire.Event{*e}); err != nil {
			t.Fatalf("%+v: %v", e, err)
		}
		records, err := r.store.After(context.Background(), log, e.Room, 0, 10)
		if err != nil || len(records) != 1 {
			t.Fatalf("%+v came back as %+v, %v", e, records, err)
		}
		// First belongs to the telling of a gap, which begins above 1.
		e.First, records[0].First = 0, 0
		want, err := wire.Append(nil, e)
		if err != nil {
			t.Fatal(err)
		}
		got, err := wire.Append(nil, &records[0].Event)
		if err != nil || !bytes.Equal(got, want) {
			t.Fatalf("%+v came back as %+v, %v", e, records[0].Event, err)
		}
	})
}
