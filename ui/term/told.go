package term

import "confab/transport"

// told says whether ev says anything that another event does not, so that a
// broadcast to ten thousand guests is two lines and not twenty thousand.
func told(ev transport.Event) bool {
	m := ev.Message()
	switch {
	case ev.Kind == transport.PageLoaded, ev.Kind == transport.Resync:
		// Whoever called Load takes what it wants of the page. Nothing was lost on
		// the way to a printer; what it drops itself it says.
		return false
	case ev.Kind != transport.Appended && ev.Kind != transport.Updated:
		return true
	case m.Kind == transport.Outgoing && m.Broadcast && ev.Talk() != transport.Everyone:
		return false // the copy of a broadcast in one guest's talk
	case m.Kind == transport.Notice:
		return toldNotice(ev)
	case ev.Kind == transport.Updated && m.Kind == transport.Outgoing && m.State == transport.Queued:
		return false // one more recipient was reached, of perhaps thousands
	case ev.Kind == transport.Updated && m.State == transport.Stored && m.Broadcast && m.Reached < m.Recipients:
		return m.Edited || m.Deleted || len(m.Reactions) > 0 // the same of one on disk
	}
	return true
}

// toldNotice is told for notices: not the one beside Connected or Disconnected,
// and of one that stands in two talks only the one where it belongs.
func toldNotice(ev transport.Event) bool {
	everyone := ev.Talk() == transport.Everyone
	switch ev.Message().Notice {
	case transport.PeerConnected, transport.PeerDisconnected, transport.PeerAsks:
		return false
	case transport.PeerInvited, transport.PeerProved:
		return everyone
	case transport.PeerRenamed:
		return everyone || ev.Peer.Server == 0 && ev.Message().Peer != ev.Peer.ID
	case transport.GuestLetIn, transport.GuestLetOut, transport.GuestUnheard:
		return everyone || ev.Peer.Kind == transport.Member
	case transport.SaveBegan:
		return ev.Kind == transport.Appended // then how much is saved
	case transport.HistoryGap, transport.HistoryBegins, transport.NewEra, transport.CopyMisfit, transport.MemberMisfit, transport.MessageDamaged:
		return true
	}
	return !everyone
}
