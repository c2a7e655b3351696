package ui

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/user"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"gioui.org/app"
	"gioui.org/io/event"

	"confab/android"
	"confab/transport"
	"confab/transport/nearby"
	"confab/ui/internal/desktop"
	"confab/ui/internal/fonts"
	"confab/ui/internal/handout"
	"confab/ui/internal/opener"
	"confab/ui/internal/picker"
	"confab/ui/internal/prefs"
	"confab/ui/internal/reveal"
	"confab/ui/internal/weblink"
	"confab/ui/internal/words"
	"confab/ui/model"
)

// Config is what Run needs to know.
type Config struct {
	// Version is shown in the settings and told to browsers.
	Version string
	// DataDir is the folder of the preferences; empty means prefs.DefaultDir.
	DataDir string
	// Link is what the window opens with, as IsLink has it; empty is nothing.
	Link string
	// Stderr takes what cannot be said in a window.
	Stderr io.Writer
	// WithoutWindow is called when no window can be opened; its result is the
	// exit code. why is the reason, or nil where the environment names no
	// display; undrawn says that there is a display on which nothing can be drawn.
	WithoutWindow func(why error, undrawn bool) int
}

// Run opens the window, in the time zone of the device: it sets time.Local. Where
// another process has a window on the data folder already, that one takes the link and
// comes to the front, and Run returns 0. Where the environment names no display Run
// returns what WithoutWindow does, and 1 when the device cannot be reached. Otherwise the process exits, and Run does not
// return, when the window is closed or ctx is canceled, after every connection has
// ended and the preferences are on disk. It must be called from the main
// goroutine, because some systems allow windows on no other.
func Run(ctx context.Context, c Config) int {
	if !displayed() && c.Link == "" {
		return c.WithoutWindow(nil, false)
	}
	others, handed := openOnce(ctx, c)
	if handed {
		return 0
	}
	if !displayed() {
		others.close()
		return c.WithoutWindow(nil, false)
	}
	app.ID = appID
	device, err := android.Open()
	if err != nil {
		fmt.Fprintln(c.Stderr, err)
		return 1
	}
	time.Local = device.Location()
	go func() {
		os.Exit(run(ctx, c, device, others))
	}()
	app.Main()
	return 0
}

