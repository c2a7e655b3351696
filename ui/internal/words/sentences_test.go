package words

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// sentence is a capital and then at least one more word in small letters, or
// anything in Han characters.
var sentence = regexp.MustCompile(`^[A-Z][a-z]+,?( [a-z]+)+\b|\p{Han}`)

// sentencesIn returns the string literals of a Go file that are sentences for
// people, with their places.
func sentencesIn(name string, source []byte) (found []string, err error) {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, name, source, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	ast.Inspect(file, func(n ast.Node) bool {
		if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
			if s, err := strconv.Unquote(lit.Value); err == nil && sentence.MatchString(s) {
				found = append(found, fset.Position(lit.Pos()).String()+": "+lit.Value)
			}
		}
		return true
	})
	return found, err
}

func TestSentencesOfTheWindowStandHere(t *testing.T) {
	ui := os.DirFS("../..")
	seen := 0
	err := fs.WalkDir(ui, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		// The terminal speaks to scripts and engineers and keeps its own words.
		case name == "internal", name == "term", d.Name() == "testdata":
			return fs.SkipDir
		case path.Ext(name) != ".go" || strings.HasSuffix(name, "_test.go"):
			return nil
		}
		seen++
		source, err := fs.ReadFile(ui, name)
		if err != nil {
			return err
		}
		found, err := sentencesIn(name, source)
		for _, s := range found {
			t.Errorf("people's sentences are for package words: ui/%s", s)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if seen < 50 {
		t.Errorf("it has seen %d files only", seen)
	}
}

func TestSentencesAreFound(t *testing.T) {
	for source, want := range map[string]int{
		"package ui\nvar s = \"Port is taken\"\n":                               1,
		"package widget\nvar s = `发送`\n":                                        1,
		"package model\nfunc f() string { return \"Nobody is here.\" }\n":       1,
		"package ui\nimport \"errors\"\nvar err = errors.New(\"reading it\")\n": 0,
		"package ui\n// Port is taken\nvar s = \"Port\"\n":                      0,
	} {
		found, err := sentencesIn("a.go", []byte(source))
		if err != nil || len(found) != want {
			t.Errorf("in %q it finds %q, %v", source, found, err)
		}
	}
}
