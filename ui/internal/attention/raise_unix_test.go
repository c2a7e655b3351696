//go:build (linux && !android) || freebsd || openbsd

package attention

import "testing"

func TestStartedAt(t *testing.T) {
	for startup, want := range map[string]uint32{
		"gnome-shell/Files/12-3-host_TIME123456": 123456, "a_TIME1_TIME2": 2,
		"": 0, "9b1deb4d-token": 0, "x_TIME": 0, "x_TIME-1": 0, "x_TIME99999999999": 0, "x_TIME5x": 0,
	} {
		if got := startedAt(startup); got != want {
			t.Errorf("%q: %d, want %d", startup, got, want)
		}
	}
}

func TestRemoval(t *testing.T) {
	if got := string(removal("a \"b\"\\c\x00_TIME1")); got != "remove: ID=\"a \\\"b\\\"\\\\c_TIME1\"\x00" {
		t.Errorf("%q", got)
	}
}
