#!/usr/bin/env bash
# github.com/go-text/typesetting v0.3.5, shaping.SplitByFace: a space that follows an
# emoji stays in the face of the emoji, though the face of the text comes first in the
# list and has a space of its own. Noto Color Emoji has it as wide as a picture, so
# that "👍 ok" gets a gap of more than an em, in Gio too.
#
# Seen, at 16 px: the space of "ok ok" advances 4.45 px, that of "👍 ok" 19.92 px, as
# much as the picture.
set -euo pipefail
dir=$(mktemp -d)
trap 'chmod -R u+w "$dir"; rm -rf "$dir"' EXIT
cd "$dir"
export GOFLAGS=-mod=mod GOWORK=off GOMODCACHE=$dir/cache GONOSUMDB='*' GOCACHE=$dir/build CGO_ENABLED=0

cat >go.mod <<'MOD'
module example.org/app

go 1.24.0

require (
	eliasnaur.com/font v0.0.0-20230308162249-dd43949cb42d
	github.com/go-text/typesetting v0.3.5
	golang.org/x/image v0.26.0
)
MOD
cat >main.go <<'GO'
package main

import (
	"bytes"
	"fmt"

	"eliasnaur.com/font/noto/emoji/color"
	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/shaping"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/math/fixed"
)

func face(ttf []byte) *font.Face {
	f, err := font.ParseTTF(bytes.NewReader(ttf))
	if err != nil {
		panic(err)
	}
	return f
}

// faces gives each character the first face that has it.
type faces []*font.Face

func (f faces) ResolveFace(r rune) *font.Face {
	for _, face := range f {
		if _, ok := face.NominalGlyph(r); ok {
			return face
		}
	}
	return f[0]
}

func space(text string) float64 {
	runes := []rune(text)
	input := shaping.Input{Text: runes, RunEnd: len(runes), Size: fixed.I(16)}
	var shaper shaping.HarfbuzzShaper
	for _, run := range shaping.SplitByFace(input, faces{face(goregular.TTF), face(color.TTF)}) {
		for _, g := range shaper.Shape(run).Glyphs {
			if runes[g.ClusterIndex] == ' ' {
				return float64(g.XAdvance) / 64
			}
		}
	}
	panic("no space")
}

func main() {
	fmt.Printf("%.2f %.2f\n", space("ok ok"), space("👍 ok"))
}
GO
go mod tidy >/dev/null 2>&1
go list -m github.com/go-text/typesetting | grep -q v0.3.5$
got=$(go run .)
echo "$got"
[ "$got" = "4.45 19.92" ]
