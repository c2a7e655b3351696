package web

import (
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"confab/transport/internal/fault"
)

func TestDownloads(t *testing.T) {
	dir, outside := t.TempDir(), t.TempDir()
	apk, exe := content(300_000), content(70_001)
	put(t, dir, map[string][]byte{
		"confab.apk": apk, "confab.exe": exe, "confab-linux-amd64": content(9), "confab-empty.apk": nil, ".confab.apk": content(5), "notes.txt": content(5), "confab-linux.log": content(5),
	})
	put(t, outside, map[string][]byte{"confab-secret.apk": content(7)})
	if err := os.Mkdir(filepath.Join(dir, "confab-folder.apk"), 0o700); err != nil {
		t.Fatal(err)
	}
	link := func(name, to string) {
		if err := os.Symlink(to, filepath.Join(dir, name)); err != nil {
			t.Logf("no symbolic links here: %v", err) // an unprivileged Windows
		}
	}
	link("confab-out.apk", filepath.Join(outside, "confab-secret.apk"))
	link("confab-up.apk", filepath.Join("..", filepath.Base(outside), "confab-secret.apk"))
	link("confab-nowhere.apk", "nowhere")
	s := serve(t, open, filepath.Join(outside, "missing"), dir)

	t.Run("the page offers the builds in the folder and nothing else, with their digests", func(t *testing.T) {
		_, page := s.get(t, "/")
		if got := hrefs(page); !slices.Equal(got, []string{"confab.apk", "confab.exe", "confab-linux-amd64"}) {
			t.Errorf("offered are %q", got)
		}
		for _, want := range []string{sumOf(apk), sumOf(exe), "300 kB", "71 kB"} {
			if !strings.Contains(page, want) {
				t.Errorf("%q is not on the page", want)
			}
		}
	})
	t.Run("what fits the browser is first", func(t *testing.T) {
		_, page := s.get(t, "/", header("User-Agent", "Mozilla/5.0 (Windows NT 10.0)"))
		if got := hrefs(page); len(got) == 0 || got[0] != "confab.exe" || strings.Count(page, texts["en"]["own"]) != 1 {
			t.Errorf("offered are %q", got)
		}
	})
	t.Run("a download comes whole, with its kind, name and digest", func(t *testing.T) {
		res, body := s.get(t, "/get/confab.apk")
		if res.StatusCode != 200 || sumOf([]byte(body)) != sumOf(apk) || s.lastSeen(t) != fault.PageServed {
			t.Errorf("%s, %d bytes", res.Status, len(body))
		}
		for name, want := range map[string]string{
			"Content-Type": "application/vnd.android.package-archive", "Content-Disposition": `attachment; filename="confab.apk"`, "Accept-Ranges": "bytes",
			"X-Content-Type-Options": "nosniff",
		} {
			if got := res.Header.Get(name); got != want {
				t.Errorf("%s: %s", name, got)
			}
		}
		if !strings.HasPrefix(res.Header.Get("Repr-Digest"), "sha-256=:") || res.ContentLength != int64(len(apk)) {
			t.Errorf("%v", res.Header)
		}
	})
	t.Run("a HEAD says how long it is", func(t *testing.T) {
		res, body := s.get(t, "/get/confab.exe", func(r *http.Request) { r.Method = "HEAD" })
		if res.StatusCode != 200 || body != "" || res.ContentLength != int64(len(exe)) {
			t.Errorf("%s %d %q", res.Status, res.ContentLength, body)
		}
	})
	t.Run("an interrupted download goes on", func(t *testing.T) {
		first, _ := s.get(t, "/get/confab.apk", func(r *http.Request) { r.Method = "HEAD" })
		tag := first.Header.Get("ETag")
		res, body := s.get(t, "/get/confab.apk", header("Range", "bytes=299990-"), header("If-Range", tag))
		if res.StatusCode != 206 || body != string(apk[299_990:]) || res.Header.Get("Content-Range") != "bytes 299990-299999/300000" {
			t.Errorf("%s %v %q", res.Status, res.Header, body)
		}
		if res, body := s.get(t, "/get/confab.apk", header("Range", "bytes=299990-"), header("If-Range", `"another"`)); res.StatusCode != 200 || len(body) != len(apk) {
			t.Errorf("of a file that changed: %s, %d bytes", res.Status, len(body))
		}
		if res, _ := s.get(t, "/get/confab.apk", header("Range", "bytes=300000-")); res.StatusCode != 416 {
			t.Error(res.Status)
		}
		// Those who keep no ETag go by the time.
		date := first.Header.Get("Last-Modified")
		if res, body := s.get(t, "/get/confab.apk", header("Range", "bytes=-7"), header("If-Range", date)); res.StatusCode != 206 || body != string(apk[299_993:]) {
			t.Errorf("by its time: %s, %d bytes", res.Status, len(body))
		}
		if res, body := s.get(t, "/get/confab.apk", header("Range", "bytes=-7"), header("If-Range", "Thu, 01 Jan 1998 00:00:00 GMT")); res.StatusCode != 200 || len(body) != len(apk) {
			t.Errorf("by another time: %s, %d bytes", res.Status, len(body))
		}
		if res, body := s.get(t, "/get/confab.apk", header("If-None-Match", tag)); res.StatusCode != 304 || body != "" {
			t.Errorf("of what is known: %s, %d bytes", res.Status, len(body))
		}
		// Ranges that are more than the file are not worth their answer (RFC 9110, section 14.2).
		if res, body := s.get(t, "/get/confab.apk", header("Range", "bytes=0-"+strings.Repeat(",0-", 500))); res.StatusCode != 200 || len(body) != len(apk) {
			t.Errorf("of all, many times: %s, %d bytes", res.Status, len(body))
		}
	})
	for _, path := range []string{
		"notes.txt", "", ".", "..", "../notes.txt", "..%2f..%2fetc%2fpasswd", "%2e%2e/confab.apk", "..%5cconfab.apk", "%2fetc%2fpasswd", "confab.apk/", "confab.apk%00",
		"./confab.apk", "confab-folder.apk", "confab-empty.apk", "confab-out.apk", "confab-up.apk", "confab-nowhere.apk", "confab-secret.apk", "confab-linux.log", "CONFAB.APK",
		"%252e%252e/confab.apk", "/etc/passwd", "//confab.apk", "..;/confab.apk", "%c0%ae%c0%ae/confab.apk", ".confab.apk", "confab.apk%2f..%2fnotes.txt",
	} {
		t.Run("nothing else is served, such as "+path, func(t *testing.T) {
			answer := s.send(t, "GET /get/"+path+" HTTP/1.1\r\nHost: localhost\r\n\r\n")
			if status := answer[len("HTTP/1.1 "):][:3]; status != "404" && status != "400" {
				t.Errorf("%.400s", answer)
			}
		})
	}
	t.Run("what is new or changed is offered as it is now", func(t *testing.T) {
		now := content(500)
		put(t, dir, map[string][]byte{"confab.exe": now, "confab-darwin-arm64.zip": content(600)})
		if err := os.Remove(filepath.Join(dir, "confab-linux-amd64")); err != nil {
			t.Fatal(err)
		}
		_, page := s.get(t, "/")
		if got := hrefs(page); !slices.Equal(got, []string{"confab.apk", "confab.exe", "confab-darwin-arm64.zip"}) || !strings.Contains(page, sumOf(now)) {
			t.Errorf("offered are %q", got)
		}
		if n := len(s.shelf.digests.known); n != 3 {
			t.Errorf("%d digests are kept", n)
		}
	})
	t.Run("of the program itself there is one, where no build is for its system", func(t *testing.T) {
		program := filepath.Join(outside, "host.bin")
		put(t, outside, map[string][]byte{"host.bin": append([]byte("\x7fELF"), content(100)...)})
		own := serve(t, open, dir, program)
		res, body := own.get(t, "/get/confab")
		if res.StatusCode != 200 || !strings.HasPrefix(body, "\x7fELF") {
			t.Errorf("%s %q", res.Status, body)
		}
		put(t, dir, map[string][]byte{"confab-linux-arm64": content(9)})
		if _, page := own.get(t, "/"); slices.Contains(hrefs(page), "confab") {
			t.Errorf("offered are %q", hrefs(page))
		}
	})
}

