package model

import (
	"slices"
	"strings"
	"testing"
	"time"

	"confab/transport"
)

// offered is a client in a room in which a member offers a file; its folder for files is
// /saved.
func offered(t *testing.T, f transport.File) (st *stage, room transport.PeerID, id transport.MessageID, row func() *Row) {
	t.Helper()
	st, room, host, _ := inRoom(t)
	st.Model.prefs.Downloads = "/saved"
	st.save()
	id = st.dialer.NewID()
	at := st.dialer.Say(room.Talk(), transport.Message{ID: id, Kind: transport.Incoming, Peer: host, Name: "Marta", Text: f.Name, File: &f})
	sound(t, st)
	row = func() *Row {
		t.Helper()
		sound(t, st)
		r := st.Client.Talk().row(at)
		if r == nil || r.File == nil {
			t.Fatalf("the row is %+v", r)
		}
		return r
	}
	return st, room, id, row
}

const mib = 1 << 20

func TestAFileSaysWhichWayItComes(t *testing.T) {
	st, room, _, other := inRoom(t)
	st.OpenTransfers()
	f := transport.File{Name: "plan.pdf", Size: 100}
	id := st.dialer.NewID()
	at := st.dialer.Say(room.Talk(), transport.Message{ID: id, Kind: transport.Incoming, Peer: other, Name: "Ann", Text: f.Name, File: &f})
	for _, c := range []struct {
		straight, copied bool
		way              string
	}{
		{true, false, "Directly from " + st.Client.people[other].Title},
		{false, true, "From the host's copy"},
		{false, false, "Through the host"},
	} {
		st.dialer.Transfer(room.Talk(), transport.Transfer{ID: id, From: other, State: transport.Wanted, Active: true, Bytes: 10, Of: 100, Straight: c.straight, FromCopy: c.copied})
		sound(t, st)
		if lines := st.TransferRows()[0].File.Lines; !slices.Equal(lines, []string{"10 %", c.way}) {
			t.Errorf("on the page of transfers %q instead of %q", lines, c.way)
		}
		if lines := st.Client.Talk().row(at).File.Lines; !slices.Equal(lines, []string{"10 %", c.way}) {
			t.Errorf("%q instead of %q", lines, c.way)
		}
	}
}

