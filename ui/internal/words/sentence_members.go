package words

import (
	"strconv"
	"time"

	"confab/transport"
)

// Came says how a member was let in; it is empty where that is not known.
func (w *Words) Came(a transport.Admission) string {
	switch a {
	case transport.AdmittedByHost:
		return w.cameByHost
	case transport.AdmittedByLink:
		return w.cameByLink
	case transport.AdmittedByCode:
		return w.cameByCode
	case transport.AdmittedWithAll:
		return w.cameWithAll
	}
	return ""
}

// LastSeen says when somebody was here last, both times where the person is; the zero time
// is never.
func (w *Words) LastSeen(t, now time.Time) string {
	if t.IsZero() || t.Unix() <= 0 {
		return w.neverSeen
	}
	when := t.Format("15:04")
	if !sameDate(t, now) {
		when = w.Day(t, now) + " " + when
	}
	return fill(w.lastSeen, "when", when)
}

// MemberCount says how many members there are, and how many of them are here.
func (w *Words) MemberCount(n, here int) string {
	sentence := w.membersN
	if n == 1 {
		sentence = w.members1
	}
	return fill(sentence, "n", strconv.Itoa(n), "here", strconv.Itoa(here))
}

// NearbyFound says how many servers have come that are not listed yet.
func (w *Words) NearbyFound(n int) string { return fill(w.nearbyFound, "n", strconv.Itoa(n)) }

// NetworksFull says that there may be no more networks than these.
func (w *Words) NetworksFull(n int) string { return fill(w.networksFull, "n", strconv.Itoa(n)) }

// MoreNearby lists so many more servers.
func (w *Words) MoreNearby(n int) string { return plural(n, w.moreNearby1, w.moreNearbyN) }

// MembersFound says how many members a search has found.
func (w *Words) MembersFound(n int) string { return fill(w.membersFound, "n", strconv.Itoa(n)) }

// UnblockWho asks whether to let somebody ask again who is blocked.
func (w *Words) UnblockWho(name string) string { return fill(w.unblockWho, "name", name) }

// UnblockName describes the button that does.
func (w *Words) UnblockName(name string) string { return fill(w.unblockName, "name", name) }
