package model

import (
	"confab/transport"
	"confab/ui/internal/words"
)

// ownFile says who has what we offer, who is receiving it, and why others are not.
func (s *Side) ownFile(f *File, offer *transport.File, known *fileTransfer) {
	w := s.m.w
	var have, read []string
	var halts []words.Halt
	var done float32
	for _, t := range known.readers {
		name := w.SomeMember
		if p := s.people[t.Reader]; p != nil {
			name = p.Title
		}
		if t.Of == 0 {
			t.Of = offer.Size
		}
		switch {
		case t.Has:
			have = append(have, name)
		case t.Active:
			read, done = append(read, name), max(done, share(t))
		case t.State != transport.Offered:
			halts = append(halts, words.Halt{Name: name, State: t.State, Fault: t.Fault})
			if t.State == transport.Paused && len(known.readers) == 1 {
				f.Done, f.Bar = share(t), true
			}
		}
	}
	switch all := len(have) + len(read) + len(halts); {
	case len(halts) > 0 && all == 1:
		f.Lines = append(f.Lines, w.Halted(halts[0]))
	case len(halts) > 0:
		f.Lines = append(f.Lines, w.HaltedOf(len(have), all, halts))
	case len(have) > 0:
		f.Lines = append(f.Lines, w.FileHave(have))
	}
	if len(read) > 0 {
		f.Lines = append(f.Lines, w.FileRead(read, percent(done)))
		f.Done, f.Bar = done, true
	}
	switch known.transfer.Copy {
	case transport.CopyComing:
		f.Lines = append(f.Lines, w.FileKeeping)
		if t := known.transfer; t.Active && len(read) == 0 {
			f.Done, f.Bar = share(t), true
		}
	case transport.CopyKept:
		f.Lines = append(f.Lines, w.FileKept)
	case transport.CopyOverQuota:
		f.Lines = append(f.Lines, w.FileOverQuota)
	case transport.CopyNoRoom:
		f.Lines = append(f.Lines, w.FileNoRoom)
	case transport.CopyFailed:
		f.Lines = append(f.Lines, w.FileNotKept)
	}
	if n := known.transfer.Skipped; n > 0 {
		f.Lines = append(f.Lines, w.FileSkipped(n))
	}
	if known.transfer.Path != "" && !s.m.cfg.Inside {
		f.Actions = []FileAction{ShowFile}
	}
}