func TestAFileComes(t *testing.T) {
	st, room, id, row := offered(t, transport.File{Name: "plan\u202etxt.exe", Size: 100 * mib})
	act := func(a FileAction, call string) {
		t.Helper()
		st.ActOnFile(row().Local, a)
		if !st.dialer.Called(call) {
			t.Errorf("of %v there are %q", a, st.dialer.Calls())
		}
		st.dialer.ForgetCalls()
	}
	is := func(state FileState, actions []FileAction, lines ...string) {
		t.Helper()
		f := row().File
		if f.State != state || !slices.Equal(f.Actions, actions) || !slices.Equal(f.Lines, lines) {
			t.Errorf("the file is %+v", *f)
		}
	}
	now := transport.Transfer{ID: id, State: transport.Wanted, Of: 100 * mib, Path: "/saved"}
	told := func(change func(*transport.Transfer)) {
		change(&now)
		st.dialer.Transfer(room.Talk(), now)
	}

	is(FileOffered, []FileAction{SaveFile})
	if f := row(); strings.ContainsRune(f.File.Name, '\u202e') || f.File.Size != "100 MiB" || f.Text != "" {
		t.Errorf("the row says %q, the file %+v", f.Text, *f.File)
	}
	st.ActOnFile(row().Local, PauseFile) // which it does not have
	if n := st.dialer.Count("Pause"); n != 0 {
		t.Errorf("what does not come was paused %d times", n)
	}
	act(SaveFile, "Fetch "+fmtTalk(room)+" "+id.String()+" /saved")
	is(FileWaiting, []FileAction{PauseFile, CancelFile}, "It begins…")

	told(func(t *transport.Transfer) { t.Fault = transport.FileAway })
	is(FileWaiting, []FileAction{PauseFile, CancelFile}, "It goes on by itself when Marta is here again.")
	told(func(t *transport.Transfer) { t.Fault = transport.NotConnected })
	is(FileWaiting, []FileAction{PauseFile, CancelFile}, "It goes on by itself when the host can be reached.")

	told(func(t *transport.Transfer) { t.Fault, t.Active, t.Bytes = transport.NoFault, true, 10*mib })
	is(FileComing, []FileAction{PauseFile, CancelFile}, "10 %")
	told(func(t *transport.Transfer) { t.FromCopy = true })
	is(FileComing, []FileAction{PauseFile, CancelFile}, "10 %", "From the host's copy")
	told(func(t *transport.Transfer) { t.FromCopy = false })
	sound(t, st)
	st.clock = st.clock.Add(time.Second)
	told(func(t *transport.Transfer) { t.Bytes = 20 * mib })
	is(FileComing, []FileAction{PauseFile, CancelFile}, "20 %, 10.0 MiB/s · 8 s left")
	if f := row().File; !f.Bar || f.Done != .2 {
		t.Errorf("the bar: %+v", *f)
	}

	act(PauseFile, "Pause "+fmtTalk(room)+" "+id.String())
	is(FilePaused, []FileAction{ResumeFile, CancelFile}, "Paused at 20 %")
	st.Model.prefs.Downloads = "/elsewhere"
	st.save()
	act(ResumeFile, "Fetch "+fmtTalk(room)+" "+id.String()+" /saved")
	told(func(t *transport.Transfer) { t.State, t.Active = transport.Wanted, false })
	is(FileWaiting, []FileAction{PauseFile, CancelFile}, "It goes on…")
	told(func(t *transport.Transfer) { t.Active, t.Again = true, 1 })
	is(FileComing, []FileAction{PauseFile, CancelFile}, "20 %", "It was changed meanwhile, so it came anew.")
	told(func(t *transport.Transfer) {
		t.State, t.Active, t.Again, t.Fault = transport.NotReceived, false, 0, transport.FileGone
	})
	is(FileFailed, []FileAction{RetryFile, CancelFile}, "Whoever offers it has moved or removed it. Ask them to offer it again.")
	told(func(t *transport.Transfer) { t.Fault = transport.DiskFull })
	is(FileFailed, []FileAction{RetryFile, CancelFile}, "There is no room left on the disk. Make room, then try again.")
	act(RetryFile, "Fetch "+fmtTalk(room)+" "+id.String()+" /saved")
	act(CancelFile, "Abandon "+fmtTalk(room)+" "+id.String())
	is(FileOffered, []FileAction{SaveFile})

	if got := st.FilePath(row().Local); got != "" {
		t.Errorf("what is not here is at %q", got)
	}
	told(func(t *transport.Transfer) {
		t.State, t.Fault, t.Path = transport.Received, transport.NoFault, "/saved/plan.txt"
	})
	is(FileHere, []FileAction{OpenFile, ShowFile}, "Saved: /saved/plan.txt")
	told(func(t *transport.Transfer) { t.Whole = "ab12" })
	if got := row().File.Whole; got != "ab12" {
		t.Errorf("the hash over all of it is %q", got)
	}
	if got := st.FilePath(row().Local); got != "/saved/plan.txt" {
		t.Errorf("it is at %q", got)
	}
}

// fmtTalk is a talk as the fake writes it in Calls.
func fmtTalk(p transport.PeerID) string { return p.Talk().String() }

