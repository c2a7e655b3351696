//go:build (linux && !android) || freebsd || openbsd

package ui

import (
	"context"
	"errors"
	"os"
	"slices"
	"testing"

	"confab/ui/internal/copied"
)

// compositorFake stands in for what a window of Wayland is told.
type compositorFake struct {
	offered []string
	content string
	choose  func(types []string) string
	over    func(held bool)
	drop    func(content *os.File, finish func())
}

func (c *compositorFake) pipe() *os.File {
	r, w, err := os.Pipe()
	if err != nil {
		panic(err)
	}
	go func() {
		_, _ = w.WriteString(c.content)
		_ = w.Close()
	}()
	return r
}

func (c *compositorFake) ReceiveClipboard(choose func(types []string) string) (*os.File, string, error) {
	kind := choose(c.offered)
	if kind == "" {
		return nil, "", nil
	}
	return c.pipe(), kind, nil
}

func (c *compositorFake) OnDrag(choose func(types []string) string, over func(held bool), drop func(content *os.File, finish func())) {
	c.choose, c.over, c.drop = choose, over, drop
}

func TestWaylandDrop(t *testing.T) {
	woken := make(chan struct{}, 8)
	l := &loop{ctx: t.Context(), mail: &mail{wake: func() { woken <- struct{}{} }}}
	c := &compositorFake{content: "file:///harbour/plan.pdf\r\n"}
	l.acceptDrops(c)
	d := l.clipboard.dropped()
	if c.choose([]string{copied.FileList}) != "" {
		t.Error("files are taken where none can be dropped")
	}
	d.can.Store(true)
	if c.choose([]string{"text/plain"}) != "" || c.choose([]string{copied.FileList}) != copied.FileList {
		t.Error("not files are what is taken")
	}
	c.over(true)
	if <-woken; !d.over {
		t.Error("what is held over the window is not shown")
	}
	c.over(false)
	<-woken
	finished := false
	c.drop(c.pipe(), func() { finished = true })
	<-woken
	if d.over || !slices.Equal(d.paths, []string{"/harbour/plan.pdf"}) || finished {
		t.Errorf("over %v, %q, finished %v", d.over, d.paths, finished)
	}
	if d.settle(); !finished {
		t.Error("its source is not told that it was read")
	}
}

func TestWaylandPaste(t *testing.T) {
	c := &compositorFake{offered: []string{copied.FileList}, content: "file:///harbour/plan.pdf\r\n"}
	read := beginReceiving(c)
	c.offered = []string{"text/plain"} // what is copied later is another paste's
	if got, err := read(t.Context()); err != nil || !slices.Equal(got.Files, []string{"/harbour/plan.pdf"}) {
		t.Errorf("%+v, %v", got, err)
	}
	for name, read := range map[string]func(context.Context) (copied.Copied, error){
		"a text": beginReceiving(c), "a Gio without patches": beginReceiving(nil),
	} {
		if _, err := read(t.Context()); !errors.Is(err, copied.ErrNone) {
			t.Errorf("of %s: %v", name, err)
		}
	}
}
