package plain

// Tap takes what a peer sends as it came, before anything is made of it.
type Tap interface {
	// Take is called by the goroutine that reads, which reads nothing more meanwhile. It
	// reports whether the bytes are also to be made messages of; those that are not do not
	// count against the limits of reading.
	Take(b []byte) (shown bool)
	// End is called when nothing more comes. It may be called more than once.
	End()
}

// SetTap has what is read from now on taken by a tap too, nil for none, and returns the one
// before, which the caller ends.
func (k *Conn) SetTap(t Tap) (before Tap) {
	var next *Tap
	if t != nil {
		next = &t
	}
	if last := k.tap.Swap(next); last != nil {
		return *last
	}
	return nil
}

// endTap ends the tap, as nothing more is read.
func (k *Conn) endTap() {
	if t := k.SetTap(nil); t != nil {
		t.End()
	}
}

// tapped has the tap take what was read. It reports whether messages are to be made of it.
func (r *Reader) tapped(b []byte) (shown bool) {
	t := r.conn.tap.Load()
	if t == nil || (*t).Take(b) {
		return true
	}
	// What came before is a message that is not gone on with.
	r.assembler.Quiet()
	r.deliver()
	return false
}
