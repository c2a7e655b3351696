package model

import (
	"path/filepath"
	"slices"
	"strings"

	"confab/transport"
	"confab/ui/internal/visible"
	"confab/ui/internal/words"
)

// FileState is how far the file or folder of a message is.
type FileState uint8

// The states.
const (
	FileOffered FileState = iota // it can be saved
	FileOwn                      // it is offered by us
	FileComing                   // bytes come
	FileWaiting                  // it goes on by itself
	FilePaused
	FileHere
	FileFailed
)

// FileAction is what can be done about the file of a message.
type FileAction uint8

// The actions.
const (
	SaveFile FileAction = iota
	PauseFile
	ResumeFile
	CancelFile
	RetryFile
	ShowFile  // in its folder: see FilePath
	OpenFile  // with the system's program for it: see FilePath
	KeepFile  // in a copy where the person finds it, for ShowFile: see Config.Inside
	ShareFile // with another app: see FilePath and Config.Inside
)

// File is the file or folder of a message. All strings are safe to show.
type File struct {
	Name   string
	Folder bool
	// Program says that it may act when it is opened. It is never opened here.
	Program bool
	// Size is its size, and of a folder how many files it has.
	Size  string
	State FileState
	// Lines say how far it is, and what hinders it. Often none.
	Lines []string
	// Done is how much has come, from 0 to 1, and Bar says that it is worth a bar.
	Done float32
	Bar  bool
	// Actions are what can be done, the most likely first.
	Actions []FileAction
	// Picture is the picture that it is; nil for none that can be shown.
	Picture *Picture
	// Whole is the hash over all of it, once it is known: who has the same has the same bytes.
	Whole string
	// Unshown says why a picture that is here cannot be shown; otherwise empty.
	Unshown string
}

// longestFileName is how many characters of a name are shown.
const longestFileName = 120

// fileTransfer is what is known of the transfers of a message's file.
type fileTransfer struct {
	transfer transport.Transfer // ours
	speed    meter
	readers  []transport.Transfer // of who fetches it from us, in the order in which they began
	cleared  bool                 // it is not shown on the page of all, once it is over
	unshown  unshown
}

// whole is the hash over all of it, empty while none is known.
func (f *fileTransfer) whole() string {
	if f == nil {
		return ""
	}
	for _, t := range f.readers {
		if t.Whole != "" {
			return t.Whole
		}
	}
	return f.transfer.Whole
}

// transferred takes how far a file has come. It reports whether a row can show it.
func (s *Side) transferred(t transport.Transfer) {
	f := s.files[t.ID]
	fresh := f == nil
	if fresh {
		f = new(fileTransfer)
		s.files[t.ID] = f
	}
	if t.Reader != 0 {
		i := slices.IndexFunc(f.readers, func(o transport.Transfer) bool { return o.Reader == t.Reader })
		if i < 0 {
			f.readers = append(f.readers, t)
		} else {
			f.readers[i] = t
		}
		return
	}
	t.Skipped = max(t.Skipped, f.transfer.Skipped)
	if t.State != f.transfer.State {
		f.unshown.path = "" // what comes again may be shown
	}
	if f.transfer = t; t.Active {
		f.speed.add(s.m.now(), t.Bytes)
	} else {
		f.speed = meter{}
	}
	if fresh {
		f.cleared = f.over() && s.clearedBefore(t)
	}
}

// transferChanged takes the event of a transfer. What we could not offer has no message that
// could say so.
func (m *Model) transferChanged(s *Side, ev transport.Event) {
	t := ev.Transfer()
	s.releaseOffer(t)
	s.transferred(t)
	if t.State == transport.Dropped && t.Fault != transport.NoFault {
		m.unoffered(t.Path, false)
		m.raise(talkAlert, Warning, func(w *words.Words) string { return w.Fault(t.Fault, t.Path, nil) })
	}
	if talk := s.talk(ev.Peer.ID); talk != nil {
		talk.transferChanged(t.ID)
	}
}

// transferChanged renders the row of a message anew.
func (t *Talk) transferChanged(id transport.MessageID) {
	for _, rows := range [][]*Row{t.rows, t.pending} {
		for _, r := range rows {
			if r.message.ID == id && r.message.File != nil {
				r.render(t.side.style(t.person, r.message))
			}
		}
	}
}

