#!/bin/sh
# Go 1.26.8 on Linux: who receives a file tells trouble with the network from trouble with
# the disk, it seems, by errors.As with a net.Error, as that is what connections fail with.
# But syscall.Errno has Timeout and Temporary, too, so that each error of the system is a
# net.Error: of io.Copy from a connection to a file that has no room, the error says so as
# well, though the disk alone has failed and *net.OpError, which is of connections alone, is
# not in it. A receiver that tries again after a net.Error does so for ever on a full disk.
# Timeout is no way out for both: it is false here, and for a connection that was reset.
#
# Seen: "a full disk: write /dev/full: no space left on device: net.Error true, *net.OpError
# false, Timeout false", "a folder that is none: open /dev/null/file: not a directory:
# net.Error true, *net.OpError false, Timeout false" and "a reset connection: read tcp4
# HERE->THERE: read: connection reset by peer: net.Error true, *net.OpError true, Timeout
# false".
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
export GOTOOLCHAIN=go1.26.8 GOFLAGS= GOWORK=off GODEBUG= GOCACHE="$dir/build" CGO_ENABLED=0

printf 'module example.org/app\n\ngo 1.26.0\n' >go.mod
cat >main.go <<'GO'
package main

import (
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"os"
)

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

// received copies what a sender writes, who then resets the connection if reset is set.
func received(to io.Writer, reset bool) error {
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	check(err)
	defer listener.Close()
	go func() {
		conn, err := listener.Accept()
		check(err)
		_, err = io.ReadFull(conn, make([]byte, 4))
		check(err)
		if reset {
			check(conn.(*net.TCPConn).SetLinger(0))
		} else {
			_, err = conn.Write([]byte("a file"))
			check(err)
		}
		check(conn.Close())
	}()
	conn, err := net.Dial("tcp4", listener.Addr().String())
	check(err)
	defer conn.Close()
	_, err = conn.Write([]byte("give"))
	check(err)
	_, err = io.Copy(to, struct{ io.Reader }{conn})
	return err
}

// shown prints what an error is, and compares it.
func shown(what string, err error, ofConnection bool) {
	var network net.Error
	var operation *net.OpError
	isNetwork, isOperation := errors.As(err, &network), errors.As(err, &operation)
	timeout := isNetwork && network.Timeout()
	fmt.Printf("%s: %v: net.Error %t, *net.OpError %t, Timeout %t\n", what, err, isNetwork, isOperation, timeout)
	if !isNetwork || isOperation != ofConnection || timeout {
		log.Fatal("CHANGED")
	}
}

func main() {
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	check(err)
	defer full.Close()
	shown("a full disk", received(struct{ io.Writer }{full}, false), false)
	_, err = os.Create("/dev/null/file")
	shown("a folder that is none", err, false)
	shown("a reset connection", received(io.Discard, true), true)
}
GO
go build -o app .
./app
