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

// The names are those of the XDG Desktop Portal's Screenshot and Request interfaces:
// https://flatpak.github.io/xdg-desktop-portal/docs/doc-org.freedesktop.portal.Screenshot.html
const (
	portalScreenshot = "org.freedesktop.portal.Screenshot"
	portalRequest    = "org.freedesktop.portal.Request"
)

// ErrRefused says that the person did not allow what the portal asked them.
var ErrRefused = errors.New("the portal's question was declined")

// Screenshot has the portal take a picture of the screen, and returns the file it is in,
// which the caller removes. The portal may ask the person, for as long as ctx lasts. It
// fails with ErrRefused, or because there is no portal that can.
func Screenshot(ctx context.Context) (file string, err error) {
	conn, err := connectBus(ctx)
	if err != nil {
		return "", err
	}
	defer conn.Close()
	// The answer is a signal, which may come before the reply of the call.
	signals := make(chan *dbus.Signal, 16)
	conn.Signal(signals)
	if err := conn.AddMatchSignalContext(ctx, dbus.WithMatchSender(portalName), dbus.WithMatchInterface(portalRequest), dbus.WithMatchMember("Response")); err != nil {
		return "", fmt.Errorf("asking the portal for a screenshot: %w", err)
	}
	var request dbus.ObjectPath
	options := map[string]dbus.Variant{"handle_token": dbus.MakeVariant("confab" + rand.Text()), "interactive": dbus.MakeVariant(false)}
	if err := conn.Object(portalName, portalPath).CallWithContext(ctx, portalScreenshot+".Screenshot", 0, "", options).Store(&request); err != nil {
		return "", fmt.Errorf("asking the portal for a screenshot: %w", err)
	}
	for {
		select {
		case <-ctx.Done():
			return "", fmt.Errorf("asking the portal for a screenshot: %w", ctx.Err())
		case signal, open := <-signals:
			if !open {
				return "", errors.New("the session bus ended")
			}
			if signal.Name == portalRequest+".Response" && signal.Path == request {
				return screenshotFile(signal.Body)
			}
		}
	}
}

// screenshotFile reads the portal's answer.
func screenshotFile(body []any) (string, error) {
	var response uint32
	var results map[string]dbus.Variant
	if err := dbus.Store(body, &response, &results); err != nil {
		return "", fmt.Errorf("reading the portal's answer: %w", err)
	}
	switch response {
	case 0:
	case 1:
		return "", ErrRefused
	default:
		return "", fmt.Errorf("the portal took no screenshot: response %d", response)
	}
	text, _ := results["uri"].Value().(string)
	uri, err := url.Parse(text)
	if err != nil || uri.Scheme != "file" || uri.Host != "" || uri.Path == "" {
		return "", errors.New("the portal named no file")
	}
	return uri.Path, nil
}
