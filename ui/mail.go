package ui

import (
	"sync"

	"confab/transport"
	"confab/ui/internal/words"
	"confab/ui/model"
)

// mail is everything that other goroutines have for the window's.
type mail struct {
	host, dialer *model.Mailbox
	wake         func()

	mu sync.Mutex
	// saving is why the preferences could not be saved. Guarded by mu.
	saving error
	// refused is what the phone did not do. Guarded by mu.
	refused error
	// exports are the files made for exports, or why they were not. Guarded by mu.
	exports []exportFile

	// linkless says that a link could not be opened. Guarded by mu.
	linkless bool

	// spare slices for Drain, owned by the window's goroutine.
	hostEvents, dialerEvents []transport.Event
}

func newMail(wake func()) *mail {
	return &mail{host: model.NewMailbox(wake), dialer: model.NewMailbox(wake), wake: wake}
}

// prefsFailed is called by the preferences' goroutine.
func (b *mail) prefsFailed(err error) {
	b.mu.Lock()
	b.saving = err
	b.mu.Unlock()
	b.wake()
}

// phoneFailed is called by the goroutine that talks to the phone.
func (b *mail) phoneFailed(err error) {
	b.mu.Lock()
	b.refused = err
	b.mu.Unlock()
	b.wake()
}

// exportReady is called by the goroutine that makes the file of an export.
func (b *mail) exportReady(f exportFile) {
	b.mu.Lock()
	b.exports = append(b.exports, f)
	b.mu.Unlock()
	b.wake()
}

// linkFailed is called by the goroutine that starts the browser.
func (b *mail) linkFailed() {
	b.mu.Lock()
	b.linkless = true
	b.mu.Unlock()
	b.wake()
}

// deliver gives the model what has come. Only the window's goroutine calls it.
func (b *mail) deliver(m *model.Model) {
	b.hostEvents = b.host.Drain(b.hostEvents)
	m.Apply(model.ServerTab, b.hostEvents...)
	b.dialerEvents = b.dialer.Drain(b.dialerEvents)
	m.Apply(model.ClientTab, b.dialerEvents...)
	b.mu.Lock()
	saving, refused, exports, linkless := b.saving, b.refused, b.exports, b.linkless
	b.saving, b.refused, b.exports, b.linkless = nil, nil, nil, false
	b.mu.Unlock()
	for _, f := range exports {
		f.begin(m)
	}
	if linkless {
		m.LinkFailed()
	}
	if saving != nil {
		m.PrefsTrouble(func(w *words.Words) string { return w.PrefsNotSaved(saving) })
	}
	if refused != nil {
		m.PhoneTrouble(refused)
	}
}
