//go:build (linux && !android) || freebsd || openbsd

package ui

import (
	"os"
	"strings"
)

// modifiers is the variable in which X11 programs find the name of the input method.
const modifiers = "XMODIFIERS"

// offerIBus lets the window reach fcitx. Gio is a client of IBus, and only where
// XMODIFIERS names that; fcitx5 serves IBus clients too, under IBus's own address,
// while its users have XMODIFIERS=@im=fcitx. The returned function puts back what
// other programs started from here must see; call it once the window exists.
func offerIBus() (restore func()) {
	was := os.Getenv(modifiers)
	if !strings.Contains(was, "@im=fcitx") { // fcitx and fcitx5
		return func() {}
	}
	os.Setenv(modifiers, "@im=ibus")
	return func() { os.Setenv(modifiers, was) }
}
