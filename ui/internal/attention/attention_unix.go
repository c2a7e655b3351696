//go:build (linux && !android) || freebsd || openbsd

package attention

import (
	"encoding/binary"
	"fmt"
	"io"
	"log"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
)

// Window is the id of an X11 window; zero is none.
type Window uint32

// The library prints errors to the terminal that are returned here too.
func init() { xgb.Logger = log.New(io.Discard, "", 0) }

// WM_HINTS, see ICCCM: nine numbers, of which the first says which others hold.
const (
	hintNumbers = 9
	urgencyHint = 1 << 8
)

// The numbers of a _NET_WM_STATE message, see the Extended Window Manager Hints.
const (
	stateRemove       = 0
	stateAdd          = 1
	sourceApplication = 1
)

// Ask has the window manager of the display that $DISPLAY names point at w, or stop
// that. Without a window it does nothing. The error is the X server's, or that there
// is none.
func Ask(w Window, want bool) error {
	if w == 0 {
		return nil
	}
	x, err := xgb.NewConn()
	if err != nil {
		return fmt.Errorf("connecting to the X server: %w", err)
	}
	defer x.Close()
	if err := setUrgency(x, xproto.Window(w), want); err != nil {
		return err
	}
	return demand(x, xproto.Window(w), want)
}

// setUrgency sets the hint, and leaves the other hints of the window as they are.
func setUrgency(x *xgb.Conn, w xproto.Window, want bool) error {
	was, err := xproto.GetProperty(x, false, w, xproto.AtomWmHints, xproto.AtomWmHints, 0, hintNumbers).Reply()
	if err != nil {
		return fmt.Errorf("reading the hints of the window: %w", err)
	}
	hints := make([]byte, 4*hintNumbers)
	if was.Format == 32 {
		copy(hints, was.Value)
	}
	flags := binary.LittleEndian.Uint32(hints) &^ urgencyHint
	if want {
		flags |= urgencyHint
	}
	binary.LittleEndian.PutUint32(hints, flags)
	err = xproto.ChangePropertyChecked(x, xproto.PropModeReplace, w, xproto.AtomWmHints, xproto.AtomWmHints, 32, hintNumbers, hints).Check()
	if err != nil {
		return fmt.Errorf("setting the hints of the window: %w", err)
	}
	return nil
}

// demand asks the window manager to add the state to the window, or to remove it.
func demand(x *xgb.Conn, w xproto.Window, want bool) error {
	state, err := atom(x, "_NET_WM_STATE")
	if err != nil {
		return err
	}
	demands, err := atom(x, "_NET_WM_STATE_DEMANDS_ATTENTION")
	if err != nil {
		return err
	}
	action := uint32(stateRemove)
	if want {
		action = stateAdd
	}
	return tellManager(x, xproto.ClientMessageEvent{
		Format: 32, Window: w, Type: state,
		Data: xproto.ClientMessageDataUnionData32New([]uint32{action, uint32(demands), 0, sourceApplication, 0}),
	}, xproto.EventMaskSubstructureNotify|xproto.EventMaskSubstructureRedirect)
}
