package fonts

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"gioui.org/font"
	"gioui.org/font/opentype"
	fontapi "github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/fontscan"
)

// rememberedFile names, in the kept folder, the faces that draw Chinese. A window
// in Chinese reads them without waiting for the index of all fonts.
const rememberedFile = "chinese.json"

// memory is the content of the file.
type memory struct {
	Index string // a digest of the index that the faces were found with
	Faces []rememberedFace
}

// rememberedFace is where a face is, and what its file was like.
type rememberedFace struct {
	Path     string
	Number   int // in a collection
	Size     int64
	Modified int64 // Unix time in nanoseconds
	Family   string
	Weight   fontapi.Weight
	Style    fontapi.Style
}

func readMemory(dir string) (m memory) {
	if raw, err := os.ReadFile(filepath.Join(dir, rememberedFile)); err == nil && json.Unmarshal(raw, &m) != nil {
		return memory{}
	}
	return m
}

// recall loads the faces that draw Chinese, or none of them if one is not as it was.
func recall(dir string) []font.FontFace {
	if dir == "" {
		return nil
	}
	found := readMemory(dir).Faces
	if len(found) == 0 {
		return nil
	}
	faces := make([]font.FontFace, len(found))
	done := make(chan bool, len(found))
	for i, r := range found {
		go func() {
			f, err := r.load()
			faces[i] = f
			done <- err == nil
		}()
	}
	all := true
	for range found {
		all = <-done && all
	}
	if !all {
		return nil
	}
	return faces
}

func (r rememberedFace) load() (font.FontFace, error) {
	info, err := os.Stat(r.Path)
	if err != nil {
		return font.FontFace{}, err
	}
	if info.Size() != r.Size || info.ModTime().UnixNano() != r.Modified {
		return font.FontFace{}, fmt.Errorf("fonts: %s is another file", r.Path)
	}
	about := fontapi.Description{Family: r.Family, Aspect: fontapi.Aspect{Style: r.Style, Weight: r.Weight}}
	f, err := (&candidate{path: r.Path, index: r.Number}).load()
	if err != nil {
		return font.FontFace{}, err
	}
	return font.FontFace{Font: opentype.DescriptionToFont(about), Face: systemFace{f}}, nil
}

// remember has the next start find the faces that draw Chinese, unless they were
// looked for with the same index before. It must be called after the index was made.
func remember(dir string) {
	if dir == "" {
		return
	}
	digest := sha256.New()
	indexes := readIndexes(dir)
	for _, content := range indexes {
		digest.Write(content)
	}
	m := memory{Index: fmt.Sprintf("%x", digest.Sum(nil))}
	if len(indexes) != 1 || readMemory(dir).Index == m.Index {
		return
	}
	all := fontscan.NewFontMap(silent{})
	if all.UseSystemFonts(dir) != nil {
		return
	}
	for _, f := range []font.Font{Body(false), StrongHan()} {
		if r, ok := findHan(all, f); ok && !slices.Contains(m.Faces, r) {
			m.Faces = append(m.Faces, r)
		}
	}
	if raw, err := json.Marshal(m); err == nil {
		keep(dir, rememberedFile, raw)
	}
}

// findHan asks for the face that draws Chinese in a font, as Gio does.
func findHan(in *fontscan.FontMap, f font.Font) (rememberedFace, bool) {
	in.SetQuery(fontscan.Query{
		Families: strings.Split(string(f.Typeface), ", "),
		Aspect:   opentype.FontToDescription(f).Aspect,
	})
	const sample = '你'
	face := in.ResolveFace(sample)
	if face == nil {
		return rememberedFace{}, false
	}
	if _, ok := face.NominalGlyph(sample); !ok {
		return rememberedFace{}, false
	}
	at := in.FontLocation(face.Font)
	family, aspect := in.FontMetadata(face.Font)
	info, err := os.Stat(at.File)
	if err != nil {
		return rememberedFace{}, false
	}
	return rememberedFace{
		Path: at.File, Number: int(at.Index), Size: info.Size(), Modified: info.ModTime().UnixNano(),
		Family: family, Weight: aspect.Weight, Style: aspect.Style,
	}, true
}
