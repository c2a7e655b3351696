package model

import (
	"testing"

	"confab/transport"
)

func TestATalkOfThePastIsListedAndReadAndNeverDialed(t *testing.T) {
	st := withFolder()
	st.SetTab(ClientTab)
	old := transport.Peer{ID: 7, Kind: transport.Member, Identity: transport.ID{9}, Name: "Marta (09000000)", Addr: "09000000",
		Trust: transport.Unverified, Silent: true, Past: true}
	st.dialer.Add(old)
	st.dialer.lose()
	st.dialer.Tell(transport.Event{Kind: transport.Marked, Peer: old, Detail: transport.Marks{Last: one(2), Seen: one(2)}})
	st.drain()
	servers := st.Client.Servers()
	if len(servers) != 1 || servers[0].Title != old.Name || servers[0].Here {
		t.Fatalf("listed are %+v", servers)
	}
	field := st.Prefs().Address
	st.OpenServer(servers[0].Address)
	st.drain()
	if p := st.Client.Selected(); p == nil || p.ID != old.ID {
		t.Errorf("open is %+v", p)
	}
	if ok, why := st.CanWrite(); ok || why != st.Words().PastYet {
		t.Errorf("one can write: %v, %q", ok, why)
	}
	if p := st.Client.people[old.ID]; p.Lock != transport.NoTrust {
		t.Errorf("a removed key has the lock %d", p.Lock)
	}
	if st.Client.Past(old.Addr) == nil || st.Client.Past("h:1") != nil {
		t.Error("the menu takes it for a server of today")
	}
	if st.Client.State() != Idle || st.Prefs().Address != field || st.dialer.Called("Join "+old.Addr) {
		t.Errorf("it was dialed: state %d, address %q", st.Client.State(), st.Prefs().Address)
	}
}
