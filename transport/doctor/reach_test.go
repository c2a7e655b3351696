package doctor

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"math/big"
	"net"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"confab/transport"
	"confab/transport/internal/discover"
	"confab/transport/internal/secure"
	"confab/transport/internal/wire"
)

// quick is this machine, whose searches find nobody at once.
var quick = unsearched{machine{discover.System}}

type unsearched struct{ machine }

func (unsearched) find(context.Context, discover.Search) []discover.Server { return nil }

// serve answers connections at a port of this machine, and returns where.
func serve(t *testing.T, answer func(net.Conn)) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go answer(conn)
		}
	}()
	return l.Addr().String()
}

// confab answers as one that speaks some versions.
func confab(t *testing.T, spoken string) (answer func(net.Conn), id secure.ID) {
	t.Helper()
	self, err := secure.NewIdentity()
	if err != nil {
		t.Fatal(err)
	}
	config := secure.ServerConfig(self, nil)
	return func(raw net.Conn) {
		conn, err := secure.Server(t.Context(), raw, config)
		if err != nil {
			return
		}
		if f, err := wire.NewReader(conn).Next(); err != nil || f.Type() != wire.TypeHello {
			return
		}
		out := wire.NewWriter(conn)
		_ = out.Append(&wire.Ping{Token: 1})
		_ = out.Append(&wire.Bye{Reason: wire.ByeVersion, Detail: "HELLO: versions: [65535], and here [" + spoken + "]"})
		_ = out.Flush()
	}, self.ID()
}

func diagnoseHere(t *testing.T, o Options) map[Layer]Finding {
	t.Helper()
	d, err := diagnose(t.Context(), quick, o)
	if err != nil {
		t.Fatal(err)
	}
	byLayer := map[Layer]Finding{}
	for _, f := range d.Findings {
		byLayer[f.Layer] = f
	}
	return byLayer
}

func TestWhatListensIsNamed(t *testing.T) {
	t.Parallel()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	envelope := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: time.Unix(0, 0), NotAfter: time.Unix(1<<32, 0)}
	der, err := x509.CreateCertificate(rand.Reader, envelope, envelope, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	web := &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}, NextProtos: []string{"h2"}}
	here, id := confab(t, "1")
	older, _ := confab(t, "0")
	newer, _ := confab(t, "2 3")
	drain := func(conn net.Conn) { _, _ = conn.Read(make([]byte, 4096)) }
	for _, c := range []struct {
		name   string
		answer func(net.Conn)
		known  transport.ID
		layer  Layer
		kind   Kind
		step   Step
		fact   string
	}{
		{"a Confab", here, transport.ID(id), Key, NoTrouble, NoStep, ""},
		{"a Confab of an earlier version", older, transport.ID{}, Version, OlderThere, UpdateThere, "0"},
		{"a Confab of a later version", newer, transport.ID{}, Version, NewerThere, UpdateHere, "2 3"},
		{"a Confab with another key", here, transport.ID{1}, Key, KeyChanged, CompareKey, ""},
		{"a program that speaks first", func(c net.Conn) { _, _ = c.Write([]byte("SSH-2.0-OpenSSH\x1b[31m\r\n")); drain(c) }, transport.ID{}, Program, PlainProgram, ConnectPlain, `"SSH-2.0-OpenSSH\x1b[31m\r\n"`},
		{"a program that was a Confab", func(c net.Conn) { drain(c); _, _ = c.Write([]byte("hello")) }, transport.ID{1}, Program, SecureBefore, CheckPort, `"hello"`},
		{"a program that hangs up", func(c net.Conn) { drain(c); _ = c.Close() }, transport.ID{}, Program, ClosedAtOnce, WaitOrAsk, ""},
		{"a web server", func(c net.Conn) { _ = tls.Server(c, web).HandshakeContext(t.Context()) }, transport.ID{}, Program, OtherTLS, CheckPort, "no application protocol"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			o := Options{Addr: serve(t, c.answer)}
			if c.known != (transport.ID{}) {
				o.Known = []transport.KnownServer{{Addr: o.Addr, Identity: c.known}}
			}
			f := diagnoseHere(t, o)[c.layer]
			if want := map[bool]State{true: Passed, false: Failed}[c.kind == NoTrouble]; f.State != want || f.Kind != c.kind || f.Step != c.step {
				t.Errorf("%v: %v, next %v, with %v", f.State, f.Kind, f.Step, f.Facts)
			}
			if !slices.ContainsFunc(f.Facts, func(f Fact) bool { return strings.Contains(f.Text, c.fact) }) && c.fact != "" {
				t.Errorf("the facts are %v", f.Facts)
			}
		})
	}
	t.Run("a Confab that was not met before", func(t *testing.T) {
		if f := diagnoseHere(t, Options{Addr: serve(t, here)})[Key]; f.State != Skipped || f.Kind != KeyUnknown {
			t.Errorf("%+v", f)
		}
	})
	t.Run("nothing", func(t *testing.T) {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		_ = l.Close()
		if f := diagnoseHere(t, Options{Addr: l.Addr().String()})[Port]; f.Kind != NothingListens {
			t.Errorf("%+v", f)
		}
	})
}

