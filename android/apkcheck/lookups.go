package main

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
)

// lookup is a method that Go asks JNI for by name.
type lookup struct {
	class, name, signature string
	where                  string
}

// Variables of Gio and of the bridge that hold a class which they got from Java.
var knownClasses = map[string]string{
	"gio":    "org/gioui/Gio",
	"class":  "org/gioui/GioView",
	"bridge": "chat/confab/Bridge",
}

// findLookups reads the sources of Gio and of the bridge. Both call their helpers
// getMethodID and getStaticMethodID with names written out.
func findLookups() ([]lookup, error) {
	out, err := exec.Command("go", "list", "-f", "{{.Dir}}", "gioui.org/app").Output()
	if err != nil {
		return nil, fmt.Errorf("looking for Gio: %w", err)
	}
	var all []lookup
	for _, dir := range []string{strings.TrimSpace(string(out)), "android"} {
		files, err := filepath.Glob(filepath.Join(dir, "*_android.go"))
		if err != nil {
			return nil, err
		}
		before := len(all)
		for _, file := range files {
			found, err := lookupsIn(file, nil)
			if err != nil {
				return nil, err
			}
			all = append(all, found...)
		}
		if len(all) == before {
			return nil, fmt.Errorf("no method is looked up in %s: its helpers have other names now", dir)
		}
	}
	return all, nil
}

// lookupsIn reads one file, or source if that is not nil.
func lookupsIn(file string, source any) ([]lookup, error) {
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, file, source, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	var all []lookup
	var faults error
	for _, decl := range f.Decls {
		fn, ok := decl.(*ast.FuncDecl)
		if !ok || fn.Name.Name == "getMethodID" || fn.Name.Name == "getStaticMethodID" {
			continue
		}
		classes := map[string]string{} // variables of this function, in order
		ast.Inspect(fn, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.AssignStmt:
				noteClass(classes, n)
			case *ast.CallExpr:
				if name := callee(n); (name != "getMethodID" && name != "getStaticMethodID") || len(n.Args) != 4 {
					return true
				}
				l := lookup{where: fmt.Sprint(fset.Position(n.Pos()))}
				variable := finalName(n.Args[1])
				l.class = classes[variable]
				if l.class == "" {
					l.class = knownClasses[variable]
				}
				l.name, l.signature = literal(n.Args[2]), literal(n.Args[3])
				if l.class == "" || l.name == "" || l.signature == "" {
					faults = errors.Join(faults, fmt.Errorf("%s: what is looked up here cannot be read", l.where))
				}
				all = append(all, l)
			}
			return true
		})
	}
	return all, faults
}

// noteClass remembers what v := findClass(env, "name") puts into v. An object that
// was not asked for its class by name is only known to be an Object.
func noteClass(classes map[string]string, n *ast.AssignStmt) {
	if len(n.Lhs) != 1 || len(n.Rhs) != 1 {
		return
	}
	call, ok := n.Rhs[0].(*ast.CallExpr)
	if !ok {
		return
	}
	variable := finalName(n.Lhs[0])
	switch callee(call) {
	case "findClass":
		classes[variable] = literal(call.Args[len(call.Args)-1])
	case "getObjectClass":
		classes[variable] = "java/lang/Object"
	}
}

// callee is the last name of what is called: getMethodID of C.getMethodID, too.
func callee(n *ast.CallExpr) string { return finalName(n.Fun) }

func finalName(n ast.Expr) string {
	switch n := n.(type) {
	case *ast.Ident:
		return n.Name
	case *ast.SelectorExpr:
		return n.Sel.Name
	}
	return ""
}

func literal(n ast.Expr) string {
	lit, ok := n.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return ""
	}
	s, err := strconv.Unquote(lit.Value)
	if err != nil {
		return ""
	}
	return s
}
