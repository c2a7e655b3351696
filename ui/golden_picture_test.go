package ui

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"os"
	"path/filepath"
	"testing"
	"time"

	"confab/transport"
	picturefile "confab/ui/internal/picture"
	"confab/ui/internal/uitest"
	"confab/ui/model"
)

// harbour is a picture of the sea at dusk: a sky, the sun, water, and a pier.
func harbour(width, height int) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	mix := func(a, b color.RGBA, part float64) color.RGBA {
		at := func(a, b uint8) uint8 { return uint8(float64(a)*(1-part) + float64(b)*part) }
		return color.RGBA{at(a.R, b.R), at(a.G, b.G), at(a.B, b.B), 255}
	}
	night, dusk := color.RGBA{38, 64, 110, 255}, color.RGBA{247, 178, 120, 255}
	deep, wood := color.RGBA{16, 42, 66, 255}, color.RGBA{54, 38, 30, 255}
	horizon, sun := height*3/5, image.Pt(width*2/3, height*9/20)
	r := min(width, height) / 10
	for y := range height {
		for x := range width {
			c := mix(night, dusk, float64(y)/float64(horizon))
			if d := image.Pt(x, y).Sub(sun); d.X*d.X+d.Y*d.Y < r*r {
				c = color.RGBA{255, 236, 190, 255}
			}
			if y >= horizon {
				c = mix(dusk, deep, min(1, float64(y-horizon)*2.2/float64(height-horizon)))
				if (y-horizon)*9/(height-horizon)%2 == 0 && max(x-sun.X, sun.X-x) < r {
					c = mix(c, dusk, .5)
				}
			}
			if pier := horizon - height/50; y >= pier && y < pier+height/24 && x < width/2 || y >= pier && x < width/2 && x%(width/8) < width/60 {
				c = wood
			}
			img.SetRGBA(x, y, c)
		}
	}
	return img
}

// photo writes such a picture to a file and returns what is said of it.
func photo(t testing.TB, name string, width, height int) (path string, offer transport.File) {
	t.Helper()
	var out bytes.Buffer
	if err := jpeg.Encode(&out, harbour(width, height), &jpeg.Options{Quality: 90}); err != nil {
		t.Fatal(err)
	}
	path = filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, out.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	d, ok := picturefile.Describe(t.Context(), path)
	if !ok {
		t.Fatal("it cannot be described")
	}
	// A camera's file has more bytes than one that is so smooth.
	return path, transport.File{Name: name, Size: int64(width*height) / 3, Width: d.Width, Height: d.Height, Preview: string(d.Preview)}
}

// album is a client in a room where pictures are offered.
type album struct {
	*stagedScreen
	talk        transport.TalkID
	host, other transport.PeerID
}

func newAlbum(t testing.TB, size uitest.Size, w tongue) *album {
	s := homely(t, size, w)
	s.wake = make(chan struct{}, 1)
	s.screen.pictures = newPictures(t.Context(), func() {
		select {
		case s.wake <- struct{}{}:
		default:
		}
	})
	s.model.SetDownloads("/harbour/Downloads")
	s.model.SetTab(model.ClientTab)
	s.model.ConnectTo(w.at)
	s.Frame()
	room, host, other := s.dialer.joined(w)
	s.Frame()
	return &album{s, room.Talk(), host, other}
}

// offers has somebody offer a picture; zero is the person here.
func (a *album) offers(from transport.PeerID, text string, f transport.File) transport.MessageID {
	a.later(time.Minute)
	m := transport.Message{ID: a.dialer.NewID(), Kind: transport.Incoming, Peer: from, Text: text, File: &f}
	if text == "" {
		m.Text = f.Name
	}
	if from == 0 {
		m.Kind, m.State = transport.Outgoing, transport.Stored
	} else {
		m.Name = a.dialer.peer(from).Name
	}
	a.dialer.Say(a.talk, m)
	a.Frame()
	return m.ID
}

// tells says how far a picture is.
func (a *album) tells(tr transport.Transfer) {
	a.dialer.Transfer(a.talk, tr)
	a.Frame()
}

// drawn shows frames until all pictures that are in view are drawn as well as they will be.
func (a *album) drawn() {
	a.t.Helper()
	a.until("the pictures are made", func() bool {
		for _, e := range a.screen.pictures.entries {
			if !e.ready && !e.told {
				return false
			}
		}
		return true
	})
	a.Frame()
}

