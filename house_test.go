package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// The rules of the house: which package may import which, what each owes its
// reader, and what may lie where. Every rule is run over the whole tree, and
// over small trees that break it, so that a rule that stopped looking is found.

// house is a tree to be judged.
type house struct {
	dir   string   // the root
	files []string // slash-separated paths below dir, without what .gitignore names
}

// rule is one sentence that must hold. Its check returns what breaks it.
type rule struct {
	sentence string
	check    func(h house) ([]string, error)
	// Each of broken is a tree, path to content, that the rule must refuse.
	broken []map[string]string
	// Each of fine is one that it must not refuse.
	fine []map[string]string
}

const gio = "gioui.org"

// module is the module path that both this tree and the small ones have.
const module = "confab"

var rules = []rule{
	{
		sentence: "transport imports no Gio, no ui and no android",
		check:    never("transport", gio, module+"/ui", module+"/android"),
		broken: []map[string]string{
			{"transport/a.go": `package transport; import _ "gioui.org/app"`},
			{"transport/internal/wire/a_windows.go": `package wire; import _ "confab/ui/model"`},
			{"transport/a_test.go": `package transport_test; import _ "confab/ui"`},
			{"transport/a_android.go": `package transport; import _ "confab/android"`},
		},
		fine: []map[string]string{{"transport/a.go": `package transport; import _ "confab/transport/internal/detect"`}},
	},
	{
		sentence: "ui/model never imports Gio, itself or through another package of this module",
		check:    never("ui/model", gio),
		broken: []map[string]string{
			{"ui/model/a.go": `package model; import _ "gioui.org/layout"`},
			{"ui/model/a.go": `package model; import _ "confab/ui/internal/words"`,
				"ui/internal/words/a.go": `package words; import _ "gioui.org/text"`},
		},
		fine: []map[string]string{{"ui/model/a.go": `package model; import _ "confab/transport"`, "ui/a.go": `package ui; import _ "gioui.org/app"`}},
	},
	{
		sentence: "ui/term never imports Gio, itself or through another package of this module",
		check:    never("ui/term", gio),
		broken: []map[string]string{
			{"ui/term/a.go": `package term; import _ "gioui.org/app"`},
			{"ui/term/a.go": `package term; import _ "confab/ui"`, "ui/a.go": `package ui; import _ "gioui.org/app"`},
		},
	},
	{
		sentence: "ui/widget never imports transport",
		check:    neverDirectly("ui/widget", module+"/transport"),
		broken: []map[string]string{
			{"ui/widget/a.go": `package widget; import _ "confab/transport"`},
			{"ui/widget/row/a.go": `package row; import _ "confab/transport/internal/journal"`},
		},
		fine: []map[string]string{{"ui/widget/a.go": `package widget; import _ "gioui.org/widget"`}},
	},
	{
		sentence: "icons imports nothing else of this program",
		check:    never("icons", module+"/", gio),
		broken:   []map[string]string{{"icons/a.go": `package icons; import _ "confab/ui"`}},
	},
	{
		sentence: "android imports neither ui nor transport",
		check:    never("android", module+"/ui", module+"/transport"),
		broken:   []map[string]string{{"android/a.go": `package android; import _ "confab/transport"`}},
	},
	{
		sentence: `android is the only package that imports "C"`,
		check:    onlyAndroidImportsC,
		broken: []map[string]string{
			{"transport/a.go": `package transport; import "C"`},
			{"ui/a_darwin.go": "package ui\nimport \"C\"\n"},
		},
		fine: []map[string]string{{"android/a_android.go": `package android; import "C"`}},
	},
	{
		sentence: "only main and ui import android",
		check:    onlyMainAndUIImportAndroid,
		broken:   []map[string]string{{"ui/widget/a.go": `package widget; import _ "confab/android"`}},
		fine:     []map[string]string{{"ui/a.go": `package ui; import _ "confab/android"`, "main.go": `package main; import _ "confab/android"`}},
	},
	{
		sentence: "every package has a doc.go with at least eight lines, and main.go says what the program is",
		check:    documented,
		broken: []map[string]string{
			{"ui/a.go": "package ui\n"},
			{"ui/doc.go": "// Package ui is short.\npackage ui\n"},
			{"main.go": "package main\n"},
		},
		fine: []map[string]string{{"ui/doc.go": "// Package ui\n" + strings.Repeat("// says more.\n", 7) + "package ui\n"}},
	},
	{
		sentence: "gofmt -s changes no file",
		check:    formatted,
		broken:   []map[string]string{{"a.go": "package main\n\nvar a = []struct{ b int }{struct{ b int }{1}}\n"}},
		fine:     []map[string]string{{"a.go": "package main\n\nvar a = []struct{ b int }{{1}}\n"}},
	},
	{
		sentence: "go mod tidy changes nothing",
		check:    tidy,
		broken: []map[string]string{{
			"go.mod": "module confab\n\ngo 1.25.0\n\nrequire gioui.org v0.10.3\n", "a.go": "package main\n",
		}},
		fine: []map[string]string{{"go.mod": "module confab\n\ngo 1.25.0\n", "a.go": "package main\n"}},
	},
	{
		sentence: "go.mod has at most ten direct requirements, and README.md gives the reason for each",
		check:    requirementsExplained,
		broken: []map[string]string{
			{"go.mod": "module confab\n\nrequire example.org/fast v1.0.0\n", "README.md": "Nothing."},
			{"go.mod": "module confab\n" + elevenRequirements(), "README.md": elevenRequirements()},
		},
		fine: []map[string]string{{
			"go.mod":    "module confab\n\nrequire example.org/fast v1.0.0\nrequire example.org/far v1.0.0 // indirect\n",
			"README.md": "example.org/fast: it is fast",
		}},
	},
	{
		sentence: "no Go file is longer than 450 lines, tests aside",
		check:    short,
		broken:   []map[string]string{{"ui/long.go": "package ui\n" + strings.Repeat("\n", 450)}},
		fine: []map[string]string{
			{"ui/long_test.go": "package ui\n" + strings.Repeat("\n", 450)},
			{"ui/long.go": "package ui\n" + strings.Repeat("\n", 449)},
		},
	},
	{
		sentence: "the top level holds what it should and nothing else",
		check:    topLevel,
		broken: []map[string]string{
			with(wholeTop(), "notes.txt", "a"),
			with(wholeTop(), "pkg/a.go", "package pkg\n"),
			with(wholeTop(), "helper.go", "package helper\n"),
			with(wholeTop(), "LICENSE", ""),
		},
		fine: []map[string]string{wholeTop(), with(wholeTop(), "console_windows.go", "package main\n")},
	},
	{
		sentence: "no file names a machine's folders or leaves work for later",
		check:    finished,
		broken: []map[string]string{
			{"ui/a.go": "package ui // TO" + "DO: more\n"},
			{"Makefile": "all:\n\tcd /wo" + "rk/main\n"},
			{"README.md": "see /home" + "/ann/confab\n"},
			{".ci/run": "cp x /ro" + "ot/y\n"},
		},
		fine: []map[string]string{{"README.md": "to do this, see https://example.org/work/a and $HOME/confab\n"}},
	},
	{
		sentence: "people's sentences live in ui/internal/words",
		check:    wordsInOnePlace,
		broken: []map[string]string{
			{"ui/a.go": "package ui\nvar s = \"Port is taken\"\n"},
			{"ui/widget/a.go": "package widget\nvar s = `发送`\n"},
			{"ui/model/a.go": "package model\nvar s = \"Nobody is here.\"\n"},
		},
		fine: []map[string]string{
			{"ui/internal/words/en.go": "package words\nvar s = \"Port is taken\"\n"},
			{"ui/a.go": "package ui\nimport \"errors\"\nvar err = errors.New(\"reading preferences: no such file\")\n"},
			{"ui/a_test.go": "package ui\nvar s = \"Port is taken\"\n"},
		},
	},
}

