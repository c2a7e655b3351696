#!/usr/bin/env bash
# go build -overlay (Go 1.26.8) refuses to replace a file of the module cache:
# a dependency cannot be patched at build time that way. A copy of the module that
# a go.work replaces it by can.
#
# Seen: go: overlay contains a replacement for …/golang.org/x/text@v0.43.0/
#       internal/tag/tag.go. Files beneath GOMODCACHE (…) must not be replaced.
set -euo pipefail
dir=$(mktemp -d)
trap 'chmod -R u+w "$dir"; rm -rf "$dir"' EXIT
cd "$dir"
export GOTOOLCHAIN=go1.26.8 GOFLAGS= GOWORK=off GOMODCACHE=$dir/cache

cat >go.mod <<'MOD'
module example.org/app

go 1.26.0

require golang.org/x/text v0.43.0
MOD
cat >main.go <<'GO'
package main

import "golang.org/x/text/language"

func main() { println(language.English.String()) }
GO
GONOSUMDB='*' GOFLAGS=-mod=mod go build -o app .

module=$dir/cache/golang.org/x/text@v0.43.0
mkdir patched
{ cat "$module/internal/tag/tag.go"; echo '// patched'; } >patched/tag.go
printf '{"Replace": {"%s": "%s"}}\n' "$module/internal/tag/tag.go" "$dir/patched/tag.go" >overlay.json
if said=$(go build -overlay overlay.json -o app . 2>&1); then
	echo "CHANGED: the overlay of a file in the module cache is taken now"
	exit 1
fi
case $said in
*"Files beneath GOMODCACHE"*"must not be replaced"*) echo "as before: $said" ;;
*)
	echo "CHANGED: it says now: $said"
	exit 1
	;;
esac

cp -r "$module" copy
chmod -R u+w copy
cp patched/tag.go copy/internal/tag/tag.go
printf 'go 1.26.0\n\nuse .\n\nreplace golang.org/x/text v0.43.0 => ./copy\n' >go.work
GOWORK=$dir/go.work go build -o app .
echo "as before: a copy in a workspace is built"
