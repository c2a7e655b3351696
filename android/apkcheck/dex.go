package main

import (
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
)

// dexFile is what of a dex file the rules ask for (Android's "Dalvik executable
// format").
type dexFile struct {
	version string // of the format: 035 to 041
	// sections are the kinds of section that the map lists.
	sections map[uint16]bool
	classes  map[string]*dexClass // by name, as java/lang/Object
}

type dexClass struct {
	super   string
	methods []dexMethod
}

type dexMethod struct {
	name, signature string
	native          bool
}

// Kinds of section that only the code of lambdas and the like needs.
const (
	callSites     = 0x0007
	methodHandles = 0x0008
)

const accNative = 0x100

// dexReader reads the tables of a dex file. Offsets come from the file: one that
// is outside of it ends the reading with a panic of the slice, which readDex makes
// an error.
type dexReader struct {
	b       []byte
	strings []string
	types   []string
}

func readDex(b []byte) (d *dexFile, err error) {
	defer func() {
		if recover() != nil {
			d, err = nil, errors.New("it is cut or no dex file")
		}
	}()
	if string(b[:4]) != "dex\n" || binary.LittleEndian.Uint32(b[40:]) != 0x12345678 {
		return nil, errors.New("it is no dex file")
	}
	r := &dexReader{b: b}
	d = &dexFile{version: string(b[4:7]), sections: map[uint16]bool{}, classes: map[string]*dexClass{}}
	list := r.u32(52)
	for i := range r.u32(int(list)) {
		d.sections[r.u16(int(list)+4+int(i)*12)] = true
	}
	for i := range r.u32(56) {
		r.strings = append(r.strings, r.text(int(r.u32(int(r.u32(60)+i*4)))))
	}
	for i := range r.u32(64) {
		r.types = append(r.types, r.strings[r.u32(int(r.u32(68)+i*4))])
	}
	for i := range r.u32(96) {
		at := int(r.u32(100) + i*32)
		name := strings.Trim(r.types[r.u32(at)], "L;")
		class := &dexClass{super: strings.Trim(r.types[r.u32(at+8)], "L;")}
		if data := r.u32(at + 24); data != 0 {
			class.methods = r.methods(int(data))
		}
		d.classes[name] = class
	}
	return d, nil
}

func (r *dexReader) u16(at int) uint16 { return binary.LittleEndian.Uint16(r.b[at:]) }
func (r *dexReader) u32(at int) uint32 { return binary.LittleEndian.Uint32(r.b[at:]) }

// uleb reads a number of seven bits a byte, and where the next one begins.
func (r *dexReader) uleb(at int) (n uint32, next int) {
	for shift := 0; ; shift += 7 {
		b := r.b[at]
		at++
		n |= uint32(b&0x7f) << shift
		if b < 0x80 {
			return n, at
		}
	}
}

// text reads a string; names of classes and methods are plain ASCII.
func (r *dexReader) text(at int) string {
	_, at = r.uleb(at)
	end := at
	for r.b[end] != 0 {
		end++
	}
	return string(r.b[at:end])
}

// methods reads a class_data_item.
func (r *dexReader) methods(at int) []dexMethod {
	var counts [4]uint32 // static fields, instance fields, direct and virtual methods
	for i := range counts {
		counts[i], at = r.uleb(at)
	}
	for range counts[0] + counts[1] {
		_, at = r.uleb(at)
		_, at = r.uleb(at)
	}
	var methods []dexMethod
	for _, count := range counts[2:] {
		var index uint32
		for range count {
			var step, access uint32
			step, at = r.uleb(at)
			access, at = r.uleb(at)
			_, at = r.uleb(at)
			index += step
			id := int(r.u32(92) + index*8)
			methods = append(methods, dexMethod{
				name:      r.strings[r.u32(id+4)],
				signature: r.signature(int(r.u16(id + 2))),
				native:    access&accNative != 0,
			})
		}
	}
	return methods
}

// signature spells a prototype as JNI does.
func (r *dexReader) signature(proto int) string {
	at := int(r.u32(76)) + proto*12
	var s strings.Builder
	s.WriteByte('(')
	if list := int(r.u32(at + 8)); list != 0 {
		for i := range int(r.u32(list)) {
			s.WriteString(r.types[r.u16(list+4+2*i)])
		}
	}
	return s.String() + ")" + r.types[r.u32(at+4)]
}

// oldDex refuses what came after Android 7: newer formats, and the sections that
// lambdas need. An old phone would install the app, and crash.
func oldDex(a *apk, _ *outside) ([]string, error) {
	var breaches []string
	if a.dex.version > "037" {
		breaches = append(breaches, "its format is "+a.dex.version)
	}
	for kind, what := range map[uint16]string{callSites: "call sites", methodHandles: "method handles"} {
		if a.dex.sections[kind] {
			breaches = append(breaches, fmt.Sprintf("it has %s: lambdas or method references", what))
		}
	}
	return breaches, nil
}
