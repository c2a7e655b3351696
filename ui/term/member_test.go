package term

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
)

// hosts counts the calls of memberHost.
var hosts atomic.Uint32

// memberHost starts a server for members, with its data in dir. It has a loopback
// address for itself: while it is away, no other test comes to listen on its port.
func memberHost(t *testing.T, dir string, args ...string) (*process, string) {
	t.Helper()
	n := hosts.Add(1)
	own := fmt.Sprintf("127.78.%d.%d:0", 1+n/200, 1+n%200)
	return serve(t, append([]string{"-addr", own, "-data", dir, "-name", "Desk", "-history"}, args...)...)
}

// kill ends a process as a power cut does.
func (p *process) kill(t *testing.T) {
	t.Helper()
	if err := p.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	<-p.done
}

// texts are those of the appended messages in the -json output of p.
func texts(t *testing.T, p *process) []string {
	t.Helper()
	text := p.out.String()
	text = text[:strings.LastIndexByte(text, '\n')+1] // without a line under way
	var all []string
	for _, one := range parse(t, text) {
		if one["kind"] == "appended" && one["text"] != nil {
			all = append(all, one["text"].(string))
		}
	}
	return all
}

func TestJoining(t *testing.T) {
	t.Parallel()

	t.Run("somebody unknown waits until the host lets them in, and then is known", func(t *testing.T) {
		t.Parallel()
		host, addr := memberHost(t, t.TempDir())
		mine := t.TempDir()
		p := run(t, confab, "send", "-data", mine, "-name", "Ann", addr, "hello", "there")
		n := host.out.await(t, `\[(\d+)\] Ann \([0-9a-f]{8}\) asks to be let in: /accept \d+ or`)[1]
		host.typeIn(t, "/accept 77\n/accept "+n+"\n")
		p.exit(t, 0)
		if got := p.err.String(); got != "Connected to Desk; the host must let you in. Waiting.\n" {
			t.Errorf("while it waited it said %q", got)
		}
		host.err.await(t, "“77”")
		host.out.await(t, `\[`+n+`\] Ann → Everyone: hello there\n`)
		p = run(t, confab, "send", "-data", mine, "-name", "Ann", "-timeout", "1m", addr, "again")
		p.exit(t, 0)
		if p.out.String()+p.err.String() != "" {
			t.Errorf("stdout %q, stderr %q", p.out, p.err)
		}
		host.out.await(t, `Ann → Everyone: again\n`)
	})

	t.Run("who is declined is told so and fails", func(t *testing.T) {
		t.Parallel()
		host, addr := memberHost(t, t.TempDir())
		p := run(t, confab, "chat", "-data", t.TempDir(), "-name", "Ann", addr)
		p.out.await(t, "the host must let you in")
		n := host.out.await(t, `\[(\d+)\] Ann`)[1]
		host.typeIn(t, "/decline "+n+"\n")
		p.exit(t, 1)
		contains(t, p.err.String(), "did not let you in")
	})

	t.Run("who is blocked is told so, stays out, and comes back when unblocked", func(t *testing.T) {
		t.Parallel()
		host, addr := memberHost(t, t.TempDir(), "-open")
		mine := t.TempDir()
		p := run(t, confab, "chat", "-data", mine, "-name", "Ann", addr)
		p.out.await(t, "Connected to")
		n := host.out.await(t, `\[(\d+)\] Ann connected`)[1]
		host.typeIn(t, "/block "+n+"\n")
		p.exit(t, 1)
		contains(t, p.err.String(), "blocked you")
		p = run(t, confab, "send", "-data", mine, addr, "let me in")
		p.exit(t, 1)
		contains(t, p.err.String(), "blocked you")
		host.typeIn(t, "/blocked\n")
		entry := host.out.await(t, `Blocked:\n  (Ann · [0-9a-f]{8})\n`)[1]
		host.typeIn(t, "/unblock "+entry[strings.LastIndex(entry, " ")+1:]+"\n")
		host.out.await(t, "Nobody is blocked")
		run(t, confab, "send", "-data", mine, addr, "thank you").exit(t, 0)
	})

	t.Run("who is removed must ask again", func(t *testing.T) {
		t.Parallel()
		host, addr := memberHost(t, t.TempDir())
		mine := t.TempDir()
		p := run(t, confab, "chat", "-data", mine, "-name", "Ann", addr)
		n := host.out.await(t, `\[(\d+)\] Ann \(`)[1]
		host.typeIn(t, "/accept "+n+"\n")
		p.out.await(t, "Connected to 127")
		host.out.await(t, `\[`+n+`\] Ann connected`)
		host.typeIn(t, "/remove "+n+"\n")
		p.exit(t, 1)
		contains(t, p.err.String(), "removed you")
		p = run(t, confab, "send", "-data", mine, "-name", "Ann", "-timeout", "1m", addr, "me again")
		host.out.await(t, `(?s)asks.*Ann \(.*asks`)
		p.kill(t)
	})
}

