#!/usr/bin/env bash
# gioui.org v0.10.3, widget.Editor: after Ctrl-A the key Right puts the caret behind
# the first character, where other toolkits put it at the end of what was selected;
# Ctrl-A selects backwards, and Right moves the caret on from where it was.
#
# Seen, in the text "hello": after Ctrl-A and Right the caret is at 1.
set -euo pipefail
dir=$(mktemp -d)
trap 'chmod -R u+w "$dir"; rm -rf "$dir"' EXIT
cd "$dir"
export GOFLAGS=-mod=mod GOWORK=off GOMODCACHE=$dir/cache GONOSUMDB='*' GOCACHE=$dir/build CGO_ENABLED=0

cat >go.mod <<'MOD'
module example.org/app

go 1.24.0

require gioui.org v0.10.3
MOD
cat >main.go <<'GO'
package main

import (
	"fmt"
	"image"

	"gioui.org/font"
	"gioui.org/io/input"
	"gioui.org/io/key"
	"gioui.org/layout"
	"gioui.org/op"
	"gioui.org/text"
	"gioui.org/unit"
	"gioui.org/widget"
)

func main() {
	var (
		router input.Router
		ops    op.Ops
		editor widget.Editor
	)
	shaper := text.NewShaper(text.NoSystemFonts())
	editor.SetText("hello")
	frame := func() {
		ops.Reset()
		gtx := layout.Context{
			Ops: &ops, Source: router.Source(),
			Metric:      unit.Metric{PxPerDp: 1, PxPerSp: 1},
			Constraints: layout.Exact(image.Pt(300, 50)),
		}
		gtx.Execute(key.FocusCmd{Tag: &editor})
		editor.Layout(gtx, shaper, font.Font{}, 16, op.CallOp{}, op.CallOp{})
		router.Frame(&ops)
	}
	press := func(name key.Name, mods key.Modifiers) {
		router.Queue(key.Event{Name: name, Modifiers: mods, State: key.Press})
		frame()
		frame()
	}
	frame()
	frame()
	press("A", key.ModShortcut)
	fmt.Println("selected:", editor.SelectionLen())
	press(key.NameRightArrow, 0)
	caret, _ := editor.Selection()
	fmt.Println("caret:", caret)
}
GO
said=$(go run .)
echo "$said"
[ "$said" = "selected: 5
caret: 1" ] || {
	echo CHANGED
	exit 1
}
