//go:build unix && !darwin && !android

package desktop

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
)

// fakeScreenshots has a portal answer the first question for a screenshot. early has the
// answer on the bus before the question's reply.
func fakeScreenshots(t *testing.T, early bool, response uint32, results map[string]dbus.Variant) {
	t.Helper()
	conn := fakePortal(t, nil)
	methods := map[string]any{"Screenshot": func(sender dbus.Sender, _ string, options map[string]dbus.Variant) (dbus.ObjectPath, *dbus.Error) {
		token, _ := options["handle_token"].Value().(string)
		path := dbus.ObjectPath("/org/freedesktop/portal/desktop/request/" + strings.ReplaceAll(strings.TrimPrefix(string(sender), ":"), ".", "_") + "/" + token)
		answer := func() {
			// Another program's answer is not this one's.
			conn.Emit(path+"x", "org.freedesktop.portal.Request.Response", uint32(0), map[string]dbus.Variant{"uri": dbus.MakeVariant("file:///wrong.png")})
			conn.Emit(path, "org.freedesktop.portal.Request.Response", response, results)
		}
		if early {
			answer()
		} else {
			time.AfterFunc(10*time.Millisecond, answer)
		}
		return path, nil
	}}
	if err := conn.ExportMethodTable(methods, "/org/freedesktop/portal/desktop", "org.freedesktop.portal.Screenshot"); err != nil {
		t.Fatal(err)
	}
}

func TestScreenshot(t *testing.T) {
	uri := func(text any) map[string]dbus.Variant {
		return map[string]dbus.Variant{"uri": dbus.MakeVariant(text)}
	}
	for _, test := range []struct {
		name     string
		early    bool
		response uint32
		results  map[string]dbus.Variant
		want     string
		refused  bool
	}{
		{name: "a picture is in the file that the portal names", results: uri("file:///home/a%20b/shot.png"), want: "/home/a b/shot.png"},
		{name: "an answer that comes before the reply is not missed", early: true, results: uri("file:///shot.png"), want: "/shot.png"},
		{name: "the person declines", response: 1, refused: true},
		{name: "the portal fails", response: 2},
		{name: "no file is named", results: map[string]dbus.Variant{}},
		{name: "what is named is of another type", results: uri(uint32(1))},
		{name: "what is named lies elsewhere", results: uri("https://example.org/shot.png")},
		{name: "or on another machine", results: uri("file://example.org/shot.png")},
	} {
		t.Run(test.name, func(t *testing.T) {
			privateBus(t)
			fakeScreenshots(t, test.early, test.response, test.results)
			ctx, cancel := context.WithTimeout(t.Context(), deadline)
			defer cancel()
			file, err := Screenshot(ctx)
			if file != test.want || (err == nil) != (test.want != "") || errors.Is(err, ErrRefused) != test.refused {
				t.Errorf("%q, %v", file, err)
			}
		})
	}
	t.Run("a portal without screenshots, and none", func(t *testing.T) {
		privateBus(t)
		if _, err := Screenshot(t.Context()); err == nil {
			t.Error("without a portal there is one")
		}
		fakePortal(t, nil)
		if _, err := Screenshot(t.Context()); err == nil {
			t.Error("a portal that has none gave one")
		}
		t.Setenv("DBUS_SESSION_BUS_ADDRESS", "tcp:host=127.0.0.1")
		if _, err := Screenshot(t.Context()); !errors.Is(err, errNoBus) {
			t.Errorf("%v", err)
		}
	})
}