// run is the window's goroutine.
func run(ctx context.Context, c Config, device android.Device, others *starts) int {
	collect := postponeCollection()
	// The window is another one after a phone has taken the view away.
	var window atomic.Pointer[app.Window]
	window.Store(new(app.Window))
	var h *handset
	// Without a view to draw in, Invalidate would end the process on Android.
	wake := func() {
		if h.view.Load() {
			window.Load().Invalidate()
		}
	}
	h = newHandset(device, nil, nil)
	mail := newMail(wake)
	store, dir, trouble := openStore(c, mail)
	system := language(device, desktop.Language())
	spoken := words.For(cmp.Or(store.Prefs().Language, system))
	shapers := fonts.NewLazy(spoken.Lang == words.Chinese)
	configure(window.Load(), store.Prefs(), spoken)
	opening := openTalk(c, device, dir, store.Prefs(), mail, h)
	var first event.Event
	if !phone { // there a view may be long in coming, and the talk must not wait for it
		var hangs bool
		if first, hangs = firstEvent(ctx, window.Load()); hangs { // the window opens meanwhile
			t := <-opening
			t.close(c, spoken)
			closeStore(c, store, spoken)
			return 0
		}
	}
	t := <-opening
	home, server, client := t.home, t.server, t.client
	h.server, h.client = server, client
	device.ReadCodes(readLuminance)

	watching, unwatch := context.WithCancel(ctx)
	shown := newPictures(watching, wake)
	rest := newLeftovers(watching, dir, home)
	copies := newCopies(watching, home, outgoingFolder())
	looks := newPreparer(watching, shown, rest.copies, rest.swept, mail.filePrepared)
	m := model.New(model.Config{
		Prepare: looks.prepare, Discard: rest.discard,
		Host: server, Dialer: client, Identity: identity(home), Prefs: store.Prefs(), Save: store.Save,
		Probe:     mail.probe,
		Downloads: savingFolder(dir), Inside: phone,
		Unoffered: func(path string, allHave bool) {
			rest.unoffered(path)
			copies.letGo(path, allHave)
		},
		System: system, Diagnose: diagnoser(server, client, interfaces(device), mail.examinedSoFar),
	})
	if trouble != nil {
		m.PrefsTrouble(unreadable(trouble))
	}
	if !others.tell(m, t.trouble) {
		tellHome(m, home, t.trouble)
	}
	if others.err != nil && !others.silent() {
		fmt.Fprintln(c.Stderr, spoken.StartsApart(others.err))
	}
	openLink(m, c.Link)
	others.serve(wake)
	appearance := make(chan desktop.Appearance, 1)
	focused := make(chan struct{}, 1)
	var watchers sync.WaitGroup
	watchers.Go(func() { watch(watching, device, appearance, focused, wake) })
	watchers.Go(func() { h.run(watching, wake, mail.phoneFailed) })
	stopWaking := context.AfterFunc(ctx, wake)

	loop := newLoop(ctx, &window, m, mail, h, appearance, focused, shapers, c.Version)
	loop.first, loop.collect, loop.starts = first, collect, others
	loop.pictures = shown
	loop.export = exporter(func() (string, error) { return exportFolder(dir) }, mail.exportReady)
	loop.attachPaths = fileAttacher(mail.picked)
	h.attach = loop.attachPaths
	loop.nearby = newNearbySearch(client, identity(home), interfaces(device), wake)
	if phone {
		loop.scanCode, loop.pickFiles = h.scan, h.pickFiles
		loop.showFile = fileShower(watching, func(_ context.Context, path string) error { return device.KeepFile(path) }, mail.fileUnshown)
		loop.openFile = fileShower(watching, func(_ context.Context, path string) error { return device.OpenFile(path) }, mail.fileUnopened)
		loop.shareFile = fileShower(watching, func(_ context.Context, path string) error { return device.ShareFile(path) }, mail.fileUnshared)
	} else {
		loop.openLink = linkOpener(weblink.Open, mail.linkFailed)
		loop.showFile = fileShower(watching, reveal.Show, mail.fileUnshown)
		loop.openFile = fileShower(watching, opener.Open, mail.fileUnopened)
		loop.pick = filePicker(watching, picker.Choose, mail.picked)
		loop.pasted = newPasteFiles(watching, rest.pasted, rest.swept, wake)
		loop.scan = scanner(watching, mail.scanEnded)
	}
	hangs, err := loop.runInTime()
	others.end()
	collect()
	if !hangs {
		loop.clipboard.close()
		loop.attention.close()
		loop.nearby.close()
		spoken = m.Words()
	}
	stopWaking()
	unwatch()
	t.close(c, spoken)
	closeStore(c, store, spoken)
	watchers.Wait()
	others.close()
	var unseen *noWindowError
	if errors.As(err, &unseen) {
		return c.WithoutWindow(unseen.err, unseen.undrawn)
	}
	if err != nil {
		fmt.Fprintln(c.Stderr, spoken.WindowLost(err))
		return 1
	}
	return 0
}

// talk holds both ends of the network, and the data folder that they share.
type talk struct {
	home    *transport.Home // nil with trouble
	trouble error
	server  *transport.Server
	client  *transport.Client
}

// openTalk opens the data folder and makes the Server and the Client that use it,
// on a goroutine of its own: the window opens at the same time.
func openTalk(c Config, device android.Device, dir string, kept prefs.Prefs, mail *mail, h *handset) <-chan talk {
	opened := make(chan talk, 1)
	go func() {
		if phone {
			nearby.UseNetworks(networks(device))
		}
		var t talk
		t.home, t.trouble = openHome(dir)
		if t.home != nil {
			go tidyCopies(t.home, device)
		}
		options := transport.Options{Version: c.Version, Home: t.home, Name: kept.Name, Languages: languages(device, kept.Language)}
		hosting := options
		hosting.Interfaces, hosting.Downloads = interfaces(device), handout.Beside()
		hosting.Sink = func(ev transport.Event) {
			mail.host.Post(ev)
			h.heard(model.ServerTab, ev)
		}
		visiting := options
		visiting.Known, visiting.Recall = metBefore(t.home, dir), true
		visiting.Sink = func(ev transport.Event) {
			mail.dialer.Post(ev)
			h.heard(model.ClientTab, ev)
		}
		t.server, t.client = transport.NewServer(hosting), transport.NewClient(visiting)
		opened <- t
	}()
	return opened
}

// close ends all connections and then closes the data folder.
func (t talk) close(c Config, spoken *words.Words) {
	closeBoth(t.server, t.client)
	if t.home == nil {
		return
	}
	if err := t.home.Close(); err != nil {
		fmt.Fprintln(c.Stderr, spoken.Error(err))
	}
}

// closeStore has the preferences on disk when it returns.
func closeStore(c Config, store *prefs.Store, spoken *words.Words) {
	if err := store.Close(); err != nil {
		fmt.Fprintln(c.Stderr, spoken.PrefsNotSaved(err))
	}
}