func TestDownloadsAtOnce(t *testing.T) {
	dir := t.TempDir()
	// So long that no system buffers it.
	file := filepath.Join(dir, "confab.apk")
	put(t, dir, map[string][]byte{"confab.apk": []byte("x")})
	if err := os.Truncate(file, 24<<20); err != nil {
		t.Fatal(err)
	}
	s := serve(t, open, dir)
	begin := func() net.Conn {
		nc, err := net.Dial("tcp", s.addr)
		if err != nil {
			t.Fatal(err)
		}
		_ = nc.SetDeadline(time.Now().Add(patience))
		_, _ = io.WriteString(nc, "GET /get/confab.apk HTTP/1.1\r\nHost: localhost\r\n\r\n")
		first := make([]byte, len("HTTP/1.1 200"))
		if _, err := io.ReadFull(nc, first); err != nil || string(first) != "HTTP/1.1 200" {
			t.Fatalf("%v: %q", err, first)
		}
		return nc
	}
	var running []net.Conn
	for range loadsPerPlace {
		running = append(running, begin())
	}
	if res, _ := s.get(t, "/get/confab.apk"); res.StatusCode != 503 || res.Header.Get("Retry-After") == "" {
		t.Errorf("one more has %s", res.Status)
	}
	if res, _ := s.get(t, "/"); res.StatusCode != 200 {
		t.Errorf("the page has %s meanwhile", res.Status)
	}
	for _, nc := range running {
		_ = nc.Close()
	}
	// The places are free again when the host has noticed.
	for until := time.Now().Add(patience); ; {
		res, _ := s.get(t, "/get/confab.apk", header("Range", "bytes=0-0"))
		if res.StatusCode == 206 {
			break
		}
		if time.Now().After(until) {
			t.Fatalf("after all it is %s", res.Status)
		}
	}
}
