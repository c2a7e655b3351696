package words

// CodeRight says that the host has the code that was typed.
func (w *Words) CodeRight(name string) string { return fill(w.codeRight, "name", name) }

// SeenAt says when a server was reached at an address.
func (w *Words) SeenAt(day, clock string) string { return fill(w.seenAt, "day", day, "time", clock) }

// CallsItself says what a server calls itself that the person calls otherwise.
func (w *Words) CallsItself(name string) string { return fill(w.callsItself, "name", name) }

// RenameName and RemoveName describe buttons to a screen reader.
func (w *Words) RenameName(name string) string { return fill(w.renameName, "name", name) }

// RemoveName says which server the button removes.
func (w *Words) RemoveName(name string) string { return fill(w.removeName, "name", name) }

// StarName describes the button that has a server among the favourites, or no more.
func (w *Words) StarName(name string, is bool) string {
	if is {
		return fill(w.unstarName, "name", name)
	}
	return fill(w.starName, "name", name)
}

// RemoveServerWho asks whether to forget a server, and RemoveServerAsk says what that does.
func (w *Words) RemoveServerWho(name string) string { return fill(w.removeServerWho, "name", name) }

// RemoveServerAsk says what becomes of a server that is forgotten.
func (w *Words) RemoveServerAsk(name string) string { return fill(w.removeServerAsk, "name", name) }

// NoConfabThere asks how to connect to an address where no Confab answered.
func (w *Words) NoConfabThere(addr string) string { return fill(w.noConfabThere, "addr", addr) }

// ConfabThere says why an address is not talked to in plain text.
func (w *Words) ConfabThere(addr string) string { return fill(w.confabThere, "addr", addr) }
