//go:build unix

package instance

import (
	"context"
	"errors"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"syscall"

	"golang.org/x/sys/unix"
)

// place is where the starts of one data folder meet: a socket, and the lock of whoever
// made it.
type place struct{ socket, lock string }

// The folder of both: in $XDG_RUNTIME_DIR that of this program, in the data folder that of
// its window.
const (
	runtimeName = "confab"
	dataName    = "window"
)

// errNotPrivate is of a folder that another user could change.
var errNotPrivate = errors.New("the folder is not this user's alone")

func meetingPlace(dir string) (place, error) {
	name, err := nameOf(dir)
	if err != nil {
		return place{}, err
	}
	folder := filepath.Join(dir, dataName)
	if runtime := os.Getenv("XDG_RUNTIME_DIR"); filepath.IsAbs(runtime) && private(runtime) == nil {
		folder = filepath.Join(runtime, runtimeName)
	}
	if err := os.Mkdir(folder, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return place{}, err
	}
	if err := private(folder); err != nil {
		return place{}, &fs.PathError{Op: "using", Path: folder, Err: err}
	}
	base := filepath.Join(folder, name)
	return place{socket: base + ".socket", lock: base + ".lock"}, nil
}

// private reports that a folder is this user's alone, and no link to another.
func private(folder string) error {
	info, err := os.Lstat(folder)
	if err != nil {
		return err
	}
	if owner, ok := info.Sys().(*syscall.Stat_t); !info.IsDir() || info.Mode().Perm()&0o077 != 0 || !ok || int(owner.Uid) != os.Geteuid() {
		return errNotPrivate
	}
	return nil
}

// listen makes this process the first.
func (p place) listen() (listener, error) {
	lock, err := os.OpenFile(p.lock, os.O_RDWR|os.O_CREATE|unix.O_NOFOLLOW, 0o600)
	if err != nil {
		return nil, err
	}
	if err := unix.Flock(int(lock.Fd()), unix.LOCK_EX|unix.LOCK_NB); err != nil {
		_ = lock.Close()
		if errors.Is(err, unix.EWOULDBLOCK) {
			err = errHeld
		}
		return nil, err
	}
	// Whoever has the lock may replace what an earlier one left behind.
	err = os.Remove(p.socket)
	if err == nil || errors.Is(err, fs.ErrNotExist) {
		var l *net.UnixListener
		err = named(p.socket, func(name string) (err error) {
			l, err = net.ListenUnix("unix", &net.UnixAddr{Name: name, Net: "unix"})
			return err
		})
		if err == nil {
			l.SetUnlinkOnClose(false) // it would go by the short name
			return &unixListener{socket: l, lock: lock, path: p.socket}, nil
		}
	}
	_ = lock.Close()
	return nil, err
}

// dial meets the first.
func (p place) dial(ctx context.Context) (conn, error) {
	var c net.Conn
	err := named(p.socket, func(name string) (err error) {
		c, err = new(net.Dialer).DialContext(ctx, "unix", name)
		return err
	})
	switch {
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.ECONNREFUSED):
		return nil, errAbsent
	case err != nil && ctx.Err() != nil:
		return nil, ErrSilent
	case err != nil:
		return nil, err
	}
	if err := sameUser(c.(*net.UnixConn), peerUser); err != nil {
		_ = c.Close()
		return nil, err
	}
	return c, nil
}

type unixListener struct {
	socket *net.UnixListener
	lock   *os.File // held while it is open
	path   string
}

// nameMost is the length of the longest name that a socket can have on every system.
const nameMost = 100

// named calls use with a name for the socket at path: where that is too long, one through
// a link to its folder, which is there until use returns.
func named(path string, use func(name string) error) error {
	if len(path) <= nameMost {
		return use(path)
	}
	dir, err := os.MkdirTemp("", "confab")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }() // an empty folder of ours, at worst
	link := filepath.Join(dir, "at")
	if err := os.Symlink(filepath.Dir(path), link); err != nil {
		return err
	}
	return use(filepath.Join(link, filepath.Base(path)))
}

func (l *unixListener) accept() (conn, error) {
	c, err := l.socket.AcceptUnix()
	if err != nil {
		return nil, err
	}
	if err := sameUser(c, peerUser); err != nil {
		_ = c.Close()
		return nil, err
	}
	return c, nil
}

// stop removes the socket too.
func (l *unixListener) stop() error {
	err := l.socket.Close()
	if gone := os.Remove(l.path); !errors.Is(gone, fs.ErrNotExist) {
		err = errors.Join(err, gone)
	}
	return err
}

// Close lets another process have the lock.
func (l *unixListener) Close() error { return l.lock.Close() }

// sameUser fails with ErrStranger if another user is at the other end, where userOf, which
// is peerUser, says who is.
func sameUser(c *net.UnixConn, userOf func(fd int) (uint32, error)) error {
	raw, err := c.SyscallConn()
	if err != nil {
		return err
	}
	own := false
	var unknown error
	if err := raw.Control(func(fd uintptr) {
		var uid uint32
		uid, unknown = userOf(int(fd))
		own = unknown == nil && int(uid) == os.Geteuid()
	}); err != nil {
		return err
	}
	switch {
	case errors.Is(unknown, errors.ErrUnsupported): // the folder keeps others out
		return nil
	case unknown != nil:
		return unknown
	case !own:
		return ErrStranger
	}
	return nil
}
