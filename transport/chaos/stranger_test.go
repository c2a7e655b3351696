package chaos

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"confab/transport"
	"confab/transport/internal/secure"
)

// served is the program under test as a host in a process of its own.
func served(t *testing.T, dir string, args ...string) (*process, string) {
	t.Helper()
	p := start(t, "", append([]string{"serve", "-data", dir, "-addr", "127.0.0.1:0", "-name", "host", "-json"}, args...)...)
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	addr, err := p.Listening(ctx)
	if err != nil {
		t.Fatal(err)
	}
	return p, addr
}

// answers has the member say something and waits until the host has it.
func (m *member) answers(t testing.TB, text string) time.Duration {
	t.Helper()
	n, begun := m.length(), time.Now()
	m.post(t, text)
	_, n = m.await(t, n, patience, "the host's answer", says(text))
	return m.when(n).Sub(begun)
}

func TestStrangers(t *testing.T) {
	t.Parallel()
	p, addr := served(t, filepath.Join(t.TempDir(), "host"), "-open", "-history")
	m := memberIn(t, filepath.Join(t.TempDir(), "member"), "member", addr)
	m.answers(t, "before")
	before := m.length()
	// unharmed is what must be true after each visit.
	unharmed := func(t *testing.T) {
		t.Helper()
		// Whoever waits for a stranger waits for the 5 s that one may take.
		if took := m.answers(t, "after "+t.Name()); took > 4*time.Second {
			t.Errorf("the member had to wait %v", took)
		}
		all, _ := m.since(before)
		if i := slices.IndexFunc(all, func(e transport.Event) bool {
			return e.Kind == transport.Waiting || e.Kind == transport.Disconnected
		}); i >= 0 {
			t.Errorf("the member lost its connection: %v", all[i].Err)
		}
		if p.Ended() {
			t.Fatalf("the host has ended: %v", p)
		}
	}
	t.Run("openssl s_client does no harm", func(t *testing.T) {
		for _, args := range [][]string{
			{}, {"-alpn", "h2,http/1.1"}, {"-alpn", "confab/1"}, {"-tls1_2"}, {"-tls1_3", "-alpn", "confab/1", "-servername", "confab"},
		} {
			ctx, cancel := context.WithTimeout(t.Context(), patience)
			cmd := exec.CommandContext(ctx, "openssl", append([]string{"s_client", "-connect", addr}, args...)...)
			cmd.Stdin = strings.NewReader("GET / HTTP/1.0\r\n\r\nQ\n")
			out, err := cmd.CombinedOutput()
			late := ctx.Err()
			cancel()
			if len(out) == 0 || late != nil {
				t.Errorf("openssl %q: %v, %s", args, err, out)
			}
		}
		unharmed(t)
	})
	t.Run("a port scanner does no harm", func(t *testing.T) {
		scan(t, addr)
		unharmed(t)
	})
	t.Run("random bytes do no harm", func(t *testing.T) {
		var all sync.WaitGroup
		for i := range 100 {
			all.Go(func() {
				b := make([]byte, 1+i*200)
				_, _ = rand.Read(b)
				switch i % 3 {
				case 1: // as if it were TLS
					copy(b, "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03")
				case 2: // a record longer than any
					copy(b, "\x16\x03\x01\xff\xff")
				}
				visit(t, addr, func(c net.Conn) {
					_, _ = c.Write(b)
				})
			})
		}
		all.Wait()
		unharmed(t)
	})
	t.Run("TLS for another protocol is refused", func(t *testing.T) {
		for _, protocols := range [][]string{nil, {"h2"}, {"confab/2"}, {"http/1.1", "imap"}} {
			c, err := tls.DialWithDialer(&net.Dialer{Timeout: patience}, "tcp", addr, &tls.Config{InsecureSkipVerify: true, NextProtos: protocols})
			if err == nil {
				// Of TLS 1.3 the client's handshake ends first; the refusal is read.
				_ = c.SetDeadline(time.Now().Add(patience))
				_, err = c.Read(make([]byte, 1))
				_ = c.Close()
			}
			if err == nil || isTimeout(err) {
				t.Errorf("%q: %v", protocols, err)
			}
		}
		unharmed(t)
	})
	t.Run("somebody who is no member sees nothing of the talk", func(t *testing.T) {
		c, err := tls.DialWithDialer(&net.Dialer{Timeout: patience}, "tcp", addr, &tls.Config{InsecureSkipVerify: true, NextProtos: []string{string(secure.Talk)}})
		if err != nil {
			return // refused already in the handshake
		}
		defer c.Close()
		_ = c.SetDeadline(time.Now().Add(patience))
		if b, err := io.ReadAll(c); err == nil && len(b) > 0 || isTimeout(err) {
			t.Errorf("without a certificate it reads %q, %v", b, err)
		}
		unharmed(t)
	})
}

