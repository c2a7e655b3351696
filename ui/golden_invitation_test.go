package ui

import (
	"strings"
	"testing"
	"time"

	"confab/transport"
	"confab/ui/internal/uitest"
)

// invited is a host whose page of invitations is open, with a link as long as one is
// that has three addresses.
func invited(t testing.TB, size uitest.Size, w tongue) *stagedScreen {
	s := homely(t, size, w)
	s.serve(0)
	s.Click(s.screen.words().LetSomeoneIn)
	const web = "http://192.168.1.20:8899/"
	s.host.Tell(transport.Event{Kind: transport.Invited, Detail: transport.Invitation{
		Link: web + "#" + strings.Repeat("AaEAf3Y9_wKb-LmQ", 7), Web: web, Code: "481920", Expires: s.now().Add(10 * time.Minute)}})
	s.later(21 * time.Second)
	s.Frame()
	s.Frame()
	return s
}
