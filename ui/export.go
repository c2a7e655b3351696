package ui

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"unicode"

	"confab/transport"
	"confab/ui/internal/visible"
	"confab/ui/model"
)

// exportOrder says which talk is to be written to a file, and how.
type exportOrder struct {
	tab    model.Tab
	talk   transport.TalkID
	name   string // of the file, without what tells one from another
	format transport.ExportFormat
}

// exportFile is a file made for an order, or why it could not be.
type exportFile struct {
	exportOrder
	file *os.File
	err  error
}

// begin has the talk written into the file.
func (f exportFile) begin(m *model.Model) {
	if f.err != nil {
		m.ExportFailed(f.err)
		return
	}
	m.Export(f.tab, f.talk, io.WriteCloser(f.file), f.file.Name(), f.format)
}

// exportTalk has a talk written to a new file.
func (s *screen) exportTalk(tab model.Tab, talk transport.TalkID, title string, format transport.ExportFormat) {
	if s.export != nil {
		s.export(exportOrder{tab: tab, talk: talk, name: exportName(title), format: format})
	}
}

// exportName makes a file's name of a title, which is text from outside.
func exportName(title string) string {
	name := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || r == '-' || r == '_' || r == ' ' {
			return r
		}
		return '-'
	}, visible.Line(title, 40))
	return strings.TrimSpace("Confab " + strings.Trim(name, " -"))
}

// exporter makes files in a folder, each in a goroutine of its own, and hands
// them to done.
func exporter(folder func() (string, error), done func(exportFile)) func(exportOrder) {
	return func(o exportOrder) {
		go func() {
			f := exportFile{exportOrder: o}
			dir, err := folder()
			if err == nil {
				f.file, err = newFile(dir, o)
			}
			f.err = err
			done(f)
		}()
	}
}

// newFile makes a file that was not there before, readable by its owner only.
func newFile(dir string, o exportOrder) (*os.File, error) {
	ending := ".jsonl"
	if o.format == transport.ExportText {
		ending = ".txt"
	}
	const most = 1000
	for i := 1; ; i++ {
		name := o.name
		if i > 1 {
			name += " " + strconv.Itoa(i)
		}
		f, err := os.OpenFile(filepath.Join(dir, name+ending), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if err == nil || i == most || !errors.Is(err, fs.ErrExist) {
			return f, err
		}
	}
}

// exportFolder is where people look for what a program has saved: the folder for
// downloads, else their home. A phone has neither, and keeps it with the
// preferences.
func exportFolder(dataDir string) (string, error) {
	if phone {
		return dataDir, nil
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", err
	}
	for _, dir := range []string{downloads(home), filepath.Join(home, "Downloads")} {
		if info, err := os.Stat(dir); dir != "" && err == nil && info.IsDir() {
			return dir, nil
		}
	}
	return home, nil
}

// downloads is the folder that the desktop calls so, in whatever language
// (freedesktop.org, xdg-user-dirs), or empty.
func downloads(home string) string {
	config, err := os.UserConfigDir()
	if err != nil {
		return ""
	}
	text, err := os.ReadFile(filepath.Join(config, "user-dirs.dirs"))
	if err != nil {
		return ""
	}
	for line := range strings.Lines(string(text)) {
		value, ok := strings.CutPrefix(strings.TrimSpace(line), "XDG_DOWNLOAD_DIR=")
		if !ok {
			continue
		}
		value = strings.Trim(value, `"`)
		if rest, ok := strings.CutPrefix(value, "$HOME"); ok {
			value = home + rest
		}
		if filepath.IsAbs(value) {
			return value
		}
	}
	return ""
}
