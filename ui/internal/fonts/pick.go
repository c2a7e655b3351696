package fonts

import (
	"cmp"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"gioui.org/font"
	"gioui.org/font/opentype"
	fontapi "github.com/go-text/typesetting/font"
	ot "github.com/go-text/typesetting/font/opentype"
	"github.com/go-text/typesetting/font/opentype/tables"
	"github.com/go-text/typesetting/fontscan"
)

// samples are characters of the scripts that the embedded faces lack, two of them
// pictures: a font with one of them is taken to have its script.
const samples = "你讓あ한ᄀㄅاאไກကខᬀबकਕકଓதతಕമසཀԱაአᏣᐃ🙂👍☺→✓"

// systemFace is a face of a font file.
type systemFace struct{ font *fontapi.Font }

// Face implements font.Face.
func (f systemFace) Face() *fontapi.Face { return fontapi.NewFace(f.font) }

// candidate describes a font that is not loaded yet.
type candidate struct {
	path   string
	index  int // in a collection
	about  fontapi.Description
	covers []rune // of the samples
}

// pickFaces loads a few fonts of the system without an index: for each sample the
// best one that has it, and a bold one for Chinese. It is the fallback where no
// folder can be written, or where fontscan gives up because of one file. It reads
// the character tables of all fonts and keeps the picked ones in memory.
func pickFaces() []font.FontFace {
	dirs, err := fontscan.DefaultFontDirectories(silent{})
	if err != nil {
		return nil
	}
	return pickFrom(dirs)
}

func pickFrom(dirs []string) []font.FontFace {
	var all []candidate
	for _, path := range fontFiles(dirs) {
		all = append(all, candidates(path)...)
	}
	var picked []font.FontFace
	taken := map[*candidate]bool{}
	pick := func(r rune, weight fontapi.Weight) {
		var best *candidate
		for i := range all {
			if c := &all[i]; slices.Contains(c.covers, r) && (best == nil || c.compare(best, weight) < 0) {
				best = c
			}
		}
		if best == nil || taken[best] {
			return
		}
		taken[best] = true
		if f, err := best.load(); err == nil {
			picked = append(picked, font.FontFace{Font: opentype.DescriptionToFont(best.about), Face: systemFace{f}})
		}
	}
	for _, r := range samples {
		pick(r, fontapi.WeightNormal)
	}
	pick('你', fontapi.WeightBold)
	return picked
}

// fontFiles lists the files that may be fonts, each once.
func fontFiles(dirs []string) []string {
	var paths []string
	for _, dir := range dirs {
		// What cannot be entered is left out.
		_ = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return nil
			}
			switch strings.ToLower(filepath.Ext(path)) {
			case ".ttf", ".otf", ".ttc", ".otc":
				paths = append(paths, path)
			}
			return nil
		})
	}
	slices.Sort(paths)
	return slices.Compact(paths)
}

// candidates looks into one file, and finds nothing in one that cannot be read.
func candidates(path string) (found []candidate) {
	f, err := os.Open(path)
	if err != nil {
		return nil
	}
	defer f.Close()
	loaders, err := ot.NewLoaders(f)
	if err != nil {
		return nil
	}
	for i, ld := range loaders {
		raw, err := ld.RawTable(ot.MustNewTag("cmap"))
		if err != nil {
			continue
		}
		table, _, err := tables.ParseCmap(raw)
		if err != nil {
			continue
		}
		cmap, _, err := fontapi.ProcessCmap(table, tables.FPNone)
		if err != nil {
			continue
		}
		c := candidate{path: path, index: i}
		for _, r := range samples {
			if _, ok := cmap.Lookup(r); ok {
				c.covers = append(c.covers, r)
			}
		}
		if len(c.covers) > 0 {
			c.about, _ = fontapi.Describe(ld, nil)
			found = append(found, c)
		}
	}
	return found
}

// compare orders candidates, the better first: the typefaces that are asked for by
// name, then those of the weight, without serifs, with the most scripts.
func (c *candidate) compare(o *candidate, weight fontapi.Weight) int {
	return cmp.Or(
		cmp.Compare(c.rank(), o.rank()),
		cmp.Compare(c.oddness(weight), o.oddness(weight)),
		cmp.Compare(len(o.covers), len(c.covers)),
		cmp.Compare(c.path, o.path),
		cmp.Compare(c.index, o.index),
	)
}

// rank is the place of the family among those asked for by name.
func (c *candidate) rank() int {
	names := strings.Split(string(han+emoji), ", ")
	family := fontapi.NormalizeFamily(c.about.Family)
	at := slices.IndexFunc(names, func(name string) bool { return fontapi.NormalizeFamily(name) == family })
	if at < 0 {
		return len(names)
	}
	return at
}

// oddness is how far the face is from upright text of the weight without serifs.
func (c *candidate) oddness(weight fontapi.Weight) (n int) {
	if c.about.Aspect.Weight != weight {
		n += 2
	}
	if c.about.Aspect.Style != fontapi.StyleNormal {
		n += 2
	}
	if strings.Contains(strings.ToLower(c.about.Family), "serif") {
		n++
	}
	return n
}

func (c *candidate) load() (*fontapi.Font, error) {
	if c.index < 0 {
		return nil, fs.ErrNotExist // remembered wrongly
	}
	f, err := os.Open(c.path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if font, err := loadMapped(f, c.index); err == nil {
		return font, nil
	}
	loaders, err := ot.NewLoaders(f)
	if err != nil {
		return nil, err
	}
	if c.index >= len(loaders) {
		return nil, fs.ErrNotExist // replaced meanwhile
	}
	return fontapi.NewFont(loaders[c.index])
}
