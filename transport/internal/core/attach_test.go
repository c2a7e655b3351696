package core

import "testing"

// A message that arrives while the copy is loaded has its Appended, like later ones.
func TestWhatComesWhileTheCopyIsTakenUpIsAppended(t *testing.T) {
	t.Parallel()
	host, server, addr := hostParty(t, nil)
	p := newParty(t)
	join := func(text string) {
		t.Helper()
		c := NewClient(p.options("Anna"))
		defer c.Close()
		from, there := p.length(), host.length()
		held := make(chan struct{})
		c.executor.Do(func() { <-held })
		c.Join(addr)
		host.wait(t, there, "Connected", func(ev Event) bool { return ev.Kind == Connected })
		if _, err := server.Send(Everyone, text); err != nil {
			t.Fatal(err)
		}
		host.wait(t, there, "receipt", func(ev Event) bool {
			return ev.Kind == Marked && ev.Talk() == Everyone && ev.Marks().Got == ev.Marks().Last && !ev.Marks().Got.IsZero()
		})
		close(held)
		p.wait(t, from, text, func(ev Event) bool {
			return ev.Kind == Appended && ev.Message().Kind == Incoming && ev.Message().Text == text
		})
	}
	join("in the first run")
	join("in the second run")
}
