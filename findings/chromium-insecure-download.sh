#!/bin/bash
# Chromium (Debian 156.0.8078.108-1~deb12u1) holds back every download that comes by HTTP
# without encryption from an address other than this machine's own: the whole file lies in
# the folder as "Unconfirmed N.crdownload" until Keep is pressed in the list of downloads,
# which does not open by itself. That it is a private address makes no difference, nor does
# the kind of the file. The headless mode, driven by Browser.setDownloadBehavior, holds
# nothing back, so a test by it does not show this.
#
# Seen, for a program of 1 MB: from 127.0.0.1 it is kept; from the address of the network
# it is held back.
set -eu
address=$(hostname -I | awk '{ print $1 }')
dir=$(mktemp -d)
started=
trap 'for pid in $started; do kill "$pid" 2>/dev/null || true; done; wait; rm -rf "$dir"' EXIT
mkdir "$dir/site" "$dir/home" "$dir/home/Downloads"
head -c 1000000 /dev/zero >"$dir/site/program.bin"

python3 -u -m http.server --directory "$dir/site" 0 >"$dir/server" 2>&1 &
started="$started $!"
Xvfb -displayfd 3 -screen 0 1000x700x24 3>"$dir/display" >/dev/null 2>&1 &
started="$started $!"
until [ -s "$dir/display" ] && grep -q port "$dir/server"; do sleep 0.1; done
port=$(sed -n 's/.* port \([0-9]*\) .*/\1/p' "$dir/server")
DISPLAY=:$(cat "$dir/display")
export DISPLAY HOME="$dir/home"

for host in 127.0.0.1 "$address"; do
	rm -f "$HOME"/Downloads/*
	chromium --no-sandbox --disable-gpu --no-first-run --user-data-dir="$dir/profile-$host" "http://$host:$port/program.bin" >/dev/null 2>&1 &
	browser=$!
	started="$started $browser"
	for _ in $(seq 300); do # until there is all of it, under whatever name
		[ -n "$(find "$HOME/Downloads" -type f -size 1000000c)" ] && break
		sleep 0.2
	done
	sleep 3 # a download that is kept gets its name now
	name=$(ls "$HOME/Downloads" | sed 's/Unconfirmed [0-9]*/Unconfirmed N/')
	[ "$host" = 127.0.0.1 ] || host="the address of the network"
	echo "from $host: $name"
	kill "$browser" 2>/dev/null || true
	wait "$browser" 2>/dev/null || true
done >"$dir/seen"
cat "$dir/seen"
diff - "$dir/seen" <<'SEEN'
from 127.0.0.1: program.bin
from the address of the network: Unconfirmed N.crdownload
SEEN
