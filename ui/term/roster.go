package term

import (
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"confab/transport"
	"confab/transport/fold"
	"confab/ui/internal/visible"
)

// identityBytes is how much of an identity is shown, and the least that is
// taken for one when somebody names a member by it.
const identityBytes = 4

// shortID is the beginning of an identity, as people see it.
func shortID(id transport.ID) string { return hex.EncodeToString(id[:identityBytes]) }

// members are the others that are reached through the server.
func (l *link) members() []transport.Peer {
	_, server := l.stands()
	if server == 0 {
		return nil
	}
	return slices.DeleteFunc(l.client.Peers(), func(p transport.Peer) bool { return p.Server != server })
}

// roster lists peers: who is here, who asks, and the members who are away. While we
// are not connected ourselves nobody can tell who is.
func (r *runner) roster(peers []transport.Peer, host, connected bool) string {
	l := lines{words: r.Words, say: r.say, host: host}
	var b strings.Builder
	for _, p := range peers {
		if !p.Here && !member(p) && !p.Asking {
			continue // a guest who left
		}
		called := p
		if p.Kind == transport.Member {
			called.ShortKey = "" // its place is behind the name, for every member
		}
		fmt.Fprintf(&b, "\n  %s", l.peer(called))
		if p.Host {
			fmt.Fprintf(&b, "  (%s)", r.Words.HostTag)
		}
		if p.Kind == transport.Member {
			fmt.Fprintf(&b, "  %s  %s", shortID(p.Identity), r.Words.Lock(p.Trust))
		}
		switch {
		case p.Asking:
			fmt.Fprintf(&b, "  %s", r.Words.WantsToJoin)
		case !p.Here && !connected:
			fmt.Fprintf(&b, "  %s", r.Words.HereUnknown)
		case !p.Here && host:
			fmt.Fprintf(&b, "  %s", r.Words.LastSeen(p.Seen, time.Now()))
		case !p.Here:
			fmt.Fprintf(&b, "  %s", r.Words.NotHere)
		case p.InRoom:
			fmt.Fprintf(&b, "  %s", r.say.InRoom)
		}
		if came := r.Words.Came(p.Admission); came != "" {
			fmt.Fprintf(&b, "  (%s)", came)
		}
		if p.Here && p.HalfClosed {
			fmt.Fprintf(&b, "  (%s)", r.Words.SaysNothingMore)
		}
		if p.Here && !p.Since.IsZero() {
			fmt.Fprintf(&b, "  %s", p.Since.Format("15:04:05"))
		}
	}
	if b.Len() == 0 {
		return r.Words.NobodyYet
	}
	return r.say.Here + b.String()
}

// alikeMost is how many members are listed that a name may mean.
const alikeMost = 16

// alike are members as they can be told apart.
func (r *runner) alike(them []transport.Peer) (list []string) {
	l := lines{words: r.Words, say: r.say}
	for _, p := range them[:min(len(them), alikeMost)] {
		p.Server = 0 // without a number, which send does not take
		list = append(list, l.who(p))
	}
	return list
}

// named are the members that typed may mean: those of that very name, else the
// one whose identity begins so, else those whose name begins so.
func named(peers []transport.Peer, typed string) []transport.Peer {
	key, name := strings.ToLower(typed), fold.Fold(typed)
	for _, match := range []func(transport.Peer) bool{
		func(p transport.Peer) bool {
			return p.Name == typed || visible.Named(p.Name, p.ShortKey, nameRunes) == typed
		},
		func(p transport.Peer) bool {
			return len(key) >= 2*identityBytes && strings.HasPrefix(p.Identity.String(), key)
		},
		func(p transport.Peer) bool { return name != "" && strings.HasPrefix(fold.Fold(p.Name), name) },
	} {
		var found []transport.Peer
		for _, p := range peers {
			if match(p) {
				found = append(found, p)
			}
		}
		if len(found) > 0 {
			return found
		}
	}
	return nil
}
