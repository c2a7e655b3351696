//go:build fakedroid

package fakedroid

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// host is `confab serve` on the computer.
type host struct {
	t      *testing.T
	in     io.Writer
	events chan map[string]any
	addr   string
}

func serve(t *testing.T) *host {
	t.Helper()
	program := filepath.Join(t.TempDir(), "confab")
	run(t, "go", "build", "-buildvcs=false", "-o", program, "../..")
	cmd := exec.Command(program, "serve", "-addr", "127.0.0.1:0", "-json", "-data", t.TempDir())
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	h := &host{t: t, in: in, events: make(chan map[string]any, 100)}
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
		for range h.events {
		}
		cmd.Wait()
	})
	h.addr = h.until("listening", "")["addr"].(string)
	return h
}

// until waits for an event of a kind, and with a text if one is given.
func (h *host) until(kind, text string) map[string]any {
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
			seen = append(seen, e)
		case <-late:
			h.t.Fatalf("no %s %q, but %v", kind, text, seen)
		}
	}
}

func (h *host) say(text string) {
	h.t.Helper()
	if _, err := fmt.Fprintln(h.in, text); err != nil {
		h.t.Fatal(err)
	}
}

// converse connects the phone to a server and says something each way.
func converse(t *testing.T, old bool) (*host, *phone) {
	t.Helper()
	h := serve(t)
	p := start(t, old)
	p.do("create")
	p.tap("Client")
	p.edit("Address", h.addr)
	p.tap("Connect")
	h.until("connected", "")

	h.say("Guten Tag 你好 👋")
	p.until("Guten Tag 你好 👋")

	p.edit("Message", "你好 😀 from the phone")
	p.tap("Send")
	h.until("appended", "你好 😀 from the phone")
	p.until("你好 😀 from the phone")
	p.picture("conversation")
	return h, p
}

func TestConversation(t *testing.T) {
	h, p := converse(t, false)
	p.do("destroy")
	h.say("said while there is no view")
	p.do("networkChanged")
	h.until("updated", "said while there is no view")
	p.do("frames")
}
