package term

import "confab/transport"

// told says whether ev says anything that another event does not, so that a
// broadcast to ten thousand guests is two lines and not twenty thousand.
func told(ev transport.Event) bool {
	m := ev.Message
	switch {
	case ev.Kind == transport.PageLoaded:
		return false // nothing here calls Load
	case ev.Kind != transport.Appended && ev.Kind != transport.Updated:
		return true
	case m.Kind == transport.Outgoing && m.Broadcast && ev.Peer.ID != transport.Everyone:
		return false // the copy of a broadcast in one guest's talk
	case m.Kind == transport.Notice:
		// The notice beside Connected or Disconnected, and the copy of any
		// in the talk of everyone.
		return ev.Peer.ID != transport.Everyone &&
			m.Notice != transport.PeerConnected && m.Notice != transport.PeerDisconnected
	case ev.Kind == transport.Updated && m.State == transport.Queued:
		return false // one more recipient was reached, of perhaps thousands
	}
	return true
}
