//go:build (linux && !android) || freebsd || openbsd

package attention

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
)

// Raise has the window manager of the display that $DISPLAY names bring w to the front, on
// behalf of a start of the program that a person made: startup is its id, which says when
// that was, so that a window manager that lets no window steal the focus lets this one. It
// also ends the sign that something starts. Without a window, or an id, it does nothing.
// The error is the X server's, or that there is none.
func Raise(w Window, startup string) error {
	if w == 0 || startup == "" {
		return nil
	}
	x, err := xgb.NewConn()
	if err != nil {
		return fmt.Errorf("connecting to the X server: %w", err)
	}
	defer x.Close()
	return errors.Join(activate(x, xproto.Window(w), startedAt(startup)), completed(x, xproto.Window(w), startup))
}

// activate asks the window manager to show the window and give it the focus.
func activate(x *xgb.Conn, w xproto.Window, at uint32) error {
	active, err := atom(x, "_NET_ACTIVE_WINDOW")
	if err != nil {
		return err
	}
	return tellManager(x, xproto.ClientMessageEvent{
		Format: 32, Window: w, Type: active,
		Data: xproto.ClientMessageDataUnionData32New([]uint32{sourceApplication, at, 0, 0, 0}),
	}, xproto.EventMaskSubstructureNotify|xproto.EventMaskSubstructureRedirect)
}

// startedAt is the time of the X server in the id of a start, by the Startup Notification
// Specification; 0 where it has none.
func startedAt(startup string) uint32 {
	const mark = "_TIME"
	at := strings.LastIndex(startup, mark)
	if at < 0 {
		return 0
	}
	n, err := strconv.ParseUint(startup[at+len(mark):], 10, 32)
	if err != nil {
		return 0
	}
	return uint32(n)
}

// startupPart is how much of a message of that specification an event has.
const startupPart = 20

// completed says that the start has become something to see.
func completed(x *xgb.Conn, w xproto.Window, startup string) error {
	first, err := atom(x, "_NET_STARTUP_INFO_BEGIN")
	if err != nil {
		return err
	}
	more, err := atom(x, "_NET_STARTUP_INFO")
	if err != nil {
		return err
	}
	kind, message := first, removal(startup)
	for len(message) > 0 {
		part := make([]byte, startupPart)
		message = message[copy(part, message):]
		err := tellManager(x, xproto.ClientMessageEvent{
			Format: 8, Window: w, Type: kind, Data: xproto.ClientMessageDataUnionData8New(part),
		}, xproto.EventMaskPropertyChange)
		if err != nil {
			return err
		}
		kind = more
	}
	return nil
}

// removal is the message that a start has ended, with the zero that ends it.
func removal(startup string) []byte {
	id := strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(strings.ReplaceAll(startup, "\x00", ""))
	return append([]byte(`remove: ID="`+id+`"`), 0)
}

// tellManager sends an event to whoever listens at the root window for such.
func tellManager(x *xgb.Conn, event xproto.ClientMessageEvent, mask uint32) error {
	root := xproto.Setup(x).DefaultScreen(x).Root
	if err := xproto.SendEventChecked(x, false, root, mask, string(event.Bytes())).Check(); err != nil {
		return fmt.Errorf("asking the window manager: %w", err)
	}
	return nil
}

func atom(x *xgb.Conn, name string) (xproto.Atom, error) {
	reply, err := xproto.InternAtom(x, false, uint16(len(name)), name).Reply()
	if err != nil {
		return 0, fmt.Errorf("looking up the atom %s: %w", name, err)
	}
	return reply.Atom, nil
}
