//go:build speed

package speed

import (
	"bufio"
	"cmp"
	"crypto/rand"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"confab/transport"
)

const rounds = 5

// The environment of a child: who it is, its data folder, where the host listens, the path
// that it offers, and the folder it receives into.
const roleVariable, homeVariable, addrVariable, pathVariable = "SPEED_ROLE", "SPEED_HOME", "SPEED_ADDR", "SPEED_PATH"

func TestMain(m *testing.M) {
	switch os.Getenv(roleVariable) {
	case "host":
		host()
	case "guest", "sender", "receiver":
		member(os.Getenv(roleVariable))
	case "asker":
		asker()
	case "answerer":
		answerer()
	default:
		os.Exit(m.Run())
	}
}

func say(words ...any) { fmt.Println(words...) }

func fatal(err error) {
	if err != nil {
		say("failed", err)
		os.Exit(1)
	}
}

// memory is the most that this process has taken, in KiB.
func memory() string {
	b, _ := os.ReadFile("/proc/self/status")
	_, rest, _ := strings.Cut(string(b), "VmHWM:")
	line, _, _ := strings.Cut(rest, "\n")
	return strings.TrimSpace(line)
}

// host listens until its input ends, at an address if there is one, and offers what it is
// told to.
func host() {
	home, err := transport.OpenHome(os.Getenv(homeVariable))
	fatal(err)
	var s *transport.Server
	listening := make(chan string, 1)
	s = transport.NewServer(transport.Options{Home: home, Name: "host", LetEveryoneIn: true, ShareHistory: true, Sink: func(e transport.Event) {
		if e.Kind == transport.Listening {
			listening <- e.Addr
		}
	}})
	s.Start(cmp.Or(os.Getenv(addrVariable), "127.0.0.1:0"))
	say("listening", <-listening)
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		if path, ok := strings.CutPrefix(lines.Text(), "offer "); ok {
			_, err := s.Post(transport.Everyone, transport.Draft{Attach: &transport.Attachment{Path: path}})
			fatal(err)
		}
	}
	say("memory", memory())
	s.Close()
}

// member is there, or offers a path, until its input ends; or it receives what is offered,
// and ends.
func member(role string) {
	sends := role == "sender"
	home, err := transport.OpenHome(os.Getenv(homeVariable))
	fatal(err)
	events := make(chan transport.Event, 1<<16)
	c := transport.NewClient(transport.Options{Home: home, Name: "member", Sink: func(e transport.Event) { events <- e }})
	c.Join(os.Getenv(addrVariable))
	for e := range events {
		switch {
		case e.Kind == transport.DialFailed:
			fatal(e.Err)
		case role == "guest" && e.Kind == transport.Connected:
			say("here")
			_, _ = io.Copy(io.Discard, os.Stdin)
			return
		case sends && e.Kind == transport.Connected:
			_, err := c.Post(e.Talk(), transport.Draft{Attach: &transport.Attachment{Path: os.Getenv(pathVariable)}})
			fatal(err)
		case e.Kind == transport.Appended && e.Message().File != nil && sends:
			say("offered")
			_, _ = io.Copy(io.Discard, os.Stdin)
			say("memory", memory())
			c.Close()
			return
		case e.Kind == transport.Appended && e.Message().File != nil:
			c.Fetch(e.Talk(), e.Message().ID, os.Getenv(pathVariable))
		case e.Kind == transport.Transferred && !sends:
			d, _ := e.Detail.(transport.Transfer)
			if d.State == transport.Received {
				say("memory", memory())
				return // it is on the disk: ending in order is no part of it
			}
			if d.State == transport.NotReceived {
				fatal(fmt.Errorf("%v", d.Fault))
			}
		}
	}
}

// child is a process of this test.
type child struct {
	t   *testing.T
	cmd *exec.Cmd
	in  io.WriteCloser
	out *bufio.Scanner
}

func run(t *testing.T, role, addr, path string) *child {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), roleVariable+"="+role, homeVariable+"="+filepath.Join(t.TempDir(), "home"), addrVariable+"="+addr, pathVariable+"="+path)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	must(t, err)
	out, err := cmd.StdoutPipe()
	must(t, err)
	must(t, cmd.Start())
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	return &child{t, cmd, in, bufio.NewScanner(out)}
}

