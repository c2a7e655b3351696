//go:build unix && !darwin && !android

package desktop

import (
	"context"
	"errors"

	"github.com/godbus/dbus/v5"
)

// The names are those of the XDG Desktop Portal's FileChooser interface:
// https://flatpak.github.io/xdg-desktop-portal/docs/doc-org.freedesktop.portal.FileChooser.html
const portalFileChooser = "org.freedesktop.portal.FileChooser"

// ChooseFiles has the desktop ask the person for files, or for one folder, for as long as
// ctx lasts. It fails with ErrRefused, or because there is no portal that can.
func ChooseFiles(ctx context.Context, title string, folder bool) (paths []string, err error) {
	options := map[string]dbus.Variant{"multiple": dbus.MakeVariant(!folder), "directory": dbus.MakeVariant(folder)}
	results, err := requestPortal(ctx, portalFileChooser+".OpenFile", options, "", title)
	if err != nil {
		return nil, err
	}
	uris, _ := results["uris"].Value().([]string)
	for _, uri := range uris {
		if path, ok := localFile(uri); ok {
			paths = append(paths, path)
		}
	}
	if len(paths) == 0 {
		return nil, errors.New("the portal named no file of this machine")
	}
	return paths, nil
}
