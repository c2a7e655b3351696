//go:build (linux && !android) || freebsd || openbsd

package picker

import "testing"

func TestWithoutADesktop(t *testing.T) {
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "tcp:host=127.0.0.1") // which is not the session's
	if paths, err := Choose(t.Context(), "Offer", false); err == nil {
		t.Errorf("chosen was %q", paths)
	}
}
