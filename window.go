package main

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"time"

	"confab/android"
	"confab/ui"
	"confab/ui/term"
)

// window opens the window, or serves in the terminal where there is no display
// to open it on.
func window(ctx context.Context, env term.Env) int {
	if !displayed() {
		return term.NoDisplay(ctx, env)
	}
	device, err := android.Open()
	if err != nil {
		fmt.Fprintln(env.Stderr, err)
		return 1
	}
	time.Local = device.Location()
	return ui.Run(ctx, ui.Config{
		Version: env.Version, Stderr: env.Stderr, Device: device,
		WithoutWindow: func(err *ui.NoWindowError) int {
			if err.Undrawn {
				return term.NoGraphics(ctx, env, err.Err)
			}
			fmt.Fprintln(env.Stderr, err.Err)
			return term.NoDisplay(ctx, env)
		},
	})
}

// displayed says whether a window can be shown: where X11 or Wayland is needed,
// whether one of them is named in the environment.
func displayed() bool {
	switch runtime.GOOS {
	case "linux", "freebsd", "openbsd", "netbsd", "dragonfly":
		return os.Getenv("DISPLAY") != "" || os.Getenv("WAYLAND_DISPLAY") != ""
	}
	return true
}
