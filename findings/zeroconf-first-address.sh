#!/bin/sh
# github.com/betamos/zeroconf v0.1.7: of an interface that has several IPv4 addresses the
# first, which is the main one, is not announced, and all the others are. max1, which is
# meant to keep one address of each kind ("1 ip of each type is enough"), returns
# slice[1:], all but the first, and not slice[:1]. A single address is announced.
#
# Seen, in the first mDNS response on the link: of 10.77.0.1 alone, 10.77.0.1; of 10.77.0.1
# and 10.77.0.2, only 10.77.0.2; of 10.77.0.1, 10.77.0.2 and 10.77.0.3, the last two.
set -eu
dir=$(mktemp -d)
trap 'chmod -R u+w "$dir"; rm -rf "$dir"' EXIT
cd "$dir"
export GOFLAGS=-mod=mod GOWORK=off GOMODCACHE="$dir/cache" GONOSUMDB='*' GOCACHE="$dir/build" CGO_ENABLED=0

go mod init example.org/app 2>/dev/null
go get github.com/betamos/zeroconf@v0.1.7 github.com/miekg/dns@v1.1.62 2>/dev/null
cat >main.go <<'GO'
package main

import (
	"fmt"
	"log"
	"net"
	"time"

	"github.com/betamos/zeroconf"
	"github.com/miekg/dns"
)

func main() {
	lan, err := net.InterfaceByName("here")
	if err != nil {
		log.Fatal(err)
	}
	listener, err := net.ListenMulticastUDP("udp4", lan, &net.UDPAddr{IP: net.IPv4(224, 0, 0, 251), Port: 5353})
	if err != nil {
		log.Fatal(err)
	}
	service := zeroconf.NewService(zeroconf.NewType("_example._tcp"), "Example", 8080)
	service.Hostname = "example.local"
	client, err := zeroconf.New().Publish(service).Network("udp4").Open()
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()

	_ = listener.SetReadDeadline(time.Now().Add(10 * time.Second))
	for packet := make([]byte, 9000); ; {
		n, _, err := listener.ReadFrom(packet)
		if err != nil {
			log.Fatal(err)
		}
		var message dns.Msg
		if message.Unpack(packet[:n]) != nil || !message.Response {
			continue
		}
		fmt.Print("announced:")
		for _, record := range append(message.Answer, message.Extra...) {
			if a, ok := record.(*dns.A); ok {
				fmt.Print(" ", a.A)
			}
		}
		fmt.Println()
		return
	}
}
GO
go build -o app .
cat >network.sh <<'SH'
ip link add here type veth peer name there
ip link set here up
ip link set there up
sleep 1 # the link comes up
for n in 1 2 3; do
	ip addr add 10.77.0.$n/24 dev here
	echo "addresses:$(ip -4 -o addr show dev here | awk '{ sub("/.*", "", $4); printf " %s", $4 }')"
	./app
done
SH
unshare --net sh network.sh >seen
cat seen
diff - seen <<'SEEN'
addresses: 10.77.0.1
announced: 10.77.0.1
addresses: 10.77.0.1 10.77.0.2
announced: 10.77.0.2
addresses: 10.77.0.1 10.77.0.2 10.77.0.3
announced: 10.77.0.2 10.77.0.3
SEEN
