package model

import (
	"confab/ui/internal/address"
	"confab/ui/internal/words"
)

// BeginScan says that a code is being looked for, and reports whether one may be: not
// while another one is, or there is a connection that an invitation would not change.
func (m *Model) BeginScan() bool {
	if m.scanning || !m.Client.CanConnect() {
		return false
	}
	m.scanning = true
	m.clearAlert(scanAlert)
	m.settle()
	return true
}

// Scanning reports whether a code is being looked for.
func (m *Model) Scanning() bool { return m.scanning }

// ScanFailed tells why no code was found; text is what to say.
func (m *Model) ScanFailed(text func(*words.Words) string) {
	m.scanning = false
	m.raise(scanAlert, Warning, text)
	m.settle()
}

// Scanned takes the text of a code. An invitation goes where one is pasted, and is joined
// as one is; what else a code says is shown, and nothing is done about it.
func (m *Model) Scanned(text string) {
	m.scanning = false
	if len(text) > maxLink || address.Invitation(text) == "" {
		m.raise(scanAlert, Warning, func(w *words.Words) string { return w.OtherCode(text) })
		m.settle()
		return
	}
	m.SetAddress(address.Invitation(text))
	m.Connect()
	m.settle()
}
