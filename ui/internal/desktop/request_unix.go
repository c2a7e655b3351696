//go:build unix && !darwin && !android

package desktop

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/url"

	"github.com/godbus/dbus/v5"
)

// The names are those of the XDG Desktop Portal's Request interface:
// https://flatpak.github.io/xdg-desktop-portal/docs/doc-org.freedesktop.portal.Request.html
const portalRequest = "org.freedesktop.portal.Request"

// ErrRefused says that the person declined what the portal asked them.
var ErrRefused = errors.New("the portal's question was declined")

// errPortalGone says that the portal ended before it answered.
var errPortalGone = errors.New("the portal ended before it answered")

// requestPortal calls a method of the portal that answers with a signal, once the person
// has. The options stand behind args. It lasts as long as ctx: a portal may never answer.
func requestPortal(ctx context.Context, method string, options map[string]dbus.Variant, args ...any) (map[string]dbus.Variant, error) {
	conn, err := connectBus(ctx)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	// The answer is a signal, which may come before the reply of the call.
	signals := make(chan *dbus.Signal, 16)
	conn.Signal(signals)
	for _, match := range [][]dbus.MatchOption{
		{dbus.WithMatchSender(portalName), dbus.WithMatchInterface(portalRequest), dbus.WithMatchMember("Response")},
		{dbus.WithMatchSender("org.freedesktop.DBus"), dbus.WithMatchMember("NameOwnerChanged"), dbus.WithMatchArg(0, portalName)},
	} {
		if err := conn.AddMatchSignalContext(ctx, match...); err != nil {
			return nil, fmt.Errorf("asking the portal: %w", err)
		}
	}
	options["handle_token"] = dbus.MakeVariant("confab" + rand.Text())
	var request dbus.ObjectPath
	if err := conn.Object(portalName, portalPath).CallWithContext(ctx, method, 0, append(args, options)...).Store(&request); err != nil {
		if ended := ctx.Err(); ended != nil {
			err = ended // the connection goes with it, and the call may end by that
		} else if said := (dbus.Error{}); errors.As(err, &said) && said.Name == "org.freedesktop.DBus.Error.NoReply" {
			return nil, errPortalGone
		}
		return nil, fmt.Errorf("asking the portal: %w", err)
	}
	for {
		select {
		case <-ctx.Done():
			return nil, fmt.Errorf("asking the portal: %w", ctx.Err())
		case signal, open := <-signals:
			switch {
			case !open && ctx.Err() != nil:
				return nil, fmt.Errorf("asking the portal: %w", ctx.Err())
			case !open:
				return nil, errors.New("the session bus ended")
			case signal.Name == portalRequest+".Response" && signal.Path == request:
				return portalAnswer(signal.Body)
			case gone(signal):
				return nil, errPortalGone
			}
		}
	}
}

// gone reports whether a signal says that the portal is not there any more.
func gone(signal *dbus.Signal) bool {
	var name, before, now string
	return signal.Name == "org.freedesktop.DBus.NameOwnerChanged" && dbus.Store(signal.Body, &name, &before, &now) == nil &&
		name == portalName && now == ""
}

// portalAnswer reads the portal's answer.
func portalAnswer(body []any) (results map[string]dbus.Variant, err error) {
	var response uint32
	if err := dbus.Store(body, &response, &results); err != nil {
		return nil, fmt.Errorf("reading the portal's answer: %w", err)
	}
	switch response {
	case 0:
		return results, nil
	case 1:
		return nil, ErrRefused
	}
	return nil, fmt.Errorf("the portal did not do it: response %d", response)
}

// localFile is the path of a file on this machine.
func localFile(text string) (path string, ok bool) {
	uri, err := url.Parse(text)
	if err != nil || uri.Scheme != "file" || uri.Host != "" || uri.Path == "" {
		return "", false
	}
	return uri.Path, true
}