// takeTransfers asks how far all transfers are.
func (s *Side) takeTransfers() {
	for _, f := range s.files {
		f.transfer = transport.Transfer{Skipped: f.transfer.Skipped}
		for i := range f.readers {
			f.readers[i].Active = false // as long as nothing more is told
		}
	}
	for _, t := range s.net.Transfers() {
		s.transferred(t)
	}
	for _, t := range s.talks {
		for _, r := range t.rows {
			if r.message.File != nil {
				r.render(s.style(t.person, r.message))
			}
		}
	}
}

// file is how the file of a message in the talk with p stands.
func (s *Side) file(p *Person, m transport.Message) *File {
	w, offer := s.m.w, m.File
	f := &File{Name: visible.Line(offer.Name, longestFileName), Folder: offer.Folder, Size: w.FileSize(offer)}
	known := s.files[m.ID]
	if m.Plain {
		peer := ""
		if p != nil {
			peer = p.Title
		}
		s.rawFile(f, peer, m)
		return f
	}
	f.Whole = known.whole()
	if m.Kind == transport.Outgoing {
		f.State = FileOwn
		if known != nil {
			s.ownFile(f, offer, known)
		}
		return f
	}
	f.Program = offer.Executable || known != nil && known.transfer.File != nil && known.transfer.File.Executable
	defer func() {
		if f.Program {
			f.Lines = append(f.Lines, w.Transfers().Program)
		}
	}()
	f.Actions = s.m.savable()
	if known == nil {
		return f
	}
	t := known.transfer
	if t.Of == 0 {
		t.Of = offer.Size
	}
	f.Done = share(t)
	again := func() {
		if t.Again > 0 {
			f.Lines = append(f.Lines, w.FileBegunAgain)
		}
	}
	switch t.State {
	case transport.Wanted:
		f.State, f.Bar, f.Actions = FileWaiting, true, []FileAction{PauseFile, CancelFile}
		switch {
		case t.Active:
			f.State = FileComing
			left, sure := known.speed.left(t.Of - t.Bytes)
			f.Lines = []string{w.FileComing(percent(f.Done), int64(known.speed.rate), left, sure)}
			if way := s.fileWay(t, m); way != "" {
				f.Lines = append(f.Lines, way)
			}
		case t.Fault == transport.NotConnected:
			f.Lines = []string{w.FileWaitsHost}
		case t.Fault == transport.FileAway && s.people[m.Peer] != nil && !m.ByGuest:
			f.Lines = []string{w.FileWaitsFor(s.people[m.Peer].Title)}
		case t.Fault != transport.NoFault:
			f.Lines = []string{w.Fault(t.Fault, t.Path, nil)}
		case t.Bytes > 0:
			f.Lines = []string{w.Transfers().GoesOn}
		default:
			f.Lines = []string{w.FileBegins}
		}
		again()
	case transport.Paused:
		f.State, f.Bar, f.Actions = FilePaused, true, []FileAction{ResumeFile, CancelFile}
		f.Lines = []string{w.FilePaused(percent(f.Done))}
	case transport.Received:
		f.State, f.Actions = FileHere, nil
		if !f.Program && !f.Folder {
			f.Actions = append(f.Actions, OpenFile)
		}
		if s.m.cfg.Inside && !f.Folder {
			f.Actions = append(f.Actions, ShareFile)
		}
		f.Actions = append(f.Actions, s.m.find())
		f.Lines = []string{s.m.saved(t.Path)}
		again()
	case transport.NotReceived:
		f.State, f.Actions = FileFailed, []FileAction{RetryFile, CancelFile}
		f.Lines = []string{w.FileUnsaved(t.Fault, t.Path)}
	}
	return f
}

// fileWay says which way the file of a message comes; empty where there is only one.
func (s *Side) fileWay(t transport.Transfer, m transport.Message) string {
	author := s.people[m.Peer]
	switch {
	case t.FromCopy:
		return s.m.w.FileFromCopy
	case s.tab == ServerTab || author == nil || author.Host || m.ByGuest:
		return ""
	case t.Straight:
		return s.m.w.FileStraight(author.Title)
	}
	return s.m.w.FileThroughHost
}