func TestAFileInChineseAndAfterLostEvents(t *testing.T) {
	st, room, id, row := offered(t, transport.File{Name: "照片", Size: 3 * mib / 2, Files: 12, Folder: true})
	if f := row().File; f.Size != "12 files · 1.5 MiB" || !f.Folder {
		t.Errorf("%+v", *f)
	}
	st.SetLanguage("zh")
	if f := row().File; f.Size != "12 个文件 · 1.5 MiB" {
		t.Errorf("%+v", *f)
	}
	st.dialer.Transfer(room.Talk(), transport.Transfer{ID: id, State: transport.Paused, Bytes: mib / 2, Of: 3 * mib / 2, Path: "/saved"})
	st.dialer.lose()
	if f := row().File; f.State != FilePaused || f.Lines[0] != "已暂停，33 %" {
		t.Errorf("after a Resync: %+v", *f)
	}
	st.dialer.Transfer(room.Talk(), transport.Transfer{ID: id, State: transport.Dropped})
	st.dialer.lose()
	if f := row().File; f.State != FileOffered {
		t.Errorf("after a Resync that lost an end: %+v", *f)
	}
	st.dialer.Transfer(room.Talk(), transport.Transfer{ID: id, State: transport.Received, Path: "/saved/b"})
	st.restart(st.saved)
	if f := st.Client.files[id]; f == nil || f.transfer.Path != "/saved/b" {
		t.Errorf("after a restart %+v is known", f)
	}
}

