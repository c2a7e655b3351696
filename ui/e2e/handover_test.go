//go:build e2e

package e2e

import (
	"image/color"
	"net/url"
	"os"
	"path/filepath"
	"testing"
)

// attaching is a host and a guest that saves nothing by itself, in a room, both with their
// composer at hand; bare is what aboveComposer of the host is.
func attaching(t *testing.T, ip string, env ...string) (host, guest *window, saved string, bare color.RGBA) {
	t.Helper()
	saved = filepath.Join(t.TempDir(), "in")
	host = open(t, setup{settings: settings{"theme": "light", "name": "Ann"}, home: newMember(t, 1)})
	addr := host.listen(t, ip+picturePort)
	guest = open(t, setup{home: newMember(t, 2), env: env, settings: settings{"theme": "light", "name": "Bob", "client_tab": true, "client_plain": false,
		"downloads": saved}})
	guest.fill(t, addr)
	host.accept(t)
	host.awaitComposer(t)
	return host, guest, saved, host.aboveComposer(t)
}

// comes has the guest save what the last bubble offers, and waits for it.
func comes(t *testing.T, guest *window, path string, want string) {
	t.Helper()
	insist(t, "the file is here", func() bool {
		got, err := os.ReadFile(path)
		return err == nil && string(got) == want
	}, func() { guest.pressFile(t, false) })
}

func TestFilesAndAPictureArePasted(t *testing.T) {
	t.Parallel()
	host, guest, saved, bare := attaching(t, "127.77.32.1")
	offered := filepath.Join(t.TempDir(), "plan 岛.pdf")
	if err := os.WriteFile(offered, []byte("a plan"), 0o600); err != nil {
		t.Fatal(err)
	}
	uri := url.URL{Scheme: "file", Path: offered}
	host.own(t, "clipboard", "text/uri-list", uri.String()+"\r\n")
	host.press(t, "ctrl+v")
	host.sendAttached(t, bare)
	comes(t, guest, filepath.Join(saved, "plan 岛.pdf"), "a plan")

	const png = "\x89PNG\r\n\x1a\nand so on"
	host.own(t, "clipboard", "image/png", png)
	host.press(t, "ctrl+v")
	host.sendAttached(t, bare) // another Return answers the question: it is damaged
	var kept []string
	eventually(t, "the picture is kept", func() bool {
		kept, _ = filepath.Glob(filepath.Join(host.data(), "pasted", "picture-*.png"))
		return len(kept) == 1
	})
	insist(t, "the picture is here", func() bool {
		got, err := os.ReadFile(filepath.Join(saved, filepath.Base(kept[0])))
		return err == nil && string(got) == png
	}, func() { guest.pressFile(t, false) })
	host.own(t, "clipboard", "", "words")
	host.press(t, "ctrl+v")
	host.drafts(t, "words")
}

func TestAFileIsOpenedAndAProgramIsNot(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	got := filepath.Join(dir, "got")
	script := "#!/bin/sh\nprintf '%s|' \"$#\" \"$@\" > '" + dir + "/part'\nmv '" + dir + "/part' '" + got + "'\n"
	if err := os.WriteFile(filepath.Join(dir, "xdg-open"), []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	host, guest, saved, bare := attaching(t, "127.77.34.1", "PATH="+dir+":"+os.Getenv("PATH"))
	for _, f := range []struct{ name, opens string }{
		{"plan $(c).pdf", filepath.Join(saved, "plan $(c).pdf")},
		{"setup.exe", saved}, // it is shown in its folder: there is no other button
	} {
		offered := filepath.Join(t.TempDir(), f.name)
		if err := os.WriteFile(offered, []byte(f.name), 0o600); err != nil {
			t.Fatal(err)
		}
		uri := url.URL{Scheme: "file", Path: offered}
		host.own(t, "clipboard", "text/uri-list", uri.String()+"\r\n")
		host.press(t, "ctrl+v")
		host.sendAttached(t, bare)
		comes(t, guest, filepath.Join(saved, f.name), f.name)
		insist(t, "it is opened", func() bool {
			text, err := os.ReadFile(got)
			return err == nil && string(text) == "1|"+f.opens+"|"
		}, func() { guest.pressFile(t, false) })
	}
}
