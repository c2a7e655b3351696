package transport

import (
	"go/ast"
	"go/parser"
	"go/printer"
	"go/token"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// constants are the constants of the types in a folder's files, where a block of them
// begins with its type: the expression of each by its name, by type.
func constants(t *testing.T, dir string) map[string]map[string]string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]map[string]string{}
	for _, name := range names {
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			block, ok := d.(*ast.GenDecl)
			if !ok || block.Tok != token.CONST {
				continue
			}
			kind, ok := block.Specs[0].(*ast.ValueSpec).Type.(*ast.Ident)
			if !ok || !kind.IsExported() {
				continue
			}
			if found[kind.Name] == nil {
				found[kind.Name] = map[string]string{}
			}
			for _, s := range block.Specs {
				spec := s.(*ast.ValueSpec)
				var value strings.Builder
				if len(spec.Values) == 1 {
					if err := printer.Fprint(&value, set, spec.Values[0]); err != nil {
						t.Fatal(err)
					}
				}
				found[kind.Name][spec.Names[0].Name] = value.String()
			}
		}
	}
	return found
}

// TestEveryKindHasAConstant compares the constants here with those of package core, each
// of which is converted under the same name.
func TestEveryKindHasAConstant(t *testing.T) {
	face := constants(t, ".")
	inner := constants(t, filepath.Join("internal", "core"))
	inner["Fault"] = constants(t, filepath.Join("internal", "fault"))["Fault"] // core has the same ones
	for _, kind := range []string{"EventKind", "MessageKind", "NoticeKind", "State", "PeerKind", "Trust", "Admission", "Fault", "ExportFormat", "TalkID"} {
		if len(inner[kind]) == 0 {
			t.Errorf("package core has no %s", kind)
		}
	}
	for kind, names := range inner {
		for name := range names {
			if got, want := face[kind][name], kind+"(core."+name+")"; got != want {
				t.Errorf("%s %s is %q, not %q", kind, name, got, want)
			}
		}
	}
	if faults := []Fault{NoFault, FileChanged}; !slices.Equal(faults, []Fault{0, Fault(len(inner["Fault"]) - 1)}) {
		t.Errorf("faults go from %d to %d", NoFault, FileChanged)
	}
}
