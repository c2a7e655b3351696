package android

import "sync"

// Reader reads the code in a picture, whose pixels are given by how light they are, in
// rows that begin stride bytes one after the other. More is to be tried with the only
// picture that there is than with one of a camera's many. The text is empty without a
// code; wanted says that it is what the person scans for. It is called from one
// goroutine at a time, on a thread of Java, and keeps nothing of the picture.
type Reader func(luminance []byte, width, height, stride int, only bool) (text string, wanted bool)

// What Java is told of a picture: the constants of Bridge.
const (
	foundNothing = iota
	foundOther
	foundInvitation
)

// codes hands pictures of Java to the Reader. Until there is one they wait.
type codes struct {
	once sync.Once
	set  chan struct{} // closed when read is set
	read Reader
}

func newCodes() *codes { return &codes{set: make(chan struct{})} }

// use sets the Reader, the first time.
func (c *codes) use(r Reader) {
	c.once.Do(func() {
		c.read = r
		close(c.set)
	})
}

// take reads a picture, once there is a Reader, and posts what was wanted. A picture of
// which the pixels are not all there has no code.
func (c *codes) take(to *inbox, pix []byte, width, height, stride int, only bool) (found int) {
	if width <= 0 || height <= 0 || stride < width || len(pix) < width || (len(pix)-width)/stride < height-1 {
		return foundNothing
	}
	<-c.set
	text, wanted := c.read(pix, width, height, stride, only)
	switch {
	case wanted:
		to.post(Event{Kind: Scanned, Text: text})
		return foundInvitation
	case text != "":
		return foundOther
	}
	return foundNothing
}
