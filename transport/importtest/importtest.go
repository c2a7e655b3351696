package importtest

import (
	"errors"
	"fmt"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// Never fails t for each file below the working directory, which is that of the
// package under test, that imports one of the forbidden paths, itself or through
// other packages of this module.
func Never(t testing.TB, forbidden ...string) {
	t.Helper()
	report(t, func(m module, dir string) ([]string, error) { return m.never(dir, true, forbidden) })
}

// NeverDirectly is Never without what other packages bring along.
func NeverDirectly(t testing.TB, forbidden ...string) {
	t.Helper()
	report(t, func(m module, dir string) ([]string, error) { return m.never(dir, false, forbidden) })
}

// Only fails t for each file of this module that imports path or a path below it,
// unless it is allowed to: one of allowed is that file, or the folder it is in, or
// ends in "/..." and is a folder it is in or below. Both are named from the root
// of the module.
func Only(t testing.TB, path string, allowed ...string) {
	t.Helper()
	report(t, func(m module, _ string) ([]string, error) { return m.only(path, allowed) })
}

// report fails t with what check finds in the module of the working directory.
func report(t testing.TB, check func(m module, dir string) (breaches []string, err error)) {
	t.Helper()
	m, dir, err := here()
	if err != nil {
		t.Fatal(err)
	}
	breaches, err := check(m, dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, breach := range breaches {
		t.Error(breach)
	}
}

// module is a module's source. Its files are named by slash-separated paths from
// its root.
type module struct {
	path  string
	files fs.FS
}

// here returns the module that the working directory is in, and that folder.
func here() (m module, dir string, err error) {
	inner, err := os.Getwd()
	if err != nil {
		return module{}, "", err
	}
	for root := inner; ; root = filepath.Dir(root) {
		mod, err := os.ReadFile(filepath.Join(root, "go.mod"))
		if errors.Is(err, fs.ErrNotExist) && root != filepath.Dir(root) {
			continue
		}
		if err != nil {
			return module{}, "", fmt.Errorf("looking for the module: %w", err)
		}
		line, _, _ := strings.Cut(string(mod), "\n")
		dir, err := filepath.Rel(root, inner)
		return module{strings.TrimSpace(strings.TrimPrefix(line, "module ")), os.DirFS(root)}, filepath.ToSlash(dir), err
	}
}

// never returns the imports of forbidden paths by files in or below dir, and with
// through also those by packages that such a file imports: of each package the
// first forbidden one, once.
func (m module) never(dir string, through bool, forbidden []string) (breaches []string, err error) {
	w := walk{module: m, under: path.Join(m.path, dir), through: through, forbidden: forbidden, chains: map[string][]string{}}
	known := map[string]bool{} // packages that import something forbidden
	err = m.each(dir, func(name string, imports []string) error {
		for _, p := range imports {
			chain, err := w.chain(p)
			if err != nil {
				return err
			}
			culprit := name
			if len(chain) > 1 {
				culprit = chain[len(chain)-2]
			}
			if len(chain) > 0 && !known[culprit] {
				known[culprit] = culprit != name
				breaches = append(breaches, name+" imports "+strings.Join(chain, ", which imports "))
			}
		}
		return nil
	})
	return breaches, err
}

// walk follows imports to forbidden packages.
type walk struct {
	module
	under     string // the import path of the folder under test
	through   bool   // packages of the module are followed
	forbidden []string
	chains    map[string][]string // what chain has found, by import path
}

// chain returns the imports that lead from the package p to a forbidden one, both
// included, or nil when none does.
func (w *walk) chain(p string) ([]string, error) {
	if !below(p, w.under) && slices.ContainsFunc(w.forbidden, func(f string) bool { return below(p, f) }) {
		return []string{p}, nil
	}
	if chain, known := w.chains[p]; known || !w.through || !below(p, w.path) || below(p, w.under) {
		return chain, nil // the files below w.under are looked at one by one
	}
	w.chains[p] = nil // an end also where packages import each other, which does not compile
	names, err := fs.Glob(w.files, path.Join(".", strings.TrimPrefix(p, w.path), "*.go"))
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue // whoever imports p does not import its tests
		}
		imports, err := w.imports(name)
		if err != nil {
			return nil, err
		}
		for _, next := range imports {
			chain, err := w.chain(next)
			if err != nil {
				return nil, err
			}
			if len(chain) > 0 {
				w.chains[p] = append([]string{p}, chain...)
				return w.chains[p], nil
			}
		}
	}
	return nil, nil
}

// only returns the imports of imported, and of what lies below it, by files that
// are not allowed to.
func (m module) only(imported string, allowed []string) (breaches []string, err error) {
	err = m.each(".", func(name string, imports []string) error {
		dir := path.Dir(name)
		if slices.ContainsFunc(allowed, func(a string) bool {
			whole, tree := strings.CutSuffix(a, "/...")
			return a == name || a == dir || tree && below(dir, whole)
		}) {
			return nil
		}
		for _, p := range imports {
			if below(p, imported) {
				breaches = append(breaches, name+" imports "+p)
			}
		}
		return nil
	})
	return breaches, err
}

// each calls use with each Go file in and below dir and what it imports. That there
// is none is an error: a rule about nothing would hold for ever.
func (m module) each(dir string, use func(name string, imports []string) error) error {
	seen := 0
	err := fs.WalkDir(m.files, dir, func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && name != dir:
			base := d.Name()
			if base == "testdata" || strings.HasPrefix(base, ".") || strings.HasPrefix(base, "_") {
				return fs.SkipDir
			}
			if _, err := fs.Stat(m.files, path.Join(name, "go.mod")); err == nil {
				return fs.SkipDir
			}
			return nil
		case d.IsDir() || path.Ext(name) != ".go":
			return nil
		}
		seen++
		imports, err := m.imports(name)
		if err != nil {
			return err
		}
		return use(name, imports)
	})
	if err == nil && seen == 0 {
		err = fmt.Errorf("there is no Go file in %s", dir)
	}
	return err
}

// imports returns the paths that a file imports, but for this package in tests.
func (m module) imports(name string) (paths []string, err error) {
	source, err := fs.ReadFile(m.files, name)
	if err != nil {
		return nil, err
	}
	file, err := parser.ParseFile(token.NewFileSet(), name, source, parser.ImportsOnly)
	if err != nil {
		return nil, err
	}
	for _, spec := range file.Imports {
		p, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			return nil, err
		}
		if p != m.path+"/transport/importtest" || !strings.HasSuffix(name, "_test.go") {
			paths = append(paths, p)
		}
	}
	return paths, nil
}

// below reports whether the path p is root or lies below it.
func below(p, root string) bool {
	return p == root || strings.HasPrefix(p, root+"/")
}
