package ui

import (
	"context"
	"errors"
	"testing"
)

func TestHowAWindowEnds(t *testing.T) {
	reason := errors.New("the reason")
	canceled, cancel := context.WithCancel(context.Background())
	cancel()
	running := context.Background()
	for name, c := range map[string]struct {
		loop   loop
		err    error
		want   error
		unseen bool // there was no window to see
	}{
		"closed by its person":                      {loop{ctx: running, frames: 5, shown: true, closing: true}, nil, nil, false},
		"closed because the program is to end":      {loop{ctx: canceled, frames: 5, shown: true, closing: true}, nil, nil, false},
		"the display goes while the program ends":   {loop{ctx: canceled, frames: 5, shown: true}, reason, nil, false},
		"the program is to end before a frame":      {loop{ctx: canceled}, reason, nil, false},
		"the display goes":                          {loop{ctx: running, frames: 5, shown: true}, reason, reason, false},
		"the display goes, and Gio says no reason":  {loop{ctx: running, frames: 5, shown: true}, nil, errDisplayGone, false},
		"no window opens":                           {loop{ctx: running}, reason, reason, true},
		"it closes before a frame":                  {loop{ctx: running, closing: true}, nil, errNoFrame, true},
		"nothing can be drawn in it":                {loop{ctx: running, frames: 1, closing: true}, reason, reason, true},
		"nothing can be drawn, and Gio is silent":   {loop{ctx: running, display: wayland, frames: 1, closing: true}, nil, errNoFrame, true},
		"nothing can be drawn in it, on X11":        {loop{ctx: running, display: x11, frames: 2, shown: true, closing: true}, reason, reason, true},
		"closed by its person soon, on X11":         {loop{ctx: running, display: x11, frames: 1, closing: true}, nil, nil, false},
		"nothing can be drawn any more, on Wayland": {loop{ctx: running, display: wayland, frames: 2, shown: true, closing: true}, reason, reason, false},
	} {
		t.Run(name, func(t *testing.T) {
			got := c.loop.ended(c.err)
			var unseen *noWindowError
			if errors.As(got, &unseen) {
				got = unseen.err
			}
			if got != c.want || (unseen != nil) != c.unseen {
				t.Errorf("got %v, unseen %v; want %v, unseen %v", got, unseen != nil, c.want, c.unseen)
			}
		})
	}
}
