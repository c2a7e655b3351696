#!/usr/bin/env bash
# Linux 6.18, UDP over Ethernet: who sends one small datagram each to addresses of the
# own network where nobody is can send no more after some 256, with the default send
# buffer of 212 992 bytes. A datagram that waits for its neighbour to be resolved counts
# as unsent with all of its buffer (832 bytes for 48), and it waits until that is given up,
# after three seconds. Only that socket stands still: another one sends at once. A sweep
# of a /24 from one socket goes through the first time and stalls in the second round.
#
# Seen: "one datagram each to 1008 absent neighbours: 256 are taken, then the socket is
# full", "the next send of the same socket takes 3 s" and "a send of another socket takes
# 0 s".
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cat >"$dir/sweep.py" <<'PY'
import socket, time


def udp():
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 212992 // 2)  # which the kernel doubles
    return s


def seconds(s, to):
    start = time.monotonic()
    s.sendto(b"x", (to, 9))
    return round(time.monotonic() - start)


sweep = udp()
sweep.setblocking(False)
absent = [f"10.77.{a}.{b}" for a in range(4) for b in range(2, 254)]
taken = 0
for to in absent:
    try:
        sweep.sendto(bytes(48), (to, 9))
    except BlockingIOError:
        break
    taken += 1
print(f"one datagram each to {len(absent)} absent neighbours: {taken} are taken, then the socket is full")
other = seconds(udp(), "10.77.3.254")
sweep.setblocking(True)
print(f"the next send of the same socket takes {seconds(sweep, '10.77.3.253')} s")
print(f"a send of another socket takes {other} s")
PY
cat >"$dir/network.sh" <<'SH'
ip link add here type veth peer name there
ip addr add 10.77.0.1/16 dev here
ip link set here up
ip link set there up
sleep 1 # the link comes up
python3 "$1"
SH
unshare --net sh "$dir/network.sh" "$dir/sweep.py" | tee "$dir/seen"
diff - "$dir/seen" <<'SEEN'
one datagram each to 1008 absent neighbours: 256 are taken, then the socket is full
the next send of the same socket takes 3 s
a send of another socket takes 0 s
SEEN
