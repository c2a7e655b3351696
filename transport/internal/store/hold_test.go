package store

import (
	"errors"
	"strings"
	"testing"

	"confab/transport/internal/wire"
)

func TestOrderAfterAFailure(t *testing.T) {
	// refusing has a store that fails with the message "odd", by what SQLite says of an expression.
	refusing := func(t *testing.T, expression string) (s *Store, h *Host, mend func()) {
		s = fresh(t)
		h = hosted(t, s)
		no(t, s.write(1, func(c *conn) error {
			return c.Exec("CREATE TRIGGER odd BEFORE INSERT ON events WHEN NEW.body='odd' BEGIN SELECT " + expression + "; END")
		}))
		return s, h, func() {
			no(t, s.write(1, func(c *conn) error { return c.Exec("DROP TRIGGER odd") }))
		}
	}
	entry := func(n int, body string) Entry {
		e := says(boris, text(n, body))
		e.Session = 7
		return e
	}
	const overflow = "abs(-9223372036854775807-1)"
	t.Run("what follows a message that the store did not take for no reason of its own waits for it", func(t *testing.T) {
		s, h, mend := refusing(t, overflow)
		_, err := h.Append([]Entry{entry(1, "odd")})
		var temporary *TemporaryError
		if !errors.As(err, &temporary) || temporary.Reason != wire.NakJournal {
			t.Fatal(err)
		}
		if a := appendAll(t, h, entry(2, "two")); a[0].Refused != wire.NakJournal {
			t.Errorf("%+v", a)
		}
		if a := appendAll(t, h, says(chen, text(3, "of another"))); a[0].Refused != 0 {
			t.Errorf("%+v", a)
		}
		mend()
		appendAll(t, h, entry(1, "odd"))
		appendAll(t, h, entry(2, "two"))
		same(t, seqs(t, s, h.Log()), "1 of another", "2 odd", "3 two")
	})
	t.Run("what follows it in the same transaction waits too", func(t *testing.T) {
		s, h, _ := refusing(t, overflow)
		hold, held := make(chan struct{}), make(chan struct{})
		s.submit(job{do: func(*conn) error { close(held); <-hold; return nil }, weight: MaxBatch, done: func(error) {}})
		<-held
		answers := make(chan wire.NakReason, 2)
		for n, body := range []string{"odd", "two"} {
			h.AppendAsync([]Entry{entry(n, body)}, func(a []Answer, err error) {
				if err != nil {
					answers <- NakFor(err)
					return
				}
				answers <- a[0].Refused
			})
		}
		close(hold)
		for range 2 {
			if r := <-answers; r != wire.NakJournal {
				t.Error(r)
			}
		}
		same(t, seqs(t, s, h.Log()))
	})
	t.Run("what comes before it in the same transaction is written", func(t *testing.T) {
		s, h, _ := refusing(t, overflow)
		hold, held := make(chan struct{}), make(chan struct{})
		s.submit(job{do: func(*conn) error { close(held); <-hold; return nil }, weight: MaxBatch, done: func(error) {}})
		<-held
		answers := make(chan wire.NakReason, 3)
		for n, body := range []string{"one", "odd", "three"} {
			h.AppendAsync([]Entry{entry(n, body)}, func(a []Answer, err error) {
				if err != nil {
					answers <- NakFor(err)
					return
				}
				answers <- a[0].Refused
			})
		}
		close(hold)
		for _, want := range []wire.NakReason{0, wire.NakJournal, wire.NakJournal} {
			if r := <-answers; r != want {
				t.Error(r, "instead of", want)
			}
		}
		same(t, seqs(t, s, h.Log()), "1 one")
	})
	t.Run("a message that the store never takes is refused for good, and nothing waits for it", func(t *testing.T) {
		s, h, _ := refusing(t, "raise(ABORT, 'never')")
		_, err := h.Append([]Entry{entry(1, "odd")})
		if err == nil || ends(err) {
			t.Fatal(err)
		}
		appendAll(t, h, entry(2, "two"))
		same(t, seqs(t, s, h.Log()), "1 two")
	})
	t.Run("a message that others wait for may turn out to be one that is never taken", func(t *testing.T) {
		s, h, mend := refusing(t, overflow)
		_, err := h.Append([]Entry{entry(1, "odd")})
		if !ends(err) {
			t.Fatal(err)
		}
		mend()
		no(t, s.write(1, func(c *conn) error {
			return c.Exec("CREATE TRIGGER odd BEFORE INSERT ON events WHEN NEW.body='odd' BEGIN SELECT raise(ABORT, 'never'); END")
		}))
		if a := appendAll(t, h, entry(2, "two")); a[0].Refused != wire.NakJournal {
			t.Errorf("%+v", a)
		}
		if _, err = h.Append([]Entry{entry(1, "odd")}); err == nil || ends(err) {
			t.Error(err)
		}
		appendAll(t, h, entry(2, "two"))
		same(t, seqs(t, s, h.Log()), "1 two")
	})
	t.Run("when all of a transaction fails, the first of it is what the others wait for", func(t *testing.T) {
		one, odd, three := entry(1, "one"), entry(2, "odd"), entry(3, "three")
		full := &TemporaryError{wire.NakDiskFull, errors.New("full")}
		for what, alone := range map[string]bool{"at the second": false, "at the second alone, and then as a whole": true} {
			h := holds{}
			if alone {
				h.failed(&odd, full)
				if h.reason(&three) == 0 {
					t.Error(what, "the third does not wait for the second in the transaction")
				}
			}
			for _, e := range []*Entry{&one, &odd, &three} {
				h.ended(e, full)
			}
			if h.reason(&one) != 0 || h.reason(&odd) == 0 || h.reason(&three) == 0 {
				t.Errorf("%s: %d, %d and %d wait", what, h.reason(&one), h.reason(&odd), h.reason(&three))
			}
		}
	})
	t.Run("a full disk that the second of a transaction meets keeps the order", func(t *testing.T) {
		s := fresh(t)
		h := hosted(t, s)
		no(t, s.write(1, func(c *conn) error { return c.Exec("PRAGMA max_page_count=1") })) // as many as there are
		long := entry(2, strings.Repeat("long ", 6000))
		hold, held := make(chan struct{}), make(chan struct{})
		s.submit(job{do: func(*conn) error { close(held); <-hold; return nil }, weight: MaxBatch, done: func(error) {}})
		<-held
		answers := make(chan error, 2)
		for _, e := range []Entry{entry(1, "one"), long} {
			h.AppendAsync([]Entry{e}, func(_ []Answer, err error) { answers <- err })
		}
		close(hold)
		for range 2 {
			if err := <-answers; NakFor(err) != wire.NakDiskFull {
				t.Fatal(err)
			}
		}
		no(t, s.write(1, func(c *conn) error { return c.Exec("PRAGMA max_page_count=1000000") }))
		appendAll(t, h, entry(1, "one"))
		appendAll(t, h, long)
		same(t, seqs(t, s, h.Log()), "1 one", "2 "+long.Body)
	})
	t.Run("what follows a message that met ruined pages waits for it too", func(t *testing.T) {
		h := holds{}
		e, behind := entry(1, "one"), entry(2, "two")
		h.ended(&e, &CorruptError{errors.New("ruined")})
		if h.reason(&behind) != wire.NakJournal {
			t.Error("it does not wait")
		}
	})
}
