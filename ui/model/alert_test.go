package model

import (
	"testing"

	"confab/transport"
)

func TestGoodNewsGoesByItself(t *testing.T) {
	st := withFolder()
	alerts := func(want int, when string) {
		t.Helper()
		if got := st.Alerts(); len(got) != want {
			t.Fatalf("%s there are %d alerts: %+v", when, len(got), got)
		}
	}
	st.KeyExposed()
	var f file
	st.Export(ServerTab, transport.Everyone, &f, "/tmp/talk.txt", transport.ExportText)
	st.drain()
	alerts(2, "after the export")
	at := st.NextTick()
	if at.Sub(st.clock) != mentionTime {
		t.Fatalf("the next tick is %v away", at.Sub(st.clock))
	}
	st.clock = at.Add(-1)
	st.Tick()
	alerts(2, "shortly before its time")
	st.clock = at
	st.Tick()
	alerts(1, "at its time")
	if name := st.Alerts()[0].Name; name != keyAlert {
		t.Errorf("what is left is %q", name)
	}
	if at := st.NextTick(); !at.IsZero() {
		t.Errorf("there is still a tick at %v", at)
	}
}
