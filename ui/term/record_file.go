package term

import "confab/transport"

// recordFile is what a message offers.
type recordFile struct {
	Name   string `json:"name"`
	Size   int64  `json:"size"`
	Files  int    `json:"files,omitempty"`
	Folder bool   `json:"folder,omitempty"`
	Width  int    `json:"width,omitempty"`
	Height int    `json:"height,omitempty"`
}

// recordTransfer is how far a file or folder has come.
type recordTransfer struct {
	State  string           `json:"state"`
	Active bool             `json:"active,omitempty"`
	Bytes  int64            `json:"bytes"`
	Of     int64            `json:"of"`
	Path   string           `json:"path,omitempty"`
	Reader transport.PeerID `json:"reader,omitempty"`
	Has    bool             `json:"has,omitempty"`
	Again  int              `json:"again,omitempty"`
	// Skipped is what in a folder is not offered.
	Skipped int `json:"skipped,omitempty"`
	// Copy is how far the host's copy is of what we offer: coming, kept, off, over-quota,
	// no-room or failed. FromCopy says that it comes from there. Way is which way it comes, or
	// goes to Reader, once that is known: direct, host or copy.
	Copy     string `json:"copy,omitempty"`
	FromCopy bool   `json:"from_copy,omitempty"`
	Way      string `json:"way,omitempty"`
	// Whole is the hash over all of it, the same at both ends.
	Whole string `json:"whole,omitempty"`
}

// file fills in what is of files.
func (rec *record) file(ev transport.Event) {
	if f := ev.Message().File; f != nil {
		rec.File = &recordFile{Name: f.Name, Size: f.Size, Files: f.Files, Folder: f.Folder, Width: f.Width, Height: f.Height}
	}
	if ev.Kind != transport.Transferred {
		return
	}
	t, talk := ev.Transfer(), ev.Talk()
	rec.Talk, rec.ID = &talk, t.ID.String()
	if t.Fault != transport.NoFault {
		rec.Fault = t.Fault.String()
	}
	rec.Transfer = &recordTransfer{State: t.State.String(), Active: t.Active, Bytes: t.Bytes, Of: t.Of, Path: t.Path,
		Reader: t.Reader, Has: t.Has, Again: t.Again, Skipped: t.Skipped, Copy: t.Copy.String(), FromCopy: t.FromCopy, Way: wayOf(t), Whole: t.Whole}
}

// wayOf is which way a file moves between members, or came; empty where nothing moves.
func wayOf(t transport.Transfer) string {
	toCopy := t.State == transport.Offered && t.Reader == 0
	plain := t.State == transport.Sending || t.State == transport.Sent || t.State == transport.NotSent
	switch {
	case plain || toCopy || !t.Active && !t.Has && t.State != transport.Received:
		return ""
	case t.FromCopy:
		return "copy"
	case t.Straight:
		return "direct"
	}
	return "host"
}
