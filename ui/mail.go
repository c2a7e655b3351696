package ui

import (
	"context"
	"errors"
	"sync"
	"time"

	"confab/transport"
	"confab/transport/nearby"
	"confab/ui/internal/prefs"
	"confab/ui/internal/words"
	"confab/ui/model"
)

// mail is everything that other goroutines have for the window's.
type mail struct {
	host, dialer *transport.Mailbox
	wake         func()

	mu sync.Mutex
	// saving is why the preferences could not be saved; saved says that they can again.
	// Guarded by mu.
	saving error
	saved  bool
	// refused is what the phone did not do. Guarded by mu.
	refused error
	// exports are the files made for exports, or why they were not. Guarded by mu.
	exports []exportFile

	// examined is the latest that the doctor found, nil for nothing new. Guarded by mu.
	examined *examined
	// linkless says that a link could not be opened. Guarded by mu.
	linkless bool
	// picks are the files that were chosen to be offered. Guarded by mu.
	picks []picked
	// unshown are the files that could not be shown in their folders. Guarded by mu.
	unshown []string
	// unopened are those that could not be opened, unshared those that could not be handed to
	// another app. Guarded by mu.
	unopened, unshared []string

	// prepared are the files that were looked at before they are offered. Guarded by mu.
	prepared []prepared
	// scans are the codes that were looked for. Guarded by mu.
	scans []scanned
	// probes are the answers of addresses. Guarded by mu.
	probes []probeAnswer

	// spare slices for Drain, owned by the window's goroutine.
	hostEvents, dialerEvents []transport.Event
}

func newMail(wake func()) *mail {
	return &mail{host: transport.NewMailbox(wake), dialer: transport.NewMailbox(wake), wake: wake}
}

// prefsNews is called by the preferences' goroutine: nil says that they can be saved
// again.
func (b *mail) prefsNews(err error) {
	b.mu.Lock()
	b.saving, b.saved = err, err == nil
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

// picked is called by the goroutine that asks for files.
func (b *mail) picked(p picked) {
	b.mu.Lock()
	b.picks = append(b.picks, p)
	b.mu.Unlock()
	b.wake()
}

// filePrepared is called by the goroutine that looks at files before they are offered.
func (b *mail) filePrepared(p prepared) {
	b.mu.Lock()
	b.prepared = append(b.prepared, p)
	b.mu.Unlock()
	b.wake()
}

// fileUnshown is called by the goroutine that starts the file manager.
func (b *mail) fileUnshown(path string) {
	b.mu.Lock()
	b.unshown = append(b.unshown, path)
	b.mu.Unlock()
	b.wake()
}

// fileUnopened is called by the goroutine that opens a file.
func (b *mail) fileUnopened(path string) {
	b.mu.Lock()
	b.unopened = append(b.unopened, path)
	b.mu.Unlock()
	b.wake()
}

// fileUnshared is called by the goroutine that hands a file to another app.
func (b *mail) fileUnshared(path string) {
	b.mu.Lock()
	b.unshared = append(b.unshared, path)
	b.mu.Unlock()
	b.wake()
}

// scanEnded is called by the goroutine that looks for a code.
func (b *mail) scanEnded(r scanned) {
	b.mu.Lock()
	b.scans = append(b.scans, r)
	b.mu.Unlock()
	b.wake()
}

// probeAnswer is whether a Confab answered at an address.
type probeAnswer struct {
	addr     string
	answered bool
}

// probeTime is how long an answer may take. On a local network it takes milliseconds.
const probeTime = 700 * time.Millisecond

// probe asks an address, on a goroutine of its own. It ends soon after probeTime.
func (b *mail) probe(addr string) {
	go func() {
		ctx, cancel := context.WithTimeout(context.Background(), probeTime)
		defer cancel()
		answered, _ := nearby.Probe(ctx, addr) // connecting says what is wrong with a name
		b.mu.Lock()
		b.probes = append(b.probes, probeAnswer{addr, answered})
		b.mu.Unlock()
		b.wake()
	}()
}

// deliver gives the model what has come. Only the window's goroutine calls it.
func (b *mail) deliver(m *model.Model) {
	b.hostEvents = b.host.Drain(b.hostEvents)
	m.Apply(model.ServerTab, b.hostEvents...)
	b.dialerEvents = b.dialer.Drain(b.dialerEvents)
	m.Apply(model.ClientTab, b.dialerEvents...)
	b.mu.Lock()
	saving, saved, refused, exports, linkless, probes := b.saving, b.saved, b.refused, b.exports, b.linkless, b.probes
	b.saving, b.saved, b.refused, b.exports, b.linkless, b.probes = nil, false, nil, nil, false, nil
	scans, examined, unshown, picks, unopened := b.scans, b.examined, b.unshown, b.picks, b.unopened
	b.scans, b.examined, b.unshown, b.picks, b.unopened = nil, nil, nil, nil, nil
	ready, unshared := b.prepared, b.unshared
	b.prepared, b.unshared = nil, nil
	b.mu.Unlock()
	for _, p := range ready {
		m.Prepared(p.to, p.file)
	}
	if examined != nil {
		m.Examined(examined.number, examined.found, examined.done)
	}
	for _, p := range probes {
		m.Probed(p.addr, p.answered)
	}
	for _, f := range exports {
		f.begin(m)
	}
	for _, r := range scans {
		r.end(m)
	}
	for _, p := range picks {
		p.end(m)
	}
	for _, path := range unshown {
		m.ShowFileFailed(path)
	}
	for _, path := range unopened {
		m.OpenFileFailed(path)
	}
	for _, path := range unshared {
		m.ShareFileFailed(path)
	}
	if linkless {
		m.LinkFailed()
	}
	var bad *prefs.BadFileError
	switch {
	case errors.As(saving, &bad):
		m.PrefsTrouble(unreadable(bad))
	case saving != nil:
		m.PrefsTrouble(func(w *words.Words) string { return w.PrefsNotSaved(saving) })
	case saved:
		m.PrefsWell()
	}
	if refused != nil {
		m.PhoneTrouble(refused)
	}
}
