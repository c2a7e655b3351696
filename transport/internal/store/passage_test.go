package store

import (
	"context"
	"strings"
	"testing"

	"confab/transport/internal/wire"
)

func passes(kind wire.Kind, stay wire.Stay, guest string) Entry {
	return says(anna, wire.Post{CID: stay.CID(kind), Room: wire.Everyone, Kind: kind, Guest: guest, ClientTime: 5})
}

func TestStays(t *testing.T) {
	s := fresh(t)
	h := hosted(t, s)
	one, two := wire.Stay{1}, wire.Stay{2, 7: 0xFF}
	stays := func(want ...Stay) {
		t.Helper()
		got, err := h.Stays(context.Background())
		no(t, err)
		if len(got) != len(want) {
			t.Fatalf("%v stay, want %v", got, want)
		}
		for i := range want {
			if got[i] != want[i] {
				t.Errorf("%v stays, want %v", got[i], want[i])
			}
		}
	}
	appendAll(t, h, said(0, 5)...)
	stays()
	appendAll(t, h, passes(wire.GuestIn, one, "nc"), passes(wire.GuestIn, two, "telnet"))
	appendAll(t, h, said(6, 9)...)
	appendAll(t, h, passes(wire.GuestOut, one, "nc"))
	stays(Stay{two, "telnet"})
	if a := appendAll(t, h, passes(wire.GuestOut, two, "telnet"), passes(wire.GuestOut, two, "telnet")); a[0].Repeat || !a[1].Repeat {
		t.Errorf("answers %+v", a)
	}
	stays()

	var b strings.Builder
	no(t, s.ExportText(context.Background(), &b, []LogID{h.Log()}, wire.RoomID{}))
	for _, want := range []string{"-- guest nc was let into the room: not encrypted from here on --", "-- guest telnet is no longer in the room --"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("the export lacks %q:\n%s", want, b.String())
		}
	}
	b.Reset()
	no(t, s.ExportJSON(context.Background(), &b, []LogID{h.Log()}, wire.RoomID{}))
	for _, want := range []string{`"guest":"nc","kind":"guest_in"`, `"guest":"telnet","kind":"guest_out"`} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("the export lacks %q:\n%s", want, b.String())
		}
	}
}
