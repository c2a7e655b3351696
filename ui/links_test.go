package ui

import (
	"errors"
	"testing"
)

func TestALinkIsOpenedByTheMenuAndByNothingElse(t *testing.T) {
	const link = "https://example.org/plan?day=1"
	s := roomy(t, wide, tongues["en"])
	room := s.model.Client.Selected().ID
	s.dialer.Speak(room.Talk(), room+1, "The plan is at "+link+". See you!")
	s.Frame()
	opened := make(chan string, 1)
	s.screen.openLink = linkOpener(func(address string) error {
		opened <- address
		return errors.New("no browser")
	}, s.mail.linkFailed)
	s.Click("The plan is at " + link + ". See you!")
	s.Frame()
	select {
	case <-opened:
		t.Fatal("a click on the text opened it")
	default:
	}
	s.RightClick("The plan is at " + link + ". See you!")
	s.Click("Open " + link)
	if got := <-opened; got != link {
		t.Errorf("opened %q", got)
	}
	s.must("No browser could be started.")
	s.screen.openLink = nil
	s.RightClick("The plan is at " + link + ". See you!")
	s.Click("Copy " + link)
	s.must("Copied")
}