// share is how much of a transfer is done, from 0 to 1.
func share(t transport.Transfer) float32 {
	if t.Of <= 0 || t.Bytes <= 0 {
		return 0
	}
	return float32(min(float64(t.Bytes)/float64(t.Of), 1))
}

// percent is a share of a hundred: all of it only when nothing lacks.
func percent(share float32) int { return int(share * 100) }

// savable is what can be done about what is offered.
func (m *Model) savable() []FileAction {
	if m.Downloads() == "" {
		return nil
	}
	return []FileAction{SaveFile}
}

// find is how the person finds what has come.
func (m *Model) find() FileAction {
	if m.cfg.Inside {
		return KeepFile
	}
	return ShowFile
}

// saved says where something is that has come.
func (m *Model) saved(path string) string {
	if m.cfg.Inside {
		return m.w.FileInside
	}
	return m.w.FileSaved(path)
}

// Downloads is the folder that files are saved into; empty where there is none.
func (m *Model) Downloads() string {
	if m.prefs.Downloads != "" {
		return m.prefs.Downloads
	}
	return m.cfg.Downloads
}

// fileOf is the file of the message with a Local key in the open talk, with what is known of
// its transfers; both are nil for none.
func (m *Model) fileOf(local uint64) (*Row, *fileTransfer) {
	s := m.Active()
	r := s.Talk().Find(local)
	if r == nil || r.File == nil {
		return nil, nil
	}
	return r, s.files[r.message.ID]
}

// ActOnFile does what a button of the message with a Local key in the open talk says, if it
// has it.
func (m *Model) ActOnFile(local uint64, a FileAction) {
	if r, _ := m.fileOf(local); r != nil {
		s := m.Active()
		s.actOnFile(s.selected.Talk(), r.message.ID, r.File, a)
	}
}

// actOnFile does something about what a message offers, if that can be done.
func (s *Side) actOnFile(talk transport.TalkID, id transport.MessageID, f *File, a FileAction) {
	if !slices.Contains(f.Actions, a) {
		return
	}
	m, known := s.m, s.files[id]
	switch a {
	case SaveFile:
		s.net.Fetch(talk, id, m.Downloads())
	case ResumeFile, RetryFile:
		dir := m.Downloads()
		if known.transfer.Path != "" {
			dir = known.transfer.Path // where it was to come
		}
		s.net.Fetch(talk, id, dir)
	case PauseFile:
		s.net.Pause(talk, id)
	case CancelFile:
		s.net.Abandon(talk, id)
	}
}

// FilePath is where the file of the message with a Local key in the open talk is; empty while
// it is not here.
func (m *Model) FilePath(local uint64) string {
	r, known := m.fileOf(local)
	if r == nil || known == nil || !slices.Contains(r.File.Actions, m.find()) {
		return ""
	}
	return known.transfer.Path
}

// SetDownloads chooses the folder that files are saved into; empty is the system's. It
// reports whether there can be such a folder: of another path it takes nothing.
func (m *Model) SetDownloads(dir string) bool {
	if dir = strings.TrimSpace(dir); dir != "" && !filepath.IsAbs(dir) {
		return false
	}
	if dir != "" {
		dir = filepath.Clean(dir)
	}
	m.prefs.Downloads = dir
	m.save()
	m.settle()
	return true
}

// SetAccept chooses up to which size, in MiB, what verified members offer is saved without
// being asked for; 0 is nothing.
func (m *Model) SetAccept(mib int) {
	m.prefs.AcceptMiB = mib
	m.save()
	m.settle()
}

// accept saves the file of a message that has just come in the talk with p, if its author is
// verified and the person wants that. What was offered before the person came waits for a
// press: with the history of a room all its files would come at once.
func (s *Side) accept(p *Person, m transport.Message) {
	author := s.people[m.Peer]
	if m.File == nil || m.File.Earlier || m.ByGuest || author == nil || author.peer.Trust != transport.Verified {
		return
	}
	if most := int64(s.m.prefs.AcceptMiB) << 20; most > 0 && m.File.Size <= most && s.m.Downloads() != "" {
		s.net.Fetch(p.Talk(), m.ID, s.m.Downloads())
	}
}