func TestDataFolder(t *testing.T) {
	t.Parallel()

	t.Run("a second program on one folder says so, whichever command it is", func(t *testing.T) {
		t.Parallel()
		dir := t.TempDir()
		_, addr := memberHost(t, dir)
		for _, args := range [][]string{{"serve", "-addr", "127.0.0.1:0"}, {"chat", addr}, {"send", addr, "hi"}, {"tail", addr}} {
			p := run(t, confab, append(args, "-data", dir)...)
			p.exit(t, 1)
			contains(t, p.err.String(), "Another Confab is using the folder "+dir+". Close it, or choose another folder with -data.")
			if p.out.String() != "" {
				t.Errorf("%q printed %q", args, p.out)
			}
		}
		// Plain TCP needs none.
		run(t, confab, "send", "-plain", "-data", dir, addr, "hi").exit(t, 0)
	})

	t.Run("a folder that cannot be made is a sentence", func(t *testing.T) {
		t.Parallel()
		file := filepath.Join(t.TempDir(), "file")
		if err := os.WriteFile(file, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		p := run(t, confab, "serve", "-addr", "127.0.0.1:0", "-data", filepath.Join(file, "sub"))
		p.exit(t, 1)
		contains(t, p.err.String(), "cannot be written", "choose another folder with -data")
	})

	t.Run("a damaged history is set aside under a name that is told whole, and the program runs", func(t *testing.T) {
		t.Parallel()
		_, addr := memberHost(t, t.TempDir(), "-open")
		mine := filepath.Join(t.TempDir(), strings.Repeat("long", 40))
		run(t, confab, "send", "-data", mine, addr, "before").exit(t, 0)
		files, err := filepath.Glob(filepath.Join(mine, "journal", "*.db"))
		if err != nil || len(files) == 0 {
			t.Fatal(files, err)
		}
		for _, file := range files {
			if err := os.WriteFile(file, []byte(strings.Repeat("damage", 1000)), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		p := run(t, confab, "send", "-data", mine, addr, "after")
		p.exit(t, 0)
		aside := p.err.await(t, `set aside as (\S+), and Confab began a new history`)[1]
		if _, err := os.Stat(aside); err != nil {
			t.Error(err)
		}
	})

	t.Run("damaged messages are told with their number, their talk and the file that was set aside, to people and programs", func(t *testing.T) {
		t.Parallel()
		host, addr := memberHost(t, t.TempDir(), "-open")
		mine, kept := t.TempDir(), t.TempDir()
		p := run(t, confab, "chat", "-data", mine, addr)
		p.out.await(t, "Connected to")
		var lines strings.Builder
		for n := range 150 {
			fmt.Fprintf(&lines, "message %d\n", n+1)
		}
		host.typeIn(t, lines.String())
		p.out.await(t, "message 150\n")
		p.typeIn(t, "/quit\n")
		p.exit(t, 0)
		database := filepath.Join(mine, "journal", "talk.db")
		b, err := os.ReadFile(database)
		if err != nil {
			t.Fatal(err)
		}
		page := bytes.Index(b, []byte("message 70")) / 4096 * 4096
		copy(b[page:], bytes.Repeat([]byte{0xa5}, 4096))
		if err := os.WriteFile(database, b, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.CopyFS(kept, os.DirFS(mine)); err != nil {
			t.Fatal(err)
		}
		p = run(t, confab, "send", "-data", mine, addr, "after")
		p.exit(t, 0)
		told := p.err.await(t, `(\d+) messages of the history in (\S+) were damaged by the disk \(Desk: (\d+)\)\..* set aside as (\S+)\. .*make a copy`)
		if told[1] != told[3] || told[2] != mine {
			t.Errorf("told %q", told)
		}
		if _, err := os.Stat(told[4]); err != nil {
			t.Error(err)
		}
		p = run(t, confab, "send", "-json", "-data", kept, addr, "after")
		p.exit(t, 0)
		event := parse(t, p.out.await(t, `.*"kind":"disk_damaged".*\n`)[0])[0]
		damage, _ := event["damage"].(map[string]any)
		talks, _ := damage["talks"].([]any)
		if fmt.Sprint(damage["messages"]) != told[1] || len(talks) != 1 || event["fault"] != "history harmed" {
			t.Fatalf("%v, not %s messages", event, told[1])
		}
		if talk, _ := talks[0].(map[string]any); talk["own"] != nil || talk["room"] != true || talk["name"] != "Desk" {
			t.Errorf("%v", talks)
		}
		if aside, _ := damage["aside"].(string); !strings.HasPrefix(aside, filepath.Join(kept, "journal")) {
			t.Errorf("%v", damage)
		}
	})

	t.Run("without -data it is the user's, and is used again", func(t *testing.T) {
		t.Parallel()
		host, addr := memberHost(t, t.TempDir(), "-open")
		p := run(t, confab, "send", "-name", "Ann", addr, "one")
		p.exit(t, 0)
		var user string
		for _, e := range p.Env {
			if v, ok := strings.CutPrefix(e, "XDG_CONFIG_HOME="); ok {
				user = v
			}
		}
		run(t, confab, "send", "-name", "Ann", "-data", filepath.Join(user, "confab"), addr, "two").exit(t, 0)
		found := host.out.await(t, `(?s)\[(\d+)\] Ann → Everyone: one\n.*\[(\d+)\] Ann → Everyone: two\n`)
		if found[1] != found[2] {
			t.Errorf("two identities: %v", found[1:])
		}
	})
}

func TestResume(t *testing.T) {
	t.Parallel()

	t.Run("what is typed while the host is dead is kept, and everyone ends with the same, once, in order", func(t *testing.T) {
		t.Parallel()
		hosts := t.TempDir()
		host, addr := memberHost(t, hosts, "-open")
		ann := run(t, confab, "chat", "-json", "-data", t.TempDir(), "-name", "Ann", addr)
		bob := run(t, confab, "tail", "-json", "-since", "0", "-data", t.TempDir(), "-name", "Bob", addr)
		ann.typeIn(t, "one\n")
		ann.out.await(t, `"state":"stored"`)
		bob.out.await(t, `"text":"one"`)
		host.kill(t)
		ann.out.await(t, `"kind":"waiting".*"retry":"`)
		ann.typeIn(t, "two\nthree\n")
		ann.out.await(t, `"kind":"enqueued".*"text":"three"`)
		host, _ = memberHost(t, hosts, "-open", "-addr", addr)
		ann.out.await(t, `"kind":"appended".*"text":"three"`)
		host.typeIn(t, "four\n")
		ann.out.await(t, `"kind":"appended".*"text":"four"`)
		bob.out.await(t, `"text":"four"`)
		const want = "one two three four"
		for name, p := range map[string]*process{"Ann": ann, "Bob": bob} {
			if got := strings.Join(texts(t, p), " "); got != want {
				t.Errorf("%s has %q, want %q", name, got, want)
			}
		}
		late := run(t, confab, "tail", "-json", "-since", "3", "-data", t.TempDir(), "-name", "Cid", addr)
		late.out.await(t, `"text":"four"`)
		if got := strings.Join(texts(t, late), " "); got != "three four" {
			t.Errorf("-since 3: %q", got)
		}
		ann.typeIn(t, "/quit\n")
		ann.exit(t, 0)
	})

	t.Run("send keeps what it could not deliver in time, says so, and the next one delivers it first", func(t *testing.T) {
		t.Parallel()
		hosts, mine := t.TempDir(), t.TempDir()
		host, addr := memberHost(t, hosts, "-open")
		run(t, confab, "send", "-data", mine, "-name", "Ann", addr, "one").exit(t, 0)
		host.kill(t)
		p := run(t, confab, "send", "-data", mine, "-name", "Ann", "-timeout", "5s", addr, "two")
		p.exit(t, 1)
		contains(t, p.err.String(), "after 5 s", "is kept in the data folder and goes out with the next command or window")
		host, _ = memberHost(t, hosts, "-open", "-addr", addr)
		run(t, confab, "send", "-data", mine, "-name", "Ann", addr, "three").exit(t, 0)
		host.out.await(t, `(?s)Everyone: two\n.*Everyone: three\n`)
	})

	t.Run("a chat that says nothing leaves when the host has what an earlier one left, and what waited there has come", func(t *testing.T) {
		t.Parallel()
		hosts, mine := t.TempDir(), t.TempDir()
		host, addr := memberHost(t, hosts, "-open")
		ann := run(t, confab, "chat", "-json", "-data", mine, "-name", "Ann", addr)
		ann.out.await(t, `"kind":"connected"`)
		host.kill(t)
		ann.out.await(t, `"kind":"waiting"`)
		const kept = 100 // the host takes 60 at once, and then 20 a second
		for i := range kept {
			ann.typeIn(t, fmt.Sprintf("kept %d\n", i))
		}
		ann.out.await(t, fmt.Sprintf(`"kind":"enqueued".*"text":"kept %d"`, kept-1))
		ann.kill(t)
		host, _ = memberHost(t, hosts, "-open", "-addr", addr)
		run(t, confab, "send", "-data", t.TempDir(), "-name", "Bob", addr, "waiting").exit(t, 0)
		p := run(t, confab, "chat", "-data", mine, addr)
		_ = p.in.Close()
		p.exit(t, 0)
		contains(t, p.out.String(), "Bob: waiting", fmt.Sprintf("You: kept %d\n", kept-1))
		contains(t, host.out.String(), fmt.Sprintf("Everyone: kept %d\n", kept-1))
	})

	t.Run("numbers last from run to run, so that -since goes on where it stopped", func(t *testing.T) {
		t.Parallel()
		host, addr := memberHost(t, t.TempDir(), "-open")
		mine := t.TempDir()
		seq := regexp.MustCompile(`"seq":(\d+),"message":"incoming","text":"(\w+)"`)
		first := run(t, confab, "tail", "-json", "-since", "0", "-data", mine, addr)
		first.out.await(t, `"kind":"connected"`)
		for _, word := range []string{"one", "two"} {
			host.typeIn(t, word+"\n")
			first.out.await(t, word)
		}
		first.kill(t)
		host.typeIn(t, "three\n")
		host.out.await(t, "three")
		second := run(t, confab, "tail", "-json", "-since", "0", "-data", mine, addr)
		second.out.await(t, "three")
		a, b := seq.FindAllStringSubmatch(first.out.String(), -1), seq.FindAllStringSubmatch(second.out.String(), -1)
		if len(a) != 2 || len(b) != 3 {
			t.Fatalf("%v and %v", a, b)
		}
		for i, one := range a {
			if one[1] != b[i][1] || one[2] != b[i][2] {
				t.Errorf("%v was %v", b[i], one)
			}
		}
	})
}

// spelled is an address of the loopback in another way.
func spelled(addr string) string { return strings.Replace(addr, "127.0.0.1", "localhost", 1) }

func TestChangedKey(t *testing.T) {
	t.Parallel()
	t.Run("another key at a known address fails with the reason, until the old one is removed", func(t *testing.T) {
		t.Parallel()
		host, addr := memberHost(t, t.TempDir(), "-open")
		mine := t.TempDir()
		run(t, confab, "send", "-data", mine, addr, "hi").exit(t, 0)
		host.kill(t)
		other, _ := memberHost(t, t.TempDir(), "-open", "-addr", addr)
		for _, args := range [][]string{{"chat", addr}, {"send", addr, "secret"}, {"tail", addr}, {"send", spelled(addr), "secret"}} {
			p := run(t, confab, append(args, "-data", mine)...)
			p.exit(t, 1)
			contains(t, p.err.String(), "shows another key than before", "confab chat -forget "+args[1])
		}
		p := run(t, confab, "chat", "-data", mine, "-forget", spelled(addr))
		p.typeIn(t, "met anew\n")
		other.out.await(t, ": met anew\n")
		if strings.Contains(other.out.String(), "secret") {
			t.Errorf("the other server got %q", other.out)
		}
	})
}

func TestPlainWhereAConfabWas(t *testing.T) {
	t.Parallel()
	host, addr := memberHost(t, t.TempDir(), "-open")
	mine := t.TempDir()
	run(t, confab, "send", "-data", mine, addr, "hi").exit(t, 0)
	refused := func(t *testing.T) {
		t.Helper()
		for _, args := range [][]string{{"chat", addr}, {"send", addr, "secret"}, {"tail", addr}, {"send", spelled(addr), "secret"}} {
			p := run(t, confab, append(args, "-plain", "-data", mine)...)
			p.exit(t, 1)
			contains(t, p.err.String(), "was encrypted before", "confab chat -plain -forget "+args[1])
		}
	}
	refused(t)
	holder := run(t, confab, "chat", "-json", "-data", mine, addr)
	holder.out.await(t, `"kind":"connected"`)
	refused(t) // while another program has the folder
	holder.typeIn(t, "/quit\n")
	holder.exit(t, 0)
	if strings.Contains(host.out.String(), "secret") {
		t.Errorf("the server got %q", host.out)
	}
	p := run(t, confab, "chat", "-plain", "-forget", "-data", mine, addr)
	p.typeIn(t, "in the open\n")
	host.out.await(t, "in the open")
	p = run(t, confab, "send", "-plain", "-data", mine, addr, "again")
	p.exit(t, 0)

	t.Run("a folder that does not tell who was met keeps from plain TCP, until the key is removed", func(t *testing.T) {
		database := filepath.Join(mine, "journal", "talk.db")
		for _, left := range []string{"-wal", "-shm"} {
			if err := os.Remove(database + left); err != nil && !errors.Is(err, os.ErrNotExist) {
				t.Fatal(err)
			}
		}
		if err := os.WriteFile(database, []byte(strings.Repeat("damaged ", 1000)), 0o600); err != nil {
			t.Fatal(err)
		}
		p := run(t, confab, "send", "-plain", "-data", mine, addr, "in the dark")
		p.exit(t, 1)
		contains(t, p.err.String(), mine, "it cannot be read", "confab chat -plain -forget "+addr)
		p = run(t, confab, "chat", "-plain", "-forget", "-data", mine, addr)
		p.typeIn(t, "in the light\n")
		host.out.await(t, "in the light")
		if strings.Contains(host.out.String(), "in the dark") {
			t.Errorf("the server got %q", host.out)
		}
	})

	t.Run("a folder that is not there is not made, and keeps nobody from plain TCP", func(t *testing.T) {
		nowhere := filepath.Join(t.TempDir(), "nowhere")
		run(t, confab, "send", "-plain", "-data", nowhere, addr, "hi").exit(t, 0)
		if _, err := os.Stat(nowhere); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("there is %v", err)
		}
	})
}
