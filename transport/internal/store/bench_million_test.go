package store

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"confab/transport/internal/wire"
)

// babble makes up messages in which letters, characters and words are about as
// often as in real talk, half of them Chinese: in an index it is the frequencies
// that cost.
type babble struct {
	chance     *rand.Rand
	words      []string
	word, rune *rand.Zipf
}

// han are as many characters as a newspaper uses.
const han = 3500

func newBabble() *babble {
	b := &babble{chance: rand.New(rand.NewPCG(1, 2))}
	any := func(s string) byte { return s[b.chance.IntN(len(s))] }
	for range 20_000 {
		var w []byte
		for range 1 + b.chance.IntN(3) {
			w = append(w, any("bcdfghjklmnprstvwyz"), any("aeiou"))
			if c := any("dlmnrst "); c != ' ' {
				w = append(w, c)
			}
		}
		b.words = append(b.words, string(w))
	}
	b.word = rand.NewZipf(b.chance, 1.1, 8, uint64(len(b.words)-1))
	b.rune = rand.NewZipf(b.chance, 1.05, 20, han-1)
	return b
}

// chinese are the characters of these ranks by frequency, from 0.
func chinese(ranks ...rune) string {
	for i := range ranks {
		ranks[i] += 0x4e00
	}
	return string(ranks)
}

func (b *babble) line() string {
	var line strings.Builder
	if b.chance.IntN(2) == 0 {
		for range 4 + b.chance.IntN(16) {
			line.WriteString(chinese(rune(b.rune.Uint64())))
		}
		return line.String()
	}
	for n := range 3 + b.chance.IntN(14) {
		if n > 0 {
			line.WriteByte(' ')
		}
		line.WriteString(b.words[b.word.Uint64()])
	}
	return line.String()
}

// million is how many messages the room of BenchmarkMillion has.
const million = 1_000_000

// fill puts a million messages into the room of everyone, the last of them in
// batches as they come in a busy talk, which leave the index in more pieces. It
// goes past Append, which would wait for the disk 4 000 times.
func fill(b *testing.B, s *Store, h *Host) {
	talk := newBabble()
	const coarse, fine = 10_000, 20
	for n := 0; n < million; {
		batch := coarse
		if n >= million-2*coarse {
			batch = fine
		}
		no(b, s.write(1, func(c *conn) error {
			p, err := c.room(h.log, wire.Everyone)
			if err != nil {
				return err
			}
			author, err := c.identity(boris)
			if err != nil {
				return err
			}
			for range batch {
				n++
				body := talk.line()
				switch n {
				case million / 3:
					body = "the Zeppelin is over 龘靐 now"
				case million * 2 / 3:
					body = "a zeppelin again: 龘靐"
				}
				post := text(n, body)
				post.CID = scattered(n)
				if err := c.insert(h.log, &p, author, &wire.Event{Post: post, From: boris, Seq: uint64(n), ServerTime: post.ClientTime}); err != nil {
					return err
				}
			}
			return nil
		}))
	}
	// Beside it a small room, in which common words are rare.
	direct := text(million+1, "psst")
	direct.Room = wire.Direct(boris, chen)
	appendAll(b, h, Entry{Post: direct, From: boris, To: chen})
	caughtUp(b, s)
}

// BenchmarkMillion takes a minute to fill its database. The aims are 100 ms for
// a search and 5 ms for a page.
func BenchmarkMillion(b *testing.B) {
	dir := b.TempDir()
	s := reopen(b, dir, Options{})
	h := hosted(b, s)
	fill(b, s, h)
	common := newBabble().words
	for _, c := range []struct {
		sentence, text string
		room           wire.RoomID
		hits           int
	}{
		{"a rare word", "zeppelin", wire.RoomID{}, 2},
		{"a rare word in a room", "zeppelin", wire.Everyone, 2},
		{"a common word", common[3], wire.RoomID{}, 50},
		{"a word of common pieces that is not there", common[3] + "q" + common[1], wire.RoomID{}, 0},
		{"a rare Chinese word of two characters", "龘靐", wire.RoomID{}, 2},
		{"a rare Chinese word of two characters in a room", "龘靐", wire.Everyone, 2},
		{"a common Chinese word of two characters", chinese(0, 1), wire.RoomID{}, 50},
		{"two Chinese characters that are never together", chinese(3000, 3001), wire.RoomID{}, 0},
		{"two Chinese characters that are not there", "闣闤", wire.RoomID{}, 0},
		{"a Chinese character that is not there", "鼠", wire.RoomID{}, 0},
		{"the commonest Chinese character", chinese(0), wire.RoomID{}, 50},
		{"two letters that are common", "an", wire.RoomID{}, 50},
		{"two letters that are not there", "qq", wire.RoomID{}, 0},
		{"a common word in a small room", common[3], wire.Direct(boris, chen), 0},
		{"a character that the index does not have", "\x01", wire.RoomID{}, 0},
	} {
		b.Run("search for "+c.sentence, func(b *testing.B) {
			q := Query{Text: c.text, Room: c.room, Limit: 50}
			if c.room != (wire.RoomID{}) {
				q.Log = h.Log()
			}
			for b.Loop() {
				if hits := search(b, s, q); len(hits) != c.hits {
					b.Fatalf("%d hits for %q", len(hits), c.text)
				}
			}
		})
	}
	for _, seq := range []uint64{0, million / 2} {
		b.Run(fmt.Sprintf("the page before %d", seq), func(b *testing.B) {
			for b.Loop() {
				if got := must(s.Before(context.Background(), h.Log(), wire.Everyone, seq, 50))(b); len(got) != 50 {
					b.Fatal(len(got))
				}
			}
		})
	}
	b.Run("opening the store, and its last page", func(b *testing.B) {
		for b.Loop() {
			no(b, s.Close())
			s = reopen(b, dir, Options{})
			if got := must(s.Before(context.Background(), h.Log(), wire.Everyone, 0, 50))(b); len(got) != 50 {
				b.Fatal(len(got))
			}
		}
	})
}
