package model

import (
	"testing"

	"confab/transport"
)

func TestNoticesThatMatterAreNotCoveredByAHint(t *testing.T) {
	st, _ := serving(t, 1)
	if st.Hint() != st.Words().EmptyEveryone {
		t.Fatalf("where only comings stand the hint is %q", st.Hint())
	}
	for _, m := range []transport.Message{
		{Kind: transport.Notice, Notice: transport.GuestLetIn, Name: "nc"},
		{Kind: transport.Notice, Notice: transport.PeerRenamed, Was: "Anna", WasKey: "4f2a91bc", Name: "Anna K."},
	} {
		st, _ := serving(t, 1)
		st.host.Say(transport.Everyone, m)
		st.drain()
		if st.Hint() != "" {
			t.Errorf("%q stands above the notice", st.Hint())
		}
		last := st.Server.Talk().At(st.Server.Talk().Len() - 1)
		want := map[transport.NoticeKind]string{
			transport.GuestLetIn:  "nc was let into the room without encryption: anyone on this network can read along now",
			transport.PeerRenamed: "Anna · 4f2a91bc is now called Anna K.",
		}[m.Notice]
		if last.Text != want {
			t.Errorf("the notice is %q", last.Text)
		}
	}
}
