package ui

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"confab/transport"
	"confab/ui/internal/cleaned"
	"confab/ui/internal/copied"
)

// gone waits until nothing is at a path.
func gone(t testing.TB, path string) {
	t.Helper()
	for late := time.Now().Add(patience); ; time.Sleep(time.Millisecond) {
		if _, err := os.Lstat(path); errors.Is(err, os.ErrNotExist) {
			return
		}
		if time.Now().After(late) {
			t.Fatalf("%s stays", path)
		}
	}
}

// left are files in a data folder, a copy and a pasted picture each.
func left(t *testing.T, dir string, names ...string) (paths []string) {
	t.Helper()
	for _, name := range names {
		path := filepath.Join(dir, "pasted", name+".png")
		if name[0] == 'c' {
			path = filepath.Join(dir, "pictures", name, "IMG.jpg")
		}
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(name), 0o600); err != nil {
			t.Fatal(err)
		}
		paths = append(paths, path)
	}
	return paths
}

func remain(t *testing.T, paths ...string) {
	t.Helper()
	for _, path := range paths {
		if _, err := os.Stat(path); err != nil {
			t.Error(err)
		}
	}
}

func TestPicturesThatAreOfferedNoMoreAreRemoved(t *testing.T) {
	dir := t.TempDir()
	files := left(t, dir, "copy1", "copy2", "pasted1", "pasted2")
	stranger := filepath.Join(dir, "photo.png")
	if err := os.WriteFile(stranger, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	offered := []string{files[0], files[2], "/harbour/plan.pdf"}
	asked := make(chan struct{}, 8)
	l := &leftovers{ctx: t.Context(), swept: make(chan struct{}), copies: cleaned.New(filepath.Join(dir, "pictures")), pasted: newPastedPictures(dir),
		offered: func(context.Context) ([]string, error) {
			mu.Lock()
			defer mu.Unlock()
			asked <- struct{}{}
			return slices.Clone(offered), nil
		}}
	l.sweep()
	<-asked
	gone(t, files[1])
	gone(t, files[3])
	remain(t, files[0], files[2], stranger)

	for _, path := range []string{files[0], files[2]} { // another message still offers it
		l.unoffered(path)
		<-asked
	}
	l.unoffered(stranger)
	mu.Lock()
	offered = nil
	mu.Unlock()
	l.unoffered(files[2])
	gone(t, files[2])
	remain(t, files[0], stranger)
	l.unoffered(files[0])
	gone(t, files[0])
	remain(t, stranger)
}

func TestWithoutTheListOfOffersPicturesStay(t *testing.T) {
	dir := t.TempDir()
	files := left(t, dir, "copy1", "pasted1")
	for _, offered := range []func(context.Context) ([]string, error){nil, func(context.Context) ([]string, error) { return nil, errors.New("the disk") }} {
		l := &leftovers{ctx: t.Context(), swept: make(chan struct{}), offered: offered, copies: cleaned.New(filepath.Join(dir, "pictures")), pasted: newPastedPictures(dir)}
		l.sweep()
		<-l.swept
		for _, path := range files {
			l.unoffered(path)
		}
		remain(t, files...)
	}
	l := newLeftovers(t.Context(), t.TempDir(), nil) // there are no folders
	<-l.swept
}

// The list is that of a true data folder, and what is told that of a true Server.
func TestWhatIsOfferedOutlivesARestartAndNotItsMessage(t *testing.T) {
	dir := t.TempDir()
	files := left(t, dir, "copy1", "pasted1", "copy2")
	home, err := transport.OpenHome(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer home.Close()
	events := make(chan transport.Event, 1000)
	server := transport.NewServer(transport.Options{Home: home, Name: "Ada", LetEveryoneIn: true, Sink: func(ev transport.Event) { events <- ev }})
	defer server.Close()
	await := func(what string, is func(transport.Event) bool) transport.Event {
		t.Helper()
		for late := time.After(patience); ; {
			select {
			case ev := <-events:
				if is(ev) {
					return ev
				}
			case <-late:
				t.Fatalf("no event tells %s", what)
			}
		}
	}
	server.Start("127.77.91.1:0")
	listening := await("that it listens", func(ev transport.Event) bool { return ev.Kind == transport.Listening })
	other, err := transport.OpenHome(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	member := transport.NewClient(transport.Options{Home: other, Name: "Bo", Sink: func(transport.Event) {}})
	defer member.Close()
	member.Join(listening.Addr)
	await("that somebody is there", func(ev transport.Event) bool { return ev.Kind == transport.Connected })
	var messages []transport.MessageID
	for _, path := range files[:2] {
		id, err := server.Post(transport.Everyone, transport.Draft{Attach: &transport.Attachment{Path: path}})
		if err != nil {
			t.Fatal(err)
		}
		await("the message", func(ev transport.Event) bool { return ev.Kind == transport.Appended && ev.Message().ID == id })
		messages = append(messages, id)
	}
	l := newLeftovers(t.Context(), dir, home)
	<-l.swept
	gone(t, files[2])
	remain(t, files[:2]...)
	for i, id := range messages {
		if err := server.Delete(transport.Everyone, id); err != nil {
			t.Fatal(err)
		}
		await("that it is offered no more", func(ev transport.Event) bool {
			return ev.Kind == transport.Transferred && ev.Transfer().ID == id && ev.Transfer().State == transport.Dropped
		})
		l.unoffered(files[i])
		gone(t, files[i])
	}
}

func TestNothingIsPastedBeforeTheFolderIsSwept(t *testing.T) {
	pictures, ready, answered := newPastedPictures(t.TempDir()), make(chan struct{}), make(chan struct{}, 1)
	clip := newPasteFiles(t.Context(), pictures, ready, func() { answered <- struct{}{} })
	read := make(chan struct{}, 1)
	clip.begin = func() func(context.Context) (copied.Copied, error) {
		return func(context.Context) (copied.Copied, error) {
			read <- struct{}{}
			return copied.Copied{Picture: []byte("a picture"), Extension: ".png"}, nil
		}
	}
	clip.ReadFiles(1)
	<-read
	pictures.sweep(nil)
	if _, err := os.Stat(pictures.folder); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("it was kept: %v", err)
	}
	close(ready)
	<-answered
	if got := clip.FileAnswers(nil); len(got) != 1 || len(got[0].Paths) != 1 {
		t.Fatalf("the answers are %+v", got)
	} else {
		remain(t, got[0].Paths[0])
	}
}
