#!/bin/sh
# Makes the embedded subsets of Inter and JetBrains Mono from Debian's packages.
# Needs: apt-get install fonts-inter fonts-jetbrains-mono python3-fonttools
# Latin, Latin-1, Latin Extended-A, Greek, Cyrillic, punctuation, a few signs.
set -eu
cd "$(dirname "$0")"
codes='U+0020-007E,U+00A0-017F,U+0192,U+0218-021B,U+02BC,U+02C6,U+02DC'
codes="$codes,U+0300-0304,U+0306-030C,U+0370-03FF,U+0400-045F,U+0490-0491"
codes="$codes,U+1E9E,U+2010-2027,U+202F,U+2030,U+2032,U+2033,U+2039,U+203A"
codes="$codes,U+2044,U+20AC,U+20BD,U+2116,U+2122,U+2190-2193,U+2212,U+2248"
codes="$codes,U+2260,U+2264,U+2265,U+2318,U+21E7,U+FFFD"
for weight in Regular Medium SemiBold; do
	pyftsubset "/usr/share/fonts/opentype/inter/Inter-$weight.otf" \
		--unicodes="$codes" --no-hinting --desubroutinize \
		--layout-features=kern,ccmp,locl,mark,mkmk \
		--output-file="Inter-$weight.otf"
done
# No ligatures: in bytes and code every character stands for itself.
pyftsubset /usr/share/fonts/truetype/jetbrains-mono/JetBrainsMono-Medium.ttf \
	--unicodes="$codes" --no-hinting --layout-features=ccmp,locl,mark,mkmk \
	--output-file=JetBrainsMono-Medium.ttf
