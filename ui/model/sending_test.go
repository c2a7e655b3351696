package model

import (
	"slices"
	"testing"

	"confab/transport"
)

// posts is a Talker that notes what is posted, and fails from a path on.
type posts struct {
	Talker
	fails string
	got   []transport.Draft
}

func (p *posts) Post(to transport.TalkID, d transport.Draft) (transport.MessageID, error) {
	if d.Attach != nil && d.Attach.Path == p.fails {
		return transport.MessageID{}, &transport.Error{Fault: transport.DiskFull}
	}
	p.got = append(p.got, d)
	return p.Talker.Post(to, d)
}

// dispatch is a room in which files are looked at when the test says so.
type dispatch struct {
	*stage
	t        *testing.T
	net      *posts
	to       AttachTo
	looked   []string // the paths that are to be looked at
	dropped  []string // the copies that were removed
	unneeded []string
}

func newDispatch(t *testing.T) *dispatch {
	st, _, _, _ := inRoom(t)
	d := &dispatch{stage: st, t: t, net: &posts{Talker: st.Client.net}}
	st.Client.net = d.net
	st.Model.cfg.Prepare = func(_ AttachTo, path string) { d.looked = append(d.looked, path) }
	st.Model.cfg.Discard = func(copied string) { d.dropped = append(d.dropped, copied) }
	st.Model.cfg.Unoffered = func(path string, _ bool) { d.unneeded = append(d.unneeded, path) }
	to, ok := st.AttachHere()
	if !ok {
		t.Fatal("nothing can be attached")
	}
	d.to = AttachTo{tab: to.tab, peer: to.peer}
	return d
}

// attach has files wait, each of which must be looked at.
func (d *dispatch) attach(paths ...string) {
	d.t.Helper()
	for _, path := range paths {
		d.Attach(d.to, LocalFile{Path: path})
		if n := len(d.looked); n == 0 || d.looked[n-1] != path {
			d.t.Fatalf("looked at are %q", d.looked)
		}
	}
	sound(d.t, d.stage)
}

// look says what there is at a path: a picture with a copy, one without, or another file.
func (d *dispatch) look(path string) {
	f := Prepared{Path: path}
	switch path[len(path)-3:] {
	case "jpg":
		f.Picture, f.Width, f.Height, f.Preview, f.Cleaned = true, 40, 30, []byte("small"), "/data"+path
	case "eic":
		f.Picture = true
	}
	d.Prepared(d.to, f)
	sound(d.t, d.stage)
}

// went are the texts and the paths that were posted since.
func (d *dispatch) went(want ...string) {
	d.t.Helper()
	sound(d.t, d.stage)
	var got []string
	for _, one := range d.net.got {
		if one.Attach != nil {
			got = append(got, one.Attach.Path)
		} else {
			got = append(got, one.Text)
		}
	}
	if d.net.got = nil; !slices.Equal(got, want) {
		d.t.Fatalf("posted were %q, not %q", got, want)
	}
}

func (d *dispatch) waits(draft string, want ...string) {
	d.t.Helper()
	var got []string
	for _, a := range d.Attached() {
		got = append(got, a.Path)
	}
	if d.Draft() != draft || !slices.Equal(got, want) {
		d.t.Fatalf("there wait %q with %q, not %q with %q", got, d.Draft(), want, draft)
	}
}

