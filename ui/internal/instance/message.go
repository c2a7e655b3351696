package instance

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// version is that of the format below. Every one begins with a byte of its version, both
// ways, so that programs of different age can tell.
const version = 1

// The bounds of what a start hands over.
const (
	MaxLinkBytes    = 1024
	MaxStartupBytes = 512
)

// Message is what a start hands over to the program that runs. On the wire it is the
// version, and of each text its length in two bytes, big endian, and the bytes.
type Message struct {
	// Link is what was to be opened; empty where only the window was.
	Link string
	// Startup is the id under which the desktop knows the start, as in
	// DESKTOP_STARTUP_ID; empty where there is none.
	Startup string
}

// Answer is what became of a Message. On the wire it is a byte behind the version.
type Answer byte

// The answers. Another byte is taken for none.
const (
	// Taken: the window shows what was handed over.
	Taken Answer = 1
	// Closing: the window is about to be gone, and the start should try to be the first.
	Closing Answer = 2
)

// Errors of Open.
var (
	// ErrTooLong is of a link or an id that no running program would take.
	ErrTooLong = errors.New("too long to be handed over")
	// ErrSilent says that the running program did not answer in time.
	ErrSilent = errors.New("the running program does not answer")
	// ErrOtherVersion says that the running program has another version of the format.
	ErrOtherVersion = errors.New("the running program is of another version")
	// ErrStranger says that another user's program stands where ours would.
	ErrStranger = errors.New("a program of another user answers")
)

// write sends m.
func (m Message) write(w io.Writer) error {
	if len(m.Link) > MaxLinkBytes || len(m.Startup) > MaxStartupBytes {
		return ErrTooLong
	}
	b := []byte{version}
	for _, text := range []string{m.Link, m.Startup} {
		b = append(binary.BigEndian.AppendUint16(b, uint16(len(text))), text...)
	}
	_, err := w.Write(b)
	return err
}

// readMessage reads what write sends, and nothing longer.
func readMessage(r io.Reader) (m Message, err error) {
	var head [1]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return m, err
	}
	if head[0] != version {
		return m, ErrOtherVersion
	}
	if m.Link, err = readText(r, MaxLinkBytes); err != nil {
		return m, fmt.Errorf("reading the link: %w", err)
	}
	if m.Startup, err = readText(r, MaxStartupBytes); err != nil {
		return m, fmt.Errorf("reading the id of the start: %w", err)
	}
	return m, nil
}

func readText(r io.Reader, most int) (string, error) {
	var head [2]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return "", err
	}
	n := int(binary.BigEndian.Uint16(head[:]))
	if n > most {
		return "", ErrTooLong
	}
	text := make([]byte, n)
	_, err := io.ReadFull(r, text)
	return string(text), err
}

// write sends a.
func (a Answer) write(w io.Writer) error {
	_, err := w.Write([]byte{version, byte(a)})
	return err
}

// readAnswer reads what write sends.
func readAnswer(r io.Reader) (Answer, error) {
	var b [2]byte
	if _, err := io.ReadFull(r, b[:]); err != nil {
		return 0, err
	}
	if b[0] != version {
		return 0, ErrOtherVersion
	}
	return Answer(b[1]), nil
}
