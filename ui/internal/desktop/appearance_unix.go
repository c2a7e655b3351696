//go:build unix && !darwin && !android

package desktop

import "context"

// current asks the portal, which every desktop of today has, and then GTK's
// settings, which the smaller ones and bare window managers have.
func current(ctx context.Context) Appearance {
	if a, err := askPortal(ctx); err == nil {
		return a
	}
	return gtkAppearance()
}

// watch listens to the portal only: GTK's settings are read when a program
// starts, by every other program as well.
func watch(ctx context.Context, changed func(Appearance)) { watchPortal(ctx, changed) }