func TestAFileOfOurs(t *testing.T) {
	st, room, host, other := inRoom(t)
	st.SetDraft("half a sentence")
	to, ok := st.AttachHere()
	if !ok {
		t.Fatal("nothing can be attached")
	}
	st.Attach(to, LocalFile{Path: "relative"})
	if st.ComposerError() == "" || st.dialer.Count("Post") != 0 {
		t.Fatalf("a path that is none: %q", st.ComposerError())
	}
	st.SetTab(ServerTab) // it comes where it was chosen for
	st.Attach(to, LocalFile{Path: "/harbour/plan.pdf", Bytes: 3 * mib})
	st.SetTab(ClientTab)
	sound(t, st)
	if a := st.Attached(); len(a) != 1 || a[0] != (Attached{Path: "/harbour/plan.pdf", Name: "plan.pdf", Size: "3 MiB"}) || st.dialer.Count("Post") != 0 {
		t.Fatalf("there wait %+v", a)
	}
	st.SetDraft("")
	if !st.Send() {
		t.Fatal(st.ComposerError())
	}
	sound(t, st)
	pending := st.Client.Talk().Pending()
	if st.ComposerError() != "" || len(st.Attached()) != 0 || len(pending) != 1 || pending[0].File == nil || pending[0].Text != "" {
		t.Fatalf("%q, %d pending", st.ComposerError(), len(pending))
	}
	st.dialer.Store(room.Talk())
	sound(t, st)
	r := last(st.Client.Talk())
	if f := r.File; f == nil || f.State != FileOwn || f.Name != "plan.pdf" || len(f.Lines)+len(f.Actions) != 0 {
		t.Fatalf("%+v", r.File)
	}
	tell := func(tr transport.Transfer) {
		tr.ID, tr.State = r.ID, transport.Offered
		st.dialer.Transfer(room.Talk(), tr)
		sound(t, st)
	}
	tell(transport.Transfer{Path: "/harbour/plan.pdf", Skipped: 2})
	tell(transport.Transfer{Reader: host, Active: true, Bytes: 30, Of: 100})
	if f := last(st.Client.Talk()).File; !slices.Equal(f.Lines, []string{"Marta is receiving it: 30 %", "Not offered, as they are links or devices: 2"}) || !f.Bar || f.Done != .3 {
		t.Errorf("%+v", *f)
	}
	tell(transport.Transfer{Reader: other, Active: true, Bytes: 50, Of: 100})
	if f := last(st.Client.Talk()).File; f.Lines[0] != "2 members are receiving it" || f.Done != .5 {
		t.Errorf("%+v", *f)
	}
	tell(transport.Transfer{Reader: host, Has: true, Bytes: 100, Of: 100})
	tell(transport.Transfer{Reader: other, Bytes: 60, Of: 100})
	if f := last(st.Client.Talk()).File; f.Lines[0] != "Marta has it" || f.Bar || !slices.Equal(f.Actions, []FileAction{ShowFile}) {
		t.Errorf("%+v", *f)
	}
	halts := func(lines ...string) {
		t.Helper()
		sound(t, st)
		if f := last(st.Client.Talk()).File; !slices.Equal(f.Lines[:len(lines)], lines) {
			t.Errorf("%+v, not %q", *f, lines)
		}
	}
	name := st.Client.people[other].Title
	st.dialer.Transfer(room.Talk(), transport.Transfer{ID: r.ID, Reader: other, State: transport.NotReceived, Fault: transport.DiskFull})
	halts("1 of 2 have it, " + name + "'s disk is full")
	st.dialer.Transfer(room.Talk(), transport.Transfer{ID: r.ID, Reader: host, State: transport.Dropped})
	halts("Marta has stopped or declined it, " + name + "'s disk is full")
	tell(transport.Transfer{Reader: other, Active: true, Bytes: 60, Of: 100})
	halts("Marta has stopped or declined it", name+" is receiving it: 60 %")
	tell(transport.Transfer{Reader: host, Has: true, Bytes: 100, Of: 100})
	tell(transport.Transfer{Reader: other, Bytes: 60, Of: 100})
	halts("Marta has it")
	tell(transport.Transfer{Reader: host, Has: true, Bytes: 100, Of: 100, Whole: "cd34"})
	if got := last(st.Client.Talk()).File.Whole; got != "cd34" {
		t.Errorf("the hash over all of it is %q", got)
	}
	if got := st.FilePath(last(st.Client.Talk()).Local); got != "/harbour/plan.pdf" {
		t.Errorf("it is at %q", got)
	}
	tell(transport.Transfer{Path: "/harbour/plan.pdf", Copy: transport.CopyComing, Active: true, Bytes: 25, Of: 100})
	if f := last(st.Client.Talk()).File; f.Lines[1] != "The host is making a copy…" || f.Done != .25 || !f.Bar {
		t.Errorf("%+v", *f)
	}
	for state, line := range map[transport.CopyState]string{transport.CopyKept: "Kept at the host", transport.CopyNoRoom: "Not kept at the host: its disk has no room. Stay here until it was received.",
		transport.CopyOverQuota: "Not kept at the host: it is more than it keeps. Stay here until it was received.", transport.CopyFailed: "Not kept at the host. Stay here until it was received."} {
		tell(transport.Transfer{Path: "/harbour/plan.pdf", Copy: state})
		if f := last(st.Client.Talk()).File; f.Lines[1] != line || f.Bar {
			t.Errorf("%v: %+v", state, *f)
		}
	}
	tell(transport.Transfer{Path: "/harbour/plan.pdf", Copy: transport.CopyOff})
	if f := last(st.Client.Talk()).File; len(f.Lines) != 2 {
		t.Errorf("a host that keeps nothing is told of: %+v", *f)
	}
	t.Run("what could not be offered is told", func(t *testing.T) {
		st.dialer.Transfer(room.Talk(), transport.Transfer{ID: st.dialer.NewID(), State: transport.Dropped, Fault: transport.FileUnread, Path: "/harbour/none"})
		sound(t, st)
		if !slices.ContainsFunc(st.Alerts(), func(a Alert) bool { return strings.Contains(a.Text, "/harbour/none") }) {
			t.Errorf("%+v", st.Alerts())
		}
	})
	t.Run("so is that the talk is gone", func(t *testing.T) {
		st.Attach(AttachTo{tab: ClientTab, peer: 9999}, LocalFile{Path: "/harbour/plan.pdf"})
		if !slices.ContainsFunc(st.Alerts(), func(a Alert) bool { return a.Text == st.Words().AttachGone }) {
			t.Errorf("%+v", st.Alerts())
		}
	})
}

