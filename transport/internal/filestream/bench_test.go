package filestream

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"io"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	"confab/transport/internal/files"
	"confab/transport/internal/wire"
)

// benchBytes is how much one transfer carries.
const benchBytes = 1 << 30

// BenchmarkStream compares a transfer with a bare loop that does what cannot be left out:
// TLS 1.3, and SHA-256 at both ends, from a file into a file. In each round both are timed,
// one after the other, and the ratio is of the two.
//
//	go test -run '^$' -bench Stream -benchtime 5x ./transport/internal/filestream
func BenchmarkStream(b *testing.B) {
	dir := b.TempDir()
	path := filepath.Join(dir, "source")
	f, err := os.Create(path)
	if err != nil {
		b.Fatal(err)
	}
	block := make([]byte, 1<<20)
	_, _ = rand.Read(block)
	for i := range benchBytes / len(block) {
		block[0] = byte(i)
		if _, err := f.Write(block); err != nil {
			b.Fatal(err)
		}
	}
	_ = f.Close()
	snapshot, err := files.Scan(context.Background(), path, nil)
	if err != nil {
		b.Fatal(err)
	}
	config := benchTLS(b)
	var ratios, own, bare float64
	for b.Loop() {
		start := time.Now()
		bareLoop(b, config, path, filepath.Join(dir, "bare"))
		first := time.Since(start)
		start = time.Now()
		transferOnce(b, config, snapshot, filepath.Join(dir, "in"), filepath.Join(dir, "state"))
		second := time.Since(start)
		ratios += first.Seconds() / second.Seconds()
		own += benchBytes / second.Seconds() / 1e6
		bare += benchBytes / first.Seconds() / 1e6
		_ = os.RemoveAll(filepath.Join(dir, "in"))
	}
	b.ReportMetric(ratios/float64(b.N), "×bare")
	b.ReportMetric(own/float64(b.N), "MB/s")
	b.ReportMetric(bare/float64(b.N), "bare-MB/s")
}

func benchTLS(b *testing.B) *tls.Config {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		b.Fatal(err)
	}
	t := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, t, t, &key.PublicKey, key)
	if err != nil {
		b.Fatal(err)
	}
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}},
		InsecureSkipVerify: true, MinVersion: tls.VersionTLS13}
}

// joined are the two ends of a TLS connection over loopback.
func joined(b *testing.B, config *tls.Config) (client, server net.Conn) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	defer l.Close()
	accepted := make(chan net.Conn, 1)
	go func() {
		conn, _ := l.Accept()
		accepted <- tls.Server(conn, config)
	}()
	conn, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		b.Fatal(err)
	}
	return tls.Client(conn, config), <-accepted
}

func bareLoop(b *testing.B, config *tls.Config, from, to string) {
	client, server := joined(b, config)
	defer client.Close()
	sums := make(chan [32]byte, 1)
	go func() {
		source, _ := os.Open(from)
		defer source.Close()
		h := sha256.New()
		_, _ = io.CopyBuffer(io.MultiWriter(struct{ io.Writer }{server}, h), struct{ io.Reader }{source}, make([]byte, 256<<10))
		_ = server.Close()
		sums <- [32]byte(h.Sum(nil))
	}()
	target, err := os.Create(to)
	if err != nil {
		b.Fatal(err)
	}
	defer target.Close()
	h := sha256.New()
	if _, err := io.CopyBuffer(io.MultiWriter(struct{ io.Writer }{target}, h), struct{ io.Reader }{client}, make([]byte, 256<<10)); err != nil {
		b.Fatal(err)
	}
	if err := target.Sync(); err != nil {
		b.Fatal(err)
	}
	if <-sums != [32]byte(h.Sum(nil)) {
		b.Fatal("not what was sent")
	}
}

func transferOnce(b *testing.B, config *tls.Config, snapshot *files.Snapshot, dir, state string) {
	client, server := joined(b, config)
	defer client.Close()
	go func() {
		defer server.Close()
		f, _ := NewReader(server).Next()
		if want, ok := f.(*wire.Want); ok {
			stock := NewStock(snapshot)
			_, _ = Supply(context.Background(), server, want, Supplier{Find: func(*wire.Want) (*Stock, wire.RefusedReason) { return stock, 0 }})
		}
	}()
	_, err := Pull(context.Background(), client, wire.Want{Room: wire.Everyone, Author: wire.Identity{1}, CID: wire.CID{1}},
		&Receiver{Create: func(h files.Head) (*files.Part, error) { return files.Create(state, dir, h, files.PartOptions{}) }})
	if err != nil {
		b.Fatal(err)
	}
}
