//go:build unix && !darwin && !android

package desktop

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/godbus/dbus/v5"
)

// fakeChooser has a portal take requests for files, which answer is given.
func fakeChooser(t *testing.T, answer func(conn *dbus.Conn, request dbus.ObjectPath, title string, folder bool)) {
	t.Helper()
	conn := fakePortal(t, nil)
	methods := map[string]any{"OpenFile": func(sender dbus.Sender, _, title string, options map[string]dbus.Variant) (dbus.ObjectPath, *dbus.Error) {
		token, _ := options["handle_token"].Value().(string)
		folder, _ := options["directory"].Value().(bool)
		path := dbus.ObjectPath("/org/freedesktop/portal/desktop/request/" + strings.ReplaceAll(strings.TrimPrefix(string(sender), ":"), ".", "_") + "/" + token)
		go answer(conn, path, title, folder)
		return path, nil
	}}
	if err := conn.ExportMethodTable(methods, "/org/freedesktop/portal/desktop", "org.freedesktop.portal.FileChooser"); err != nil {
		t.Fatal(err)
	}
}

func TestChooseFiles(t *testing.T) {
	choose := func(t *testing.T, folder bool) ([]string, error) {
		ctx, cancel := context.WithTimeout(t.Context(), deadline)
		defer cancel()
		return ChooseFiles(ctx, "Offer", folder)
	}
	respond := func(conn *dbus.Conn, request dbus.ObjectPath, response uint32, uris any) {
		conn.Emit(request, "org.freedesktop.portal.Request.Response", response, map[string]dbus.Variant{"uris": dbus.MakeVariant(uris)})
	}
	t.Run("the files of this machine that the person chose", func(t *testing.T) {
		privateBus(t)
		fakeChooser(t, func(conn *dbus.Conn, request dbus.ObjectPath, title string, folder bool) {
			if title != "Offer" || folder {
				t.Errorf("asked was %q, of a folder: %v", title, folder)
			}
			respond(conn, request, 0, []string{"file:///home/a%20b/1.pdf", "https://example.org/2", "file:///home/3"})
		})
		if got, err := choose(t, false); err != nil || !slices.Equal(got, []string{"/home/a b/1.pdf", "/home/3"}) {
			t.Errorf("%q, %v", got, err)
		}
	})
	t.Run("a folder", func(t *testing.T) {
		privateBus(t)
		fakeChooser(t, func(conn *dbus.Conn, request dbus.ObjectPath, _ string, folder bool) {
			if !folder {
				t.Error("asked was of files")
			}
			respond(conn, request, 0, []string{"file:///home"})
		})
		if got, err := choose(t, true); err != nil || !slices.Equal(got, []string{"/home"}) {
			t.Errorf("%q, %v", got, err)
		}
	})
	for name, uris := range map[string]any{"nothing": []string{}, "another type": "file:///home/1", "elsewhere": []string{"smb://host/1"}} {
		t.Run("the answer names "+name, func(t *testing.T) {
			privateBus(t)
			fakeChooser(t, func(conn *dbus.Conn, request dbus.ObjectPath, _ string, _ bool) { respond(conn, request, 0, uris) })
			if got, err := choose(t, false); err == nil || errors.Is(err, ErrRefused) {
				t.Errorf("%q, %v", got, err)
			}
		})
	}
	t.Run("the person cancels", func(t *testing.T) {
		privateBus(t)
		fakeChooser(t, func(conn *dbus.Conn, request dbus.ObjectPath, _ string, _ bool) {
			respond(conn, request, 1, []string{})
		})
		if _, err := choose(t, false); !errors.Is(err, ErrRefused) {
			t.Errorf("%v", err)
		}
	})
	t.Run("the portal ends without an answer", func(t *testing.T) {
		privateBus(t)
		fakeChooser(t, func(conn *dbus.Conn, _ dbus.ObjectPath, _ string, _ bool) { conn.Close() })
		if _, err := choose(t, false); !errors.Is(err, errPortalGone) {
			t.Errorf("%v", err)
		}
	})
	t.Run("it never answers, and is given up", func(t *testing.T) {
		privateBus(t)
		ctx, cancel := context.WithCancel(t.Context())
		fakeChooser(t, func(*dbus.Conn, dbus.ObjectPath, string, bool) { cancel() })
		if _, err := ChooseFiles(ctx, "Offer", false); !errors.Is(err, context.Canceled) {
			t.Errorf("%v", err)
		}
	})
	t.Run("and without a portal there is an error", func(t *testing.T) {
		privateBus(t)
		if _, err := choose(t, false); err == nil || errors.Is(err, ErrRefused) {
			t.Errorf("%v", err)
		}
	})
}
