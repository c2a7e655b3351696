package main

import (
	"archive/zip"
	"bytes"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestAssemble(t *testing.T) {
	dir := t.TempDir()
	put := func(name, content string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	// The base has its entries compressed, with a time, and odd lengths.
	var base bytes.Buffer
	w := zip.NewWriter(&base)
	for _, name := range []string{"AndroidManifest.xml", "res/a.xml", "resources.arsc"} {
		to, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := to.Write([]byte(name)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	in := put("base.apk", base.String())
	files := []file{{"classes.dex", put("classes.dex", "dex")}, {"lib/x/libgio.so", put("lib", strings.Repeat("so", 999))}}

	var made [2][]byte
	for i := range made {
		out := filepath.Join(dir, "out.apk")
		if err := assemble(in, out, files); err != nil {
			t.Fatal(err)
		}
		var err error
		if made[i], err = os.ReadFile(out); err != nil {
			t.Fatal(err)
		}
	}
	t.Run("the same content gives the same bytes", func(t *testing.T) {
		if !bytes.Equal(made[0], made[1]) {
			t.Error("they differ")
		}
	})
	r, err := zip.NewReader(bytes.NewReader(made[0]), int64(len(made[0])))
	if err != nil {
		t.Fatal(err)
	}
	t.Run("everything is there, in order and whole", func(t *testing.T) {
		want := []string{"AndroidManifest.xml", "res/a.xml", "resources.arsc", "classes.dex", "lib/x/libgio.so"}
		for i, f := range r.File {
			content, err := readEntry(f)
			if err != nil {
				t.Fatal(err)
			}
			if f.Name != want[i] || i < 3 && string(content) != f.Name {
				t.Errorf("entry %d is %s with %q", i, f.Name, content)
			}
		}
		if len(r.File) != len(want) {
			t.Errorf("there are %d entries", len(r.File))
		}
	})
	t.Run("the table of resources is stored at a multiple of four, whatever is before it", func(t *testing.T) {
		for n := range 8 {
			var b bytes.Buffer
			a := newArchive(&b)
			if err := a.add(strings.Repeat("a", n+1), []byte("odd"), true); err != nil {
				t.Fatal(err)
			}
			if err := a.add("resources.arsc", []byte("table"), true); err != nil {
				t.Fatal(err)
			}
			if err := a.zip.Close(); err != nil {
				t.Fatal(err)
			}
			r, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range r.File {
				if at, err := f.DataOffset(); err != nil || at%alignment != 0 || f.Method != zip.Store {
					t.Errorf("%s is at %d by method %d: %v", f.Name, at, f.Method, err)
				}
			}
		}
	})
}

func TestMakeIcons(t *testing.T) {
	res := t.TempDir()
	if err := makeIcons("../../icons", res); err != nil {
		t.Fatal(err)
	}
	t.Run("Android 7 has a picture for each density", func(t *testing.T) {
		for density, px := range map[string]int{"mdpi": 48, "xxxhdpi": 192} {
			f, err := os.Open(filepath.Join(res, "mipmap-"+density, "ic_launcher.png"))
			if err != nil {
				t.Fatal(err)
			}
			m, err := png.Decode(f)
			f.Close()
			if err != nil {
				t.Fatal(err)
			}
			if m.Bounds() != image.Rect(0, 0, px, px) {
				t.Errorf("%s is %v", density, m.Bounds())
			}
			if _, _, _, alpha := m.At(px/2, px/2).RGBA(); alpha != 0xffff {
				t.Errorf("%s is not opaque in the middle", density)
			}
		}
	})
	for name, has := range map[string][]string{
		"ic_launcher_background": {`startColor="#5b7cfa"`, `endColor="#3350d6"`},
		"ic_launcher_foreground": {`fillColor="#b9c8ff"`, `fillColor="#4463ee"`},
		"ic_launcher_monochrome": {`fillColor="#ffffff"`},
		"ic_notification":        {`fillColor="#ffffff"`, `viewportWidth="24"`},
	} {
		t.Run(name+" has the drawing's colours", func(t *testing.T) {
			content, err := os.ReadFile(filepath.Join(res, "drawable", name+".xml"))
			if err != nil {
				t.Fatal(err)
			}
			for _, s := range has {
				if !bytes.Contains(content, []byte(s)) {
					t.Errorf("no %s in %s", s, content)
				}
			}
		})
	}
}

func TestReadDrawing(t *testing.T) {
	const ground = `<svg><defs><linearGradient><stop stop-color="#111111"/><stop stop-color="#222222"/></linearGradient></defs><rect/>`
	t.Run("a group gives its colour to what is in it, and to nothing after it", func(t *testing.T) {
		d, err := readDrawing(strings.NewReader(ground + `<g fill="#333333"><circle cx="5" cy="6" r="2"/></g><path fill="#444444" d="M0 0z"/></svg>`))
		if err != nil {
			t.Fatal(err)
		}
		if len(d.shapes) != 2 || d.shapes[0] != (shape{"#333333", "M3 6a2 2 0 1 0 4 0a2 2 0 1 0 -4 0z", true}) || d.shapes[1].fill != "#444444" {
			t.Errorf("got %+v", d)
		}
		if d.top != "#111111" || d.bottom != "#222222" {
			t.Errorf("the ground goes from %s to %s", d.top, d.bottom)
		}
	})
	for _, bad := range []string{
		ground + `<ellipse/></svg>`, ground + `<path d="M0 0z"/></svg>`, ground + `<circle cx="a" cy="1" r="1" fill="#111111"/></svg>`,
		`<svg><path fill="#111111" d="M0 0z"/></svg>`, ground,
	} {
		t.Run("refused: "+bad, func(t *testing.T) {
			if d, err := readDrawing(strings.NewReader(bad)); err == nil {
				t.Errorf("read as %+v", d)
			}
		})
	}
}
