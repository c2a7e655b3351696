//go:build fakedroid && viewreturns

package fakedroid

import "testing"

// Gio 0.10.3 waits forever when a second view is made for a window that had one
// (Java_org_gioui_GioView_onCreateView sends on an unbuffered channel that only a
// new window receives from), and Android's main thread with it. This passes when
// the program opens a new window after its view has gone; until then the tag
// keeps it apart.
func TestTheViewReturns(t *testing.T) {
	h, p := converse(t, false)
	p.do("destroy")
	h.say("said while there is no view")
	p.do("create")
	p.until("said while there is no view")
	p.until("你好 😀 from the phone")
	p.picture("conversation-again")
}
