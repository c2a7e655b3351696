//go:build (linux && !android) || freebsd || openbsd

package copied

import (
	"context"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"
)

// FileList is the type of a list of files, as RFC 2483 has it.
const FileList = "text/uri-list"

// The types of Wayland in which something is read, the best ones first.
var (
	fileTypes    = []string{FileList, "x-special/gnome-copied-files"}
	pictureTypes = []string{"image/png", "image/jpeg"}
	textTypes    = []string{"text/plain;charset=utf-8", "text/plain;charset=utf8", "UTF8_STRING", "text/plain", "TEXT", "STRING"}
)

const (
	// maxListBytes is how much of a list of files is read.
	maxListBytes = 1 << 20
	// ownerPatience is how long another program may take until it writes more.
	ownerPatience = 5 * time.Second
)

// Choose returns the type in which what was copied is best read, of those that it is offered
// in: that of files or, where there is no text, of a picture; empty for none.
func Choose(types []string) string {
	if kind := ChooseFiles(types); kind != "" {
		return kind
	}
	if best(textTypes, types) != "" {
		return ""
	}
	return best(pictureTypes, types)
}

// ChooseFiles returns the type of those offered in which the files are listed; empty for none.
func ChooseFiles(types []string) string { return best(fileTypes, types) }

func best(wanted, offered []string) string {
	for _, kind := range wanted {
		if slices.Contains(offered, kind) {
			return kind
		}
	}
	return ""
}

// Receive reads what another program writes into a pipe, as a type that Choose has returned,
// and closes it. Its error is ErrNone, also for a picture that is too large and for a program
// that does not go on. Call it on a goroutine of its own.
func Receive(ctx context.Context, from *os.File, kind string) (Copied, error) {
	defer from.Close()
	limit, picture := maxListBytes, slices.Contains(pictureTypes, kind)
	if picture {
		limit = maxBytes
	}
	content, err := io.ReadAll(io.LimitReader(&patient{ctx, from}, int64(limit)+1))
	if err != nil {
		return Copied{}, fmt.Errorf("%w: %w", ErrNone, err)
	}
	cut := len(content) > limit
	if !picture {
		list := string(content)
		if cut { // the last line may be half a name
			list = list[:strings.LastIndexByte(list, '\n')+1]
		}
		files := Paths(list)
		if len(files) == 0 {
			return Copied{}, ErrNone
		}
		return Copied{Files: files}, nil
	}
	ending := extension(string(content))
	if cut || ending == "" {
		return Copied{}, ErrNone
	}
	return Copied{Picture: content, Extension: ending}, nil
}

// patient reads from a program that may take its time for each step, until ctx is done.
type patient struct {
	ctx  context.Context
	from *os.File
}

func (p *patient) Read(to []byte) (int, error) {
	if err := p.ctx.Err(); err != nil {
		return 0, err
	}
	late := time.Now().Add(ownerPatience)
	if end, ok := p.ctx.Deadline(); ok && end.Before(late) {
		late = end
	}
	if err := p.from.SetReadDeadline(late); err != nil {
		return 0, err
	}
	return p.from.Read(to)
}
