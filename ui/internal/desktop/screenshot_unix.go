//go:build unix && !darwin && !android

package desktop

import (
	"context"
	"errors"

	"github.com/godbus/dbus/v5"
)

// The names are those of the XDG Desktop Portal's Screenshot interface:
// https://flatpak.github.io/xdg-desktop-portal/docs/doc-org.freedesktop.portal.Screenshot.html
const portalScreenshot = "org.freedesktop.portal.Screenshot"

// Screenshot has the portal take a picture of the screen, and returns the file it is in,
// which the caller removes. The portal may ask the person, for as long as ctx lasts. It
// fails with ErrRefused, or because there is no portal that can.
func Screenshot(ctx context.Context) (file string, err error) {
	results, err := requestPortal(ctx, portalScreenshot+".Screenshot", map[string]dbus.Variant{"interactive": dbus.MakeVariant(false)}, "")
	if err != nil {
		return "", err
	}
	uri, _ := results["uri"].Value().(string)
	path, ok := localFile(uri)
	if !ok {
		return "", errors.New("the portal named no file")
	}
	return path, nil
}
