//go:build e2e

package e2e

import (
	"bytes"
	"image"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// talkMenu opens the menu at the head of the talk and chooses the item-th from it, counted
// from 1.
func (w *window) talkMenu(t testing.TB, item int) {
	t.Helper()
	at := image.Pt(w.size.X-28, bar+bar/2)
	before := w.settled(t)
	insist(t, "the menu of the talk opens", func() bool {
		worst, _ := compare(w.look(t), before)
		return worst > tolerated
	}, func() { w.click(t, at, 1) })
	w.choose(t, item)
}

func TestAFileAndAGuestOverPlainTCP(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	path, saved := filepath.Join(folder, "firmware.hex"), filepath.Join(folder, "in")
	content := strings.Repeat(":10010000214601360121470136007EFE09D2190140\r\n", 4_000)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	host := open(t, setup{settings: settings{"theme": "light", "downloads": saved}})
	ip, port, _ := strings.Cut(host.listen(t, "127.0.0.1:0"), ":")
	nc := run(t, exec.Command(tool(t, "nc"), ip, port))
	nc.typeIn(t, "ready\n")
	host.say(t, "hello")
	nc.out.await(t, "hello\n")
	host.settled(t) // that somebody is here stands in the head, too
	host.openPerson(t, 1)

	// As fast as possible, by its path, as there is no dialog here.
	host.awaitComposer(t)
	page := host.look(t).RGBAAt(2, 2)
	host.pressVisibly(t, "Tab", "Return")
	host.choose(t, 1)
	eventually(t, "a dialog lies over the page", func() bool { return host.look(t).RGBAAt(2, 2) != page })
	host.settled(t)
	host.write(t, path)
	host.pressVisibly(t, "Return")
	eventually(t, "the file has come", func() bool { return nc.out.String() == "hello\n"+content })

	// Behind the encoding and the sending of bytes.
	host.talkMenu(t, 3)
	file := func() string {
		list, _ := filepath.Glob(filepath.Join(saved, "*.bin"))
		if len(list) != 1 {
			return ""
		}
		return list[0]
	}
	eventually(t, "a file is made", func() bool { return file() != "" })
	nc.typeIn(t, "\xff\xfb\x01measured: 12.4\r\n")
	want := []byte("\xff\xfb\x01measured: 12.4\r\n")
	eventually(t, "what nc sends is saved", func() bool {
		got, err := os.ReadFile(file())
		return err == nil && bytes.Equal(got, want)
	})
	host.talkMenu(t, 3)
	host.say(t, "thank you")
	nc.out.await(t, "thank you\r\n") // as nc has ended its line
	nc.typeIn(t, "not for the file\n")
	host.say(t, "and bye")
	nc.out.await(t, "and bye")
	if got, err := os.ReadFile(file()); err != nil || !bytes.Equal(got, want) {
		t.Errorf("%q is saved, %v", got, err)
	}
}
