package chaos

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"confab/transport"
)

// TestRestored puts an older copy of the host's disk back, as people do after
// an accident. What was said since is gone from the host; but numbers that
// were given once must not come to mean something else in anybody's copy.
func TestRestored(t *testing.T) {
	t.Parallel()
	t.Run("an older database put back begins a new era for everyone, even when more was said since than was lost", func(t *testing.T) {
		restore(t, true, func(name string) bool { return strings.HasPrefix(name, "talk.db") })
	})
	t.Run("a whole data folder put back begins a new era for everyone, as soon as a member comes who knows more", func(t *testing.T) {
		restore(t, false, func(string) bool { return true })
	})
}

// said are the texts of messages that the program printed, and how often.
func said(p *process) map[string]int {
	reports, _ := p.Since(0)
	said := map[string]int{}
	for _, r := range reports {
		if r.Text != "" {
			said[r.Text]++
		}
	}
	return said
}

// restore puts the files that back names back. With late, no member is there
// until the host has said more than was lost.
func restore(t *testing.T, late bool, back func(name string) bool) {
	dir := t.TempDir()
	data := filepath.Join(dir, "host")
	h := hostIn(t, data)
	p := newProxy(t, h.addr, nil)
	path := func(i int) string { return filepath.Join(dir, fmt.Sprintf("c%d", i+1)) }
	var members []*member
	for i := range 3 {
		members = append(members, memberIn(t, path(i), fmt.Sprintf("c%d", i+1), p.addr()))
	}
	stop := make(chan struct{})
	defer close(stop)
	for _, m := range members {
		go m.hurry(stop)
	}
	// everyone has a line when each member and the host have it after their places.
	everyone := func(places []int, text string) {
		t.Helper()
		for i, m := range members {
			m.await(t, places[i], patience, fmt.Sprintf("%q at c%d", text, i+1), says(text))
		}
		h.await(t, 0, patience, fmt.Sprintf("%q at the host", text), says(text))
	}
	places := func() (all []int) {
		for _, m := range members {
			all = append(all, m.length())
		}
		return all
	}
	round := func(name string) {
		t.Helper()
		at := places()
		for i, m := range members {
			m.post(t, fmt.Sprintf("%s of c%d", name, i+1))
		}
		h.post(t, name+" of the host")
		for i := range members {
			everyone(at, fmt.Sprintf("%s of c%d", name, i+1))
		}
		everyone(at, name+" of the host")
	}
	round("before")
	h.leave(t)
	journal := filepath.Dir(database(t, data))
	older := filepath.Join(dir, "older")
	if err := os.CopyFS(older, os.DirFS(journal)); err != nil {
		t.Fatal(err)
	}
	h = hostIn(t, data)
	p.retarget(h.addr)
	round("lost")
	round("lost too")
	h.leave(t)
	p.retarget("")

	entries, err := os.ReadDir(journal)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !back(e.Name()) {
			continue
		}
		if err := os.Remove(filepath.Join(journal, e.Name())); err != nil {
			t.Fatal(err)
		}
		b, err := os.ReadFile(filepath.Join(older, e.Name()))
		if os.IsNotExist(err) {
			continue
		}
		if err == nil {
			err = os.WriteFile(filepath.Join(journal, e.Name()), b, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	at := places()
	for i, m := range members[1:] {
		m.Hangup()
		// A Join before the end would find the member connected.
		m.await(t, at[i+1], patience, fmt.Sprintf("the end at c%d", i+2), kind(transport.Disconnected))
	}
	h = hostIn(t, data)
	const anew = 12
	say := func() {
		for i := range anew {
			h.post(t, fmt.Sprintf("anew %d", i))
		}
		h.await(t, 0, patience, "what is said in the new era", says(fmt.Sprintf("anew %d", anew-1)))
	}
	if late {
		say()
	}
	p.retarget(h.addr)
	if !late {
		// It is there again when it says something that arrives.
		members[0].post(t, "back again")
		members[0].await(t, at[0], patience, "the return of a member", says("back again"))
		say()
	}
	for _, m := range members[1:] {
		m.Join(p.addr())
	}
	everyone(at, fmt.Sprintf("anew %d", anew-1))
	round("after")
	// Where the host does not know that it was put back, each copy finds it out.
	told := transport.NewEra
	if !late {
		told = transport.CopyMisfit
	}
	for i, m := range members {
		all, _ := m.since(at[i])
		if !slices.ContainsFunc(all, func(e transport.Event) bool { return e.Message().Notice == told }) {
			t.Errorf("c%d is not told of the new era", i+1)
		}
	}

	for i, m := range members {
		m.leave(t)
		// Nothing is shown twice, also what the host has no more.
		followed := start(t, "", "tail", "-data", path(i), "-since", "0", "-json", p.addr())
		if !eventually(patience, func() bool { return said(followed)["after of the host"] > 0 }) {
			t.Errorf("c%d cannot follow the talk from its beginning: %v", i+1, followed)
		}
		followed.Stop(patience)
		said := said(followed)
		for _, name := range []string{"before", "lost", "lost too", "after"} {
			for _, author := range []string{"c1", "c2", "c3", "the host"} {
				if n := said[name+" of "+author]; n != 1 {
					t.Errorf("c%d is shown %q %d times", i+1, name+" of "+author, n)
				}
			}
		}
	}
	h.leave(t)
	hosted, err := readFolder("host", data)
	if err != nil {
		t.Fatal(err)
	}
	var folders []folder
	for i := range members {
		f, err := readFolder(fmt.Sprintf("c%d", i+1), path(i))
		if err != nil {
			t.Fatal(err)
		}
		if f.era != 2 {
			t.Errorf("%s is in era %d", f.name, f.era)
		}
		if !late {
			f.epoch = hosted.epoch // each has one of its own
		}
		folders = append(folders, f)
	}
	for _, complaint := range compare(hosted, folders, nil) {
		t.Error(complaint)
	}
	want := 4 + anew + 4
	if !late {
		want++
	}
	if len(hosted.lines) != want {
		t.Errorf("the host has %d lines of %d", len(hosted.lines), want)
	}
}
