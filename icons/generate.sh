#!/bin/sh
# Makes the PNG sizes and the Windows icon from the drawings beside it.
# Needs: apt-get install librsvg2-bin python3
set -eu
cd "$(dirname "$0")"
for size in 16 24 32 48 64 128 256 512; do
	rsvg-convert -w "$size" -h "$size" app.svg -o "app-$size.png"
done
for name in connected disconnected; do
	for size in 24 48 96; do
		rsvg-convert -w "$size" -h "$size" "$name.svg" -o "$name-$size.png"
	done
done
# An .ico file is a directory of pictures; PNG is allowed inside since Vista.
python3 - <<'PY'
import struct
sizes = (16, 24, 32, 48, 64, 256)
pictures = [open(f"app-{s}.png", "rb").read() for s in sizes]
offset = 6 + 16 * len(sizes)
out = struct.pack("<HHH", 0, 1, len(sizes))
for s, png in zip(sizes, pictures):
    out += struct.pack("<BBBBHHII", s % 256, s % 256, 0, 0, 1, 32, len(png), offset)
    offset += len(png)
open("app.ico", "wb").write(out + b"".join(pictures))
PY