func TestHouse(t *testing.T) {
	whole, err := openHouse(".")
	if err != nil {
		t.Fatal(err)
	}
	if len(whole.files) < 20 {
		t.Fatalf("only %d files are seen: %q", len(whole.files), whole.files)
	}
	for _, r := range rules {
		t.Run(r.sentence, func(t *testing.T) {
			breaches, err := r.check(whole)
			if err != nil {
				t.Fatal(err)
			}
			for _, b := range breaches {
				t.Errorf("%s: %s", r.sentence, b)
			}
		})
		t.Run("a tree that breaks it is found: "+r.sentence, func(t *testing.T) {
			t.Parallel()
			for _, files := range r.broken {
				if breaches := judge(t, r, files); len(breaches) == 0 {
					t.Errorf("not refused: %q", files)
				}
			}
			for _, files := range r.fine {
				if breaches := judge(t, r, files); len(breaches) > 0 {
					t.Errorf("refused: %q: %q", files, breaches)
				}
			}
		})
	}
}

// judge runs a rule over a small tree written for it.
func judge(t *testing.T, r rule, files map[string]string) []string {
	t.Helper()
	dir := t.TempDir()
	for name, content := range files {
		name = filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	h, err := openHouse(dir)
	if err != nil {
		t.Fatal(err)
	}
	breaches, err := r.check(h)
	if err != nil {
		t.Fatal(err)
	}
	return breaches
}

// openHouse lists the files below dir that are part of the tree.
func openHouse(dir string) (house, error) {
	h := house{dir: dir}
	var ignored []string
	if b, err := os.ReadFile(filepath.Join(dir, ".gitignore")); err == nil {
		ignored = strings.Fields(string(b))
	}
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(dir, name)
		if err != nil || rel == "." {
			return err
		}
		rel = filepath.ToSlash(rel)
		skip := rel == ".git"
		for _, pattern := range ignored {
			if top, ok := strings.CutPrefix(pattern, "/"); ok {
				skip = skip || rel == strings.TrimSuffix(top, "/")
			} else if ok, _ := path.Match(pattern, d.Name()); ok {
				skip = true
			}
		}
		switch {
		case skip && d.IsDir():
			return fs.SkipDir
		case !skip && !d.IsDir():
			h.files = append(h.files, rel)
		}
		return nil
	})
	return h, err
}

