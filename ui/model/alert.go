package model

import (
	"path/filepath"
	"slices"
	"time"

	"confab/ui/internal/words"
)

// Severity is how loud an alert is.
type Severity uint8

// The severities.
const (
	Info Severity = iota
	Warning
	Trouble
)

// The names of the alerts. The next alert of a name replaces the last.
const (
	listenAlert = "listen"
	acceptAlert = "accept"
	dialAlert   = "dial"
	prefsAlert  = "prefs"
	phoneAlert  = "phone"
	homeAlert   = "home"
	keyAlert    = "key"
	askAlert    = "ask"
	diskAlert   = "disk"
	hostAlert   = "host"
	exportAlert = "export"
	talkAlert   = "talk"
	verifyAlert = "verify"
	linkAlert   = "link"
	scanAlert   = "scan"
	codeAlert   = "code"
	openedAlert = "opened"
	sharedAlert = "shared"
)

// mentionTime is how long good news is shown that asks for nothing.
const mentionTime = 12 * time.Second

// Alert is something the person should know, until it is dismissed or, if it is
// good news, for a while.
type Alert struct {
	// Name is the stable key.
	Name     string
	Severity Severity
	Text     string

	text fieldFault
	// until is when it goes by itself; zero is never.
	until time.Time
}

// Alerts are what is to be shown, the newest last. The slice is good until the
// next change.
func (m *Model) Alerts() []Alert { return m.alerts }

// DismissAlert removes the alert of that name.
func (m *Model) DismissAlert(name string) {
	m.clearAlert(name)
	m.settle()
}

// raise shows an alert. text is kept, so that it follows the language.
func (m *Model) raise(name string, severity Severity, text fieldFault) {
	m.clearAlert(name)
	m.alerts = append(m.alerts, Alert{Name: name, Severity: severity, Text: text(m.w), text: text})
}

// mention is raise for good news, which goes by itself.
func (m *Model) mention(name string, text fieldFault) {
	m.raise(name, Info, text)
	m.alerts[len(m.alerts)-1].until = m.now().Add(mentionTime)
}

// alertEnds is when the next alert goes by itself; zero is never.
func (m *Model) alertEnds() (next time.Time) {
	for _, a := range m.alerts {
		next = sooner(next, a.until)
	}
	return next
}

// expireAlerts removes what was shown for long enough, and reports whether
// anything was.
func (m *Model) expireAlerts(now time.Time) bool {
	end := m.alertEnds()
	if end.IsZero() || now.Before(end) {
		return false
	}
	m.alerts = slices.DeleteFunc(slices.Clone(m.alerts), func(a Alert) bool {
		return !a.until.IsZero() && !now.Before(a.until)
	})
	return true
}

// hasAlert says whether an alert of that name stands.
func (m *Model) hasAlert(name string) bool {
	return slices.ContainsFunc(m.alerts, func(a Alert) bool { return a.Name == name })
}

func (m *Model) clearAlert(name string) {
	m.alerts = slices.DeleteFunc(slices.Clone(m.alerts), func(a Alert) bool { return a.Name == name })
}

// HomeTrouble tells that the data folder could not be opened, so that there are
// no members, or what is wrong with it.
func (m *Model) HomeTrouble(err error) {
	m.raise(homeAlert, Warning, func(w *words.Words) string { return w.Home(err) })
	m.settle()
}

// HomeTaken tells that the data folder is used by another Confab: by one without a
// window, or by one whose window does not answer.
func (m *Model) HomeTaken(dir string, silent bool) {
	m.raise(homeAlert, Warning, func(w *words.Words) string { return w.HomeTaken(dir, silent) })
	m.settle()
}

// KeyExposed tells that others on this machine can read the secret key.
func (m *Model) KeyExposed() {
	m.raise(keyAlert, Warning, func(w *words.Words) string { return w.KeyExposed })
	m.settle()
}

// ShowFileFailed tells that a file could not be shown in its folder.
func (m *Model) ShowFileFailed(path string) {
	m.raise(linkAlert, Warning, func(w *words.Words) string { return w.ShowFileFailed(path) })
	m.settle()
}

// OpenFileFailed tells that a file could not be opened.
func (m *Model) OpenFileFailed(path string) {
	if m.cfg.Inside {
		m.raise(linkAlert, Warning, func(w *words.Words) string { return w.FileNotTaken(filepath.Base(path)) })
		m.settle()
		return
	}
	m.raise(linkAlert, Warning, func(w *words.Words) string { return w.Transfers().OpenFailed(path) })
	m.settle()
}

// ShareFileFailed tells that a file could not be handed to another app.
func (m *Model) ShareFileFailed(path string) {
	m.raise(linkAlert, Warning, func(w *words.Words) string { return w.FileNotShared(filepath.Base(path)) })
	m.settle()
}

// LinkFailed tells that a link could not be opened.
func (m *Model) LinkFailed() {
	m.raise(linkAlert, Warning, func(w *words.Words) string { return w.LinkFailed })
	m.settle()
}

// PrefsTrouble tells that the preferences could not be read or saved.
func (m *Model) PrefsTrouble(text func(*words.Words) string) {
	m.raise(prefsAlert, Warning, text)
	m.settle()
}

// PrefsWell tells that the preferences can be saved again.
func (m *Model) PrefsWell() {
	m.clearAlert(prefsAlert)
	m.settle()
}