// beside is a machine on which a program listens at DefaultPort.
type beside struct {
	recorded
	answer func(net.Conn)
}

func (b beside) dial(ctx context.Context, to netip.AddrPort) (net.Conn, error) {
	if to.Port() != discover.DefaultPort {
		return b.recorded.dial(ctx, to)
	}
	here, there := net.Pipe()
	go func() {
		b.answer(there)
		_ = there.Close()
	}()
	return here, nil
}

func TestAConfabThatHoldsThePortIsNotToBeEnded(t *testing.T) {
	t.Parallel()
	answer, _ := confab(t, "1")
	other := func(conn net.Conn) { _, _ = conn.Write([]byte("220 ready\r\n")) }
	for kind, answer := range map[Kind]func(net.Conn){NoTrouble: answer, PortHeld: other} {
		d, err := diagnose(t.Context(), beside{recorded{os: "linux", nets: interfaces("wlan0 192.168.1.4/24"), taken: true}, answer}, Options{Addr: ":9100"})
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range d.Findings {
			if f.Layer == Search && f.Kind != kind {
				t.Errorf("%v, and not %v", f.Kind, kind)
			}
		}
	}
}

func TestAServerIsFoundHealthyAndIsNotTold(t *testing.T) {
	t.Parallel()
	home, err := transport.OpenHome(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = home.Close() }()
	events := make(chan transport.Event, 64)
	s := transport.NewServer(transport.Options{Home: home, Name: "Ann", Hidden: true, LetEveryoneIn: true, Sink: func(e transport.Event) { events <- e }})
	s.Start("127.0.0.1:0")
	var addr string
	for e := range events {
		if e.Kind == transport.Listening {
			addr = e.Addr
			break
		}
	}
	told := 0
	d, err := diagnose(t.Context(), quick, Options{Addr: addr, Changed: func(Diagnosis) { told++ },
		Known: []transport.KnownServer{{Addr: addr, Identity: home.Identity()}}})
	if f, failed := d.Trouble(); err != nil || failed {
		t.Errorf("%+v, %v", f, err)
	}
	for _, f := range d.Findings {
		if f.State != Passed && f.Layer != Search {
			t.Errorf("%v is %v: %v", f.Layer, f.State, f.Facts)
		}
	}
	if told < 3 {
		t.Errorf("it was told %d times", told)
	}
	s.Close()
	for range len(events) {
		if e := <-events; e.Kind == transport.Asking || e.Kind == transport.Connected {
			t.Errorf("the host has heard of it: %v", e)
		}
	}
	if got := s.Reached(); len(got) != 0 {
		t.Errorf("this machine counts as another one: %v", got)
	}
}

func FuzzTables(f *testing.F) {
	f.Add(arpOf+ipOf+routes, uint16(8899))
	f.Add("   0: 0401A8C0:22C3 0701A8C0:C001 01\n", uint16(8899))
	f.Fuzz(func(_ *testing.T, text string, port uint16) {
		neighbours(text, time.Second)
		linuxGateways(text)
		windowsGateways(text)
		bsdGateways(text)
		incoming(map[netip.Addr]int{}, text, port)
		ufwOpens(text, port)
		nftOpens(text, port)
		windowsOpens(strings.Split(text, "\n"), text, port)
	})
}
