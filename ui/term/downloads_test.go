package term

import (
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestDownloads(t *testing.T) {
	t.Parallel()
	// page is what a browser gets of a host at addr.
	page := func(t *testing.T, addr string) string {
		t.Helper()
		res, err := http.Get("http://" + addr + "/")
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		b, err := io.ReadAll(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	t.Run("serve offers the builds of the folder that it is given", func(t *testing.T) {
		t.Parallel()
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "confab.apk"), []byte("package"), 0o600); err != nil {
			t.Fatal(err)
		}
		_, addr := serve(t, "-data", t.TempDir(), "-name", "Workshop", "-downloads", dir)
		contains(t, page(t, addr), "Workshop", `href="/get/confab.apk"`, "SHA-256")
	})
	t.Run("and nothing if it is given none", func(t *testing.T) {
		t.Parallel()
		_, addr := serve(t, "-data", t.TempDir(), "-downloads", "")
		if html := page(t, addr); strings.Contains(html, "/get/") {
			t.Errorf("offered is %s", html)
		}
	})
	t.Run("a folder that is not there is a sentence", func(t *testing.T) {
		t.Parallel()
		p := run(t, confab, "serve", "-addr", "127.0.0.1:0", "-downloads", filepath.Join(t.TempDir(), "nowhere"))
		p.exit(t, 1)
		contains(t, p.err.String(), "The flag -downloads needs a folder that exists", "nowhere is none")
	})
}
