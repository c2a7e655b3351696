package importtest

import (
	"strings"
	"testing"
	"testing/fstest"
)

func TestImports(t *testing.T) {
	Never(t, "gioui.org", "golang.org", "confab")
	Only(t, "confab/transport/importtest") // what may import it are tests
}

// tree is the files of a module called confab, path to source.
type tree map[string]string

func (files tree) module() module {
	all := fstest.MapFS{}
	for name, source := range files {
		all[name] = &fstest.MapFile{Data: []byte(source)}
	}
	return module{"confab", all}
}

func TestRules(t *testing.T) {
	never := func(dir string, forbidden ...string) func(module) ([]string, error) {
		return func(m module) ([]string, error) { return m.never(dir, true, forbidden) }
	}
	directly := func(dir string, forbidden ...string) func(module) ([]string, error) {
		return func(m module) ([]string, error) { return m.never(dir, false, forbidden) }
	}
	only := func(path string, allowed ...string) func(module) ([]string, error) {
		return func(m module) ([]string, error) { return m.only(path, allowed) }
	}
	for name, c := range map[string]struct {
		rule  func(module) ([]string, error)
		files tree
		want  string // what it finds, or nothing
	}{
		"a forbidden import": {
			never("transport", "gioui.org"), tree{"transport/a.go": `package transport; import _ "gioui.org/app"`},
			"transport/a.go imports gioui.org/app",
		},
		"one in a folder below, for another system": {
			never("transport", "confab/ui"), tree{"transport/internal/wire/a_windows.go": `package wire; import _ "confab/ui/model"`},
			"transport/internal/wire/a_windows.go imports confab/ui/model",
		},
		"one in a test": {
			never("transport", "confab/ui"), tree{"transport/a_test.go": `package transport_test; import _ "confab/ui"`},
			"transport/a_test.go imports confab/ui",
		},
		"one behind a build tag": {
			never("transport", "confab/android"), tree{"transport/a.go": "//go:build never\n\npackage transport\n\nimport _ \"confab/android\"\n"},
			"transport/a.go imports confab/android",
		},
		"one of a group, under a name": {
			never("transport", "confab/ui"), tree{"transport/a.go": "package transport\n\nimport (\n\t\"io\"\n\n\tx \"confab/ui\"\n)\n"},
			"transport/a.go imports confab/ui",
		},
		"one through two other packages": {
			never("ui/model", "gioui.org"), tree{
				"ui/model/a.go":            `package model; import _ "confab/ui/internal/words"`,
				"ui/internal/words/a.go":   `package words; import _ "confab/ui/internal/fonts"`,
				"ui/internal/fonts/a.go":   `package fonts`,
				"ui/internal/fonts/b_x.go": `package fonts; import _ "gioui.org/text"`,
			},
			"ui/model/a.go imports confab/ui/internal/words, which imports confab/ui/internal/fonts, which imports gioui.org/text",
		},
		"one that two files come to, through the same package": {
			never("ui/model", "gioui.org"), tree{
				"ui/model/a.go": `package model; import _ "confab/ui/b"`, "ui/model/c.go": `package model; import _ "confab/ui/c"`,
				"ui/b/a.go": `package b; import _ "gioui.org/text"`, "ui/c/a.go": `package c; import _ "confab/ui/b"`,
			},
			"ui/model/a.go imports confab/ui/b, which imports gioui.org/text",
		},
		"one of a package below, which others of the folder import": {
			never("transport", "gioui.org"), tree{
				"transport/a.go":            `package transport; import _ "confab/transport/internal/b"`,
				"transport/internal/b/b.go": `package b; import _ "gioui.org/app"`,
			},
			"transport/internal/b/b.go imports gioui.org/app",
		},
		"two in one file": {
			never("transport", "gioui.org", "confab/ui"), tree{"transport/a.go": "package transport\nimport _ \"gioui.org/app\"\nimport _ \"confab/ui\"\n"},
			"transport/a.go imports gioui.org/app\ntransport/a.go imports confab/ui",
		},
		"one through a package at the root": {
			never("ui", "gioui.org"), tree{"ui/a.go": `package ui; import _ "confab"`, "a.go": `package confab; import _ "gioui.org/app"`},
			"ui/a.go imports confab, which imports gioui.org/app",
		},
		"everything else of the program": {
			never("icons", "confab", "gioui.org"), tree{"icons/a.go": `package icons; import _ "confab/ui"`},
			"icons/a.go imports confab/ui",
		},
		"itself and its own packages are no breach": {
			never("icons", "confab"), tree{"icons/a.go": `package icons; import _ "confab/icons/internal/b"`, "icons/a_test.go": `package icons_test; import _ "confab/icons"`}, "",
		},
		"a path that only begins alike is no breach": {
			never("transport", "confab/ui"), tree{"transport/a.go": `package transport; import _ "confab/uid"`}, "",
		},
		"the tests of an imported package are no breach": {
			never("ui/model", "gioui.org"), tree{
				"ui/model/a.go":  `package model; import _ "confab/transport"`,
				"transport/a.go": `package transport`, "transport/a_test.go": `package transport; import _ "gioui.org/app"`,
			}, "",
		},
		"another package's imports are no breach": {
			never("ui/model", "gioui.org"), tree{"ui/model/a.go": `package model`, "ui/a.go": `package ui; import _ "gioui.org/app"`}, "",
		},
		"testdata, hidden folders and other modules are no breach": {
			never("transport", "gioui.org"), tree{
				"transport/a.go": `package transport`, "transport/testdata/a.go": `package a; import _ "gioui.org/app"`,
				"transport/.b/a.go": `package b; import _ "gioui.org/app"`, "transport/_c/a.go": `package c; import _ "gioui.org/app"`,
				"transport/d/a.go": `package d; import _ "gioui.org/app"`, "transport/d/go.mod": "module d\n",
			}, "",
		},
		"importtest in a test is no breach": {
			never("icons", "confab"), tree{"icons/a_test.go": `package icons; import _ "confab/transport/importtest"`}, "",
		},
		"importtest elsewhere": {
			never("icons", "confab"), tree{"icons/a.go": `package icons; import _ "confab/transport/importtest"`},
			"icons/a.go imports confab/transport/importtest",
		},
		"a direct import": {
			directly("ui/widget", "confab/transport"), tree{"ui/widget/row/a.go": `package row; import _ "confab/transport/internal/journal"`},
			"ui/widget/row/a.go imports confab/transport/internal/journal",
		},
		"an import through another package is not direct": {
			directly("ui/widget", "confab/transport"), tree{
				"ui/widget/a.go": `package widget; import _ "confab/ui/model"`, "ui/model/a.go": `package model; import _ "confab/transport"`,
			}, "",
		},
		"cgo in another folder": {
			only("C", "android/bridge_android.go"), tree{"transport/a.go": `package transport; import "C"`},
			"transport/a.go imports C",
		},
		"cgo in another file, for another system": {
			only("C", "android/bridge_android.go"), tree{"android/a_darwin.go": "package android\nimport \"C\"\n"},
			"android/a_darwin.go imports C",
		},
		"cgo where it is allowed": {
			only("C", "android/bridge_android.go"), tree{"android/bridge_android.go": `package android; import "C"`}, "",
		},
		"a folder below the allowed one": {
			only("confab/android", "ui"), tree{"ui/widget/a.go": `package widget; import _ "confab/android"`},
			"ui/widget/a.go imports confab/android",
		},
		"the allowed folder, and one below where those are allowed too": {
			only("confab/android", "ui", "android/..."), tree{
				"ui/a.go":               `package ui; import _ "confab/android"`,
				"android/packager/a.go": `package main; import _ "confab/android/internal/toolchain"`,
			}, "",
		},
	} {
		t.Run(name, func(t *testing.T) {
			breaches, err := c.rule(c.files.module())
			if err != nil {
				t.Fatal(err)
			}
			if got := strings.Join(breaches, "\n"); got != c.want {
				t.Errorf("it finds %q, want %q", got, c.want)
			}
		})
	}
	t.Run("a rule about no file is an error", func(t *testing.T) {
		if _, err := (tree{"ui/a.txt": ""}).module().never("ui", true, []string{"gioui.org"}); err == nil {
			t.Error("it holds")
		}
	})
}
