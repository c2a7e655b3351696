// Command bare opens the least window that has text, for BenchmarkFirstFrame:
// Gio's own, with a background and one label in the theme and the fonts that
// Gio has by default.
package main

import (
	"image/color"
	"os"

	"gioui.org/app"
	"gioui.org/op"
	"gioui.org/op/paint"
	"gioui.org/widget/material"
)

func main() {
	go run()
	app.Main()
}

func run() {
	w := new(app.Window)
	w.Option(app.Title("bare"), app.Size(1000, 700))
	th := material.NewTheme()
	var ops op.Ops
	for {
		switch e := w.Event().(type) {
		case app.DestroyEvent:
			os.Exit(0)
		case app.FrameEvent:
			gtx := app.NewContext(&ops, e)
			paint.Fill(gtx.Ops, color.NRGBA{R: 250, G: 250, B: 255, A: 255})
			material.Body1(th, "Hello from a window").Layout(gtx)
			e.Frame(gtx.Ops)
		}
	}
}
