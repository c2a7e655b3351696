//go:build unix && !darwin && !android

package install

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"confab/icons"
)

const (
	entryName = AppID + ".desktop"
	mimeType  = "x-scheme-handler/" + Scheme
)

// folders are those of the user, by the XDG Base Directory Specification.
type folders struct{ data, config string }

// userFolders returns them. A variable that has a relative path counts for nothing.
func userFolders() (f folders, err error) {
	f.data, f.config = os.Getenv("XDG_DATA_HOME"), os.Getenv("XDG_CONFIG_HOME")
	if filepath.IsAbs(f.data) && filepath.IsAbs(f.config) {
		return f, nil
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return f, err
	}
	if !filepath.IsAbs(f.data) {
		f.data = filepath.Join(home, ".local", "share")
	}
	if !filepath.IsAbs(f.config) {
		f.config = filepath.Join(home, ".config")
	}
	return f, nil
}

func (f folders) entry() string { return filepath.Join(f.data, "applications", entryName) }

func (f folders) mimeapps() string { return filepath.Join(f.config, "mimeapps.list") }

// alias is the program under a name that every desktop can start; see isPlain.
func (f folders) alias() string { return filepath.Join(f.data, Scheme, Scheme) }

// icon is the file of the icon in one size; "scalable" is that of the drawing.
func (f folders) icon(size, suffix string) string {
	return filepath.Join(f.data, "icons", "hicolor", size, "apps", AppID+suffix)
}

// iconFiles are the icons: the path of each, and what is in it.
func (f folders) iconFiles() map[string][]byte {
	files := map[string][]byte{f.icon("scalable", ".svg"): []byte(icons.AppSVG)}
	for _, size := range icons.AppSizes {
		files[f.icon(fmt.Sprintf("%dx%d", size, size), ".png")] = icons.AppPNG(size)
	}
	return files
}

// Install makes the program in a file, which has an absolute path, the one that the
// user's desktop opens the links with.
func Install(program string) (Done, error) {
	f, err := userFolders()
	if err != nil {
		return Done{}, err
	}
	done := Done{Entry: f.entry(), Program: program}
	if before := installed(f); before != program {
		done.Before = before
	}
	start, err := f.startable(program)
	if err != nil {
		return Done{}, err
	}
	for path, content := range f.iconFiles() {
		if err := write(path, content); err != nil {
			return Done{}, err
		}
	}
	if err := write(f.entry(), desktopEntry(program, start)); err != nil {
		return Done{}, err
	}
	run("update-desktop-database", filepath.Dir(f.entry()))
	run("xdg-mime", "default", entryName, mimeType)
	if query() != entryName {
		// It is not there, or keeps another place than the desktop reads.
		if err := change(f.mimeapps(), func(list string) string { return setDefault(list, mimeType, entryName) }); err != nil {
			return Done{}, err
		}
	}
	answer := query()
	done.Default = answer == entryName || answer == ""
	return done, nil
}

// Remove takes away what Install made.
func Remove() (Done, error) {
	f, err := userFolders()
	if err != nil {
		return Done{}, err
	}
	done := Done{Program: installed(f)}
	if done.Program == "" {
		return done, nil
	}
	done.Entry = f.entry()
	files := []string{f.entry(), f.alias()}
	for path := range f.iconFiles() {
		files = append(files, path)
	}
	for _, path := range files {
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return Done{}, err
		}
	}
	_ = os.Remove(filepath.Dir(f.alias())) // unless there is more in it
	run("update-desktop-database", filepath.Dir(f.entry()))
	return done, change(f.mimeapps(), func(list string) string { return dropEntry(list, mimeType, entryName) })
}

// startable returns how the entry names the program. Where that needs quotes it is through
// a symbolic link, as far as that needs none: not every desktop reads them.
func (f folders) startable(program string) (string, error) {
	if isPlain(program) {
		if err := os.Remove(f.alias()); err == nil {
			_ = os.Remove(filepath.Dir(f.alias())) // unless there is more in it
		}
		return program, nil
	}
	start, err := quote(f.alias())
	if err != nil {
		return "", err
	}
	if to, err := os.Readlink(f.alias()); err == nil && to == program {
		return start, nil
	}
	if err := os.MkdirAll(filepath.Dir(f.alias()), 0o755); err != nil {
		return "", err
	}
	beside := f.alias() + ".new"
	_ = os.Remove(beside) // of one who was interrupted
	if err := os.Symlink(program, beside); err != nil {
		return "", err
	}
	return start, os.Rename(beside, f.alias())
}

// desktopEntry is the file that the menu shows. start is the program for the Exec key.
func desktopEntry(program, start string) []byte {
	lines := []string{
		"[Desktop Entry]",
		"Type=Application",
		"Version=1.0",
		"Name=Confab",
		"GenericName=Chat on the local network",
		"GenericName[zh]=局域网聊天",
		"Comment=Talk on the local network, without an account and without the internet",
		"Comment[zh]=在局域网中交谈，不需要账号，也不需要互联网",
		"Exec=" + start + " %u",
		"Icon=" + AppID,
		"Terminal=false",
		"StartupNotify=true",
		"StartupWMClass=" + AppID,
		"Categories=Network;InstantMessaging;Chat;",
		"MimeType=" + mimeType + ";",
		programKey + "=" + escape.Replace(strings.ToValidUTF8(program, "\uFFFD")),
	}
	return []byte(strings.Join(lines, "\n") + "\n")
}

// programKey has the program as it was named to Install, for the next one.
const programKey = "X-Confab-Program"

// installed returns the program that the entry starts; empty if there is none.
func installed(f folders) string {
	content, err := os.ReadFile(f.entry())
	if err != nil {
		return ""
	}
	for line := range strings.Lines(string(content)) {
		if key, value, _ := strings.Cut(strings.TrimRight(line, "\r\n"), "="); key == programKey {
			return unescape(value)
		}
	}
	return f.entry() // made by somebody else, under our name
}

// toolLimit is how long a program of the desktop may take.
const toolLimit = 20 * time.Second

// query asks the desktop what opens the links; empty if nobody can be asked, or knows.
func query() string {
	ctx, cancel := context.WithTimeout(context.Background(), toolLimit)
	defer cancel()
	out, err := exec.CommandContext(ctx, "xdg-mime", "query", "default", mimeType).Output()
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(out))
}

// run starts a program of the desktop, which may be missing, and waits for it.
func run(name string, args ...string) {
	ctx, cancel := context.WithTimeout(context.Background(), toolLimit)
	defer cancel()
	_ = exec.CommandContext(ctx, name, args...).Run() // what it should have done is looked at, see query
}

// change writes a text file anew, if it is another text then. A link stays one.
func change(path string, edit func(string) string) error {
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real
	}
	was, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	now := edit(string(was))
	if now == string(was) {
		return nil
	}
	return write(path, []byte(now))
}

// write puts a file in the place of what is there, whole or not at all, and leaves one
// that is the same alone.
func write(path string, content []byte) error {
	mode := fs.FileMode(0o644)
	if was, err := os.ReadFile(path); err == nil {
		if string(was) == string(content) {
			return nil
		}
		if info, err := os.Stat(path); err == nil {
			mode = info.Mode().Perm()
		}
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".confab-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // after it was renamed there is none
	_, err = f.Write(content)
	err = errors.Join(err, f.Chmod(mode), f.Sync(), f.Close())
	if err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}
