package term

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

// fileOf writes a file of so many bytes that are nothing but that, and returns what it has.
func fileOf(t *testing.T, path string, size int) []byte {
	t.Helper()
	contents := make([]byte, size)
	_, _ = rand.NewChaCha8([32]byte{byte(size), byte(size >> 8), byte(size >> 16), byte(len(path))}).Read(contents)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, contents, 0o600); err != nil {
		t.Fatal(err)
	}
	return contents
}

// holds checks that a folder has these files and nothing else.
func holds(t *testing.T, dir string, want map[string][]byte) {
	t.Helper()
	got := map[string][]byte{}
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		name, err := filepath.Rel(dir, path)
		if err == nil {
			got[filepath.ToSlash(name)], err = os.ReadFile(path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for name, contents := range want {
		if !bytes.Equal(got[name], contents) {
			t.Errorf("%s has %d bytes, not the %d that were sent", name, len(got[name]), len(contents))
		}
		delete(got, name)
	}
	for name := range got {
		t.Errorf("beside it lies %s", name)
	}
}

// mib is so many bytes.
const mib = 1 << 20

func TestSendFile(t *testing.T) {
	t.Parallel()
	t.Run("a file of any size and a folder come whole to serve -save, and send says nothing", func(t *testing.T) {
		t.Parallel()
		from, to := t.TempDir(), t.TempDir()
		want := map[string][]byte{}
		args := []string{"-data", t.TempDir(), "-name", "Ann", "-file"}
		for name, size := range map[string]int{"empty": 0, "one": 1, "a chunk": 256 << 10, "many chunks.bin": 3*mib + 5} {
			want[name] = fileOf(t, filepath.Join(from, name), size)
			args = append(args, filepath.Join(from, name))
		}
		tree := filepath.Join(from, "tree")
		for _, name := range []string{"plan.txt", "deep/down/run.sh", "deep/岛.txt"} {
			want["tree/"+name] = fileOf(t, filepath.Join(tree, filepath.FromSlash(name)), 70_000+len(name))
		}
		if err := os.Mkdir(filepath.Join(tree, "nothing"), 0o700); err != nil {
			t.Fatal(err)
		}
		script := filepath.Join("tree", "deep", "down", "run.sh")
		old := time.Date(2001, 2, 3, 4, 5, 6, 0, time.UTC)
		if err := os.Chmod(filepath.Join(from, script), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(filepath.Join(from, script), old, old); err != nil {
			t.Fatal(err)
		}
		host, addr := memberHost(t, t.TempDir(), "-open", "-save", to)
		p := run(t, confab, append(append([]string{"send", addr}, args...), tree)...)
		p.exit(t, 0)
		if p.out.String()+p.err.String() != "" {
			t.Errorf("stdout %q, stderr %q", p.out, p.err)
		}
		holds(t, to, want)
		if info, err := os.Stat(filepath.Join(to, "tree", "nothing")); err != nil || !info.IsDir() {
			t.Errorf("the empty folder: %v", err)
		}
		info, err := os.Stat(filepath.Join(to, script))
		if err != nil || !info.ModTime().Equal(old) || runtime.GOOS != "windows" && info.Mode()&0o100 == 0 {
			t.Errorf("%v, %v", info, err)
		}
		host.out.await(t, `Ann → Everyone: many chunks.bin \(3 MiB\) is offered\.\n`)
		host.out.await(t, `many chunks.bin is here, whole and verified: `+to)
		host.out.await(t, `The folder tree \(205 KiB, files: 3\) is offered\.\n`)
	})

	t.Run("to a member it goes through the host, and a third gets nothing", func(t *testing.T) {
		t.Parallel()
		host, addr := memberHost(t, t.TempDir(), "-open", "-save", t.TempDir())
		bobs, carls := t.TempDir(), t.TempDir()
		bob := run(t, confab, "tail", addr, "-data", t.TempDir(), "-name", "Bob", "-save", bobs)
		carl := run(t, confab, "tail", addr, "-data", t.TempDir(), "-name", "Carl", "-save", carls)
		bob.out.await(t, "Connected to")
		carl.out.await(t, "Connected to")
		from, mine := t.TempDir(), t.TempDir()
		secret := fileOf(t, filepath.Join(from, "secret.bin"), 2*mib)
		run(t, confab, "send", addr, "-data", mine, "-name", "Ann", "-to", "Bob", "-file", filepath.Join(from, "secret.bin"), "--", "for", "you").exit(t, 0)
		bob.out.await(t, `Ann → Bob: for you\n +secret\.bin \(2 MiB\) is offered\.\n`)
		holds(t, bobs, map[string][]byte{"secret.bin": secret})
		shared := fileOf(t, filepath.Join(from, "shared.bin"), mib)
		run(t, confab, "send", addr, "-data", mine, "-name", "Ann", "-file", filepath.Join(from, "shared.bin")).exit(t, 0)
		bob.out.await(t, "shared.bin is here, whole and verified: ")
		carl.out.await(t, "shared.bin is here, whole and verified: ")
		host.out.await(t, "shared.bin is here, whole and verified: ")
		holds(t, bobs, map[string][]byte{"secret.bin": secret, "shared.bin": shared})
		holds(t, carls, map[string][]byte{"shared.bin": shared})
		for _, p := range []*process{carl, host} {
			if strings.Contains(p.out.String(), "secret") {
				t.Errorf("%v tells of it:\n%s", p.Args, p.out)
			}
		}
	})

	t.Run("what nobody fetches is a failure, with what to do next", func(t *testing.T) {
		t.Parallel()
		host, addr := memberHost(t, t.TempDir(), "-open")
		path := filepath.Join(t.TempDir(), "plan.txt")
		fileOf(t, path, 10)
		mine := t.TempDir()
		p := run(t, confab, "send", addr, "-data", mine, "-name", "Ann", "-timeout", "2s", "-file", path)
		host.out.await(t, `plan\.txt \(10 B\) is offered\. /get 1 fetches it\.`)
		p.exit(t, 1)
		contains(t, p.err.String(), "Nobody fetched plan.txt within 2 s", "/get", "-save", "run the command again")
		p = run(t, confab, "send", addr, "-data", mine, "-timeout", "2s", "-to", "Desk", "-file", path)
		p.exit(t, 1)
		contains(t, p.err.String(), "Desk did not fetch plan.txt within 2 s")
	})

	t.Run("without -save a person fetches by number, pauses, and lists", func(t *testing.T) {
		t.Parallel()
		host, addr := memberHost(t, t.TempDir(), "-open")
		from, to := t.TempDir(), t.TempDir()
		plan := fileOf(t, filepath.Join(from, "plan one.txt"), 10)
		p := run(t, confab, "send", addr, "-data", t.TempDir(), "-name", "Ann", "-timeout", patience.String(), "-file", filepath.Join(from, "plan one.txt"))
		host.out.await(t, `plan one\.txt \(10 B\) is offered\. /get 1 fetches it\.`)
		host.typeIn(t, "/get 7\n/get\n/files\n")
		host.err.await(t, "Nothing of the name or number “7” is offered here")
		host.err.await(t, "Say which one")
		host.out.await(t, `Files and folders:\n  1  plan one\.txt \(10 B\) is offered\.  Ann  to be fetched\n`)
		host.typeIn(t, "/get plan one.txt "+to+"\n")
		p.exit(t, 0)
		holds(t, to, map[string][]byte{"plan one.txt": plan})
		host.out.await(t, "plan one.txt is here, whole and verified: ")
		host.typeIn(t, "/files\n")
		host.out.await(t, `1  plan one\.txt \(10 B\) is offered\.  Ann  here: `+to)
	})

	t.Run("chat and serve offer with /send, to all or to one", func(t *testing.T) {
		t.Parallel()
		hosts, anns := t.TempDir(), t.TempDir()
		host, addr := memberHost(t, t.TempDir(), "-open", "-save", hosts)
		ann := run(t, confab, "chat", addr, "-data", t.TempDir(), "-name", "Ann", "-save", anns)
		ann.out.await(t, "Connected to")
		from := t.TempDir()
		one, two, three := fileOf(t, filepath.Join(from, "one"), 100), fileOf(t, filepath.Join(from, "two"), 200), fileOf(t, filepath.Join(from, "three"), 300)
		ann.typeIn(t, "/send "+filepath.Join(from, "one")+"\n/send "+filepath.Join(from, "gone")+"\n/send\n")
		host.out.await(t, "one is here, whole and verified: ")
		ann.out.await(t, "gone cannot be offered")
		ann.err.await(t, "Say what to offer")
		ann.out.await(t, "Desk has one, whole and verified")
		n := host.out.await(t, `\[(\d+)\] Ann → Everyone: one`)[1]
		host.typeIn(t, "/send "+filepath.Join(from, "two")+"\n/sendto "+n+" "+filepath.Join(from, "three")+"\n/sendto 99 x\n")
		ann.out.await(t, "two is here, whole and verified: ")
		ann.out.await(t, "three is here, whole and verified: ")
		host.err.await(t, "“99”")
		host.out.await(t, "Ann has three, whole and verified")
		holds(t, hosts, map[string][]byte{"one": one})
		holds(t, anns, map[string][]byte{"two": two, "three": three})
	})

	t.Run("what is too large for -save-max waits until it is asked for", func(t *testing.T) {
		t.Parallel()
		to := t.TempDir()
		host, addr := memberHost(t, t.TempDir(), "-open", "-save", to, "-save-max", "1M")
		from := t.TempDir()
		small, large := fileOf(t, filepath.Join(from, "small"), mib), fileOf(t, filepath.Join(from, "large"), mib+1)
		p := run(t, confab, "send", addr, "-data", t.TempDir(), "-name", "Ann", "-timeout", patience.String(), "-file", filepath.Join(from, "small"), filepath.Join(from, "large"))
		host.out.await(t, `large \(1 MiB\) is offered\. It is larger than -save-max, so it does not come by itself\. /get \d fetches it\.`)
		host.out.await(t, "small is here")
		host.typeIn(t, "/get large\n")
		p.exit(t, 0)
		holds(t, to, map[string][]byte{"small": small, "large": large})
	})

	t.Run("-json tells each step", func(t *testing.T) {
		t.Parallel()
		to := t.TempDir()
		host, addr := memberHost(t, t.TempDir(), "-open", "-save", to, "-json")
		path := filepath.Join(t.TempDir(), "plan.bin")
		fileOf(t, path, mib)
		p := run(t, confab, "send", addr, "-data", t.TempDir(), "-name", "Ann", "-json", "-file", path)
		p.exit(t, 0)
		host.out.await(t, `"state":"received"`)
		host.kill(t)
		type event struct {
			Kind, ID, Text string
			File           *struct {
				Name string
				Size int
			}
			Transfer *struct {
				State, Path string
				Active, Has bool
				Bytes, Of   int
				Reader      int
			}
		}
		id := ""
		for _, side := range []*process{p, host} {
			offered, over := false, false
			for line := range strings.Lines(side.out.String()) {
				var e event
				if err := json.Unmarshal([]byte(line), &e); err != nil {
					t.Fatalf("%v: %s", err, line)
				}
				if e.Kind == "appended" && e.File != nil {
					offered = e.File.Name == "plan.bin" && e.File.Size == mib && e.Text == "plan.bin" && (id == "" || id == e.ID)
					id = e.ID
				}
				if f := e.Transfer; e.Kind == "transferred" && e.ID == id && !f.Active && f.Bytes == mib && f.Of == mib {
					over = over || side == p && f.Has && f.Reader != 0 && f.State == "offered" || side == host && f.State == "received" && f.Path == filepath.Join(to, "plan.bin")
				}
			}
			if !offered || !over {
				t.Errorf("offered %t, over %t:\n%s", offered, over, side.out)
			}
		}
	})
}

func TestSendFileRefused(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "plan.txt")
	fileOf(t, path, 10)
	nowhere := filepath.Join(dir, "nowhere")
	for name, c := range map[string]struct {
		args []string
		code int
		says []string
	}{
		"a path that is not there":                 {[]string{"send", "127.0.0.1:1", "-file", nowhere}, 1, []string{nowhere + " cannot be offered", "Check the path"}},
		"words behind a file, without --":          {[]string{"send", "127.0.0.1:1", "-file", path, "nowhere"}, 1, []string{"nowhere cannot be offered", "put -- before a text"}},
		"an empty path":                            {[]string{"send", "127.0.0.1:1", "-file", ""}, 2, []string{"does not take “”"}},
		"a rate without plain TCP":                 {[]string{"send", "127.0.0.1:1", "-rate", "960", "-file", path}, 2, []string{"Add -file and -plain", "confab send ADDR -file PATH…"}},
		"tail -save over plain TCP":                {[]string{"tail", "127.0.0.1:1", "-plain", "-save", dir}, 2, []string{"Nothing is offered over plain TCP"}},
		"serve -save into what is no folder":       {[]string{"serve", "-addr", "127.0.0.1:0", "-save", path}, 1, []string{"The flag -save needs a folder that exists, and " + path + " is none"}},
		"tail -save into what is not there":        {[]string{"tail", "127.0.0.1:1", "-save", nowhere}, 1, []string{"The flag -save needs a folder that exists"}},
		"chat -save into what is not there":        {[]string{"chat", "127.0.0.1:1", "-save", ""}, 1, []string{"The flag -save needs a folder that exists"}},
		"a size that is none":                      {[]string{"serve", "-addr", "127.0.0.1:0", "-save", dir, "-save-max", "much"}, 2, []string{"-save-max does not take “much”"}},
		"a file to be queued that is none":         {[]string{"send", "127.0.0.1:1", "-queued", "text"}, 2, []string{"Add -file PATH"}},
		"an age without -keep":                     {[]string{"serve", "-addr", "127.0.0.1:0", "-keep-age", "1h"}, 2, []string{"Add -keep SIZE"}},
		"copies of no size":                        {[]string{"serve", "-addr", "127.0.0.1:0", "-keep", "much"}, 2, []string{"-keep does not take “much”"}},
		"a largest size without -save":             {[]string{"serve", "-addr", "127.0.0.1:0", "-save-max", "1G"}, 2, []string{"Add -save DIR"}},
		"a server that is not there":               {[]string{"send", "127.0.0.1:1", "-file", path}, 1, []string{"nothing listens on port 1"}},
		"files and nobody of that name is written": {[]string{"send", "-file", path}, 2, []string{"Say which server"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := run(t, confab, append(c.args, "-data", t.TempDir())...)
			p.exit(t, c.code)
			contains(t, p.err.String(), c.says...)
		})
	}
}

func TestParseSize(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]int64{"500M": 500 * mib, "2G": 2 << 30, "1.5k": 1536, "4096": 4096, "1GiB": 1 << 30, "3 MB": 3 * mib, "1T": 1 << 40,
		"": 0, "0": 0, "-1": 0, "G": 0, "1X": 0, "9999999T": 0, "nan": 0, "inf": 0, "1M1": 0} {
		if got, ok := parseSize(typed); got != want || ok != (want > 0) {
			t.Errorf("%q is %d, %t", typed, got, ok)
		}
	}
}
