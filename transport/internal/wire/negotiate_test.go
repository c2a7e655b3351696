package wire

import (
	"errors"
	"io"
	"math"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestNegotiation(t *testing.T) {
	t.Run("two programs of this version agree", func(t *testing.T) {
		var h Hello
		h.Offer()
		version, features, err := Negotiate(&h)
		if err != nil || version != 1 {
			t.Fatalf("%d, %v", version, err)
		}
		if err := Accept(&h, &Welcome{Version: version, Features: features}); err != nil {
			t.Error(err)
		}
	})
	t.Run("a host that cannot know the version says which ones it knows", func(t *testing.T) {
		defer func(v []uint16) { versions = v }(versions)
		versions = []uint16{2, 3}
		_, _, err := Negotiate(VersionQuestion())
		bye := ByeFor(err)
		if bye == nil || !slices.Equal(SpokenIn(bye), versions) {
			t.Fatalf("%+v", bye)
		}
		for _, detail := range []string{"", "and here [1]", ", and here [x]", ", and here [65536]", ", and here [" + strings.Repeat("1 ", MaxVersions+1) + "]"} {
			if got := SpokenIn(&Bye{Reason: ByeVersion, Detail: detail}); got != nil {
				t.Errorf("%q: %v", detail, got)
			}
		}
		bye.Reason = ByeFull
		if got := SpokenIn(bye); got != nil {
			t.Error(got)
		}
		if b, err := Append(nil, VersionQuestion()); err != nil || len(b) == 0 {
			t.Error(err)
		}
	})
	t.Run("an offer is a list of its own", func(t *testing.T) {
		var h Hello
		h.Offer()
		h.Versions[0] = 9
		var again Hello
		if again.Offer(); again.Versions[0] != 1 {
			t.Error(again.Versions)
		}
	})
	tests := []struct {
		sentence     string
		here, theirs []uint16
		want         uint16
	}{
		{"a newer client speaks the host's version", []uint16{1}, []uint16{1, 2}, 1},
		{"a newer host speaks the client's version", []uint16{1, 2, 3}, []uint16{1, 2}, 2},
		{"the highest in common counts, not the highest", []uint16{1, 2, 5}, []uint16{2, 3, 4}, 2},
		{"nothing in common is an error", []uint16{1}, []uint16{2, 65535}, 0},
	}
	for _, tt := range tests {
		t.Run(tt.sentence, func(t *testing.T) {
			defer func(v []uint16) { versions = v }(versions)
			versions = tt.here
			got, _, err := Negotiate(&Hello{Versions: tt.theirs})
			if got != tt.want || (err != nil) != (tt.want == 0) {
				t.Fatalf("%d, %v", got, err)
			}
			if bye := ByeFor(err); err != nil && (bye == nil || bye.Reason != ByeVersion) {
				t.Errorf("%+v", bye)
			}
		})
	}
	t.Run("a feature that one side lacks does not count", func(t *testing.T) {
		if _, features, err := Negotiate(&Hello{Versions: []uint16{1}, Features: math.MaxUint64}); features != supported || err != nil {
			t.Errorf("%#x, %v", features, err)
		}
	})
	t.Run("a host that chose what was not offered is refused", func(t *testing.T) {
		offer := &Hello{Versions: []uint16{1}, Features: 0b101}
		for _, w := range []Welcome{{Version: 2}, {Version: 1, Features: 0b010}, {Version: 1, Features: 0b111}} {
			if bye := ByeFor(Accept(offer, &w)); bye == nil || bye.Reason != ByeVersion {
				t.Errorf("%+v: %+v", w, bye)
			}
		}
		if err := Accept(offer, &Welcome{Version: 1, Features: 0b100}); err != nil {
			t.Error(err)
		}
	})
}

func TestRefusal(t *testing.T) {
	t.Run("a BYE says what was wrong, cut to its limit between characters", func(t *testing.T) {
		for _, pad := range []int{0, 1, 2} {
			err := &Refusal{Type: TypePost, Field: "body", Why: strings.Repeat("x", pad) + strings.Repeat("世", 200), Reason: ByeMalformed}
			bye := ByeFor(err)
			if _, e := Append(nil, bye); e != nil || bye.Reason != ByeMalformed || !strings.HasPrefix(bye.Detail, "POST: body: ") {
				t.Errorf("%+v, %v", bye, e)
			}
			if len(bye.Detail) <= MaxDetailBytes-3 {
				t.Errorf("cut to %d bytes", len(bye.Detail))
			}
		}
	})
	t.Run("nobody is told of a connection that broke, or of no error", func(t *testing.T) {
		if ByeFor(io.ErrUnexpectedEOF) != nil || ByeFor(nil) != nil {
			t.Error("a BYE was made")
		}
	})
	t.Run("a refusal is found inside another error", func(t *testing.T) {
		_, refusal := Append(nil, &Ack{})
		if ByeFor(errors.Join(io.EOF, refusal)) == nil {
			t.Error("not found")
		}
	})
}

func TestNames(t *testing.T) {
	t.Run("a room of two is the same from both sides, and no other room", func(t *testing.T) {
		carol := identity(0xCA)
		rooms := []RoomID{Everyone, {}, Direct(alice, bob), Direct(alice, carol), Direct(bob, carol), Direct(alice, alice)}
		for i, r := range rooms {
			if slices.Index(rooms, r) != i {
				t.Errorf("room %d is another one's", i)
			}
		}
		if Direct(carol, bob) != Direct(bob, carol) {
			t.Error("it depends on the side")
		}
		if Everyone.String() != "everyone" || Direct(alice, bob).String() == "everyone" {
			t.Error("badly named")
		}
	})
	t.Run("names are shown in hexadecimal digits", func(t *testing.T) {
		for got, want := range map[string]string{
			alice.String(): strings.Repeat("a1", 32), cid(0x0C).String(): strings.Repeat("0c", 16), epoch(0xE0).String(): strings.Repeat("e0", 16),
		} {
			if got != want {
				t.Errorf("%s, want %s", got, want)
			}
		}
	})
	t.Run("a moment comes back to the millisecond, and a wrong clock gives one that a frame holds", func(t *testing.T) {
		now := time.Date(2026, 7, 1, 12, 0, 0, 123_456_789, time.UTC)
		if got := MillisOf(now).Time(); !got.Equal(now.Truncate(time.Millisecond)) {
			t.Error(got)
		}
		for _, year := range []int{math.MinInt32, -1, 0, 1, 1601, 9999, 10_000, math.MaxInt32} {
			m := MillisOf(time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC))
			if _, err := Append(nil, &Ack{CID: cid(1), Room: Everyone, Seq: 1, ServerTime: m}); err != nil {
				t.Errorf("year %d: %v", year, err)
			}
			if want := min(max(year, 1), 9999); m.Time().Year() != want {
				t.Errorf("year %d became %d", year, m.Time().Year())
			}
		}
	})
	t.Run("reasons to try again are told from those that are not, known or not", func(t *testing.T) {
		for r, want := range map[NakReason]bool{NakKind: false, NakMember: false, 0x7F: false, NakDiskFull: true, NakJournal: true, 0xFF: true} {
			if r.Temporary() != want {
				t.Errorf("%d", r)
			}
		}
	})
	t.Run("kinds of this version are known and others are not", func(t *testing.T) {
		for k := range 256 {
			if Kind(k).Known() != (k >= 1 && k <= 6) {
				t.Errorf("%d", k)
			}
		}
	})
}
