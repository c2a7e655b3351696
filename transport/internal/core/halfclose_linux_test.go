package core

import (
	"fmt"
	"io"
	"net"
	"testing"
)

func init() { roles["asker"] = asker }

// asker is the role of a guest that says a question and ends its direction: where to,
// and "whole" when it closes the connection instead. It says "heard" with an answer.
func asker(args []string) error {
	nc, err := net.Dial("tcp", args[0])
	if err != nil {
		return err
	}
	defer nc.Close()
	if _, err := io.WriteString(nc, "question"); err != nil {
		return err
	}
	if args[1] == "whole" {
		return nc.Close()
	}
	if err := nc.(*net.TCPConn).CloseWrite(); err != nil {
		return err
	}
	buffer := make([]byte, 64)
	n, err := nc.Read(buffer)
	fmt.Printf("heard %q %v\n", buffer[:n], err)
	return nil
}

func TestKeepaliveTellsWhoHasClosedAllFromWhoReads(t *testing.T) {
	t.Parallel()
	c := newCable(t)
	// The guests' system answers keepalive for a connection that was closed for so many
	// seconds. Left alone that is a minute.
	c.run("ip", "netns", "exec", c.far, "sysctl", "-q", "-w", "net.ipv4.tcp_fin_timeout=2")
	house := c.spawn(c.near, "host", "10.77.0.1:0", "pipes")
	addr := house.expect(t, "listening")
	var ids [2]PeerID
	reads := c.spawn(c.far, "asker", addr, "half")
	if _, err := fmt.Sscan(house.expect(t, "heard"), &ids[0]); err != nil {
		t.Fatal(err)
	}
	c.spawn(c.far, "asker", addr, "whole")
	if _, err := fmt.Sscan(house.expect(t, "heard"), &ids[1]); err != nil {
		t.Fatal(err)
	}
	// Nothing is written to either.
	if got, want := house.expect(t, "gone"), fmt.Sprint(ids[1], " ", PeerClosed); got != want {
		t.Errorf("gone is %q, want %q", got, want)
	}
	house.tell(t, "send", ids[0], "answer")
	if got := reads.expect(t, "heard"); got != `"answer\n" <nil>` {
		t.Errorf("who still reads heard %s", got)
	}
}
