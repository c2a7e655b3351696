//go:build unix

package core

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// foreign is a program that must be there where CI is set.
func foreign(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skip(err)
	}
	return path
}

// noise is a file of random bytes, with telnet commands and line ends among them.
func noise(t *testing.T, size int) (path string, content []byte) {
	t.Helper()
	content = make([]byte, size)
	random := rand.NewChaCha8([32]byte{1})
	_, _ = random.Read(content)
	for i := 0; i+8 < size; i += 1000 {
		copy(content[i:], "\xff\xfb\x01\r\n\xff\xff\n")
	}
	path = filepath.Join(t.TempDir(), "noise.bin")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path, content
}

// became waits for what becomes of our message in the end.
func (e *events) became(t *testing.T, from int, id MessageID) (m Message, last Transfer) {
	t.Helper()
	ev, _ := e.wait(t, from, "end of a file", func(ev Event) bool {
		if transfer, is := ev.Detail.(Transfer); is && transfer.ID == id {
			last = transfer
		}
		return ev.Kind == Updated && ev.Message().ID == id && ev.Message().State != Queued
	})
	return ev.Message(), last
}

// TestAFileGoesToForeignPrograms has programs of others receive files as raw bytes.
func TestAFileGoesToForeignPrograms(t *testing.T) {
	t.Parallel()
	programs := map[string]func(host, port string) []string{
		"nc":    func(host, port string) []string { return []string{"-d", host, port} },
		"socat": func(host, port string) []string { return []string{"-u", "TCP:" + host + ":" + port, "-"} },
	}
	for name, args := range programs {
		for _, size := range []int{0, 1, 10 << 20} {
			t.Run(fmt.Sprintf("%s receives %d bytes", name, size), func(t *testing.T) {
				t.Parallel()
				path, content := noise(t, size)
				s, e, addr := startServer(t, Limits{})
				host, port, _ := strings.Cut(addr, ":")
				cmd := exec.Command(foreign(t, name), args(host, port)...)
				sum := sha256.New()
				cmd.Stdout = sum
				if err := cmd.Start(); err != nil {
					t.Fatal(err)
				}
				up, at := e.kind(t, 0, Connected)
				id, err := s.Post(up.Peer.ID.Talk(), Draft{Attach: &Attachment{Path: path}})
				if err != nil {
					t.Fatal(err)
				}
				m, last := e.became(t, at, id)
				if m.State != Written || m.File == nil || m.File.Name != "noise.bin" || m.File.Size != int64(size) || len(m.Raw) > 0 {
					t.Errorf("%v of %+v", m.State, m.File)
				}
				if last.State != Sent || last.Bytes != int64(size) || last.Of != int64(size) || last.Active {
					t.Errorf("%+v", last)
				}
				s.Disconnect(up.Peer.ID)
				if err := cmd.Wait(); err != nil {
					t.Error(err)
				}
				if want := sha256.Sum256(content); !bytes.Equal(sum.Sum(nil), want[:]) {
					t.Error("other bytes came")
				}
				if len(s.Transfers()) > 0 {
					t.Errorf("%v", s.Transfers())
				}
			})
		}
	}
}

// TestAClientSendsAFileToAForeignServer is the other way round, with what is said before and
// behind the file.
func TestAClientSendsAFileToAForeignServer(t *testing.T) {
	t.Parallel()
	path, content := noise(t, 1<<20)
	out := filepath.Join(t.TempDir(), "received")
	at := freeAddr(t)
	cmd := exec.Command(foreign(t, "socat"), "-u", "TCP-LISTEN:"+at[strings.LastIndex(at, ":")+1:]+",bind=127.0.0.1,reuseaddr", "OPEN:"+out+",creat")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	client, e := newTestClient(t, Limits{})
	from := 0
	var up Event
	for up.Kind != Connected {
		client.Dial(at)
		up, from = e.wait(t, from, "answer", func(ev Event) bool { return ev.Kind == Connected || ev.Kind == DialFailed })
	}
	id, err := client.Post(Everyone, Draft{Text: "before", Attach: &Attachment{Path: path}})
	if err != nil {
		t.Fatal(err)
	}
	behind, err := client.Send(up.Peer.ID.Talk(), "behind")
	if err != nil {
		t.Fatal(err)
	}
	e.became(t, from, id)
	e.became(t, from, behind)
	client.Hangup()
	if err := cmd.Wait(); err != nil {
		t.Error(err)
	}
	got, err := os.ReadFile(out)
	if err != nil || !bytes.Equal(got, []byte("before"+string(content)+"behind")) {
		t.Errorf("%d bytes came: %v", len(got), err)
	}
}