func (h house) read(name string) ([]byte, error) {
	return os.ReadFile(filepath.Join(h.dir, filepath.FromSlash(name)))
}

// goFiles are the Go files of the module's packages, for every system and tag.
func (h house) goFiles() []string {
	var names []string
	for _, name := range h.files {
		hidden := strings.HasPrefix(name, ".") || strings.Contains(name, "/testdata/")
		if strings.HasSuffix(name, ".go") && !hidden {
			names = append(names, name)
		}
	}
	return names
}

// parse reads the Go files for which want answers true and hands each to use.
func (h house) parse(mode parser.Mode, want func(name string) bool, use func(name string, fset *token.FileSet, f *ast.File)) error {
	fset := token.NewFileSet()
	for _, name := range h.goFiles() {
		if !want(name) {
			continue
		}
		source, err := h.read(name)
		if err != nil {
			return err
		}
		f, err := parser.ParseFile(fset, name, source, mode)
		if err != nil {
			return err
		}
		use(name, fset, f)
	}
	return nil
}

// imports maps each Go file to the paths it imports.
func (h house) imports() (map[string][]string, error) {
	all := map[string][]string{}
	err := h.parse(parser.ImportsOnly, func(string) bool { return true },
		func(name string, _ *token.FileSet, f *ast.File) {
			all[name] = nil
			for _, spec := range f.Imports {
				if p, err := strconv.Unquote(spec.Path.Value); err == nil {
					all[name] = append(all[name], p)
				}
			}
		})
	return all, err
}

// under says whether path p is the package or folder root, or lies below it. A
// root that ends in a slash means only what lies below.
func under(p, root string) bool {
	return p == root || strings.HasPrefix(p, strings.TrimSuffix(root, "/")+"/")
}

// never says that the packages below dir import none of the paths below each of
// forbidden, neither themselves nor through other packages of this module.
func never(dir string, forbidden ...string) func(house) ([]string, error) {
	return func(h house) ([]string, error) {
		files, err := h.imports()
		if err != nil {
			return nil, err
		}
		// What a package brings with it when it is imported: its tests not.
		brings := map[string][]string{}
		for name, paths := range files {
			if !strings.HasSuffix(name, "_test.go") {
				pkg := path.Join(module, path.Dir(name))
				brings[pkg] = append(brings[pkg], paths...)
			}
		}
		var breaches []string
		for name, paths := range files {
			if !under(path.Dir(name), dir) {
				continue
			}
			seen := map[string]bool{}
			var follow func(p, through string)
			follow = func(p, through string) {
				if seen[p] {
					return
				}
				seen[p] = true
				ours := under(p, path.Join(module, dir))
				for _, f := range forbidden {
					if under(p, f) && !ours {
						breaches = append(breaches, fmt.Sprintf("%s imports %s%s", name, p, through))
						return
					}
				}
				for _, next := range brings[p] {
					follow(next, through+" through "+p)
				}
			}
			for _, p := range paths {
				follow(p, "")
			}
		}
		slices.Sort(breaches)
		return breaches, nil
	}
}

