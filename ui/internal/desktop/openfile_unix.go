//go:build unix && !darwin && !android

package desktop

import (
	"context"
	"fmt"
	"os"

	"github.com/godbus/dbus/v5"
)

// The names are those of the XDG Desktop Portal's OpenURI interface:
// https://flatpak.github.io/xdg-desktop-portal/docs/doc-org.freedesktop.portal.OpenURI.html
const portalOpenURI = "org.freedesktop.portal.OpenURI"

// OpenFile has the desktop open a file with the program that the person has for it, for as
// long as ctx lasts. It fails with ErrRefused, or because there is no portal that can.
func OpenFile(ctx context.Context, path string) error {
	file, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("opening what the portal is to open: %w", err)
	}
	defer file.Close()
	options := map[string]dbus.Variant{"writable": dbus.MakeVariant(false)}
	_, err = requestPortal(ctx, portalOpenURI+".OpenFile", options, "", dbus.UnixFD(file.Fd()))
	return err
}
