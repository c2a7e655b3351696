package desktop

import (
	"context"
	"errors"
	"os/exec"
)

func current(ctx context.Context) Appearance {
	output, err := readDefaults(ctx, "AppleInterfaceStyle")
	var exit *exec.ExitError
	if err != nil && (ctx.Err() != nil || !errors.As(err, &exit)) {
		return Appearance{}
	}
	return defaultsStyle(output, err == nil)
}

// watch returns at once: the notification that macOS sends reaches only a
// program that listens through Cocoa.
func watch(context.Context, func(Appearance)) {}

// readDefaults reads a setting of the global domain. One that is not there is an
// *exec.ExitError.
func readDefaults(ctx context.Context, key string) (string, error) {
	command := exec.CommandContext(ctx, "/usr/bin/defaults", "read", "-g", key)
	command.WaitDelay = patience / 4
	output, err := command.Output()
	return string(output), err
}
