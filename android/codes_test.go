package android

import (
	"math"
	"reflect"
	"testing"
)

func TestCodes(t *testing.T) {
	const wanted, other = "an invitation", "a menu"
	read := func(pix []byte, width, height, stride int, only bool) (string, bool) {
		text := map[byte]string{1: wanted, 2: other}[pix[(height-1)*stride+width-1]]
		return text, text == wanted
	}
	t.Run("what is wanted is told once, what is not only to Java", func(t *testing.T) {
		c, in := newCodes(), newInbox()
		c.use(read)
		for last, found := range map[byte]int{0: foundNothing, 1: foundInvitation, 2: foundOther} {
			// Rows of two pixels and a gap, which the last one lacks as on a phone.
			if got := c.take(in, []byte{9, 9, 0, 9, last}, 2, 2, 3, false); got != found {
				t.Errorf("%d is %d, not %d", last, got, found)
			}
		}
		if got := in.Events(); !reflect.DeepEqual(got, []Event{{Scanned, wanted}}) {
			t.Error(got)
		}
	})
	t.Run("a picture waits until something reads it", func(t *testing.T) {
		c, in := newCodes(), newInbox()
		found := make(chan int)
		go func() { found <- c.take(in, []byte{1}, 1, 1, 1, true) }()
		c.use(read)
		c.use(nil) // only the first one counts
		if got := <-found; got != foundInvitation {
			t.Error(got)
		}
	})
	t.Run("a picture with fewer pixels than it says is not read", func(t *testing.T) {
		c := newCodes()
		c.use(func([]byte, int, int, int, bool) (string, bool) { panic("read") })
		for _, size := range [][3]int{{0, 1, 1}, {1, 0, 1}, {-1, 1, 1}, {1, -1, 1}, {2, 1, 1}, {2, 2, 3}, {4, 2, 4}, {math.MaxInt, math.MaxInt, math.MaxInt}, {1, math.MaxInt, 1}} {
			if got := c.take(newInbox(), make([]byte, 4), size[0], size[1], size[2], true); got != foundNothing {
				t.Errorf("%v: %d", size, got)
			}
		}
	})
}
