//go:build (linux && !android) || freebsd || openbsd

package selection

import (
	"errors"
	"fmt"
	"io"
	"log"
	"slices"
	"sync"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
)

// Name is one of the selections.
type Name uint8

// The selections that are read.
const (
	// Clipboard has the text that was copied.
	Clipboard Name = iota
	// Primary has the text that was selected last, for the middle button.
	Primary
)

// The errors of an Answer.
var (
	ErrNoText    = errors.New("the selection has no text")
	ErrNoPicture = errors.New("the selection has no picture")
	ErrNoFiles   = errors.New("the selection has no files, and no picture without a text")
	ErrSilent    = errors.New("the owner of the selection does not answer")
)

// Answer is the outcome of a Read, a ReadPicture or a ReadFiles.
type Answer struct {
	Text string
	// Files are URIs, one on a line, among which there may be lines that are none.
	Files string
	// Picture is an encoded picture: PNG, BMP or JPEG.
	Picture string
	// Cut says that there was more than the limit.
	Cut bool
	// Err is ErrNoText, ErrNoPicture, ErrNoFiles or ErrSilent, and then there is nothing else.
	Err error
}

// ownerPatience is how long an owner may take for its next step.
const ownerPatience = 2 * time.Second

// Conn is a connection to an X server.
type Conn struct {
	x     *xgb.Conn
	atoms map[string]xproto.Atom
	root  xproto.Window
	// window owns PRIMARY.
	window xproto.Window

	mu     sync.Mutex
	orders []func()      // guarded by mu; run executes them
	over   bool          // guarded by mu: run has ended
	wake   chan struct{} // wakes run for new orders; one token is enough
	done   chan struct{} // closed when run has returned

	// What follows is owned by run.

	current *transfer   // nil when there is none
	waiting []*transfer // those behind it
	// drops is where files can be dropped; nil for nowhere.
	drops *drops
	// primary is the text selected in this program, while it owns PRIMARY.
	primary string
}

// atomNames are those that are looked up when the connection is opened.
var atomNames = []string{
	"CLIPBOARD", "PRIMARY", "TARGETS", "INCR", "UTF8_STRING", "text/plain;charset=utf-8", "STRING", "CONFAB_SELECTION",
	"image/png", "image/bmp", "image/jpeg", "text/uri-list", "x-special/gnome-copied-files",
}

// The targets that are read, the best ones first.
var (
	textTargets    = []string{"UTF8_STRING", "text/plain;charset=utf-8", "STRING"}
	pictureTargets = []string{"image/png", "image/bmp", "image/jpeg"}
	fileTargets    = []string{"text/uri-list", "x-special/gnome-copied-files"}
)

// Open connects to the X server called display; empty means the one that
// $DISPLAY names.
func Open(display string) (*Conn, error) {
	x, err := xgb.NewConnDisplay(display)
	if err != nil {
		return nil, fmt.Errorf("connecting to the X server: %w", err)
	}
	c := &Conn{
		x: x, root: xproto.Setup(x).DefaultScreen(x).Root,
		atoms: map[string]xproto.Atom{},
		wake:  make(chan struct{}, 1), done: make(chan struct{}),
	}
	for _, name := range slices.Concat(atomNames, dropAtoms) {
		reply, err := xproto.InternAtom(x, false, uint16(len(name)), name).Reply()
		if err != nil {
			x.Close()
			return nil, fmt.Errorf("looking up the atom %s: %w", name, err)
		}
		c.atoms[name] = reply.Atom
	}
	if c.window, err = c.newWindow(); err != nil {
		x.Close()
		return nil, err
	}
	events := make(chan xgb.Event)
	go c.eventLoop(events)
	go c.run(events)
	return c, nil
}

// The library prints errors to the terminal that are returned here too.
func init() { xgb.Logger = log.New(io.Discard, "", 0) }

// newWindow makes a window that is never shown and receives its PropertyNotify
// events.
func (c *Conn) newWindow() (xproto.Window, error) {
	id, err := xproto.NewWindowId(c.x)
	if err == nil {
		err = xproto.CreateWindowChecked(c.x, 0, id, c.root, 0, 0, 1, 1, 0, xproto.WindowClassInputOnly, 0,
			xproto.CwEventMask, []uint32{xproto.EventMaskPropertyChange}).Check()
	}
	if err != nil {
		return 0, fmt.Errorf("making a window for selections: %w", err)
	}
	return id, nil
}

