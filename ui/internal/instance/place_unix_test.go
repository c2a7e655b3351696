//go:build unix

package instance

import (
	"context"
	"errors"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

func TestWhereStartsMeet(t *testing.T) {
	dir := own(t)
	inData := func(t *testing.T) {
		t.Helper()
		at, err := meetingPlace(dir)
		if err != nil || filepath.Dir(at.socket) != filepath.Join(dir, "window") {
			t.Errorf("at %q: %v", at.socket, err)
		}
	}
	runtimeDir := os.Getenv("XDG_RUNTIME_DIR")
	t.Run("in the runtime directory, in a folder of this user alone", func(t *testing.T) {
		at, err := meetingPlace(dir)
		if err != nil || filepath.Dir(at.socket) != filepath.Join(runtimeDir, "confab") {
			t.Fatalf("at %q: %v", at.socket, err)
		}
		if info, err := os.Stat(filepath.Dir(at.socket)); err != nil || info.Mode().Perm() != 0o700 {
			t.Errorf("%v: %v", info.Mode(), err)
		}
		link := filepath.Join(t.TempDir(), "link")
		if err := os.Symlink(dir, link); err != nil {
			t.Fatal(err)
		}
		if same, err := meetingPlace(link); err != nil || same != at {
			t.Errorf("through a link at %q: %v", same.socket, err)
		}
	})
	t.Run("not in a runtime directory that others can change", func(t *testing.T) {
		if err := os.Chmod(runtimeDir, 0o777); err != nil {
			t.Fatal(err)
		}
		inData(t)
	})
	t.Run("not in one that is named by a relative path, or not at all", func(t *testing.T) {
		t.Setenv("XDG_RUNTIME_DIR", "here")
		inData(t)
		t.Setenv("XDG_RUNTIME_DIR", "")
		inData(t)
	})
	t.Run("nowhere if the folder is a link", func(t *testing.T) {
		if err := os.Chmod(runtimeDir, 0o700); err != nil {
			t.Fatal(err)
		}
		folder := filepath.Join(runtimeDir, "confab")
		if err := os.RemoveAll(folder); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(dir, folder); err != nil {
			t.Fatal(err)
		}
		if at, err := meetingPlace(dir); !errors.Is(err, errNotPrivate) {
			t.Errorf("at %q: %v", at.socket, err)
		}
	})
	t.Run("in a folder whose path is too long for a socket, too", func(t *testing.T) {
		t.Setenv("XDG_RUNTIME_DIR", "")
		long := filepath.Join(t.TempDir(), strings.Repeat("d", 100))
		if err := os.Mkdir(long, 0o700); err != nil {
			t.Fatal(err)
		}
		claim, err := Open(t.Context(), long, Message{})
		if err != nil {
			t.Fatal(err)
		}
		got := make(chan string, 1)
		claim.Serve(func(_ context.Context, m Message) Answer {
			got <- m.Link
			return Taken
		})
		if second, err := Open(t.Context(), long, Message{Link: "confab://join/abc"}); second != nil || err != nil || <-got != "confab://join/abc" {
			t.Errorf("the second start: %v, %v", second, err)
		}
		if err := claim.Close(); err != nil {
			t.Error(err)
		}
		if left, _ := filepath.Glob(filepath.Join(long, "window", "*.socket")); left != nil {
			t.Errorf("it leaves %q", left)
		}
	})
}

func TestTheOtherEndIsOfThisUser(t *testing.T) {
	dir := own(t)
	at, err := meetingPlace(dir)
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("unix", at.socket)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	c, err := at.dial(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	unknown := errors.New("no such socket")
	for _, other := range []struct {
		uid       int
		err, want error
	}{
		{os.Geteuid(), nil, nil},
		{os.Geteuid() + 1, nil, ErrStranger},
		{0, errors.ErrUnsupported, nil},
		{os.Geteuid(), unknown, unknown},
	} {
		userOf := func(fd int) (uint32, error) {
			if uid, err := peerUser(fd); err == nil && int(uid) != os.Geteuid() || err != nil && runtime.GOOS == "linux" {
				t.Errorf("it is of %d: %v", uid, err)
			}
			return uint32(other.uid), other.err
		}
		if err := sameUser(c.(*net.UnixConn), userOf); !errors.Is(err, other.want) {
			t.Errorf("of user %d, %v: %v", other.uid, other.err, err)
		}
	}
}