// neverDirectly is never without what other packages bring.
func neverDirectly(dir, forbidden string) func(house) ([]string, error) {
	return eachImport(func(name, p string) bool {
		return under(path.Dir(name), dir) && under(p, forbidden)
	})
}

func onlyAndroidImportsC(h house) ([]string, error) {
	return eachImport(func(name, p string) bool {
		return p == "C" && !under(path.Dir(name), "android")
	})(h)
}

func onlyMainAndUIImportAndroid(h house) ([]string, error) {
	return eachImport(func(name, p string) bool {
		dir := path.Dir(name)
		return under(p, module+"/android") && dir != "." && dir != "ui" && !under(dir, "android")
	})(h)
}

// eachImport reports every import for which breaks answers true.
func eachImport(breaks func(file, imported string) bool) func(house) ([]string, error) {
	return func(h house) ([]string, error) {
		files, err := h.imports()
		if err != nil {
			return nil, err
		}
		var breaches []string
		for name, paths := range files {
			for _, p := range paths {
				if breaks(name, p) {
					breaches = append(breaches, fmt.Sprintf("%s imports %s", name, p))
				}
			}
		}
		slices.Sort(breaches)
		return breaches, nil
	}
}

func documented(h house) ([]string, error) {
	const least = 8
	lines := map[string]int{} // of each package's comment, by folder
	err := h.parse(parser.PackageClauseOnly|parser.ParseComments, func(string) bool { return true },
		func(name string, fset *token.FileSet, f *ast.File) {
			dir, home := path.Dir(name), "doc.go"
			if dir == "." {
				home = "main.go"
			}
			lines[dir] += 0
			if path.Base(name) == home && f.Doc != nil {
				lines[dir] = fset.Position(f.Doc.End()).Line - fset.Position(f.Doc.Pos()).Line + 1
			}
		})
	var breaches []string
	for dir, n := range lines {
		if n < least {
			breaches = append(breaches, fmt.Sprintf("the package in %s has %d", dir, n))
		}
	}
	slices.Sort(breaches)
	return breaches, err
}

func formatted(h house) ([]string, error) {
	cmd := exec.Command("gofmt", append([]string{"-s", "-l"}, h.goFiles()...)...)
	cmd.Dir = h.dir
	out, err := cmd.CombinedOutput()
	if err != nil {
		return nil, fmt.Errorf("running gofmt: %w: %s", err, out)
	}
	return strings.Fields(string(out)), nil
}

func tidy(h house) ([]string, error) {
	cmd := exec.Command("go", "mod", "tidy", "-diff")
	cmd.Dir = h.dir
	var difference, trouble bytes.Buffer
	cmd.Stdout, cmd.Stderr = &difference, &trouble
	err := cmd.Run()
	switch {
	case difference.Len() > 0:
		return []string{"it would:\n" + difference.String()}, nil
	case err != nil:
		return nil, fmt.Errorf("running go mod tidy -diff: %w: %s", err, &trouble)
	}
	return nil, nil
}

func requirementsExplained(h house) ([]string, error) {
	cmd := exec.Command("go", "mod", "edit", "-json")
	cmd.Dir = h.dir
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("reading go.mod: %w", err)
	}
	var mod struct {
		Require []struct {
			Path     string
			Indirect bool
		}
	}
	if err := json.Unmarshal(out, &mod); err != nil {
		return nil, err
	}
	readme, err := h.read("README.md")
	if err != nil {
		return nil, err
	}
	var breaches []string
	direct := 0
	for _, r := range mod.Require {
		if r.Indirect {
			continue
		}
		direct++
		if !bytes.Contains(readme, []byte(r.Path)) {
			breaches = append(breaches, "README.md does not name "+r.Path)
		}
	}
	if direct > 10 {
		breaches = append(breaches, fmt.Sprintf("there are %d", direct))
	}
	return breaches, nil
}

func elevenRequirements() string {
	var b strings.Builder
	for i := range 11 {
		fmt.Fprintf(&b, "require example.org/m%d v1.0.0\n", i)
	}
	return b.String()
}

func short(h house) ([]string, error) {
	var breaches []string
	for _, name := range h.goFiles() {
		source, err := h.read(name)
		if err != nil {
			return nil, err
		}
		if n := bytes.Count(source, []byte("\n")); n > 450 && !strings.HasSuffix(name, "_test.go") {
			breaches = append(breaches, fmt.Sprintf("%s has %d", name, n))
		}
	}
	return breaches, nil
}