// coming is an album of pictures that are not here yet.
func coming(t testing.TB, size uitest.Size, w tongue) *stagedScreen {
	a := newAlbum(t, size, w)
	_, wide := photo(t, "IMG_2031.jpg", 1600, 1200)
	_, high := photo(t, "IMG_2032.jpg", 900, 1200)
	a.offers(a.other, w.plan, wide)
	id := a.offers(a.other, "", high)
	a.tells(transport.Transfer{ID: id, State: transport.Wanted, Active: true, Bytes: high.Size / 5, Of: high.Size})
	a.time = a.time.Add(time.Second)
	a.tells(transport.Transfer{ID: id, State: transport.Wanted, Active: true, Bytes: high.Size / 2, Of: high.Size})
	a.drawn()
	return a.stagedScreen
}

// arrived is an album of pictures that are here, or were.
func arrived(t testing.TB, size uitest.Size, w tongue) *stagedScreen {
	a := newAlbum(t, size, w)
	path, wide := photo(t, "IMG_2031.jpg", 1600, 900)
	id := a.offers(a.other, w.plan, wide)
	a.tells(transport.Transfer{ID: id, State: transport.Received, Path: path})
	_, high := photo(t, "IMG_2032.jpg", 600, 900)
	id = a.offers(a.host, "", high)
	a.tells(transport.Transfer{ID: id, State: transport.Received, Path: "/harbour/Downloads/IMG_2032.jpg"})
	path, small := photo(t, "pier.jpg", 96, 64)
	id = a.offers(0, "", small)
	a.tells(transport.Transfer{ID: id, State: transport.Offered, Path: path})
	a.tells(transport.Transfer{ID: id, State: transport.Offered, Reader: a.host, Has: true, Bytes: small.Size, Of: small.Size})
	a.drawn()
	return a.stagedScreen
}

// large is the view of a picture that is here, between others.
func large(t testing.TB, size uitest.Size, w tongue) *stagedScreen {
	a := newAlbum(t, size, w)
	for _, name := range []string{"IMG_2031.jpg", "IMG_2032.jpg"} {
		path, offer := photo(t, name, 1600, 1200)
		id := a.offers(a.other, "", offer)
		a.tells(transport.Transfer{ID: id, State: transport.Received, Path: path})
		a.screen.viewer.show(a.screen, id)
	}
	a.Frame()
	a.drawn()
	return a.stagedScreen
}

// enlarged is a picture that is not here yet, twice as large as the window.
func enlarged(t testing.TB, size uitest.Size, w tongue) *stagedScreen {
	a := newAlbum(t, size, w)
	_, offer := photo(t, "IMG_2031.jpg", 1200, 1600)
	id := a.offers(a.other, "", offer)
	a.tells(transport.Transfer{ID: id, State: transport.Wanted, Active: true, Bytes: offer.Size / 2, Of: offer.Size})
	a.screen.viewer.show(a.screen, id)
	a.Frame()
	a.drawn()
	a.screen.viewer.zoom.In()
	a.screen.viewer.zoom.In()
	a.drawn()
	return a.stagedScreen
}

// waiting is an album in whose composer pictures wait, the second to be sent as a file and the
// last without a copy.
func waiting(t testing.TB, size uitest.Size, w tongue, names ...string) *album {
	a := newAlbum(t, size, w)
	a.screen.attachable = true
	to := mustAttach(t, a.stagedScreen)
	for i, name := range names {
		a.model.Attach(to, model.LocalFile{Path: "/harbour/" + name, Bytes: int64(4+i) << 19})
		f := model.Prepared{Path: "/harbour/" + name, Picture: true}
		if i < len(names)-1 {
			_, offer := photo(t, name, 1600, 1200-300*i)
			f.Width, f.Height, f.Preview, f.Cleaned = offer.Width, offer.Height, []byte(offer.Preview), "/data/pictures/00/"+name
		}
		a.model.Prepared(to, f)
	}
	a.model.SetAsFile("/harbour/"+names[1], true)
	a.Frame()
	a.drawn()
	return a
}

// mayTell is three pictures above the composer, one of which cannot be cleaned.
func mayTell(t testing.TB, size uitest.Size, w tongue) *stagedScreen {
	return waiting(t, size, w, "IMG_2031.jpg", "IMG_2032.jpg", "pump.heic").stagedScreen
}

// asksHow is the question about that one.
func asksHow(t testing.TB, size uitest.Size, w tongue) *stagedScreen {
	a := waiting(t, size, w, "IMG_2031.jpg", "IMG_2032.jpg", "pump.heic")
	a.model.SetDraft(w.plan)
	a.model.Send()
	a.Frame()
	a.drawn()
	return a.stagedScreen
}

// entry is a picture of a kind; nil if there is none.
func (a *album) entry(kind pictureKind) (e *pictureEntry) {
	for key, entry := range a.screen.pictures.entries {
		if key.kind == kind {
			e = entry
		}
	}
	return e
}