// TestWhatComesIsSaved has programs of others send files that go to disk as they are.
func TestWhatComesIsSaved(t *testing.T) {
	t.Parallel()
	path, content := noise(t, 10<<20)
	nc := foreign(t, "nc")
	s, e, addr := startServer(t, Limits{})
	host, port, _ := strings.Cut(addr, ":")
	dir := filepath.Join(t.TempDir(), "made when needed")
	wanted := filepath.Join(dir, "came.bin")
	from := 0
	for range 2 { // at once, into files of one name
		cmd := exec.Command(nc, "-N", host, port)
		in, err := cmd.StdinPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		var up Event
		up, from = e.kind(t, from, Connected)
		if err := s.Save(up.Peer.ID.Talk(), wanted); err != nil {
			t.Fatal(err)
		}
		saving, _ := e.wait(t, from, "notice", func(ev Event) bool { return ev.Message().Notice == SaveBegan && ev.Peer.ID == up.Peer.ID })
		if !saving.Peer.Saving || saving.Message().Fault != NoFault {
			t.Errorf("%+v", saving)
		}
		defer func() {
			file, err := os.Open(path)
			if err != nil {
				t.Fatal(err)
			}
			defer file.Close()
			if _, err := io.Copy(in, file); err != nil {
				t.Error(err)
			}
			_ = in.Close()
			ended, at := e.wait(t, 0, "notice", func(ev Event) bool { return ev.Message().Notice == SaveEnded && ev.Peer.ID == up.Peer.ID })
			m := ended.Message()
			if m.Fault != NoFault || m.File.Size != int64(len(content)) || ended.Peer.Saving {
				t.Errorf("%+v, %+v", m, m.File)
			}
			got, err := os.ReadFile(m.Text)
			if err != nil || !bytes.Equal(got, content) {
				t.Errorf("%s has %d bytes, %v", m.Text, len(got), err)
			}
			e.wait(t, at-1, "half close", func(ev Event) bool { return ev.Message().Notice == PeerHalfClosed && ev.Peer.ID == up.Peer.ID })
			s.Disconnect(up.Peer.ID)
			if err := cmd.Wait(); err != nil {
				t.Error(err)
			}
		}()
	}
}

// TestAGuestIsKilledInTheMiddleOfAFile has the talk say how much of it went.
func TestAGuestIsKilledInTheMiddleOfAFile(t *testing.T) {
	t.Parallel()
	path, content := noise(t, 32<<20)
	s, e, addr := startServer(t, Limits{})
	host, port, _ := strings.Cut(addr, ":")
	cmd := exec.Command(foreign(t, "nc"), "-d", host, port)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	up, at := e.kind(t, 0, Connected)
	id, err := s.Post(up.Peer.ID.Talk(), Draft{Attach: &Attachment{Path: path}})
	if err != nil {
		t.Fatal(err)
	}
	begin := make([]byte, 1<<20)
	if _, err := io.ReadFull(out, begin); err != nil || !bytes.Equal(begin, content[:len(begin)]) {
		t.Fatalf("other bytes came: %v", err)
	}
	_ = cmd.Process.Kill()
	_ = cmd.Wait()
	m, last := e.became(t, at, id)
	if m.State != Failed || m.Fault == NoFault {
		t.Errorf("%v for %v", m.State, m.Fault)
	}
	if last.State != NotSent || last.Fault != m.Fault || last.Bytes < int64(len(begin)) || last.Bytes >= last.Of {
		t.Errorf("%+v", last)
	}
}
