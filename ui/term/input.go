package term

import (
	"bufio"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"confab/transport"
)

// lineBytes is how much of one line is kept. It is far more than a message may
// be, so a line that was cut here is refused as too long, never sent in part.
const lineBytes = 1 << 20

// sender is the half of a server or client that input is sent with.
type sender interface {
	Send(to transport.TalkID, text string) (transport.MessageID, error)
	SendBytes(to transport.TalkID, raw []byte) (transport.MessageID, error)
}

// send sends text, or the bytes as they are when they are no text (a pipe, or
// a terminal, that does not speak UTF-8).
func send(s sender, to transport.TalkID, text string) (transport.MessageID, error) {
	if utf8.ValidString(text) {
		return s.Send(to, text)
	}
	return s.SendBytes(to, []byte(text))
}

// input is what is typed or piped in, as lines.
type input struct {
	// lines carries them without their newline; closed at the end of the
	// input. It has no buffer: a pipe is read no faster than its lines are sent.
	lines chan string
	err   error // why reading ended early; valid after lines is closed
}

// readLines reads r until it ends or done is closed, in its own goroutine.
func readLines(r io.Reader, done <-chan struct{}) *input {
	in := &input{lines: make(chan string)}
	go in.readLoop(bufio.NewReader(r), done)
	return in
}

func (in *input) readLoop(r *bufio.Reader, done <-chan struct{}) {
	defer close(in.lines)
	for {
		line, err := readLine(r)
		if line != "" || err == nil {
			select {
			case in.lines <- line:
			case <-done:
				return
			}
		}
		if err != nil {
			if !errors.Is(err, io.EOF) {
				in.err = err
			}
			return
		}
	}
}

// readLine returns the next line without LF or CRLF, at most lineBytes of it.
// A last line without newline comes with io.EOF.
func readLine(r *bufio.Reader) (string, error) {
	var line []byte
	for {
		part, err := r.ReadSlice('\n')
		line = append(line, part[:min(len(part), lineBytes-len(line))]...)
		if !errors.Is(err, bufio.ErrBufferFull) {
			return strings.TrimSuffix(strings.TrimSuffix(string(line), "\n"), "\r"), err
		}
	}
}