// The top level, beside dotfiles and more Go files of package main.
var top = []string{"LICENSE", "Makefile", "README.md", "android", "findings", "go.mod", "go.sum", "icons", "main.go", "transport", "ui"}

func topLevel(h house) ([]string, error) {
	var breaches []string
	here := map[string]bool{}
	for _, name := range h.files {
		first, _, folder := strings.Cut(name, "/")
		here[first] = true
		switch {
		case slices.Contains(top, first) || strings.HasPrefix(first, "."):
		case !folder && strings.HasSuffix(name, ".go"):
			source, err := h.read(name)
			if err != nil {
				return nil, err
			}
			f, err := parser.ParseFile(token.NewFileSet(), name, source, parser.PackageClauseOnly)
			if err != nil {
				return nil, err
			}
			if p := f.Name.Name; p != "main" {
				breaches = append(breaches, fmt.Sprintf("%s is of package %s", name, p))
			}
		default:
			breaches = append(breaches, first+" does not belong there")
		}
	}
	for _, name := range append([]string{".ci", ".github", ".gitignore"}, top...) {
		if !here[name] {
			breaches = append(breaches, name+" is missing")
		}
	}
	return slices.Compact(breaches), nil
}

// wholeTop is a tree with everything that the top level must have.
func wholeTop() map[string]string {
	return map[string]string{
		"LICENSE": "MIT", "Makefile": "all:", "README.md": "Confab", "android/doc.go": "package android\n",
		"findings/a.sh": "#!/bin/sh\n", "go.mod": "module confab\n", "go.sum": "sum", "icons/doc.go": "package icons\n", "main.go": "package main\n",
		"transport/doc.go": "package transport\n", "ui/doc.go": "package ui\n",
		".ci/run": "make test", ".github/workflows/build.yml": "on: push", ".gitignore": "/builds/",
	}
}

// with adds a file to a tree, or takes one away when content is empty.
func with(tree map[string]string, name, content string) map[string]string {
	tree[name] = content
	if content == "" {
		delete(tree, name)
	}
	return tree
}

var (
	// The marks are put together here, as this file is judged too.
	laterWork = regexp.MustCompile(`\b(` + strings.Join([]string{"TO" + "DO", "FIX" + "ME", "XX" + "X"}, "|") + `)\b`)
	// A path of somebody's machine; a path inside of a URL is none.
	machinePath = regexp.MustCompile(`(^|[\s"'=:(,` + "`" + `])/(work|root|home/[a-z]\w*|Users/\w+)/`)
)

func finished(h house) ([]string, error) {
	var breaches []string
	for _, name := range h.files {
		if name == "go.sum" || strings.Contains(name, "testdata/") {
			continue
		}
		content, err := h.read(name)
		if err != nil {
			return nil, err
		}
		if bytes.IndexByte(content, 0) >= 0 {
			continue // a picture or a typeface
		}
		for i, line := range bytes.Split(content, []byte("\n")) {
			if laterWork.Match(line) || machinePath.Match(line) {
				breaches = append(breaches, fmt.Sprintf("%s:%d: %s", name, i+1, bytes.TrimSpace(line)))
			}
		}
	}
	return breaches, nil
}

// sentence is a capital and then at least one more word in small letters, or
// anything in Han characters.
var sentence = regexp.MustCompile(`^[A-Z][a-z]+,?( [a-z]+)+\b|\p{Han}`)

func wordsInOnePlace(h house) ([]string, error) {
	var breaches []string
	// The terminal speaks to scripts and engineers and keeps its own words.
	elsewhere := func(name string) bool {
		return under(name, "ui") && !under(name, "ui/internal") && !under(name, "ui/term") && !strings.HasSuffix(name, "_test.go")
	}
	err := h.parse(parser.SkipObjectResolution, elsewhere, func(name string, fset *token.FileSet, f *ast.File) {
		ast.Inspect(f, func(n ast.Node) bool {
			lit, ok := n.(*ast.BasicLit)
			if !ok || lit.Kind != token.STRING {
				return true
			}
			if s, err := strconv.Unquote(lit.Value); err == nil && sentence.MatchString(s) {
				breaches = append(breaches, fmt.Sprintf("%v: %q", fset.Position(lit.Pos()), s))
			}
			return true
		})
	})
	return breaches, err
}
