#!/usr/bin/env bash
# github.com/go-text/typesetting v0.3.5, package fontscan: one entry of a fonts
# folder that cannot be followed, here a symbolic link to itself, makes SystemFonts
# return an error and no font at all. A toolkit that ignores the error, as Gio
# v0.10.3 does, then has no system font.
#
# Seen: with a good font: 1 or more fonts, no error
#       with a link to itself beside it: 0 fonts, "… too many levels of symbolic links"
set -euo pipefail
dir=$(mktemp -d)
trap 'chmod -R u+w "$dir"; rm -rf "$dir"' EXIT
cd "$dir"
export GOFLAGS=-mod=mod GOWORK=off GOMODCACHE=$dir/cache GONOSUMDB='*'
export HOME=$dir/home XDG_DATA_HOME=$dir/home/share GOCACHE=$dir/build
mkdir -p "$XDG_DATA_HOME/fonts" one two

cat >go.mod <<'MOD'
module example.org/app

go 1.24.0

require (
	github.com/go-text/typesetting v0.3.5
	golang.org/x/image v0.26.0
)
MOD
cat >main.go <<'GO'
package main

import (
	"fmt"
	"log"
	"os"
	"path/filepath"

	"github.com/go-text/typesetting/fontscan"
	"golang.org/x/image/font/gofont/goregular"
)

func main() {
	font := filepath.Join(os.Getenv("XDG_DATA_HOME"), "fonts", "Go-Regular.ttf")
	if err := os.WriteFile(font, goregular.TTF, 0o600); err != nil {
		log.Fatal(err)
	}
	found, err := fontscan.SystemFonts(log.New(os.Stderr, "", 0), os.Args[1])
	fmt.Println(len(found) > 0, err == nil)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
}
GO
go build -o app .

good=$(./app "$dir/one")
ln -s loop.ttf "$XDG_DATA_HOME/fonts/loop.ttf"
bad=$(./app "$dir/two")
echo "fonts found, no error: without the link $good; with it $bad"
[ "$good" = "true true" ] && [ "$bad" = "false false" ] || {
	echo "CHANGED"
	exit 1
}
