package term

import (
	"errors"
	"fmt"

	"confab/ui/internal/prefs"
	"confab/ui/internal/words"
)

// person are the flags of the commands that somebody talks through.
type person struct{ name, dir *string }

// person defines its flags on c.
func (c *command) person() person {
	return person{name: c.String("name", "", ""), dir: c.String("data", "", "")}
}

// settle returns what this side is called: the name given, the one in the data
// folder, or You. With a data folder, its language is that of everything said
// from now on. Nothing is saved, so a window may have the folder open.
func (r *runner) settle(p person) string {
	me := r.Words.You
	if *p.dir != "" {
		store, err := prefs.Open(*p.dir, prefs.Default(""), nil)
		kept := store.Prefs()
		_ = store.Close() // nothing was saved that could fail to be written
		if kept.Language != words.FollowSystem {
			r.Words = words.For(kept.Language)
			r.say = r.Words.Terminal()
			me = r.Words.You
		}
		if kept.Name != "" {
			me = kept.Name
		}
		var bad *prefs.BadFileError
		switch {
		case errors.As(err, &bad) && bad.SetAside != "":
			fmt.Fprintln(r.Stderr, r.Words.PrefsSetAside(bad.SetAside))
		case err != nil:
			fmt.Fprintln(r.Stderr, r.Words.PrefsUnreadable)
		}
	}
	if *p.name != "" {
		me = *p.name
	}
	return me
}
