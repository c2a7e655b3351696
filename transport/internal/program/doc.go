// Package program builds Confab from this tree and runs it as a person does, for
// tests that look at it from outside:
//
//	path, err := program.Build(dir, "confab", program.Headless)
//	p, err := program.Launch(exec.Command(path, "serve", "-json", "-addr", "127.0.0.1:0"))
//	addr, err := p.Listening(ctx)
//
// A Process is driven by its standard input and its -json output, and keeps all
// that it printed. Patches replace pieces of the source by go build -overlay, so
// that the tree itself is not touched.
//
// Tests only import this package. All methods of a Process may be called from any
// goroutine; whoever launches one ends it.
package program
