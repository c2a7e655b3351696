//go:build unix

package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// unit is the tests of one package, which one run takes.
type unit struct {
	name string
	pkg  string   // its import path, or a pattern
	dir  string   // where its tests run
	tags string   // build tags
	args []string // of the test program
	race bool
	why  []string // what of touching its tests import
}

// touching are the packages without which no test reaches time, sockets,
// processes or disks. Windows are reached through processes.
var touching = []string{"net", "net/http", "os", "os/exec", "os/signal", "syscall", "testing/synctest", "time"}

// raceStage is the race stage of make test.
var raceStage = unit{name: "race", pkg: "./...", race: true}

// tagged are the tests behind build tags that make test runs.
var tagged = []unit{
	{name: "confab/ui/e2e/windows, program", pkg: "confab/ui/e2e/windows", tags: "exe", args: []string{"-test.run=WindowsProgram"}},
	{name: "confab/ui/e2e/windows, wine", pkg: "confab/ui/e2e/windows", tags: "wine", args: []string{"-test.run=Wine"}},
	{name: "confab/transport/internal/web, browser", pkg: "confab/transport/internal/web", tags: "browser", args: []string{"-test.run=Browser"}},
	{name: "confab/ui/e2e", pkg: "confab/ui/e2e", tags: "e2e"},
}

// findUnits asks the go command which packages have tests that touch something.
func findUnits(ctx context.Context) ([]unit, error) {
	list := exec.CommandContext(ctx, "go", "list", "-tags", "e2e", "-json=ImportPath,Dir,TestGoFiles,XTestGoFiles,TestImports,XTestImports", "./...")
	list.Stderr = os.Stderr
	out, err := list.Output()
	if err != nil {
		return nil, fmt.Errorf("listing packages: %w", err)
	}
	var units []unit
	dirs := map[string]string{}
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var p struct {
			ImportPath, Dir                                      string
			TestGoFiles, XTestGoFiles, TestImports, XTestImports []string
		}
		if err := d.Decode(&p); err == io.EOF {
			break
		} else if err != nil {
			return nil, fmt.Errorf("reading the list of packages: %w", err)
		}
		dirs[p.ImportPath] = p.Dir
		if len(p.TestGoFiles)+len(p.XTestGoFiles) == 0 || slices.ContainsFunc(tagged, func(u unit) bool { return u.name == p.ImportPath }) {
			continue
		}
		u := unit{name: p.ImportPath, pkg: p.ImportPath, dir: p.Dir}
		for _, name := range touching {
			if slices.Contains(p.TestImports, name) || slices.Contains(p.XTestImports, name) {
				u.why = append(u.why, name)
			}
		}
		if u.why == nil {
			fmt.Printf("   left out, as its tests touch nothing: %s\n", p.ImportPath)
			continue
		}
		units = append(units, u)
	}
	for _, u := range tagged {
		u.dir, u.why = dirs[u.pkg], []string{"behind the tag " + u.tags}
		units = append(units, u)
	}
	for _, u := range units {
		fmt.Printf("   %-34s %s\n", u.name, strings.Join(u.why, " "))
	}
	return units, nil
}

// treeDigest stands for the content of all files of the tree but for those that
// are built or git's.
func treeDigest(root string) (string, error) {
	sum := sha256.New()
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && slices.Contains([]string{".git", "build", "builds"}, path):
			return fs.SkipDir
		case path == ".git" || !d.Type().IsRegular():
			return nil
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		fmt.Fprintf(sum, "%s %d\n", path, len(content))
		sum.Write(content)
		return nil
	})
	return fmt.Sprintf("%x", sum.Sum(nil)[:6]), err
}
