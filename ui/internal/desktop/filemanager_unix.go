//go:build unix && !darwin && !android

package desktop

import (
	"context"
	"fmt"
	"net/url"
	"time"

	"github.com/godbus/dbus/v5"
)

// The names are those of freedesktop.org's File Manager D-Bus Interface:
// https://www.freedesktop.org/wiki/Specifications/file-manager-interface/
const (
	fileManagerName = "org.freedesktop.FileManager1"
	fileManagerPath = dbus.ObjectPath("/org/freedesktop/FileManager1")
)

// fileManagerPatience is how long a file manager may take to start.
const fileManagerPatience = 10 * time.Second

// ShowItem has the desktop's file manager show the folder of a file, with the file selected.
// It fails where there is no file manager that can.
func ShowItem(ctx context.Context, path string) error {
	ctx, cancel := context.WithTimeout(ctx, fileManagerPatience)
	defer cancel()
	conn, err := connectBus(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	uri := url.URL{Scheme: "file", Path: path}
	if err := conn.Object(fileManagerName, fileManagerPath).CallWithContext(ctx, fileManagerName+".ShowItems", 0, []string{uri.String()}, "").Err; err != nil {
		return fmt.Errorf("asking the file manager: %w", err)
	}
	return nil
}
