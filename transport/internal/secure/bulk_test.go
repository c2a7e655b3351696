package secure

import (
	"bytes"
	"context"
	"io"
	"net"
	"testing"
)

func TestBulk(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	server, client := newTestIdentity(t), newTestIdentity(t)
	shaken := make(chan *Conn, 1)
	go func() {
		raw, err := net.Dial("tcp", l.Addr().String())
		if err != nil {
			t.Error(err)
			shaken <- nil
			return
		}
		c, err := Client(context.Background(), raw, ClientConfig(client, PinTo(server.ID()), File))
		if err != nil {
			t.Error(err)
		}
		shaken <- c
	}()
	raw, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer raw.Close()
	socket := &counted{Conn: raw}
	near, err := Server(context.Background(), socket, ServerConfig(server, nil))
	if err != nil {
		t.Fatal(err)
	}
	far := <-shaken
	if far == nil {
		return
	}
	defer far.Close()
	near.Bulk()
	far.Bulk()
	const records, record = 40, 16 << 10
	sent := bytes.Repeat([]byte("0123456789abcdef"), records*record/16)
	got := make(chan []byte, 1)
	go func() {
		b := make([]byte, len(sent))
		if _, err := io.ReadFull(far, b); err != nil {
			t.Error(err)
		}
		got <- b
	}()
	for range 2 { // the first ones are short (crypto/tls)
		socket.take()
		if n, err := near.WriteRecords(sent, record); n != len(sent) || err != nil {
			t.Fatalf("%d bytes, %v", n, err)
		}
		if !bytes.Equal(<-got, sent) {
			t.Fatal("other bytes came")
		}
		go func() {
			b := make([]byte, len(sent))
			_, _ = io.ReadFull(far, b)
			got <- b
		}()
	}
	if writes := len(socket.take()); writes > records/5 {
		t.Errorf("%d records leave in %d writes", records, writes)
	}
}
