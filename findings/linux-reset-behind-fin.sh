#!/usr/bin/env bash
# Linux 6.18, TCP: a reset that comes behind a FIN is never seen by read. recv goes
# on returning the end of the stream, as if the peer still took what is written; poll
# reports POLLERR and POLLHUP, SO_ERROR is EPIPE (and not ECONNRESET), once, and the
# next send fails. Without the FIN recv fails with ECONNRESET.
#
# Seen: "FIN and RST: recv 0, SO_ERROR EPIPE, recv 0, send EPIPE" and
# "RST alone: recv ECONNRESET".
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cat >"$dir/reset.py" <<'PY'
import errno, select, socket


def pair():
    listener = socket.create_server(("127.0.0.1", 0))
    peer = socket.create_connection(listener.getsockname())
    ours, _ = listener.accept()
    listener.close()
    return ours, peer


def reset(ours, peer):
    """Closes with something unread, which sends a reset, and waits for it."""
    ours.send(b"x")
    select.select([peer], [], [], 10)
    peer.close()
    poll = select.poll()
    poll.register(ours, 0)
    assert poll.poll(10_000)[0][1] & select.POLLERR


def recv(s):
    try:
        return str(len(s.recv(10)))
    except OSError as e:
        return errno.errorcode[e.errno]


ours, peer = pair()
peer.shutdown(socket.SHUT_WR)
assert ours.recv(10) == b""
reset(ours, peer)
said = [f"recv {recv(ours)}"]
said.append("SO_ERROR " + errno.errorcode[ours.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)])
said.append(f"recv {recv(ours)}")
try:
    ours.send(b"y")
    said.append("send works")
except OSError as e:
    said.append("send " + errno.errorcode[e.errno])
print("FIN and RST: " + ", ".join(said))

ours, peer = pair()
reset(ours, peer)
print("RST alone: recv " + recv(ours))
PY
got=$(python3 "$dir/reset.py")
echo "$got"
[ "$got" = "FIN and RST: recv 0, SO_ERROR EPIPE, recv 0, send EPIPE
RST alone: recv ECONNRESET" ]
