package main

import (
	"bytes"
	"debug/elf"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// eachLibrary makes a rule of a judgement over one library.
func eachLibrary(judge func(abi string, l *library) ([]string, error)) func(*apk, *outside) ([]string, error) {
	return func(a *apk, _ *outside) ([]string, error) {
		var breaches []string
		for abi, l := range a.libraries {
			found, err := judge(abi, l)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", abi, err)
			}
			for _, b := range found {
				breaches = append(breaches, abi+": "+b)
			}
		}
		slices.Sort(breaches)
		return breaches, nil
	}
}

var machines = map[string]elf.Machine{
	"arm64-v8a": elf.EM_AARCH64, "armeabi-v7a": elf.EM_ARM, "x86_64": elf.EM_X86_64,
}

func machine(abi string, l *library) ([]string, error) {
	if want, ok := machines[abi]; !ok || l.Machine != want || l.Type != elf.ET_DYN {
		return []string{fmt.Sprintf("it is %v for %v", l.Type, l.Machine)}, nil
	}
	return nil, nil
}

// Libraries that every Android has for programs.
var systemLibraries = []string{"libc.so", "libm.so", "libdl.so", "liblog.so", "libandroid.so", "libEGL.so", "libGLESv2.so"}

func needed(_ string, l *library) ([]string, error) {
	var breaches []string
	names, err := l.DynString(elf.DT_SONAME)
	if err != nil {
		return nil, err
	}
	if !slices.Equal(names, []string{"libgio.so"}) {
		breaches = append(breaches, fmt.Sprintf("it is called %q", names))
	}
	libraries, err := l.ImportedLibraries()
	for _, name := range libraries {
		if !slices.Contains(systemLibraries, name) {
			breaches = append(breaches, "it needs "+name)
		}
	}
	return breaches, err
}

// allowedImports reads the lists of names that programs may take from Android.
func allowedImports(goarch string) (map[string]bool, error) {
	lists, err := filepath.Glob("android/ndk/stubs/*.txt")
	if err != nil {
		return nil, err
	}
	allowed := map[string]bool{}
	for _, list := range lists {
		if name := strings.TrimSuffix(filepath.Base(list), ".txt"); strings.Contains(name, ".") && !strings.HasSuffix(name, "."+goarch) {
			continue
		}
		content, err := os.ReadFile(list)
		if err != nil {
			return nil, err
		}
		for line := range strings.Lines(string(content)) {
			if fields := strings.Fields(line); len(fields) > 0 && fields[0] != "#" {
				allowed[fields[0]] = true
			}
		}
	}
	if len(allowed) == 0 {
		return nil, fmt.Errorf("reading android/ndk/stubs: %w", fs.ErrNotExist)
	}
	return allowed, nil
}

func imports(a *apk, o *outside) ([]string, error) {
	return eachLibrary(func(abi string, l *library) ([]string, error) {
		symbols, err := l.ImportedSymbols()
		if err != nil {
			return nil, err
		}
		var breaches []string
		for _, s := range symbols {
			if !o.allowed[abi][s.Name] {
				breaches = append(breaches, "it imports "+s.Name)
			}
		}
		return breaches, nil
	})(a, o)
}

func noTLS(_ string, l *library) ([]string, error) {
	for _, p := range l.Progs {
		if p.Type == elf.PT_TLS {
			return []string{"it has a TLS segment"}, nil
		}
	}
	return nil, nil
}

func noWritableCode(_ string, l *library) ([]string, error) {
	var breaches []string
	for _, p := range l.Progs {
		if p.Flags&(elf.PF_W|elf.PF_X) == elf.PF_W|elf.PF_X {
			breaches = append(breaches, fmt.Sprintf("%v is writable and executable", p.Type))
		}
	}
	for _, tag := range []elf.DynTag{elf.DT_TEXTREL, elf.DT_FLAGS} {
		values, err := l.DynValue(tag)
		if err != nil {
			return nil, err
		}
		for _, v := range values {
			if tag == elf.DT_TEXTREL || elf.DynFlag(v)&elf.DF_TEXTREL != 0 {
				breaches = append(breaches, "it has text relocations")
			}
		}
	}
	return breaches, nil
}

// pages judges for phones whose pages have 16 KiB; on them the loader rounds the
// end of what becomes read-only up to a page.
func pages(_ string, l *library) ([]string, error) {
	const page = 16 << 10
	var breaches []string
	for _, p := range l.Progs {
		if p.Type == elf.PT_LOAD && (p.Align < page || p.Align%page != 0 || (p.Vaddr-p.Off)%page != 0) {
			breaches = append(breaches, fmt.Sprintf("the segment at %#x of the file lies at %#x, aligned to %#x", p.Off, p.Vaddr, p.Align))
		}
	}
	for _, relro := range l.Progs {
		if relro.Type != elf.PT_GNU_RELRO {
			continue
		}
		end := relro.Vaddr + relro.Memsz
		rounded := (end + page - 1) &^ (page - 1)
		for _, p := range l.Progs {
			if p.Type == elf.PT_LOAD && p.Vaddr > relro.Vaddr && p.Vaddr < rounded {
				breaches = append(breaches, fmt.Sprintf("data at %#x shares a page with what is read-only up to %#x", p.Vaddr, end))
			}
		}
	}
	return breaches, nil
}

func stripped(_ string, l *library) ([]string, error) {
	var breaches []string
	for _, s := range l.Sections {
		if s.Type == elf.SHT_SYMTAB || strings.HasPrefix(s.Name, ".debug_") || strings.HasPrefix(s.Name, ".zdebug_") {
			breaches = append(breaches, "it has "+s.Name)
		}
	}
	return breaches, nil
}

// exports are the names that a library has for others.
func (l *library) exports() (map[string]bool, error) {
	symbols, err := l.DynamicSymbols()
	if err != nil && !errors.Is(err, elf.ErrNoSymbols) {
		return nil, err
	}
	names := map[string]bool{}
	for _, s := range symbols {
		if s.Section != elf.SHN_UNDEF {
			names[s.Name] = true
		}
	}
	return names, nil
}

// mangle is the exported name of a native method (JNI specification, "Resolving
// Native Method Names"). Methods that share a name would need more; there are none.
func mangle(class, method string) string {
	var b bytes.Buffer
	b.WriteString("Java_")
	for _, r := range class + "/" + method {
		switch {
		case r == '/':
			b.WriteByte('_')
		case r == '_':
			b.WriteString("_1")
		case r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9':
			b.WriteRune(r)
		default:
			fmt.Fprintf(&b, "_0%04x", r)
		}
	}
	return b.String()
}
