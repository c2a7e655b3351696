#!/bin/sh
# xdg-open 1.1.3 (Debian xdg-utils 1.1.3-4.1) without a desktop environment does not read
# the quotes in the Exec of a desktop entry: it takes what is before the first space for the
# program, quotes and all, and does not start it. The Desktop Entry specification requires
# the quotes for a path with a space, so that such a program cannot be opened this way.
# gio open (Debian libglib2.0-bin 2.74.6-2+deb12u9) starts it. XDG_CURRENT_DESKTOP=X-Generic
# tells xdg-open here that there is no desktop environment.
#
# Seen, for an address of a scheme that the entry handles: Exec=/…/handler %u is started by
# both; Exec="/…/handler" %u and Exec="/…/with space/handler" %u by gio open only.
set -eu
xdg_utils=1.1.3-4.1
glib=2.74.6-2+deb12u9
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
chmod 755 "$dir"
mkdir -p "$dir/debs" "$dir/parts" "$dir/home/.config" "$dir/home/.local/share/applications" "$dir/run" "$dir/with space"
cd "$dir/debs"
apt-get -qq download "xdg-utils=$xdg_utils" "libglib2.0-bin=$glib" "libglib2.0-0=$glib" 2>/dev/null
for deb in *.deb; do dpkg -x "$deb" "$dir/parts"; done
cd "$dir"

cat >handler <<SH
#!/bin/sh
echo "\$1" >>"$dir/opened"
SH
chmod 755 handler
cp handler "with space/handler"
printf '[Default Applications]\nx-scheme-handler/example-words=words.desktop\n' >home/.config/mimeapps.list

# entry writes the desktop entry with a value of Exec.
entry() {
	cat >home/.local/share/applications/words.desktop <<DESKTOP
[Desktop Entry]
Type=Application
Name=Words
Exec=$1
MimeType=x-scheme-handler/example-words;
DESKTOP
}

# opens runs a command with an address in an environment of its own, and tells whether the
# program of the entry was started with that address.
opens() {
	rm -f opened
	env -i PATH="$dir/parts/usr/bin:/usr/bin:/bin" HOME="$dir/home" XDG_RUNTIME_DIR="$dir/run" \
		XDG_DATA_DIRS="$dir/parts/usr/share" XDG_CONFIG_DIRS="$dir/parts/etc/xdg" \
		XDG_CURRENT_DESKTOP=X-Generic DISPLAY=:77 BROWSER=false \
		LD_LIBRARY_PATH="$(echo "$dir"/parts/usr/lib/*-linux-gnu)" \
		"$@" example-words:hello >/dev/null 2>&1 || true
	for _ in 1 2 3 4 5 6 7 8 9 10; do # gio does not wait for the program
		[ -s opened ] && break
		sleep 0.2
	done
	if [ "$(cat opened 2>/dev/null)" = example-words:hello ]; then echo "started"; else echo "not started"; fi
}

for program in "$dir/handler" "\"$dir/handler\"" "\"$dir/with space/handler\""; do
	entry "$program %u"
	echo "Exec=$program %u" | sed "s|$dir|/…|"
	echo "xdg-open: $(opens xdg-open)"
	echo "gio open: $(opens gio open)"
done >seen
cat seen
diff - seen <<'SEEN'
Exec=/…/handler %u
xdg-open: started
gio open: started
Exec="/…/handler" %u
xdg-open: not started
gio open: started
Exec="/…/with space/handler" %u
xdg-open: not started
gio open: started
SEEN
