//go:build unix

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// tree is one of the two that are compared.
type tree struct {
	name    string
	dir     string
	builds  string // where its test programs are put
	printed string // the file that has what its benchmarks printed
	gio     bool   // the patched Gio is there
}

// command is one that runs in a folder of the tree, and ends with all that it
// has started.
func (t *tree) command(ctx context.Context, dir, work string, argv ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, argv[0], argv[1:]...)
	cmd.Dir = filepath.Join(t.dir, dir)
	cmd.Env = append(os.Environ(), "GOWORK="+work, "GOFLAGS=-buildvcs=false")
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGTERM) }
	cmd.WaitDelay = 10 * time.Second
	return cmd
}

// work is the go.work that a measurement of the tree needs.
func (t *tree) work(m *measurement) string {
	if m.gio {
		return filepath.Join(t.dir, "builds", "gio", "go.work")
	}
	return "off"
}

// lay lays out the files of a revision in dir.
func lay(ctx context.Context, revision, dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	archive := exec.CommandContext(ctx, "git", "archive", "--format=tar", revision)
	extract := exec.CommandContext(ctx, "tar", "-x", "-C", dir)
	var said bytes.Buffer
	archive.Stderr, extract.Stderr = &said, &said
	var err error
	if extract.Stdin, err = archive.StdoutPipe(); err != nil {
		return err
	}
	if err = extract.Start(); err != nil {
		return err
	}
	if err = errors.Join(archive.Run(), extract.Wait()); err != nil {
		return fmt.Errorf("laying out %s: %w: %s", revision, err, bytes.TrimSpace(said.Bytes()))
	}
	return nil
}

// pkg is where the tree has the package of a measurement.
func (t *tree) pkg(m *measurement) string {
	if _, err := os.Stat(filepath.Join(t.dir, m.pkg)); err != nil && m.was != "" {
		return m.was
	}
	return m.pkg
}

// program compiles the tests of a measurement.
func (t *tree) program(ctx context.Context, m *measurement) (string, error) {
	if m.gio && !t.gio {
		out, err := t.command(ctx, ".", "off", "go", "run", "./ui/internal/giopatch", "-out", "builds/gio").CombinedOutput()
		if err != nil {
			return "", fmt.Errorf("patching Gio: %w: %s", err, out)
		}
		t.gio = true
	}
	program := filepath.Join(t.builds, t.name+"-"+strings.ReplaceAll(m.pkg, "/", "-")+m.tags)
	out, err := t.command(ctx, ".", t.work(m), "go", "test", "-c", "-tags", m.tags, "-o", program, "./"+t.pkg(m)).CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("compiling %s: %w: %s", m.pkg, err, out)
	}
	return program, nil
}

// borrow compiles the tests of a measurement with the newest version of its
// benchmark files that compiles in the tree: that of the tree at from, those of its
// history, the tree's own.
func (t *tree) borrow(ctx context.Context, m *measurement, from *tree) (program string, err error) {
	if len(m.files) == 0 {
		return t.program(ctx, m)
	}
	pkg, theirs := filepath.Join(t.dir, t.pkg(m)), from.pkg(m)
	own := map[string][]byte{}
	versions := []string{""}
	log := []string{"git", "log", "--max-count=20", "--format=%H", "--"}
	for _, file := range m.files {
		own[file], _ = os.ReadFile(filepath.Join(pkg, file)) // nil: it has none
		log = append(log, filepath.Join(theirs, file))
	}
	out, err := from.command(ctx, ".", "off", log...).Output()
	if err != nil {
		return "", fmt.Errorf("asking git for versions of %v: %w", m.files, err)
	}
	versions = append(versions, strings.Fields(string(out))...)
	var first error
	for _, version := range versions {
		for file := range own {
			var content []byte
			if version == "" {
				content, err = os.ReadFile(filepath.Join(from.dir, theirs, file))
			} else {
				content, err = from.command(ctx, ".", "off", "git", "show", version+":"+filepath.ToSlash(filepath.Join(theirs, file))).Output()
			}
			if err == nil {
				content = bytes.Replace(content, []byte("\npackage "+filepath.Base(theirs)+"\n"), []byte("\npackage "+filepath.Base(pkg)+"\n"), 1)
				err = os.WriteFile(filepath.Join(pkg, file), content, 0o644)
			}
		}
		if err == nil {
			if program, err = t.program(ctx, m); err == nil || ctx.Err() != nil {
				return program, err
			}
		}
		if first == nil {
			first = err
		}
	}
	// None does. What the tree has itself leaves the rest of the package to compile.
	for file, content := range own {
		path := filepath.Join(pkg, file)
		if content == nil {
			err = os.Remove(path)
		} else {
			err = os.WriteFile(path, content, 0o644)
		}
		if err != nil {
			return "", err
		}
	}
	if program, err = t.program(ctx, m); err != nil {
		return "", errors.Join(first, err)
	}
	return program, nil
}
