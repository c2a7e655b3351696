#!/usr/bin/env bash
# X.Org server 21.1.7 (Debian xvfb 2:21.1.7-3+deb12u13): a server that ends removes the
# name of its socket in /tmp/.X11-unix last, when its abstract socket is closed. One that
# is started in that moment with -displayfd, to find a free number itself, takes the
# number, since such servers have no lock file, binds the name, tells the number, and
# loses the name: it runs on with the abstract socket alone. libxcb notices nothing, since
# it tries that one first; a library that knows only the name, like jezek/xgb, cannot
# connect for as long as that server runs. -displayfd turns the lock off for a number that
# is given, too: only without that option does the next server keep its name.
#
# strace slows the removal by 0.7 s here. Without it, of 200 servers that were started
# and ended by eight threads one lost its name.
#
# Seen: "number chosen: the next server has the same one, name gone, abstract socket
# there", "number given, with -displayfd: the next server has the same one, name gone,
# abstract socket there" and "number given, without -displayfd: the next server has the
# same one, name there, abstract socket there".
set -euo pipefail
xvfb=2:21.1.7-3+deb12u13
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
chmod 755 "$dir"
mkdir -p "$dir/debs" "$dir/root/tmp" "$dir/root/dev"
cd "$dir/debs"
needed=$(apt-cache depends --recurse --no-recommends --no-suggests --no-conflicts --no-breaks --no-replaces \
	--no-enhances xvfb x11-xkb-utils dash strace | grep '^[[:alnum:]]' | sort -u | grep -vx xvfb)
# shellcheck disable=SC2086
apt-get -qq download $needed "xvfb=$xvfb" 2>/dev/null
for deb in *.deb; do dpkg -x "$deb" "$dir/root"; done
mknod -m 666 "$dir/root/dev/null" c 1 3
cat >"$dir/next.py" <<'PY'
import os, subprocess, sys, time

root = sys.argv[1]
SLOW = ["/usr/bin/strace", "-f", "-o", "/dev/null", "-e", "trace=unlink", "-e", "inject=unlink:delay_enter=700000"]


def listens(server, number):
    """Waits until a server has its abstract socket; None when it ended instead."""
    while server.poll() is None:
        if any(line.endswith(f" @/tmp/.X11-unix/X{number}\n") for line in open("/proc/net/unix")):
            return number
        time.sleep(0.01)
    return None


def launch(how, number=None, tells=True):
    """Starts a server, and returns its number, None when it refuses."""
    r, w = os.pipe()
    args = ([f":{number}"] if number else []) + (["-displayfd", str(w)] if tells else [])
    server = subprocess.Popen(
        ["chroot", root, *how, "/usr/bin/Xvfb", *args, "-noreset", "-nolisten", "tcp"],
        pass_fds=[w], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.close(w)
    with os.fdopen(r) as f:
        if not tells:
            return server, listens(server, number)
        line = f.readline()
    return server, int(line) if line else None


def follow(what, *args):
    """Starts the next server before the first has removed its name; whether that has one."""
    old, first = launch(SLOW, *args)
    assert first is not None
    subprocess.run(["pkill", "-TERM", "Xvfb"], check=True)
    while any(line.endswith(f" @/tmp/.X11-unix/X{first}\n") for line in open("/proc/net/unix")):
        time.sleep(0.01)
    new, second = launch([], *args)
    old.wait()
    assert first == second and listens(new, second) == second, (first, second)
    name = os.path.exists(f"{root}/tmp/.X11-unix/X{second}")
    print(f"{what}: the next server has the same one, name {'there' if name else 'gone'}, abstract socket there")
    new.terminate()
    new.wait()
    return name


assert follow("number chosen") is False
assert follow("number given, with -displayfd", 7) is False
assert follow("number given, without -displayfd", 8, False) is True
PY
# In namespaces of its own: abstract sockets belong to the network, pkill to the processes.
unshare --net --mount --pid --fork --mount-proc python3 "$dir/next.py" "$dir/root"
