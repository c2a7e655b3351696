package core

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
	"testing"
)

// constants are how many constants of each type the files of this package declare, where
// a block of them begins with its type.
func constants(t *testing.T) map[string]int {
	t.Helper()
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	count := map[string]int{}
	for _, name := range names {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			block, ok := d.(*ast.GenDecl)
			if !ok || block.Tok != token.CONST || len(block.Specs) == 0 {
				continue
			}
			if kind, ok := block.Specs[0].(*ast.ValueSpec).Type.(*ast.Ident); ok {
				count[kind.Name] += len(block.Specs)
			}
		}
	}
	return count
}

func TestEveryKindHasAName(t *testing.T) {
	declared := constants(t)
	check := func(kind string, names []string, name func(uint8) string) {
		t.Helper()
		if len(names) != declared[kind] {
			t.Errorf("%d names for %d constants of %s", len(names), declared[kind], kind)
		}
		seen := map[string]bool{"": true}
		for i := range names {
			if got := name(uint8(i)); seen[got] || got != names[i] {
				t.Errorf("%s %d is called %q", kind, i, got)
			}
			seen[name(uint8(i))] = true
		}
		if got := name(255); !strings.HasSuffix(got, " 255") {
			t.Errorf("%s 255 is called %q", kind, got)
		}
	}
	check("EventKind", eventNames[:], func(i uint8) string { return EventKind(i).String() })
	check("MessageKind", messageKindNames[:], func(i uint8) string { return MessageKind(i).String() })
	check("NoticeKind", noticeNames[:], func(i uint8) string { return NoticeKind(i).String() })
	check("State", stateNames[:], func(i uint8) string { return State(i).String() })
	check("PeerKind", peerKindNames[:], func(i uint8) string { return PeerKind(i).String() })
	check("Trust", trustNames[:], func(i uint8) string { return Trust(i).String() })
	check("ExportFormat", exportNames[:], func(i uint8) string { return ExportFormat(i).String() })
	if got := fmt.Sprint(DiskTrouble, GuestLetIn, Stored); got != "disk_trouble guest_let_in stored" {
		t.Errorf("printed as %q", got)
	}
}
