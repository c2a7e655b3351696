//go:build unix && !darwin && !android

package desktop

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/godbus/dbus/v5"
)

// The names are those of the XDG Desktop Portal's Settings interface:
// https://flatpak.github.io/xdg-desktop-portal/docs/doc-org.freedesktop.portal.Settings.html
const (
	portalName      = "org.freedesktop.portal.Desktop"
	portalPath      = dbus.ObjectPath("/org/freedesktop/portal/desktop")
	portalSettings  = "org.freedesktop.portal.Settings"
	portalNamespace = "org.freedesktop.appearance"
	portalKey       = "color-scheme"
)

var errNoBus = errors.New("no session bus")

// busAddress is where the session's bus listens, or "". The library's own search
// would start a bus where there is none (dbus-launch), which would then outlive
// this program; and an address over a network could keep Current waiting.
func busAddress() string {
	address := os.Getenv("DBUS_SESSION_BUS_ADDRESS")
	if address == "" {
		dir := os.Getenv("XDG_RUNTIME_DIR")
		if dir == "" {
			return ""
		}
		path := filepath.Join(dir, "bus")
		if info, err := os.Stat(path); err != nil || info.Mode().Type() != fs.ModeSocket {
			return ""
		}
		return "unix:path=" + dbus.EscapeBusAddressValue(path)
	}
	var local []string
	for entry := range strings.SplitSeq(address, ";") {
		if strings.HasPrefix(entry, "unix:") {
			local = append(local, entry)
		}
	}
	return strings.Join(local, ";")
}

// connectBus opens a connection of its own, which closes when ctx ends. A bus
// that takes the connection and says nothing is given up after patience.
func connectBus(ctx context.Context) (*dbus.Conn, error) {
	address := busAddress()
	if address == "" {
		return nil, errNoBus
	}
	ctx, cancel := context.WithCancel(ctx)
	silent := time.AfterFunc(patience, cancel)
	// Signals in the order in which they came: the last one is the truth.
	conn, err := dbus.Connect(address, dbus.WithContext(ctx), dbus.WithSignalHandler(dbus.NewSequentialSignalHandler()))
	if !silent.Stop() && err == nil {
		err = context.DeadlineExceeded
		conn.Close()
	}
	if err != nil {
		cancel()
		return nil, fmt.Errorf("connecting to the session bus: %w", err)
	}
	context.AfterFunc(conn.Context(), cancel)
	return conn, nil
}

// askPortal fails where no portal answers before ctx ends.
func askPortal(ctx context.Context) (Appearance, error) {
	conn, err := connectBus(ctx)
	if err != nil {
		return Appearance{}, err
	}
	defer conn.Close()
	return readPortal(ctx, conn)
}

// readPortal may make the bus start the portal, as any call to it does.
func readPortal(ctx context.Context, conn *dbus.Conn) (Appearance, error) {
	portal := conn.Object(portalName, portalPath)
	var value dbus.Variant
	err := portal.CallWithContext(ctx, portalSettings+".ReadOne", 0, portalNamespace, portalKey).Store(&value)
	var refused dbus.Error
	if errors.As(err, &refused) && refused.Name == "org.freedesktop.DBus.Error.UnknownMethod" {
		// Before version 2 of the interface (2023) there was only Read.
		err = portal.CallWithContext(ctx, portalSettings+".Read", 0, portalNamespace, portalKey).Store(&value)
	}
	if err != nil {
		return Appearance{}, fmt.Errorf("reading the portal's colour scheme: %w", err)
	}
	return colorScheme(value)
}

// colorScheme understands the portal's value: 1 prefers dark, 2 light, 0 and
// whatever comes later no preference. No preference counts as light, because it
// is what desktops with nothing but a switch for dark say when that is off.
// Read wraps the value in one variant more than ReadOne and the signal.
func colorScheme(value dbus.Variant) (Appearance, error) {
	for {
		switch v := value.Value().(type) {
		case dbus.Variant:
			value = v
		case uint32:
			return Appearance{Dark: v == 1, Known: true}, nil
		default:
			return Appearance{}, fmt.Errorf("reading the portal's colour scheme: a value of type %q", value.Signature())
		}
	}
}

// watchPortal subscribes before it reads, so that no switch falls in between.
// The reading has no limit of its own: a portal that is just being started takes
// seconds, and signals are passed on meanwhile.
func watchPortal(ctx context.Context, changed func(Appearance)) {
	conn, err := connectBus(ctx)
	if err != nil {
		return
	}
	defer conn.Close()
	signals := make(chan *dbus.Signal, 16) // closed with conn; the library queues what is more
	conn.Signal(signals)
	err = conn.AddMatchSignalContext(ctx,
		dbus.WithMatchSender(portalName),
		dbus.WithMatchObjectPath(portalPath),
		dbus.WithMatchInterface(portalSettings),
		dbus.WithMatchMember("SettingChanged"),
		dbus.WithMatchArg(0, portalNamespace),
		dbus.WithMatchArg(1, portalKey))
	if err != nil {
		return
	}

	type reading struct {
		appearance Appearance
		err        error
	}
	readings := make(chan reading, 1) // one value, never waited for
	go func() {
		a, err := readPortal(conn.Context(), conn)
		readings <- reading{a, err}
	}()

	r := reporter{changed: changed}
	for {
		select {
		case first := <-readings:
			if first.err != nil {
				return
			}
			// A signal that came earlier says the same or something newer.
			if !r.last.Known {
				r.report(first.appearance)
			}
		case signal, open := <-signals:
			if !open {
				return
			}
			if a, ok := settingChanged(signal); ok {
				r.report(a)
			}
		}
	}
}

// settingChanged picks the portal's signal from those the bus itself sends to
// every connection.
func settingChanged(signal *dbus.Signal) (Appearance, bool) {
	if signal.Name != portalSettings+".SettingChanged" || signal.Path != portalPath {
		return Appearance{}, false
	}
	var namespace, key string
	var value dbus.Variant
	if err := dbus.Store(signal.Body, &namespace, &key, &value); err != nil || namespace != portalNamespace || key != portalKey {
		return Appearance{}, false
	}
	a, err := colorScheme(value)
	return a, err == nil
}
