//go:build unix && !darwin && !android

package desktop

import (
	"errors"
	"testing"

	"github.com/godbus/dbus/v5"
)

func TestShowItem(t *testing.T) {
	privateBus(t)
	if err := ShowItem(t.Context(), "/harbour/a"); err == nil {
		t.Error("without a file manager one shows a file")
	}
	conn := joinBus(t)
	shown := make(chan []string, 1)
	methods := map[string]any{"ShowItems": func(uris []string, startup string) *dbus.Error {
		shown <- append(uris, startup)
		return nil
	}}
	if err := conn.ExportMethodTable(methods, "/org/freedesktop/FileManager1", "org.freedesktop.FileManager1"); err != nil {
		t.Fatal(err)
	}
	if reply, err := conn.RequestName("org.freedesktop.FileManager1", dbus.NameFlagDoNotQueue); err != nil || reply != dbus.RequestNameReplyPrimaryOwner {
		t.Fatalf("becoming the file manager: %v, %v", reply, err)
	}
	if err := ShowItem(t.Context(), "/harbour/50 % #1?.pdf"); err != nil {
		t.Fatal(err)
	}
	if got := <-shown; len(got) != 2 || got[0] != "file:///harbour/50%20%25%20%231%3F.pdf" || got[1] != "" {
		t.Errorf("it was asked for %q", got)
	}
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "tcp:host=127.0.0.1")
	if err := ShowItem(t.Context(), "/harbour/a"); !errors.Is(err, errNoBus) {
		t.Errorf("%v", err)
	}
}
