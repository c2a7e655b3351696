package core

import "testing"

func TestWhatWasOfferedBeforeWeCameIsMarked(t *testing.T) {
	host, server, addr := hostParty(t, func(o *Options) { o.ShareHistory = true })
	asMember(t, "Boris", addr)
	path, _ := written(t, "plan.pdf", 10)
	before := offers(t, server, Everyone, path)
	host.appended(t, before)
	anna, annas, _ := asMember(t, "Anna", addr)
	if m, _ := anna.appended(t, before); m.File == nil || !m.File.Earlier {
		t.Errorf("from before: %+v", m.File)
	}
	present := offers(t, server, Everyone, path)
	if m, _ := anna.appended(t, present); m.File.Earlier {
		t.Errorf("from when we are here: %+v", m.File)
	}
	anna.leaves(t, annas)
	away := offers(t, server, Everyone, path)
	annas.Join(addr)
	if m, _ := anna.appended(t, away); m.File.Earlier {
		t.Errorf("from when we were away: %+v", m.File)
	}
}
