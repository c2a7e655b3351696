// Command confab talks on the local network: a window with a server and a
// client tab, and the same in a terminal (see `confab help`).
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"confab/ui/term"
)

// version is set by the linker: -X main.version=….
var version = "dev"

func main() {
	attachConsole()
	os.Exit(run(os.Args[1:]))
}

// run does what the arguments ask for. The first interrupt ends it cleanly; a
// second one, while that takes its time, kills the process.
func run(args []string) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop)
	env := term.System(version)
	if len(args) == 0 {
		return window(ctx, env)
	}
	return term.Run(ctx, env, args)
}