// next is what it says next, behind a word.
func (c *child) next(word string) string {
	c.t.Helper()
	for c.out.Scan() {
		if rest, ok := strings.CutPrefix(c.out.Text(), word); ok {
			return strings.TrimSpace(rest)
		}
		c.t.Fatal(c.out.Text())
	}
	c.t.Fatalf("it ended before %q", word)
	return ""
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// way is one way to carry something into a folder.
type way struct {
	name  string
	carry func(to string)
}

// compare times all ways in turn.
func compare(t *testing.T, ways []way) {
	times := map[string][]time.Duration{}
	for round := range rounds {
		for _, w := range ways {
			to := filepath.Join(t.TempDir(), fmt.Sprint(round))
			must(t, os.Mkdir(to, 0o700))
			command(t, nil, "sync") // what the ways before left to be written is not this one's
			start := time.Now()
			w.carry(to)
			times[w.name] = append(times[w.name], time.Since(start))
			must(t, os.RemoveAll(to))
		}
	}
	own := median(times[ways[0].name])
	for _, w := range ways {
		m := median(times[w.name])
		t.Logf("%-24s %8.2f s  %5.2f × %s   %v", w.name, m.Seconds(), m.Seconds()/own.Seconds(), ways[0].name, times[w.name])
	}
}

func median(all []time.Duration) time.Duration {
	all = slices.Sorted(slices.Values(all))
	return all[len(all)/2]
}

// confab is the way from a host that offers path, straight between two members, and through
// their host.
func confab(t *testing.T, path string) []way {
	offers := run(t, "host", "", "")
	direct := offers.next("listening")
	run(t, "guest", direct, "").next("here") // somebody to offer it to
	_, err := fmt.Fprintln(offers.in, "offer", path)
	must(t, err)
	children := map[string]*child{"the host that offers": offers}
	most := ""
	t.Cleanup(func() {
		for name, c := range children {
			_ = c.in.Close()
			t.Logf("memory of %s: %s", name, c.next("memory"))
		}
		t.Logf("memory of the last receiver: %s", most)
	})
	from := func(addr string) func(string) {
		return func(to string) {
			c := run(t, "receiver", addr, to)
			most = c.next("memory")
		}
	}
	ways := []way{{"confab", from(direct)}}
	for _, between := range members(t, path, children) {
		ways = append(ways, way{between.name, from(between.addr)})
	}
	return ways
}

// between is a host with a member that offers something, by its address for others.
type between struct{ name, addr string }

// members starts two hosts with a member each that offers path. One of these has come by an
// address of the network, at which those of loopback do not reach it.
func members(t *testing.T, path string, children map[string]*child) (list []between) {
	for name, listens := range map[string]string{"straight": "", "through the host": "0.0.0.0:0"} {
		host := run(t, "host", listens, "")
		_, port, err := net.SplitHostPort(host.next("listening"))
		must(t, err)
		at := net.JoinHostPort("127.0.0.1", port)
		by := at
		if listens != "" {
			by = net.JoinHostPort(ownAddress(t), port)
		}
		sender := run(t, "sender", by, path)
		sender.next("offered")
		children["the host ("+name+")"], children["the sender ("+name+")"] = host, sender
		list = append(list, between{"members, " + name, at})
	}
	slices.SortFunc(list, func(a, b between) int { return strings.Compare(a.name, b.name) })
	return list
}

// ownAddress is an address of this machine in a network.
func ownAddress(t *testing.T) string {
	addrs, err := net.InterfaceAddrs()
	must(t, err)
	for _, a := range addrs {
		if n, ok := a.(*net.IPNet); ok && n.IP.IsGlobalUnicast() && n.IP.To4() != nil {
			return n.IP.String()
		}
	}
	t.Fatal("this machine has no address in a network")
	return ""
}

// secureShell starts an sshd and returns the options of its clients.
func secureShell(t *testing.T) (options []string, port string) {
	dir := t.TempDir()
	for _, name := range []string{"host", "user"} {
		command(t, nil, "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", filepath.Join(dir, name))
	}
	key, err := os.ReadFile(filepath.Join(dir, "user.pub"))
	must(t, err)
	must(t, os.WriteFile(filepath.Join(dir, "authorized"), key, 0o600))
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	_, port, _ = net.SplitHostPort(l.Addr().String())
	_ = l.Close()
	config := fmt.Sprintf("ListenAddress 127.0.0.1:%s\nHostKey %s/host\nAuthorizedKeysFile %s/authorized\nStrictModes no\nUsePAM no\nPermitRootLogin yes\nPidFile none\nSubsystem sftp internal-sftp\n", port, dir, dir)
	must(t, os.WriteFile(filepath.Join(dir, "config"), []byte(config), 0o600))
	_ = os.MkdirAll("/run/sshd", 0o755) // where root's is; else it says what is missing
	cmd := exec.Command("/usr/sbin/sshd", "-D", "-e", "-f", filepath.Join(dir, "config"))
	cmd.Stderr = io.Discard
	must(t, cmd.Start())
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	options = []string{"-i", filepath.Join(dir, "user"), "-o", "UserKnownHostsFile=" + filepath.Join(dir, "known"),
		"-o", "StrictHostKeyChecking=no", "-o", "LogLevel=ERROR", "-o", "IdentitiesOnly=yes"}
	for range 50 {
		if exec.Command("ssh", append(slices.Clone(options), "-p", port, "127.0.0.1", "true")...).Run() == nil {
			return options, port
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Fatal("sshd does not let us in")
	return nil, ""
}

func command(t *testing.T, in io.Reader, name string, args ...string) {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Stdin = in
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", name, err, out)
	}
}

// large is a file of so many random bytes.
func large(t *testing.T, bytes int64) (path string) {
	path = filepath.Join(t.TempDir(), "large")
	f, err := os.Create(path)
	must(t, err)
	_, err = io.CopyN(f, rand.Reader, bytes)
	must(t, err)
	must(t, f.Sync())
	must(t, f.Close())
	return path
}

func TestBetweenMembers(t *testing.T) {
	children := map[string]*child{}
	var ways []way
	for _, b := range members(t, large(t, 256<<20), children) {
		ways = append(ways, way{b.name, func(to string) { run(t, "receiver", b.addr, to).next("memory") }})
	}
	compare(t, ways)
	for name, c := range children {
		_ = c.in.Close()
		t.Logf("memory of %s: %s", name, c.next("memory"))
	}
}

func TestOneFile(t *testing.T) {
	path := large(t, 1<<30)
	options, port := secureShell(t)
	compare(t, append(confab(t, path),
		way{"scp", func(to string) {
			command(t, nil, "scp", append(slices.Clone(options), "-q", "-P", port, "127.0.0.1:"+path, to)...)
		}},
		way{"sftp", func(to string) {
			command(t, strings.NewReader("get "+path+" "+to+"/\n"), "sftp", append(slices.Clone(options), "-q", "-P", port, "-b", "-", "127.0.0.1")...)
		}}))
}

func TestManyFiles(t *testing.T) {
	path := filepath.Join(t.TempDir(), "many")
	block := make([]byte, 4096)
	for i := range 20_000 {
		dir := filepath.Join(path, fmt.Sprint(i/200))
		if i%200 == 0 {
			must(t, os.MkdirAll(dir, 0o700))
		}
		_, _ = rand.Read(block)
		must(t, os.WriteFile(filepath.Join(dir, fmt.Sprint(i)), block, 0o600))
	}
	options, port := secureShell(t)
	compare(t, append(confab(t, path),
		way{"scp -r", func(to string) {
			command(t, nil, "scp", append(slices.Clone(options), "-q", "-r", "-P", port, "127.0.0.1:"+path, to)...)
		}},
		way{"rsync", func(to string) {
			command(t, nil, "rsync", "-a", "-e", "ssh -p "+port+" "+strings.Join(options, " "), "127.0.0.1:"+path, to)
		}}))
}