// closeBoth ends both at the same time: each may take a second and a half to
// write what is queued.
func closeBoth(server *transport.Server, client *transport.Client) {
	done := make(chan struct{})
	go func() {
		client.Close()
		close(done)
	}()
	server.Close()
	<-done
}

// openStore opens the preferences. Without a folder for them the program runs
// all the same, says so, and what it would have kept is lost at its end: in a
// folder shared with others anybody could have put the file.
func openStore(c Config, mail *mail) (store *prefs.Store, dir string, err error) {
	if dir, err = dataDir(c); err != nil {
		mail.prefsNews(err) // and dir stays empty
	}
	defaults := prefs.Default(personName())
	defaults.ClientTab = phone // phones join more often than they host
	store, err = prefs.Open(dir, defaults, mail.prefsNews)
	return store, dir, err
}

// dataDir is the data folder; empty with an error.
func dataDir(c Config) (string, error) {
	if c.DataDir != "" {
		return c.DataDir, nil
	}
	return prefs.DefaultDir()
}

// openHome opens the data folder with the identity and the history. Without it the
// program runs with plain TCP only.
func openHome(dir string) (*transport.Home, error) {
	if dir == "" {
		return nil, &transport.Error{Fault: transport.NoIdentity}
	}
	home, err := transport.OpenHome(dir)
	if err != nil {
		return nil, err
	}
	return home, nil
}

// metBefore looks up the servers met over TLS, for a window that has no home
// because another program uses it: a plain connection to one of them is refused
// there too, and to anybody while that cannot be looked up.
func metBefore(home *transport.Home, dir string) func(context.Context) ([]transport.KnownServer, error) {
	if home != nil || dir == "" {
		return nil
	}
	return func(ctx context.Context) ([]transport.KnownServer, error) { return transport.KnownIn(ctx, dir) }
}

func identity(home *transport.Home) (id transport.ID) {
	if home != nil {
		id = home.Identity()
	}
	return id
}

// tellHome alerts to what is wrong with the data folder.
func tellHome(m *model.Model, home *transport.Home, err error) {
	switch {
	case home == nil:
		m.HomeTrouble(err)
		return
	case home.Warning() != nil:
		m.HomeTrouble(home.Warning())
	}
	if home.Exposed() {
		m.KeyExposed()
	}
}

// unreadable says that the preferences could not be read, and where they are now.
func unreadable(err error) func(*words.Words) string {
	var bad *prefs.BadFileError
	if errors.As(err, &bad) && bad.SetAside != "" {
		return func(w *words.Words) string { return w.PrefsSetAside(bad.SetAside) }
	}
	return func(w *words.Words) string { return w.PrefsUnreadable }
}

// personName is what the window calls its person until told otherwise.
func personName() string {
	if phone {
		return "Phone" // the system calls every user and every machine alike
	}
	if u, err := user.Current(); err == nil {
		if name := nameOf(u); name != "" {
			return name
		}
	}
	host, err := os.Hostname()
	if err != nil {
		return ""
	}
	return host
}

// nameOf is the user's full name, else their account's, and empty where both
// are nobody's: many systems call root "root" and leave but commas of a name.
func nameOf(u *user.User) string {
	for _, name := range []string{u.Name, u.Username} {
		if name = strings.TrimSpace(name); strings.Trim(name, ", ") != "" && name != "root" {
			return name
		}
	}
	return ""
}

// watch passes on what the system prefers, the newest only. Some systems do not
// tell when it changes; they are asked again whenever the window gets the focus.
func watch(ctx context.Context, d android.Device, to chan desktop.Appearance, focused <-chan struct{}, wake func()) {
	current := func() desktop.Appearance {
		if dark, known := d.Dark(); known {
			return desktop.Appearance{Dark: dark, Known: true}
		}
		return desktop.Current(ctx)
	}
	tell := func(a desktop.Appearance) {
		select {
		case <-to:
		default:
		}
		to <- a
		wake()
	}
	tell(current())
	desktop.Watch(ctx, tell)
	for {
		select {
		case <-ctx.Done():
			return
		case <-focused:
			tell(current())
		}
	}
}

// noWindowError is why there is no window, nor ever was one to see.
type noWindowError struct {
	err     error // the reason
	undrawn bool  // there is a display, and nothing can be drawn on it
}

func (e *noWindowError) Error() string { return "opening a window: " + e.err.Error() }

func (e *noWindowError) Unwrap() error { return e.err }

var (
	errNoFrame     = errors.New("the window closed before it was shown")
	errDisplayGone = errors.New("the display went away")
)
