#!/bin/sh
# root.sh DIR unpacks a small Debian for arm64 in DIR: what Mesa's software
# renderer needs, and the headers of glibc. Nothing of it is installed, and apt is
# given folders of its own, so it needs no root.
set -eu
dir=$1
state=$dir/.apt
[ ! -e "$dir/.complete" ] || exit 0
mkdir -p "$state/lists/partial" "$state/archives/partial"
: >"$state/status"
apt() {
	apt-get -q -o Dir::State="$state" -o Dir::State::status="$state/status" -o Dir::Cache="$state" \
		-o APT::Architecture=arm64 -o APT::Architectures=arm64 -o APT::Sandbox::User=root "$@" >"$dir/.log" 2>&1 || {
		tail -n 20 "$dir/.log" >&2
		exit 1
	}
}
apt update
apt install -y --no-install-recommends --download-only \
	libc6 libc6-dev libgcc-12-dev linux-libc-dev libegl1 libgles2 libegl-mesa0 libgl1-mesa-dri
for package in "$state"/archives/*.deb; do
	dpkg-deb -x "$package" "$dir"
done
# Gio looks for Android's fonts there: Chinese and emoji, as a phone has them.
mkdir -p "$dir/system/fonts"
cp /usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf \
	/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf "$dir/system/fonts/"
rm -rf "$state"
touch "$dir/.complete"
