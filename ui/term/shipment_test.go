package term

import (
	"testing"
	"time"

	"confab/transport"
	"confab/ui/internal/words"
)

func TestOneWhoDoesNotFetchEndsNothingForTheOthers(t *testing.T) {
	id := transport.MessageID{1}
	full := transport.Transfer{ID: id, Reader: 1, State: transport.NotReceived, Fault: transport.DiskFull}
	between := transport.Transfer{ID: id, Reader: 2, State: transport.Offered, Bytes: 1, Of: 2} // its way broke
	has := transport.Transfer{ID: id, Reader: 2, State: transport.Offered, Bytes: 2, Of: 2, Has: true}
	for name, c := range map[string]struct {
		other transport.Transfer
		rest  time.Duration
		ends  bool
	}{
		"another one has a part, and its way broke":             {between, 2 * othersWait, false},
		"another one has a part, and did not go on for so long": {between, sendTimeout, true},
		"another one has it":                                    {has, 2 * othersWait, true},
	} {
		t.Run(name, func(t *testing.T) {
			now := time.Now()
			s := &shipment{runner: &runner{Env: Env{Words: words.For(words.English)}}, link: &link{}, d: delivery{timeout: sendTimeout}, rest: now.Add(-c.rest),
				list: []*parcel{{name: "plan.pdf", id: id}},
				seen: map[transport.MessageID]*shipped{id: {appended: true, readers: map[transport.PeerID]transport.Transfer{1: full, 2: c.other}}}}
			if done, lack, next := s.state(now); done || (lack != "") != c.ends || (next > 0) == c.ends {
				t.Errorf("done: %v, %q, next look in %v", done, lack, next)
			}
		})
	}
}