func TestTextAndPicturesAreOneSending(t *testing.T) {
	t.Run("nothing goes before all are looked at, and then all in order", func(t *testing.T) {
		d := newDispatch(t)
		d.attach("/a.jpg", "/plan.pdf", "/b.jpg")
		d.SetDraft("look")
		d.Send()
		d.look("/b.jpg")
		d.look("/plan.pdf")
		d.went()
		d.waits("look", "/a.jpg", "/plan.pdf", "/b.jpg")
		d.look("/a.jpg")
		d.went("look", "/data/a.jpg", "/plan.pdf", "/data/b.jpg")
		d.waits("")
		if len(d.dropped) != 0 || !slices.Equal(d.unneeded, []string{"/a.jpg", "/b.jpg"}) {
			t.Errorf("removed were %q, and not needed any more %q", d.dropped, d.unneeded)
		}
	})
	t.Run("what was looked at before goes at once, as its offer says", func(t *testing.T) {
		d := newDispatch(t)
		d.attach("/a.jpg")
		d.look("/a.jpg")
		if a := d.Attached()[0]; !a.Picture || !a.Cleanable || a.AsFile || a.Preview != "small" {
			t.Errorf("it waits as %+v", a)
		}
		if !d.Send() {
			t.Error("it did not go")
		}
		if f := d.net.got[0].Attach; f.Width != 40 || f.Height != 30 || string(f.Preview) != "small" {
			t.Errorf("offered is %+v", *f)
		}
		d.went("/data/a.jpg")
	})
	t.Run("each picture can be sent as a file, and all", func(t *testing.T) {
		d := newDispatch(t)
		d.attach("/a.jpg", "/b.jpg", "/plan.pdf", "/c.heic")
		for _, path := range []string{"/a.jpg", "/b.jpg", "/plan.pdf", "/c.heic"} {
			d.look(path)
		}
		count := func(all, asFiles int) {
			t.Helper()
			if a, f := d.CleanablePictures(); a != all || f != asFiles {
				t.Errorf("%d of %d pictures are sent as files", f, a)
			}
		}
		count(2, 0)
		d.SetAllAsFile(true)
		count(2, 2)
		d.SetAsFile("/b.jpg", false)
		d.SetAsFile("/plan.pdf", true)
		count(2, 1)
		d.Detach("/c.heic")
		d.Send()
		d.went("/a.jpg", "/data/b.jpg", "/plan.pdf")
		if !slices.Equal(d.dropped, []string{"/data/a.jpg"}) {
			t.Errorf("removed were %q", d.dropped)
		}
	})
	t.Run("what is taken out meanwhile does not go, and its copy neither stays", func(t *testing.T) {
		d := newDispatch(t)
		d.attach("/a.jpg", "/b.jpg")
		d.SetDraft("look")
		d.Send()
		d.look("/a.jpg")
		d.Detach("/a.jpg")
		d.went()
		d.Detach("/b.jpg")
		d.went("look")
		d.look("/b.jpg")
		if !slices.Equal(d.dropped, []string{"/data/a.jpg", "/data/b.jpg"}) {
			t.Errorf("removed were %q", d.dropped)
		}
	})
	t.Run("what is typed and attached behind it stays", func(t *testing.T) {
		d := newDispatch(t)
		d.attach("/a.jpg")
		d.SetDraft("look")
		d.Send()
		d.SetDraft("looknext")
		d.attach("/b.jpg")
		if d.Send() {
			t.Error("it was sent twice")
		}
		d.look("/a.jpg")
		d.went("look", "/data/a.jpg")
		d.waits("next", "/b.jpg")
	})
	t.Run("who goes on writing it has not sent it", func(t *testing.T) {
		d := newDispatch(t)
		d.attach("/a.jpg")
		d.SetDraft("look")
		d.Send()
		d.SetDraft("loo")
		d.look("/a.jpg")
		d.went()
		d.waits("loo", "/a.jpg")
	})
	t.Run("the first message is the answer", func(t *testing.T) {
		d := newDispatch(t)
		d.dialer.Speak(d.Client.Selected().Talk(), 2, "which one?")
		sound(t, d.stage)
		asked := last(d.Client.Talk())
		d.Reply(asked.Local)
		d.attach("/a.jpg", "/b.jpg")
		d.Send()
		d.look("/a.jpg")
		d.look("/b.jpg")
		if len(d.net.got) != 2 || d.net.got[0].ReplyTo != asked.ID || d.net.got[1].ReplyTo != (transport.MessageID{}) {
			t.Errorf("posted were %+v", d.net.got)
		}
		if _, _, ok := d.Aside(); ok {
			t.Error("the next message answers too")
		}
	})
	t.Run("what cannot be posted waits on, with what is behind it", func(t *testing.T) {
		d := newDispatch(t)
		d.attach("/a.jpg", "/plan.pdf", "/b.jpg")
		for _, path := range d.looked {
			d.look(path)
		}
		d.net.fails = "/plan.pdf"
		d.SetDraft("look")
		d.Send()
		d.went("look", "/data/a.jpg")
		d.waits("", "/plan.pdf", "/b.jpg")
		if d.ComposerError() == "" {
			t.Error("nothing is said")
		}
		d.net.fails = ""
		d.Send()
		d.went("/plan.pdf", "/data/b.jpg")
	})
}

