package model

import (
	"path/filepath"
	"strings"

	"confab/transport"
)

// SendsRaw says whether a file can be sent in the open talk as raw bytes: to one plain peer.
func (m *Model) SendsRaw() bool {
	p := m.Active().selected
	return p != nil && p.Talk() != transport.Everyone && !m.OfMembers()
}

// Raw says whether it goes to a plain peer, as raw bytes.
func (to AttachTo) Raw() bool { return to.raw }

// At is the same talk, to which a file goes at so many bytes a second; 0 is no limit.
func (to AttachTo) At(rate int) AttachTo {
	to.rate, to.chosen = rate, true
	return to
}

// attachRaw sends a file to the plain peer p.
func (s *Side) attachRaw(p *Person, path string, rate int) error {
	if !filepath.IsAbs(path) {
		return &transport.Error{Fault: transport.FileUnread, Addr: path}
	}
	_, err := s.net.Post(p.Talk(), transport.Draft{Attach: &transport.Attachment{Path: path, Rate: rate}})
	return err
}

// rawFile is how a file to a plain peer stands.
func (s *Side) rawFile(f *File, peer string, m transport.Message) {
	w := s.m.w
	f.State = FileOwn
	known := s.files[m.ID]
	var t transport.Transfer
	if known != nil {
		t = known.transfer
	}
	f.Done = share(t)
	switch {
	case m.State == transport.Failed:
		f.State, f.Lines = FileFailed, []string{w.Ended(m.Fault, peer)}
		if t.Of > 0 {
			f.Lines = append(f.Lines, w.RawWent(t.Bytes, t.Of))
		}
	case m.State == transport.Written:
	case t.State == transport.Paused:
		f.State, f.Bar, f.Actions = FilePaused, true, []FileAction{ResumeFile, CancelFile}
		f.Lines = []string{w.FilePaused(percent(f.Done))}
	case t.Active:
		f.State, f.Bar, f.Actions = FileComing, true, []FileAction{PauseFile, CancelFile}
		left, sure := known.speed.left(t.Of - t.Bytes)
		f.Lines = []string{w.FileComing(percent(f.Done), int64(known.speed.rate), left, sure)}
	default:
		f.State, f.Bar, f.Actions = FileWaiting, true, []FileAction{PauseFile, CancelFile}
		f.Lines = []string{w.RawWaits}
		if t.Bytes > 0 {
			f.Lines = []string{w.RawWent(t.Bytes, t.Of)}
		}
	}
}

// CanSave says whether what p sends can be saved as it comes.
func (m *Model) CanSave(p *Person) bool {
	return m.Downloads() != "" && p.peer.Here && p.peer.Kind != transport.Member && p.Talk() != transport.Everyone
}

// Saving says whether that is so.
func (p *Person) Saving() bool { return p.peer.Saving }

// SaveWhatComes has what the plain peer of a tab sends from now on saved, or no more.
func (m *Model) SaveWhatComes(tab Tab, id transport.PeerID, on bool) {
	s := m.side(tab)
	p := s.people[id]
	if p == nil || on && !m.CanSave(p) {
		return
	}
	if !on {
		s.net.StopSaving(p.Talk())
		return
	}
	// A colon and its like are no part of a name everywhere.
	name := strings.NewReplacer(":", "_", "/", "_", "\\", "_").Replace(p.Title)
	name += m.now().In(m.cfg.Location).Format(" 2006-01-02 15.04.05") + ".bin"
	if err := s.net.Save(p.Talk(), filepath.Join(m.Downloads(), name)); err != nil {
		p.trouble = errorText(err)
	}
	m.settle()
}
