#!/bin/sh
# Makes the small Chinese faces that golden pictures are drawn with, from
# Debian's fonts-noto-cjk: the words of the program and some common characters.
# Needs: apt-get install fonts-noto-cjk fonttools
set -eu
cd "$(dirname "$0")"
chars=$(mktemp)
trap 'rm -f "$chars"' EXIT
cat common.txt > "$chars"
cat ../words/zh*.go >> "$chars"
# Only what is beyond Latin and its punctuation.
perl -CSD -i -pe 's/[\x{0000}-\x{2FFF}]//g' "$chars"
# Font 2 of the collection is Simplified Chinese. What Latin has comes from Inter.
for weight in Regular Bold; do
	pyftsubset "/usr/share/fonts/opentype/noto/NotoSansCJK-$weight.ttc" --font-number=2 \
		--text-file="$chars" --unicodes=U+0020 --no-hinting --desubroutinize --layout-features=kern \
		--output-file="cjk-$weight.otf"
done
