package secure

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"sync"
	"testing"
)

// counted is a socket that keeps what is written to it, and how often.
type counted struct {
	net.Conn
	mu     sync.Mutex
	writes [][]byte
	err    error // of every write from now on
}

func (c *counted) Write(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.err != nil {
		return 0, c.err
	}
	c.writes = append(c.writes, bytes.Clone(p))
	return c.Conn.Write(p)
}

// take returns what was written since the last call.
func (c *counted) take() [][]byte {
	c.mu.Lock()
	defer c.mu.Unlock()
	writes := c.writes
	c.writes = nil
	return writes
}

func TestWriteRecords(t *testing.T) {
	raw, far := net.Pipe()
	socket := &counted{Conn: raw}
	server, client := newTestIdentity(t), newTestIdentity(t)
	shaken := make(chan *Conn, 1)
	go func() {
		c, err := Client(context.Background(), far, ClientConfig(client, PinTo(server.ID()), Talk))
		if err != nil {
			t.Error(err)
		}
		shaken <- c
	}()
	near, err := Server(context.Background(), socket, ServerConfig(server, nil))
	if err != nil {
		t.Fatal(err)
	}
	other := <-shaken
	defer raw.Close()
	defer far.Close()
	if other == nil {
		return
	}
	for _, c := range []struct {
		bytes  int
		writes int // at most
	}{{10, 1}, {2000, 1}, {2001, 1}, {16 << 10, 1}, {64 << 10, 4}, {256<<10 + 5, 14}} {
		socket.take()
		sent := bytes.Repeat([]byte("0123456789abcdef"), c.bytes/16+1)[:c.bytes]
		read := make(chan []byte)
		go func() {
			got := make([]byte, c.bytes)
			_, err := io.ReadFull(other, got)
			if err != nil {
				t.Error(err)
			}
			read <- got
		}()
		n, err := near.WriteRecords(sent, 2000)
		if n != c.bytes || err != nil {
			t.Fatal(n, err)
		}
		if !bytes.Equal(<-read, sent) {
			t.Errorf("%d bytes come as others", c.bytes)
		}
		writes := socket.take()
		if len(writes) > c.writes {
			t.Errorf("%d bytes leave in %d writes, want at most %d", c.bytes, len(writes), c.writes)
		}
		for wire := bytes.Join(writes, nil); len(wire) > 0; {
			record := int(binary.BigEndian.Uint16(wire[3:5]))
			if record > 2000+1+16 {
				t.Errorf("%d bytes leave in records of %d", c.bytes, record)
			}
			wire = wire[5+record:]
		}
	}

	broken := errors.New("broken")
	socket.mu.Lock()
	socket.err = broken
	socket.mu.Unlock()
	if _, err := near.WriteRecords(make([]byte, 5000), 2000); !errors.Is(err, broken) {
		t.Errorf("of a socket that breaks comes %v", err)
	}
}
