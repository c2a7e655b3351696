package term

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"confab/transport"
	"confab/ui/internal/prefs"
	"confab/ui/internal/words"
)

// person are the flags that every command has: who somebody is, where their data is,
// and whether to tell what transport does.
type person struct {
	name, dir *string
	verbose   *bool
}

// person defines its flags on c.
func (c *command) person() person {
	return person{name: c.String(nameFlag, "", ""), dir: c.String("data", "", ""), verbose: c.Bool("v", false, "")}
}

// self is who this side is.
type self struct {
	// dir is the data folder; empty when err says why there is none.
	dir string
	err error
	// me is what this side is called in what is printed, name what members see.
	me, name string
	verbose  bool // -v
}

// settle finds the data folder and what this side is called: the name given, the
// one in the settings there, or You, and towards members the computer's name.
// The language of the settings is that of everything said from now on. Nothing
// is saved, so a window may have the settings open.
func (r *runner) settle(p person) self {
	s := self{dir: *p.dir, verbose: *p.verbose}
	if s.dir == "" {
		s.dir, s.err = prefs.DefaultDir()
	}
	store, err := prefs.Open(s.dir, prefs.Default(""), nil)
	kept := store.Prefs()
	_ = store.Close() // nothing was saved that could fail to be written
	if kept.Language != words.FollowSystem {
		r.Words = words.For(kept.Language)
		r.say = r.Words.Terminal()
	}
	s.me, s.name = r.Words.You, transport.CleanName(kept.Name)
	if s.name != "" {
		s.me = s.name
	}
	var bad *prefs.BadFileError
	switch {
	case errors.As(err, &bad) && bad.SetAside != "":
		fmt.Fprintln(r.Stderr, r.Words.PrefsSetAside(bad.SetAside))
	case err != nil:
		fmt.Fprintln(r.Stderr, r.Words.PrefsUnreadable)
	}
	if name := transport.CleanName(*p.name); name != "" {
		s.me, s.name = name, name
	}
	return s
}

// called is what s is called towards members: what the person chose, or what the
// identity was called before, or what the computer is called.
func (s self) called(home *transport.Home) string {
	if s.name != "" {
		return s.name
	}
	if home != nil {
		if name := home.Name(); name != "" {
			return name
		}
	}
	name, _ := os.Hostname() // without it the key stands for the name
	return name
}

// open opens the data folder of s; without ok the command ends with code, and
// stderr has said why.
func (r *runner) open(s self) (home *transport.Home, code int, ok bool) {
	home, err := r.newHome(s)
	if err != nil {
		return nil, r.fail(r.say.Home(err, r.Words)), false
	}
	r.copies = newPictureCopies(s.dir, home)
	return home, exitDone, true
}

// openToServe is open for a server, which goes on without a folder, with plain TCP
// only, where the system has no use for one.
func (r *runner) openToServe(s self) (home *transport.Home, code int, ok bool) {
	home, err := r.newHome(s)
	if faultOf(err) == transport.SystemTooOld {
		r.fail(r.say.Home(err, r.Words))
		return nil, exitDone, true
	}
	if err != nil {
		return nil, r.fail(r.say.Home(err, r.Words)), false
	}
	r.copies = newPictureCopies(s.dir, home)
	return home, exitDone, true
}

// openHome opens the data folder of s.
func openHome(s self) (*transport.Home, error) {
	if s.err != nil {
		return nil, s.err
	}
	return transport.OpenHome(s.dir)
}

// warn says what is wrong with a data folder that can be used; with -json, damage
// of the disk is an event too. A nil home has nothing wrong.
func (r *runner) warn(home *transport.Home, p *printer, asJSON bool) {
	if home == nil {
		return
	}
	if damage := home.Warning(); damage != nil {
		if asJSON {
			p.put(transport.Event{Kind: transport.DiskDamaged, Time: time.Now(), Err: damage})
		}
		p.print(r.Words.Error(damage)+"\n", true)
	}
	if home.Exposed() {
		p.print(r.Words.KeyExposed+"\n", true)
	}
}

// met looks up the servers that were met over TLS. Another program may have the
// data folder.
func (s self) met(ctx context.Context) ([]transport.KnownServer, error) {
	if s.err != nil {
		return nil, nil // without a folder nobody was met
	}
	return transport.KnownIn(ctx, s.dir)
}

// forget removes the key that was met at addr; without ok the command ends with
// code.
func (r *runner) forget(addr string, me self, p *printer, asJSON bool) (code int, ok bool) {
	home, code, ok := r.open(me)
	if !ok {
		return code, false
	}
	r.warn(home, p, asJSON)
	c := r.newClient(transport.Options{Home: home})
	c.ForgetServer(addr)
	c.Close() // what was asked for is on disk then
	code = r.shut(home, exitDone)
	return code, code == exitDone
}

// shut closes the data folder after all that used it, and returns code, or a
// failure when the last of it could not be written.
func (r *runner) shut(home *transport.Home, code int) int {
	if home == nil {
		return code
	}
	if err := home.Close(); err != nil && code == exitDone {
		return r.fail(r.Words.Error(err))
	}
	return code
}
