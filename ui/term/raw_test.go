package term

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestParseRate(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]int{"960": 960, "64K": 64 << 10, " 9600baud ": 960, "115200Baud": 11520, "300 baud": 30} {
		if got, ok := parseRate(typed); !ok || got != want {
			t.Errorf("%q is %d, %v", typed, got, ok)
		}
	}
	for _, typed := range []string{"", "0", "-5", "fast", "baud", "9baud", "9600 bauds"} {
		if got, ok := parseRate(typed); ok {
			t.Errorf("%q is %d", typed, got)
		}
	}
}

func TestRawFiles(t *testing.T) {
	t.Parallel()
	t.Run("send -plain writes what was said and the bytes of files, and nothing else", func(t *testing.T) {
		t.Parallel()
		dir := t.TempDir()
		one, two := filepath.Join(dir, "one"), filepath.Join(dir, "two.bin")
		contents := string(fileOf(t, one, 3*mib)) + string(fileOf(t, two, 500))
		l := listen(t)
		p := run(t, confab, "send", "-plain", l.addr, "-rate", "100M", "-file", one, two, "--", "the text")
		server := l.peer(t)
		server.gone(t)
		p.exit(t, 0)
		if got := server.got.String(); got != "the text"+contents {
			t.Errorf("%d bytes came", len(got))
		}
		if p.out.String()+p.err.String() != "" {
			t.Errorf("stdout %q, stderr %q", p.out, p.err)
		}
	})
	t.Run("send -plain says how much of a file was written when the server goes", func(t *testing.T) {
		t.Parallel()
		path := filepath.Join(t.TempDir(), "long.bin")
		fileOf(t, path, 64*mib)
		l := listen(t)
		p := run(t, confab, "send", "-plain", l.addr, "-file", path)
		nc, err := l.Accept()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := nc.Read(make([]byte, 1)); err != nil {
			t.Fatal(err)
		}
		_ = nc.Close() // with bytes unread: a reset
		p.exit(t, 1)
		if got := p.err.String(); !strings.Contains(got, "long.bin did not go whole: ") || !strings.Contains(got, " of 64 MiB was written. ") {
			t.Errorf("stderr %q", got)
		}
	})
	t.Run("chat -plain sends files and saves what comes, and all else goes as it is", func(t *testing.T) {
		t.Parallel()
		dir := t.TempDir()
		path, saved := filepath.Join(dir, "a file.bin"), filepath.Join(dir, "came.log")
		contents := string(fileOf(t, path, 100_000))
		l := listen(t)
		p := run(t, confab, "chat", "-plain", l.addr)
		server := l.peer(t)
		p.typeIn(t, "//send x\n/send -rate 100M "+path+"\n/sender\n")
		server.got.await(t, `/sender`)
		p.out.await(t, `a file\.bin was written \(97\.7 KiB\)`)
		p.typeIn(t, "/save "+saved+"\n")
		p.out.await(t, `is being saved as it comes: `+saved)
		server.say(t, "\xff\xfb\x01one\r\n")
		p.out.await(t, `: one\n`)
		p.typeIn(t, "/save off\n")
		p.out.await(t, `8 B of what \S+ sent was saved: `+saved)
		p.typeIn(t, "/save off\n/send -rate quick x\n/send\n")
		p.err.await(t, `Nothing is being saved`)
		p.err.await(t, `“quick” is no rate`)
		p.err.await(t, `Say what to offer`)
		_ = server.Close()
		if got := server.got.String(); got != "/send x"+contents+"/sender" {
			t.Errorf("%d bytes came, %.20q", len(got), got)
		}
		if b, err := os.ReadFile(saved); err != nil || !bytes.Equal(b, []byte("\xff\xfb\x01one\r\n")) {
			t.Errorf("%q is saved, %v", b, err)
		}
	})
	t.Run("serve sends a file to a guest, paused and stopped, and saves what it sends", func(t *testing.T) {
		t.Parallel()
		dir := t.TempDir()
		path, saved := filepath.Join(dir, "firmware.bin"), filepath.Join(dir, "came.log")
		fileOf(t, path, 64*mib)
		host, addr := serve(t)
		guest := connect(t, addr)
		guest.say(t, "here\n")
		host.out.await(t, `here\n`)
		host.typeIn(t, "/sendto 1 -rate 4800baud "+path+"\n")
		guest.got.await(t, `(?s)^.{100}`)
		host.typeIn(t, "/files\n")
		host.out.await(t, `1  \S*firmware\.bin \(64 MiB\).* went`)
		host.typeIn(t, "/pause 1\n")
		host.out.await(t, `firmware\.bin is paused; /get 1 goes on`)
		host.typeIn(t, "/get 1\n/stop 1\n")
		host.out.await(t, `firmware\.bin was stopped after .* of 64 MiB`)
		host.typeIn(t, "/save 1 "+saved+"\n")
		host.out.await(t, `is being saved as it comes: `+saved)
		guest.say(t, "for the file\n")
		host.out.await(t, `for the file\n`)
		host.typeIn(t, "/save 1 off\n")
		host.out.await(t, `13 B of what \S+ \S+ sent was saved`)
		if b, err := os.ReadFile(saved); err != nil || string(b) != "for the file\n" {
			t.Errorf("%q is saved, %v", b, err)
		}
	})
	for name, args := range map[string][]string{
		"-rate without a file":      {"send", "-plain", "127.0.0.1:1", "-rate", "960", "text"},
		"-rate without -plain":      {"send", "127.0.0.1:1", "-rate", "960", "-file", os.Args[0]},
		"-rate that is none":        {"send", "-plain", "127.0.0.1:1", "-rate", "0", "-file", os.Args[0]},
		"chat -save where no offer": {"chat", "-plain", "127.0.0.1:1", "-save", "."},
	} {
		t.Run(name+" is refused", func(t *testing.T) {
			t.Parallel()
			run(t, confab, args...).exit(t, 2)
		})
	}
}