// visit connects, does something, and stays for what the host says to it, at
// most for a second.
func visit(t *testing.T, addr string, do func(net.Conn)) {
	c, err := net.DialTimeout("tcp", addr, patience)
	if err != nil {
		t.Error(err)
		return
	}
	defer c.Close()
	_ = c.SetDeadline(time.Now().Add(time.Second))
	do(c)
	_, _ = io.Copy(io.Discard, c)
}

// scan looks at a port as port scanners do: with nmap where it is installed, and
// always with what such a program sends first.
func scan(t *testing.T, addr string) {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		t.Fatal(err)
	}
	if nmap, err := exec.LookPath("nmap"); err == nil {
		intensity := "2"
		if long {
			intensity = "9"
		}
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
		defer cancel()
		out, err := exec.CommandContext(ctx, nmap, "-n", "-Pn", "-sT", "-sV", "--version-intensity", intensity, "-p", port, host).CombinedOutput()
		if err != nil || !strings.Contains(string(out), port+"/tcp") {
			t.Errorf("nmap: %v\n%s", err, out)
		}
	}
	probes := []string{
		"", "\r\n\r\n", "GET / HTTP/1.0\r\n\r\n", "OPTIONS * RTSP/1.0\r\n\r\n", "HELP\r\n", "EHLO scanner\r\n",
		"\x00\x1e\x00\x06\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x07version\x04bind\x00\x00\x10\x00\x03", // DNS over TCP
		"\x80\x00\x00\x28\x72\xfe\x1d\x13\x00\x00\x00\x00\x00\x00\x00\x02",                                // RPC
		"\x00\x00\x00\xa4\xff\x53\x4d\x42\x72\x00\x00\x00\x00",                                            // SMB
		"\x03\x00\x00\x0b\x06\xe0\x00\x00\x00\x00\x00",                                                    // remote desktop
		"\x30\x0c\x02\x01\x01\x60\x07\x02\x01\x02\x04\x00\x80\x00",                                        // LDAP
		"SSH-2.0-scanner\r\n", "\x16\x03\x00\x00\x53\x01\x00\x00\x4f\x03\x00", "l\x00\x0b\x00\x00\x00\x00\x00\x00\x00\x00\x00",
	}
	var all sync.WaitGroup
	for _, probe := range probes {
		all.Go(func() { visit(t, addr, func(c net.Conn) { _, _ = io.WriteString(c, probe) }) })
		all.Go(func() { // and the half-open way of looking
			if c, err := net.DialTimeout("tcp", addr, patience); err == nil {
				_ = c.(*net.TCPConn).SetLinger(0)
				_ = c.Close()
			}
		})
	}
	all.Wait()
}

func TestHalfOpen(t *testing.T) {
	crowd := 500
	if long {
		crowd = 5000
	}
	t.Run(fmt.Sprintf("with %d half-open TLS connections a member's answers come within 200 ms in 99 of 100 cases", crowd), func(t *testing.T) {
		p, addr := served(t, filepath.Join(t.TempDir(), "host"), "-open", "-history")
		m := memberIn(t, filepath.Join(t.TempDir(), "member"), "member", addr)
		// What the machine alone takes meanwhile is seen at a host without a crowd.
		_, elsewhere := served(t, filepath.Join(t.TempDir(), "neighbour"), "-open", "-history")
		beside := memberIn(t, filepath.Join(t.TempDir(), "beside"), "beside", elsewhere)
		quiet, _ := latency(t, m, beside, "in peace", 60)
		hello := clientHello(t)
		// The host ends each after the 5 s that a handshake may take, and it is opened
		// anew at once: so many are half-open all the time.
		ctx, stop := context.WithCancel(t.Context())
		var all sync.WaitGroup
		open := make(chan struct{}, crowd)
		for i := range crowd {
			all.Go(func() {
				for first := true; ctx.Err() == nil; first = false {
					c, err := net.DialTimeout("tcp", addr, patience)
					if err != nil {
						t.Errorf("visitor %d: %v", i, err)
						return
					}
					leave := context.AfterFunc(ctx, func() { _ = c.Close() })
					_, _ = c.Write(hello[:1+i%len(hello)])
					if first {
						open <- struct{}{}
					}
					_, _ = io.Copy(io.Discard, c)
					leave()
					_ = c.Close()
				}
			})
		}
		for range crowd {
			select {
			case <-open:
			case <-time.After(patience):
				t.Error("not all get to the host")
			}
		}
		n, rounds := 160, 3
		if long {
			n, rounds = 600, 1
		}
		for round := 1; ; round++ {
			p99, without := latency(t, m, beside, fmt.Sprint("in crowd ", round), n)
			t.Logf("p99 of %d answers %v, in peace %v, of the host without a crowd %v", n, p99, quiet, without)
			limit := 200 * time.Millisecond
			if !long {
				// Beside other tests the machine alone may take longer.
				limit = max(limit, 2*quiet, 3*without)
			}
			if p99 < limit {
				break
			}
			if round == rounds {
				t.Errorf("p99 is %v, more than %v", p99, limit)
				break
			}
		}
		stop()
		all.Wait()
		if p.Ended() {
			t.Errorf("the host has ended: %v", p)
		}
	})
}

