package main

import (
	"archive/zip"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"

	"confab/android/internal/toolchain"
)

// classPath answers which methods the classes of a jar have.
type classPath struct {
	path  string
	jar   *zip.ReadCloser // opened by the first question
	files map[string]*zip.File
}

func newClassPath(path string) *classPath { return &classPath{path: path} }

func (p *classPath) close() {
	if p.jar != nil {
		p.jar.Close()
	}
}

// has says whether a class has a method, itself or from a class above it. A class
// that is not there has none. Those of Java itself may be missing in the jar, and
// are then the JDK's.
func (p *classPath) has(class, name, signature string) (bool, error) {
	if p.jar == nil {
		jar, err := zip.OpenReader(p.path)
		if err != nil {
			return false, fmt.Errorf("reading %s: %w", p.path, err)
		}
		p.jar, p.files = jar, map[string]*zip.File{}
		for _, f := range jar.File {
			p.files[f.Name] = f
		}
	}
	for class != "" {
		f := p.files[class+".class"]
		if f == nil {
			return strings.HasPrefix(class, "java/") && jdkHas(class, name, signature), nil
		}
		content, err := readEntry(f)
		if err != nil {
			return false, err
		}
		c, err := readClass(content)
		if err != nil {
			return false, fmt.Errorf("reading %s of %s: %w", f.Name, p.path, err)
		}
		if c.methods[name+signature] {
			return true, nil
		}
		class = c.super
	}
	return false, nil
}

// jdkHas asks javap, which prints a method's descriptor on a line after its name.
func jdkHas(class, name, signature string) bool {
	said, err := toolchain.Output(nil, "javap", "-s", "-protected", strings.ReplaceAll(class, "/", "."))
	if err != nil {
		return false
	}
	lines := strings.Split(said, "\n")
	for i, line := range lines[1:] {
		if strings.TrimSpace(line) == "descriptor: "+signature && strings.Contains(lines[i], " "+name+"(") {
			return true
		}
	}
	return false
}

// classFile is what is asked of a class file (Java Virtual Machine Specification,
// chapter 4).
type classFile struct {
	super   string
	methods map[string]bool // name and descriptor
}

// classReader goes through a class file. One that ends early makes a slice panic,
// which readClass makes an error.
type classReader struct {
	b    []byte
	at   int
	text map[int]string // constants of text
	name map[int]int    // constants of classes: where their names are
}

func readClass(b []byte) (c classFile, err error) {
	defer func() {
		if recover() != nil {
			err = errors.New("it is cut or no class file")
		}
	}()
	r := &classReader{b: b, text: map[int]string{}, name: map[int]int{}}
	if binary.BigEndian.Uint32(b) != 0xcafebabe {
		return c, errors.New("it is no class file")
	}
	r.at = 8
	if err := r.constants(); err != nil {
		return c, err
	}
	r.at += 4 // access, this class
	c.super = r.text[r.name[r.u16()]]
	r.at += 2 * r.u16() // interfaces
	r.members(func(string) {})
	c.methods = map[string]bool{}
	r.members(func(m string) { c.methods[m] = true })
	return c, nil
}

func (r *classReader) u16() int {
	r.at += 2
	return int(binary.BigEndian.Uint16(r.b[r.at-2:]))
}

func (r *classReader) u32() int {
	r.at += 4
	return int(binary.BigEndian.Uint32(r.b[r.at-4:]))
}

// constants reads the constant pool.
func (r *classReader) constants() error {
	n := r.u16()
	for i := 1; i < n; i++ {
		tag := r.b[r.at]
		r.at++
		switch tag {
		case 1: // text
			size := r.u16()
			r.text[i] = string(r.b[r.at : r.at+size])
			r.at += size
		case 7: // class
			r.name[i] = r.u16()
		case 8, 16, 19, 20:
			r.at += 2
		case 15:
			r.at += 3
		case 3, 4, 9, 10, 11, 12, 17, 18:
			r.at += 4
		case 5, 6: // numbers of eight bytes count twice
			r.at += 8
			i++
		default:
			return fmt.Errorf("constant %d has the unknown tag %d", i, tag)
		}
	}
	return nil
}

// members reads fields or methods.
func (r *classReader) members(use func(nameAndType string)) {
	for range r.u16() {
		r.at += 2
		name, descriptor := r.u16(), r.u16()
		use(r.text[name] + r.text[descriptor])
		for range r.u16() {
			r.at += 2
			size := r.u32()
			r.at += size
		}
	}
}
