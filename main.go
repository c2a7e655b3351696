// Command confab talks on the local network: a window with a server and a
// client tab, and the same in a terminal.
//
// Without arguments it opens the window (package ui); where there is no display
// it says so and serves in the terminal. With arguments it runs a terminal
// command (package ui/term): serve, chat, send, tail, find, version; `confab help`
// explains them. Everything that happens on the network is in package transport.
//
// This package has no logic of its own: it wires those together and catches the
// signals that end the program.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"confab/ui"
	"confab/ui/term"
)

// version is set by the linker: -X main.version=….
var version = "dev"

func main() {
	os.Exit(run(os.Args[1:]))
}

// run does what the arguments ask for and returns the exit code. The first
// interrupt ends it cleanly; a second one, while that takes its time, kills the
// process.
func run(args []string) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop)
	if len(args) > 0 {
		term.AttachConsole()
		return term.Run(ctx, term.System(version), args)
	}
	env := term.System(version)
	serve := func(why error, undrawn bool) int { return term.ServeWithoutWindow(ctx, env, why, undrawn) }
	return ui.Run(ctx, ui.Config{Version: version, Stderr: env.Stderr, WithoutWindow: serve})
}
