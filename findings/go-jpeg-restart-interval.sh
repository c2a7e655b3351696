#!/bin/sh
# Go's image/jpeg refuses a good JPEG whose scans have one component each and restart
# intervals, when that component is sampled more often than others, as the luminance of
# 4:2:0. In such a scan an MCU is one block (ITU-T T.81, A.2.2), and the restart interval
# counts MCUs (B.2.4.4); image/jpeg counts groups of as many blocks as an MCU of all
# components would have. Progressive files have such scans: `cjpeg -progressive -restart 1`
# makes one of any picture, which djpeg reads and image/jpeg does not. In baseline files it is
# the same.
#
# Seen with Go 1.26.8: a grey picture of 16 × 16 pixels in three scans, with a restart after
# two blocks, is "missing 0xff00 sequence", and is read without the restarts, or where the
# luminance is not sampled more often (4:4:4).
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
export GOFLAGS= GOWORK=off CGO_ENABLED=0

cat >main.go <<'GO'
package main

import (
	"bytes"
	"fmt"
	"image/jpeg"
	"os"
)

func segment(marker byte, payload ...byte) []byte {
	return append([]byte{0xff, marker, 0, byte(len(payload) + 2)}, payload...)
}

// picture returns a grey JPEG of 16 × 16 pixels. Each block is two bits, both 0: no
// difference to the last DC coefficient, and no others.
func picture(sampling byte, restart byte) []byte {
	file := []byte{0xff, 0xd8}
	file = append(file, segment(0xdb, append([]byte{0}, bytes.Repeat([]byte{1}, 64)...)...)...)
	file = append(file, segment(0xc0, 8, 0, 16, 0, 16, 3, 1, sampling, 0, 2, 0x11, 0, 3, 0x11, 0)...)
	oneCode := append([]byte{1}, make([]byte, 16)...) // of one bit, for the symbol 0
	file = append(file, segment(0xc4, append([]byte{0x00}, oneCode...)...)...)
	file = append(file, segment(0xc4, append([]byte{0x10}, oneCode...)...)...)
	if restart > 0 {
		file = append(file, segment(0xdd, 0, restart)...)
	}
	for component := byte(1); component <= 3; component++ {
		file = append(file, segment(0xda, 1, component, 0, 0, 63, 0)...)
		blocks := 4
		if component > 1 && sampling == 0x22 {
			blocks = 1
		}
		switch {
		case blocks == 1:
			file = append(file, 0x3f) // one block and filling
		case restart == 2:
			file = append(file, 0x0f, 0xff, 0xd0, 0x0f) // two blocks, RST0, two blocks
		default:
			file = append(file, 0x00) // four
		}
	}
	return append(file, 0xff, 0xd9)
}

func main() {
	for _, test := range []struct {
		name              string
		sampling, restart byte
	}{
		{"4:2:0", 0x22, 0}, {"4:2:0 with restarts", 0x22, 2}, {"4:4:4 with restarts", 0x11, 2},
	} {
		file := picture(test.sampling, test.restart)
		if len(os.Args) > 1 { // to look at with another program
			if err := os.WriteFile(os.Args[1]+"/"+test.name+".jpg", file, 0o600); err != nil {
				panic(err)
			}
		}
		_, err := jpeg.Decode(bytes.NewReader(file))
		fmt.Printf("%s: %v\n", test.name, err)
	}
}
GO
go run main.go >seen
cat seen
diff - seen <<'SEEN'
4:2:0: <nil>
4:2:0 with restarts: invalid JPEG format: missing 0xff00 sequence
4:4:4 with restarts: <nil>
SEEN