// latency has two members say n things each, no faster than they may, and returns
// for each the 99th percentile of how long its host took to have one on disk.
func latency(t *testing.T, one, other *member, what string, n int) (p99, others time.Duration) {
	t.Helper()
	var took [2][]time.Duration
	tick := time.NewTicker(60 * time.Millisecond) // 20 a second are let through
	defer tick.Stop()
	for i := range n {
		for who, m := range []*member{one, other} {
			took[who] = append(took[who], m.answers(t, fmt.Sprintf("%s %d", what, i)))
		}
		<-tick.C
	}
	for _, all := range took {
		slices.Sort(all)
	}
	return took[0][n*99/100], took[1][n*99/100]
}

// clientHello is the first thing that a Confab says.
func clientHello(t *testing.T) []byte {
	t.Helper()
	identity, err := secure.NewIdentity()
	if err != nil {
		t.Fatal(err)
	}
	near, far := net.Pipe()
	defer far.Close()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	go func() {
		_, _ = secure.Client(ctx, near, secure.ClientConfig(identity, secure.FirstContact(), secure.Talk))
	}()
	b := make([]byte, 16<<10)
	_ = far.SetDeadline(time.Now().Add(patience))
	n, err := far.Read(b)
	if err != nil {
		t.Fatal(err)
	}
	return b[:n]
}

func TestManInTheMiddle(t *testing.T) {
	t.Run("a man in the middle with another key is refused and told, and gets nothing", func(t *testing.T) {
		dir := t.TempDir()
		_, addr := served(t, filepath.Join(dir, "host"), "-open", "-history")
		p := newProxy(t, addr, nil)
		folder := filepath.Join(dir, "member")
		first := start(t, "", "chat", "-data", folder, "-json", p.addr())
		first.Await(t, patience, "the connection", func(r report) bool { return r.Kind == "connected" })
		if code := first.Stop(patience); code != 0 {
			t.Fatalf("exit code %d: %v", code, first)
		}
		middle := interpose(t, addr)
		p.retarget(middle.addr)
		second := start(t, "", "chat", "-data", folder, "-json", p.addr())
		if err := second.Say("a secret"); err != nil {
			t.Fatal(err)
		}
		second.Await(t, patience, "the refusal", func(r report) bool { return r.Fault == "key changed" })
		if code := second.Exit(patience); code != 1 {
			t.Errorf("exit code %d: %v", code, second)
		}
		if met, heard := middle.met(); met == 0 || heard > 0 {
			t.Errorf("%d connections reached the middle, which heard %d bytes", met, heard)
		}
		p.retarget(addr)
		third := start(t, "", "chat", "-data", folder, "-json", p.addr())
		third.Await(t, patience, "the connection to the true host", func(r report) bool { return r.Kind == "connected" })
	})
}

// middle is somebody between, who has a key of his own and lets through what he
// can.
type middle struct {
	addr  string
	mu    sync.Mutex
	conns int // guarded by mu
	bytes int // guarded by mu; what the member said to him
}

func (m *middle) met() (conns, bytes int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.conns, m.bytes
}

func interpose(t *testing.T, target string) *middle {
	t.Helper()
	identity, err := secure.NewIdentity()
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	m := &middle{addr: l.Addr().String()}
	var all sync.WaitGroup
	t.Cleanup(func() {
		_ = l.Close()
		all.Wait()
	})
	ctx := t.Context()
	all.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			m.mu.Lock()
			m.conns++
			m.mu.Unlock()
			all.Go(func() {
				defer c.Close()
				_ = c.SetDeadline(time.Now().Add(10 * time.Second))
				near, err := secure.Server(ctx, c, secure.ServerConfig(identity, nil))
				if err != nil {
					return
				}
				raw, err := net.DialTimeout("tcp", target, patience)
				if err != nil {
					return
				}
				defer raw.Close()
				far, err := secure.Client(ctx, raw, secure.ClientConfig(identity, secure.FirstContact(), secure.Talk))
				if err != nil {
					return
				}
				all.Go(func() { _, _ = io.Copy(near, far) })
				_, _ = io.Copy(io.MultiWriter(far, m), near)
			})
		}
	})
	return m
}

// Write counts what the member said.
func (m *middle) Write(b []byte) (int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.bytes += len(b)
	return len(b), nil
}