func TestPicturesThatCannotBeCleanedAreAskedAbout(t *testing.T) {
	d := newDispatch(t)
	asked := func(want ...string) {
		t.Helper()
		var got []string
		if o := d.PictureOffer(); o != nil {
			for _, p := range o.Pictures {
				got = append(got, p.Path)
			}
		}
		if !slices.Equal(got, want) {
			t.Fatalf("asked about are %q, not %q", got, want)
		}
	}
	all := []string{"/a.jpg", "/b.heic", "/plan.pdf", "/c.heic"}
	d.attach(all...)
	for _, path := range all {
		d.look(path)
	}
	asked()
	d.SetDraft("look")
	d.Send()
	d.went()
	asked("/b.heic", "/c.heic")
	d.DropPictures()
	asked()
	d.went()
	d.waits("look", all...)
	d.Send()
	asked("/b.heic", "/c.heic")
	d.Detach("/c.heic")
	asked("/b.heic")
	d.OfferPictures()
	asked()
	d.went("look", "/data/a.jpg", "/b.heic", "/plan.pdf")
	d.waits("")
	d.OfferPictures() // nothing is asked about
	d.DropPictures()

	d.attach("/d.heic")
	d.look("/d.heic")
	d.Send()
	delete(d.Client.people, d.to.peer) // it has gone
	d.OfferPictures()
	if !slices.ContainsFunc(d.Alerts(), func(a Alert) bool { return a.Text == d.Words().AttachGone }) {
		t.Errorf("the alerts are %+v", d.Alerts())
	}
	d.Prepared(d.to, Prepared{Path: "/e.jpg", Picture: true, Cleaned: "/data/e.jpg"})
	if !slices.Contains(d.dropped, "/data/e.jpg") {
		t.Error("the copy for a talk that is gone stays")
	}
}

func TestWhatIsOfferedNoMoreIsTold(t *testing.T) {
	d := newDispatch(t)
	id, talk := d.dialer.NewID(), d.Client.Selected().Talk()
	tell := func(tr transport.Transfer, want ...string) {
		t.Helper()
		tr.ID = id
		d.dialer.Transfer(talk, tr)
		sound(t, d.stage)
		if !slices.Equal(d.unneeded, want) {
			t.Errorf("offered no more are %q, not %q", d.unneeded, want)
		}
	}
	tell(transport.Transfer{State: transport.Offered, Path: "/data/a.jpg"})
	tell(transport.Transfer{State: transport.Offered, Path: "/data/a.jpg", Reader: 2, Active: true})
	tell(transport.Transfer{State: transport.Dropped}, "/data/a.jpg")
	tell(transport.Transfer{State: transport.Wanted, Path: "/saved"}, "/data/a.jpg")
	tell(transport.Transfer{State: transport.Dropped}, "/data/a.jpg")
	d.attach("/data/b.jpg")
	tell(transport.Transfer{State: transport.Offered, Path: "/data/b.jpg"}, "/data/a.jpg")
	tell(transport.Transfer{State: transport.Dropped}, "/data/a.jpg") // it waits to be offered
	tell(transport.Transfer{State: transport.Dropped, Fault: transport.FileUnread, Path: "/data/c.jpg"}, "/data/a.jpg", "/data/c.jpg")
}
