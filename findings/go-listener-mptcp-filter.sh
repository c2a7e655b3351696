#!/bin/sh
# Go 1.26.8 on Linux 6.18: net.Listen("tcp", …) makes a listener of Multipath TCP where
# go.mod says go 1.24, and such a socket refuses a filter: setsockopt of SO_ATTACH_FILTER
# fails with EOPNOTSUPP. A listener of a net.ListenConfig with
# SetMultipathTCP(false) is one of TCP and takes it, and so does that of net.Listen where
# go.mod says go 1.23.
#
# Seen, with go 1.24 in go.mod: "net.Listen: MPTCP, EOPNOTSUPP" and
# "SetMultipathTCP(false): TCP, the filter is taken"; with go 1.23 both are of TCP.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
export GOTOOLCHAIN=go1.26.8 GOFLAGS= GOWORK=off GODEBUG= GOCACHE="$dir/build" CGO_ENABLED=0

cat >main.go <<'GO'
package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net"
	"syscall"
)

const soProtocol, ipprotoMPTCP = 38, 262

// attach gives a listener a filter that lets everything through.
func attach(l net.Listener, err error) string {
	if err != nil {
		log.Fatal(err)
	}
	defer l.Close()
	raw, err := l.(*net.TCPListener).SyscallConn()
	if err != nil {
		log.Fatal(err)
	}
	var protocol int
	var failed error
	if err := raw.Control(func(fd uintptr) {
		if protocol, failed = syscall.GetsockoptInt(int(fd), syscall.SOL_SOCKET, soProtocol); failed != nil {
			log.Fatal(failed)
		}
		all := []syscall.SockFilter{{Code: syscall.BPF_RET | syscall.BPF_K, K: 0xffffffff}}
		failed = syscall.AttachLsf(int(fd), all)
	}); err != nil {
		log.Fatal(err)
	}
	name := map[int]string{syscall.IPPROTO_TCP: "TCP", ipprotoMPTCP: "MPTCP"}[protocol]
	switch {
	case failed == nil:
		return name + ", the filter is taken"
	case errors.Is(failed, syscall.EOPNOTSUPP):
		return name + ", EOPNOTSUPP"
	}
	return name + ", " + failed.Error()
}

func main() {
	fmt.Println("net.Listen:", attach(net.Listen("tcp", "127.0.0.1:0")))
	var config net.ListenConfig
	config.SetMultipathTCP(false)
	fmt.Println("SetMultipathTCP(false):", attach(config.Listen(context.Background(), "tcp", "127.0.0.1:0")))
}
GO
for version in 1.23 1.24; do
	printf 'module example.org/app\n\ngo %s\n' "$version" >go.mod
	echo "go.mod with go $version"
	go run .
done >seen
cat seen
diff - seen <<'SEEN'
go.mod with go 1.23
net.Listen: TCP, the filter is taken
SetMultipathTCP(false): TCP, the filter is taken
go.mod with go 1.24
net.Listen: MPTCP, EOPNOTSUPP
SetMultipathTCP(false): TCP, the filter is taken
SEEN
