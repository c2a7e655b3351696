package instance

import (
	"context"
	"errors"
	"unsafe"

	"golang.org/x/sys/windows"
)

// place is where the starts of one data folder meet: a named pipe of one instance, which
// is the lock as well.
type place struct{ name, user string }

func meetingPlace(dir string) (place, error) {
	name, err := nameOf(dir)
	if err != nil {
		return place{}, err
	}
	user, err := userOf(windows.GetCurrentProcessToken())
	if err != nil {
		return place{}, err
	}
	return place{name: `\\.\pipe\confab-` + user + "-" + name, user: user}, nil
}

// userOf is the security identifier of a token's user.
func userOf(t windows.Token) (string, error) {
	user, err := t.GetTokenUser()
	if err != nil {
		return "", err
	}
	return user.User.Sid.String(), nil
}

// pipeBytes is the size of the pipe's buffers.
const pipeBytes = 4096

// listen makes this process the first.
func (p place) listen() (listener, error) {
	// Whoever owns the pipe, this user alone may use it; PIPE_REJECT_REMOTE_CLIENTS keeps
	// the network out.
	allowed, err := windows.SecurityDescriptorFromString("D:P(A;;GA;;;" + p.user + ")")
	if err != nil {
		return nil, err
	}
	name, err := windows.UTF16PtrFromString(p.name)
	if err != nil {
		return nil, err
	}
	attributes := &windows.SecurityAttributes{SecurityDescriptor: allowed}
	attributes.Length = uint32(unsafe.Sizeof(*attributes))
	h, err := windows.CreateNamedPipe(name,
		windows.PIPE_ACCESS_DUPLEX|windows.FILE_FLAG_FIRST_PIPE_INSTANCE|windows.FILE_FLAG_OVERLAPPED,
		windows.PIPE_TYPE_BYTE|windows.PIPE_READMODE_BYTE|windows.PIPE_WAIT|windows.PIPE_REJECT_REMOTE_CLIENTS,
		1, pipeBytes, pipeBytes, 0, attributes)
	switch {
	case errors.Is(err, windows.ERROR_ACCESS_DENIED), errors.Is(err, windows.ERROR_PIPE_BUSY):
		return nil, errHeld
	case err != nil:
		return nil, err
	}
	ending, err := windows.CreateEvent(nil, 1, 0, nil)
	if err != nil {
		_ = windows.CloseHandle(h)
		return nil, err
	}
	return &pipeListener{pipe{handle: h, ending: ending}}, nil
}

// dial meets the first.
func (p place) dial(context.Context) (conn, error) {
	name, err := windows.UTF16PtrFromString(p.name)
	if err != nil {
		return nil, err
	}
	// A pipe that another user made must not act as this one.
	h, err := windows.CreateFile(name, windows.GENERIC_READ|windows.GENERIC_WRITE, 0, nil, windows.OPEN_EXISTING,
		windows.FILE_FLAG_OVERLAPPED|windows.SECURITY_SQOS_PRESENT|windows.SECURITY_IDENTIFICATION, 0)
	switch {
	case errors.Is(err, windows.ERROR_FILE_NOT_FOUND), errors.Is(err, windows.ERROR_PIPE_BUSY):
		return nil, errAbsent // or it has another start at the moment
	case errors.Is(err, windows.ERROR_ACCESS_DENIED):
		return nil, ErrStranger
	case err != nil:
		return nil, err
	}
	c := &pipe{handle: h}
	if err := p.meet(c); err != nil {
		_ = c.Close()
		return nil, err
	}
	return c, nil
}

var allowSetForegroundWindow = windows.NewLazySystemDLL("user32.dll").NewProc("AllowSetForegroundWindow")

// meet fails with ErrStranger if another user's process has the pipe, and lets that
// process bring its window to the front, which this one may: a person has just started it.
func (p place) meet(c *pipe) error {
	var process uint32
	if err := windows.GetNamedPipeServerProcessId(c.handle, &process); err != nil {
		return err
	}
	h, err := windows.OpenProcess(windows.PROCESS_QUERY_LIMITED_INFORMATION, false, process)
	if err != nil {
		return ErrStranger
	}
	defer windows.CloseHandle(h)
	var token windows.Token
	if err := windows.OpenProcessToken(h, windows.TOKEN_QUERY, &token); err != nil {
		return ErrStranger
	}
	defer token.Close()
	if user, err := userOf(token); err != nil || user != p.user {
		return ErrStranger
	}
	if allowSetForegroundWindow.Find() == nil {
		allowSetForegroundWindow.Call(uintptr(process)) // where it fails, the taskbar flashes
	}
	return nil
}
