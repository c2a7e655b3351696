//go:build fakedroid

package fakedroid

import (
	"bytes"
	"math/rand"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// copied is a copy that Java has made of what another app has.
type copied struct {
	path    string
	content []byte
}

// copies makes copies where Java makes them.
func copies(t *testing.T, data string, names ...string) (list []copied) {
	t.Helper()
	for i, name := range names {
		c := copied{filepath.Join(data, "outgoing", strconv.Itoa(i), name), make([]byte, 300_000+i)}
		rand.New(rand.NewSource(int64(i))).Read(c.content)
		if err := os.MkdirAll(filepath.Dir(c.path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(c.path, c.content, 0o600); err != nil {
			t.Fatal(err)
		}
		list = append(list, c)
	}
	return list
}

// gets waits until the host has saved a file, whole.
func (p *phone) gets(saved string, c copied) {
	p.t.Helper()
	path := filepath.Join(saved, filepath.Base(c.path))
	p.untilPlace(filepath.Base(c.path), func() bool {
		_, err := os.Stat(path)
		return err == nil
	})
	if got, err := os.ReadFile(path); err != nil || !bytes.Equal(got, c.content) {
		p.t.Errorf("%s has %d bytes, not those %d that were offered: %v", path, len(got), len(c.content), err)
	}
}

// sends sends what waits above the composer, once a file does, and waits for its bubble.
func (p *phone) sends(name string) {
	p.t.Helper()
	p.until("Remove: " + name)
	p.picture("files-attached")
	p.tap("Send")
	p.untilPlace(name, func() bool {
		names := func(words string) bool {
			return slices.ContainsFunc(p.tree(), func(n node) bool { return strings.Contains(n.words, words) })
		}
		return !names("Remove: "+name) && names(name)
	})
}

// answers presses a button until the question is gone: one that has just come takes no press.
func (p *phone) answers(question, button string) {
	p.t.Helper()
	p.untilPlace("the answer", func() bool {
		if !slices.ContainsFunc(p.tree(), func(n node) bool { return n.words == question }) {
			return true
		}
		p.tap(button)
		p.do("next")
		return false
	})
}

// TestFiles is a phone that offers files: chosen, shared by another app, and by a process
// that Android ends before anybody has them.
func TestFiles(t *testing.T) {
	t.Parallel()
	const addr, attach = "127.0.0.82:8877", "Attach a file or folder"
	hostData, phoneData, saved := t.TempDir(), t.TempDir(), t.TempDir()
	list := copies(t, phoneData, "plan-计划.pdf", "sea.bin", "shared.txt", "unwanted.bin", "later.bin", "other-process.bin")
	plan, sea, shared, unwanted, later, other := list[0], list[1], list[2], list[3], list[4], list[5]
	var calls systemCalls
	h, p := serveMembers(t, addr, hostData, "-save", saved), startOn(t, false, phoneData, &calls)
	p.do("create")
	step(h, p, "files that the person chooses are offered and come whole", func() {
		p.untilJava("keepCopies|")
		converse(h, p, english, false)
		p.tap(attach)
		p.untilJava("pickFiles")
		p.do("picked", plan.path, sea.path)
		p.sends("sea.bin")
		p.gets(saved, plan)
		p.gets(saved, sea)
		p.until("Desk has it")
		p.picture("files-offered")
	})
	step(h, p, "what another app shares is offered when the person says so, and not before", func() {
		p.do("sharedFiles", shared.path)
		p.until("Attach 1 shared file here?")
		p.picture("files-shared")
		h.say("not yet")
		p.until("not yet")
		if _, err := os.Stat(filepath.Join(saved, "shared.txt")); err == nil {
			p.t.Fatal("it was offered unasked")
		}
		p.answers("Attach 1 shared file here?", "Attach")
		p.sends("shared.txt")
		p.gets(saved, shared)
	})
	step(h, p, "what is discarded is gone", func() {
		p.do("sharedFiles", unwanted.path)
		p.until("Attach 1 shared file here?")
		p.answers("Attach 1 shared file here?", "Discard")
		p.untilPlace("its end", func() bool {
			_, err := os.Stat(filepath.Dir(unwanted.path))
			return os.IsNotExist(err)
		})
	})
	step(h, p, "what the host offers comes into the app's own folder, is opened, and saved where the person finds it", func() {
		from := filepath.Join(t.TempDir(), "from-desk.txt")
		if err := os.WriteFile(from, plan.content, 0o600); err != nil {
			p.t.Fatal(err)
		}
		h.say("/send " + from)
		p.tap("Save: from-desk.txt")
		here := filepath.Join(phoneData, "received", "from-desk.txt")
		p.until("It is here, in Confab alone.")
		if got, err := os.ReadFile(here); err != nil || !bytes.Equal(got, plan.content) {
			p.t.Errorf("%d bytes came: %v", len(got), err)
		}
		p.picture("files-received")
		p.tap("Open: from-desk.txt")
		p.untilJava("openFile|" + here)
		p.tap("Save to Downloads: from-desk.txt")
		p.untilJava("keepFile|" + here)
	})
	step(h, p, "what was offered while the host was away is on the phone when the process is killed", func() {
		h.die()
		p.untilJava("foreground|Confab|Reconnecting")
		p.tap(attach)
		p.untilJava("pickFiles")
		p.do("picked", later.path)
		p.sends("later.bin")
		p.die()
	})
	p = startOn(t, false, phoneData, &calls)
	p.do("create")
	step(h, p, "a new process keeps it, and is the one that the page for files answers", func() {
		kept := p.untilJava("keepCopies|")
		for _, c := range []copied{plan, sea, shared, later} {
			if !strings.Contains(kept, c.path) {
				p.t.Errorf("%s is not kept: %s", c.path, kept)
			}
		}
		p.do("picked", other.path)
		p.until("Open the talk that")
		p.picture("files-choose-talk")
	})
	h = serveMembers(t, addr, hostData, "-save", saved)
	step(h, p, "and it comes when the host is back", func() {
		p.tap("Connect")
		h.until("connected", "")
		p.gets(saved, later)
		p.until("Attach 1 shared file here?")
	})
	p.die()
	t.Run("no system call is one that Android refuses", calls.check)
}
