package picture

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
)

// formats returns a picture of 48 × 30 pixels that stands as o says, in each format that can
// say it.
func formats(t testing.TB, o Orientation) map[Format][]byte {
	exif := cameraExif(o, binary.LittleEndian)
	return map[Format][]byte{
		JPEG: withSegments(asJPEG(t, quarters(48, 30)), exifSegment(exif)),
		PNG:  withChunks(asPNG(t, quarters(48, 30)), pngChunk("eXIf", exif)),
		WebP: extended(t, testdata(t, "lossy.webp"), webpHasEXIF, webpChunk("EXIF", exif)),
	}
}

func TestProbe(t *testing.T) {
	files := formats(t, Rotate90)
	for format, file := range files {
		info, err := Probe(iotest.OneByteReader(bytes.NewReader(file)))
		if err != nil {
			t.Errorf("%v: %v", format, err)
			continue
		}
		width, height := 48, 30
		if format == WebP {
			width, height = 61, 45
		}
		if info.Format != format || info.Width != width || info.Height != height || info.Orientation != Rotate90 {
			t.Errorf("%v: %+v", format, info)
		}
		if w, h := info.Shown(); w != height || h != width {
			t.Errorf("%v: shown as %d × %d", format, w, h)
		}
	}
	for name, file := range map[string][]byte{
		"gif": asGIF(t, quarters(48, 30)), "jpeg": asJPEG(t, quarters(48, 30)), "png": asPNG(t, quarters(48, 30)),
	} {
		info, err := Probe(bytes.NewReader(file))
		if err != nil || info.Width != 48 || info.Height != 30 || info.Orientation != Upright {
			t.Errorf("%s: %+v, %v", name, info, err)
		}
	}
	for _, name := range []string{"alpha.webp", "alpha-raw.webp", "animated.webp", "animated-patch.webp"} {
		info, err := Probe(bytes.NewReader(testdata(t, name)))
		if err != nil || info.Format != WebP || info.Width != 40 || info.Height != 30 {
			t.Errorf("%s: %+v, %v", name, info, err)
		}
	}
}

// counter counts what is read of it.
type counter struct {
	r io.Reader
	n int
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += n
	return n, err
}

type zeroReader struct{}

func (zeroReader) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

func TestProbeReadsTheHeadOnly(t *testing.T) {
	for format, file := range formats(t, Upright) {
		endless := &counter{r: io.MultiReader(bytes.NewReader(file), zeroReader{})}
		if _, err := Probe(endless); err != nil {
			t.Errorf("%v: %v", format, err)
		}
		if endless.n > probeBytes {
			t.Errorf("%v: read %d bytes", format, endless.n)
		}
	}
	far := withSegments(asJPEG(t, quarters(48, 30)), bytes.Repeat(segment(markerCOM, make([]byte, 60000)), 6))
	if _, err := Probe(bytes.NewReader(far)); !errors.Is(err, ErrUnsupported) {
		t.Errorf("dimensions far from the beginning: %v, not ErrUnsupported", err)
	}
}

func TestProbeTellsWhatIsWrong(t *testing.T) {
	jpegFile := asJPEG(t, quarters(48, 30))
	flat := bytes.Clone(jpegFile)
	frame := bytes.Index(flat, []byte{0xff, markerSOF0})
	flat[frame+5], flat[frame+6] = 0, 0
	lossless := bytes.Clone(jpegFile)
	lossless[frame+1] = 0xc3
	noWidth := bytes.Clone(jpegFile)
	noWidth[frame+7], noWidth[frame+8] = 0, 0
	pngFile := asPNG(t, quarters(48, 30))
	for _, test := range []struct {
		name string
		file []byte
		want error
	}{
		{"nothing", nil, ErrNotPicture},
		{"a text", []byte(strings.Repeat("text ", 10)), ErrNotPicture},
		{"a PDF", []byte("%PDF-1.7 and so on"), ErrNotPicture},
		{"a picture of an iPhone", []byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00"), ErrUnsupported},
		{"TIFF", []byte("II*\x00\x08\x00\x00\x00\x00\x00\x00\x00"), ErrUnsupported},
		{"a JPEG that ends before its frame", jpegFile[:frame], ErrDamaged},
		{"a PNG that ends before its header", pngFile[:20], ErrDamaged},
		{"a GIF that ends before its screen", []byte("GIF89a\x01\x00"), ErrDamaged},
		{"a WebP without chunks", riff(), ErrDamaged},
		{"a JPEG that tells its height at the end", flat, ErrUnsupported},
		{"a JPEG without width", noWidth, ErrDamaged},
		{"a lossless JPEG", lossless, ErrUnsupported},
		{"a GIF without width", append([]byte("GIF89a"), make([]byte, 7)...), ErrDamaged},
		{"a PNG with another chunk first", slices.Concat(pngSignature, pngChunk("tEXt", []byte("a\x00b"))), ErrDamaged},
	} {
		if _, err := Probe(bytes.NewReader(test.file)); !errors.Is(err, test.want) {
			t.Errorf("%s: %v, not %v", test.name, err, test.want)
		}
	}
	broken := errors.New("the disk is gone")
	if _, err := Probe(iotest.ErrReader(broken)); !errors.Is(err, broken) || errors.Is(err, ErrDamaged) {
		t.Errorf("a reader's error became %v", err)
	}
}
