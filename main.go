// Command confab talks on the local network: a window with a server and a
// client tab, and the same in a terminal.
//
// Without arguments it opens the window (package ui); where there is no display
// it says so and serves in the terminal. A link as the only argument, as a desktop
// passes it, or an address opens the window with it. With other arguments it runs a terminal
// command (package ui/term): serve, chat, send, tail, find, install, version; `confab
// help` explains them. Everything that happens on the network is in package transport.
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
	link := ""
	if len(args) == 1 && ui.IsLink(args[0]) {
		link = args[0]
	} else if len(args) > 0 {
		term.AttachConsole()
		return term.Run(ctx, term.System(version), args)
	}
	env := term.System(version)
	without := func(why error, undrawn bool) int {
		if link != "" {
			return term.NoWindowForLink(env)
		}
		return term.ServeWithoutWindow(ctx, env, why, undrawn)
	}
	return ui.Run(ctx, ui.Config{Version: version, Link: link, Stderr: env.Stderr, WithoutWindow: without})
}