func TestTheMeter(t *testing.T) {
	var m meter
	at := time.Unix(0, 0)
	for i := range int64(50) {
		m.add(at.Add(time.Duration(i)*200*time.Millisecond), i*mib)
	}
	if m.rate < 4.99*mib || m.rate > 5.01*mib {
		t.Errorf("5 MiB a second are %f", m.rate/mib)
	}
	if left, ok := m.left(10 * mib); !ok || left.Round(time.Second) != 2*time.Second {
		t.Errorf("10 MiB take %v", left)
	}
	at = m.at
	m.add(at.Add(200*time.Millisecond), m.bytes)
	if m.rate < 4*mib {
		t.Errorf("a pause of a moment makes it %f", m.rate/mib)
	}
	for i := range time.Duration(300) {
		m.add(at.Add(i*200*time.Millisecond), m.bytes)
	}
	if left, ok := m.left(1 << 40); ok {
		t.Errorf("what stands takes %v", left)
	}
	if m.add(at.Add(time.Hour), 1); m.rate != 0 {
		t.Errorf("what begins again is as fast as %f", m.rate)
	}
}

// What is there already when it goes on has not moved, and what comes at once is no speed.
func TestTheMeterBeginsWithASecond(t *testing.T) {
	var m meter
	at := time.Unix(0, 0)
	m.add(at, 512*mib)
	m.add(at.Add(time.Millisecond), 516*mib)
	m.add(at.Add(200*time.Millisecond), 520*mib)
	if left, ok := m.left(1 << 30); ok || m.rate != 0 {
		t.Errorf("after a moment it is %f MiB a second, %v left", m.rate/mib, left)
	}
	m.add(at.Add(time.Second), 532*mib)
	if m.rate != 20*mib {
		t.Errorf("20 MiB in a second are %f", m.rate/mib)
	}
	if left, ok := m.left(200 * mib); !ok || left != 10*time.Second {
		t.Errorf("200 MiB take %v", left)
	}
}

func TestFilesOfVerifiedMembersAreSavedByThemselves(t *testing.T) {
	st, room, host, other := inRoom(t)
	st.Model.prefs.Downloads = "/saved"
	st.save()
	st.dialer.Turn(transport.Changed, other, func(p *transport.Peer) { p.Trust = transport.Verified })
	st.dialer.Turn(transport.Changed, host, func(p *transport.Peer) { p.Trust = transport.Unverified })
	say := func(from transport.PeerID, size int64, guest bool) {
		st.dialer.Say(room.Talk(), transport.Message{ID: st.dialer.NewID(), Kind: transport.Incoming, Peer: from, Name: "a", Text: "a",
			File: &transport.File{Name: "a", Size: size}, ByGuest: guest})
		sound(t, st)
	}
	say(other, 1, false)
	if n := st.dialer.Count("Fetch"); n != 0 {
		t.Fatalf("while nobody wanted that, %d were saved", n)
	}
	st.SetAccept(25)
	say(other, 25<<20+1, false)
	say(host, 1, false)
	say(other, 1, true)
	if n := st.dialer.Count("Fetch"); n != 0 {
		t.Errorf("%d were saved that should not be", n)
	}
	st.dialer.Say(room.Talk(), transport.Message{ID: st.dialer.NewID(), Kind: transport.Incoming, Peer: other, Name: "a", Text: "a",
		File: &transport.File{Name: "a", Size: 1, Earlier: true}})
	sound(t, st)
	if n := st.dialer.Count("Fetch"); n != 0 {
		t.Errorf("%d were saved that were offered before we came", n)
	}
	say(other, 25<<20, false)
	if n := st.dialer.Count("Fetch"); n != 1 {
		t.Errorf("%d were saved", n)
	}
	st.SetTab(ServerTab)
	st.dialer.lose()
	sound(t, st)
	if n := st.dialer.Count("Fetch"); n != 1 {
		t.Errorf("what had come was saved again: %d", n)
	}
}

func TestTheFolderForFiles(t *testing.T) {
	st := newStage()
	st.Model.cfg.Downloads = "/system"
	for _, test := range []struct {
		set, is string
		taken   bool
	}{{"/mine/../ours", "/ours", true}, {"relative", "/ours", false}, {" ", "/system", true}} {
		if st.SetDownloads(test.set) != test.taken || st.Downloads() != test.is {
			t.Errorf("after %q it is %q", test.set, st.Downloads())
		}
	}
}
