//go:build fakedroid

package fakedroid

import (
	"bufio"
	"crypto/ed25519"
	"crypto/sha256"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

// host is `confab serve` on the computer.
type host struct {
	t      *testing.T
	in     io.Writer
	events chan map[string]any // closed when the program has ended
	addr   string

	kill func() error
}

// serve starts it on an address that stands in pictures and is nobody else's,
// for plain TCP and for members who ask first.
func serve(t *testing.T, addr string) *host {
	t.Helper()
	program, err := program()
	if err != nil {
		t.Fatal(err)
	}
	return serveBy(t, addr, program, "serve", "-addr", addr, "-json", "-data", t.TempDir())
}

// serveMembers starts it with a data folder that may be of an earlier run, and
// with the clock of the phone: what members say has the host's time, which stands
// in pictures.
func serveMembers(t *testing.T, addr, data string, more ...string) *host {
	t.Helper()
	program, err := program()
	if err != nil {
		t.Fatal(err)
	}
	keyed(t, data)
	_, bin := build(t, false)
	qemu := "qemu-" + map[string]string{"amd64": "x86_64", "arm64": "aarch64"}[runtime.GOARCH]
	return serveBy(t, addr, append([]string{"env", "LD_PRELOAD=" + filepath.Join(bin, "kernel.so"), qemu, "-U", "LD_PRELOAD", program,
		"serve", "-addr", addr, "-json", "-open", "-history", "-name", "Desk", "-data", data}, more...)...)
}

// keyed gives a data folder the same identity in every run: the colour of a name
// in the pictures comes from it.
func keyed(t *testing.T, data string) {
	t.Helper()
	var seed [ed25519.SeedSize]byte
	seed[0] = 8
	public, err := x509.MarshalPKIXPublicKey(ed25519.NewKeyFromSeed(seed[:]).Public())
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(data, 0o700); err != nil {
		t.Fatal(err)
	}
	identity := fmt.Sprintf("confab identity 1\nseed %x\nid %x\n", seed, sha256.Sum256(public))
	if err := os.WriteFile(filepath.Join(data, "identity"), []byte(identity), 0o600); err != nil {
		t.Fatal(err)
	}
}

func serveBy(t *testing.T, addr string, command ...string) *host {
	t.Helper()
	cmd := exec.Command(command[0], command[1:]...)
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	var trouble strings.Builder
	cmd.Stderr = &trouble
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	h := &host{t: t, in: in, events: make(chan map[string]any, 100), addr: addr, kill: cmd.Process.Kill}
	go func() {
		defer close(h.events)
		for lines := bufio.NewScanner(out); lines.Scan(); {
			var e map[string]any
			if json.Unmarshal(lines.Bytes(), &e) == nil {
				h.events <- e
			}
		}
	}()
	t.Cleanup(func() {
		cmd.Process.Kill()
		for e := range h.events {
			if t.Failed() {
				t.Log("the server also said", e)
			}
		}
		if err := cmd.Wait(); t.Failed() {
			t.Logf("the server ended with %v\n%s", err, &trouble)
		}
	})
	h.until("listening", "")
	return h
}

// until waits for an event of a kind, and with a text if one is given. Meanwhile
// nothing may be said that is never to be.
func (h *host) until(kind, text string, never ...string) {
	h.t.Helper()
	h.event(kind, text, never...)
}

// event is until with the event.
func (h *host) event(kind, text string, never ...string) map[string]any {
	h.t.Helper()
	late := time.After(patience)
	var seen []map[string]any
	for {
		select {
		case e, ok := <-h.events:
			if !ok {
				h.t.Fatalf("the server is gone after %v", seen)
			}
			if e["kind"] == kind && (text == "" || e["text"] == text) {
				return e
			}
			if said, ok := e["text"].(string); ok && slices.Contains(never, said) {
				h.t.Errorf("%q was not to be said: %v", said, e)
			}
			seen = append(seen, e)
		case <-late:
			h.t.Fatalf("no %s %q, but %v", kind, text, seen)
			return nil
		}
	}
}

// invite lets one more in, and returns the link.
func (h *host) invite() string {
	h.t.Helper()
	h.say("/invite")
	link, _ := h.event("invite", "")["link"].(string)
	if link == "" {
		h.t.Fatal("an invitation without a link")
	}
	return link
}

func (h *host) say(text string) {
	h.t.Helper()
	if _, err := fmt.Fprintln(h.in, text); err != nil {
		h.t.Fatal(err)
	}
}

// die ends the program without a word, as a power cut does, and waits for it.
func (h *host) die() {
	h.t.Helper()
	if err := h.kill(); err != nil {
		h.t.Fatal(err)
	}
	for range h.events {
	}
}