// Read asks for the text of a selection, of which limit bytes are kept at most.
// answer is called once, from the connection's goroutine, and must not block.
func (c *Conn) Read(from Name, limit int, answer func(Answer)) {
	t := &transfer{selection: c.atoms["CLIPBOARD"], wanted: textTargets, limit: limit, answer: answer}
	if from == Primary {
		t.selection = c.atoms["PRIMARY"]
	}
	c.ask(t)
}

// ReadPicture asks for the picture in the clipboard, of which limit bytes are kept at
// most. answer is called once, from the connection's goroutine, and must not block.
func (c *Conn) ReadPicture(limit int, answer func(Answer)) {
	c.ask(&transfer{selection: c.atoms["CLIPBOARD"], wanted: pictureTargets, picture: true, limit: limit, answer: answer})
}

// ReadFiles asks for the files in the clipboard and, where those are none and no text
// either, for the picture there, of which limit bytes are kept at most: a table or a drawing
// is copied as text and as a picture, and is meant as text. answer is called once, from the
// connection's goroutine, and must not block.
func (c *Conn) ReadFiles(limit int, answer func(Answer)) {
	c.ask(&transfer{selection: c.atoms["CLIPBOARD"], wanted: fileTargets, files: true, limit: limit, answer: answer})
}

func (c *Conn) ask(t *transfer) {
	if !c.order(func() { c.begin(t) }) {
		t.finish(Answer{Err: ErrSilent})
	}
}

// Own makes text what a middle click pastes, until another program selects.
func (c *Conn) Own(text string) {
	c.order(func() {
		c.primary = text
		xproto.SetSelectionOwner(c.x, c.window, c.atoms["PRIMARY"], xproto.TimeCurrentTime)
	})
}

// Close ends the connection and waits for its goroutine.
func (c *Conn) Close() {
	c.x.Close()
	<-c.done
}

// order has run do something. It reports false when run has ended.
func (c *Conn) order(do func()) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.over {
		return false
	}
	c.orders = append(c.orders, do)
	select {
	case c.wake <- struct{}{}:
	default:
	}
	return true
}

// eventLoop passes on what the server sends, until the connection ends.
func (c *Conn) eventLoop(to chan<- xgb.Event) {
	defer close(to)
	for {
		ev, err := c.x.WaitForEvent()
		switch {
		case ev != nil:
			to <- ev
		case err == nil:
			return // the connection has ended
		}
	}
}

// run owns the transfers. It ends with the connection.
func (c *Conn) run(events <-chan xgb.Event) {
	defer close(c.done)
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case ev, ok := <-events:
			if !ok {
				c.end()
				return
			}
			c.handle(ev)
		case <-c.wake:
			c.mu.Lock()
			orders := c.orders
			c.orders = nil
			c.mu.Unlock()
			for _, do := range orders {
				do()
			}
		case <-timer.C:
			if t := c.current; t != nil && !time.Now().Before(t.deadline) {
				c.drop(t, Answer{Err: ErrSilent})
			}
		}
		if c.current != nil {
			timer.Reset(time.Until(c.current.deadline))
		} else {
			timer.Stop()
		}
	}
}

// end answers every read that still waits.
func (c *Conn) end() {
	c.mu.Lock()
	c.over = true
	orders := c.orders
	c.orders = nil
	c.mu.Unlock()
	for _, do := range orders {
		do()
	}
	if c.current != nil {
		c.waiting = append(c.waiting, c.current)
	}
	for _, t := range c.waiting {
		t.finish(Answer{Err: ErrSilent})
	}
}

func (c *Conn) handle(ev xgb.Event) {
	switch ev := ev.(type) {
	case xproto.SelectionNotifyEvent:
		if t := c.current; t != nil && t.window == ev.Requestor {
			c.notified(t, ev)
		}
	case xproto.PropertyNotifyEvent:
		if t := c.current; t != nil && t.window == ev.Window && ev.State == xproto.PropertyNewValue {
			c.piece(t)
		}
	case xproto.SelectionRequestEvent:
		c.serve(ev)
	case xproto.ClientMessageEvent:
		c.dragged(ev)
	case xproto.DestroyNotifyEvent:
		if c.drops != nil && ev.Window == c.drops.source {
			c.endDrag()
		}
	case xproto.SelectionClearEvent:
		if ev.Selection == c.atoms["PRIMARY"] {
			c.primary = ""
		}
	}
}
