package model

import (
	"slices"
	"testing"

	"confab/transport"
)

// jpg is an offer of a picture.
func jpg(name string) transport.File {
	return transport.File{Name: name, Size: 3 * mib, Width: 4000, Height: 3000, Preview: "a preview of " + name}
}

func TestThePictureOfAMessage(t *testing.T) {
	st, room, id, row := offered(t, jpg("harbour.jpg"))
	told := func(tr transport.Transfer) {
		tr.ID, tr.Of = id, 3*mib
		st.dialer.Transfer(room.Talk(), tr)
	}
	if p := row().File.Picture; p == nil || *p != (Picture{ID: id, Width: 4000, Height: 3000, Preview: "a preview of harbour.jpg"}) {
		t.Fatalf("it is %+v", p)
	}
	told(transport.Transfer{State: transport.Wanted, Active: true, Path: "/saved"})
	if p := row().File.Picture; p.Path != "" {
		t.Errorf("while it comes it is at %q", p.Path)
	}
	told(transport.Transfer{State: transport.Received, Path: "/saved/harbour.jpg"})
	if p := row().File.Picture; p.Path != "/saved/harbour.jpg" {
		t.Errorf("when it is here it is at %q", p.Path)
	}
	for large, sentence := range map[bool]string{false: st.Words().PictureGone, true: st.Words().PictureTooBig} {
		st.PictureFailed(id, "/saved/harbour.jpg", large)
		if f := row().File; f.Picture == nil || f.Picture.Path != "" || f.Unshown != sentence || !slices.Contains(f.Actions, ShowFile) {
			t.Errorf("a file that cannot be shown: %+v", *f)
		}
	}
	told(transport.Transfer{State: transport.Wanted, Path: "/saved"})
	told(transport.Transfer{State: transport.Received, Path: "/saved/harbour.jpg"})
	if f := row().File; f.Picture.Path != "/saved/harbour.jpg" || f.Unshown != "" {
		t.Errorf("when it has come again: %+v", *f)
	}
	st.PictureFailed(id, "", false)
	if f := row().File; f.Picture != nil || f.Name != "harbour.jpg" || len(f.Lines) != 1 {
		t.Errorf("with a preview that cannot be shown: %+v", *f)
	}
	sound(t, st)
	st.PictureFailed(st.dialer.NewID(), "", true) // of a row that went meanwhile
}

func TestWhatIsNoPicture(t *testing.T) {
	for what, change := range map[string]func(*transport.File){
		"without a preview":     func(f *transport.File) { f.Preview = "" },
		"a folder":              func(f *transport.File) { f.Folder = true },
		"without a width":       func(f *transport.File) { f.Width = 0 },
		"of a negative height":  func(f *transport.File) { f.Height = -1 },
		"of a boundless width":  func(f *transport.File) { f.Width = 1 << 31 },
		"of a boundless height": func(f *transport.File) { f.Height = 1<<20 + 1 },
	} {
		offer := jpg("harbour.jpg")
		change(&offer)
		if _, _, _, row := offered(t, offer); row().File.Picture != nil {
			t.Errorf("%s: %+v", what, row().File.Picture)
		}
	}
}
