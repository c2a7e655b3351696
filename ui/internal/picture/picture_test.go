package picture

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// quarters is a picture of which each quarter has a colour of its own.
func quarters(width, height int) *image.NRGBA {
	img := image.NewNRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			img.SetNRGBA(x, y, corners[2*(2*y/height)+2*x/width])
		}
	}
	return img
}

var (
	red     = color.NRGBA{220, 20, 30, 255}
	green   = color.NRGBA{20, 200, 40, 255}
	blue    = color.NRGBA{30, 30, 210, 255}
	yellow  = color.NRGBA{230, 220, 20, 255}
	corners = [4]color.NRGBA{red, green, blue, yellow} // by rows, from the left
)

func noise(width, height int) *image.NRGBA {
	img := image.NewNRGBA(image.Rect(0, 0, width, height))
	r := rand.New(rand.NewPCG(1, 2))
	for i := range img.Pix {
		if img.Pix[i] = byte(r.Uint32()); i%4 == 3 {
			img.Pix[i] = 255
		}
	}
	return img
}

func asJPEG(t testing.TB, img image.Image) []byte {
	return encoded(t, func(out *bytes.Buffer) error { return jpeg.Encode(out, img, &jpeg.Options{Quality: 95}) })
}

func asPNG(t testing.TB, img image.Image) []byte {
	return encoded(t, func(out *bytes.Buffer) error { return png.Encode(out, img) })
}

func asGIF(t testing.TB, img image.Image) []byte {
	return encoded(t, func(out *bytes.Buffer) error { return gif.Encode(out, img, nil) })
}

func encoded(t testing.TB, encode func(*bytes.Buffer) error) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := encode(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func testdata(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// secret stands in everything that must not be passed on.
const secret = "52.5200N 13.4050E Jane Doe"

// cameraExif is an EXIF block as a camera makes it: the orientation among other entries, a
// place, a second directory with a small picture.
func cameraExif(o Orientation, order binary.AppendByteOrder) []byte {
	header := "II*\x00"
	if order == binary.AppendByteOrder(binary.BigEndian) {
		header = "MM\x00*"
	}
	b := order.AppendUint32([]byte(header), 8)
	b = order.AppendUint16(b, 3)
	entry := func(tag, kind uint16, count uint32, value []byte) {
		b = order.AppendUint16(b, tag)
		b = order.AppendUint16(b, kind)
		b = order.AppendUint32(b, count)
		b = append(b, append(value, 0, 0, 0, 0)[:4]...)
	}
	entry(0x010f, 2, uint32(len(secret)), order.AppendUint32(nil, 50))
	entry(tagOrientation, typeShort, 1, order.AppendUint16(nil, uint16(o)))
	entry(0x8825, 4, 1, order.AppendUint32(nil, 50))
	b = order.AppendUint32(b, 50)
	return append(b, secret...)
}

// withSegments puts segments behind the start of a JPEG.
func withSegments(file []byte, segments ...[]byte) []byte {
	return slices.Concat(file[:2], slices.Concat(segments...), file[2:])
}

func segment(marker byte, payload ...[]byte) []byte {
	all := slices.Concat(payload...)
	return append(binary.BigEndian.AppendUint16([]byte{0xff, marker}, uint16(len(all)+2)), all...)
}

func exifSegment(exif []byte) []byte { return segment(markerAPP1, exifPrefix, exif) }

func pngChunk(name string, data []byte) []byte {
	chunk := binary.BigEndian.AppendUint32(nil, uint32(len(data)))
	chunk = append(append(chunk, name...), data...)
	return binary.BigEndian.AppendUint32(chunk, crc32.ChecksumIEEE(chunk[4:]))
}

const afterIHDR = 8 + 8 + 13 + 4

// withChunks puts chunks behind the header of a PNG.
func withChunks(file []byte, chunks ...[]byte) []byte {
	return slices.Concat(file[:afterIHDR], slices.Concat(chunks...), file[afterIHDR:])
}

// riff makes a WebP of its chunks.
func riff(chunks ...[]byte) []byte {
	all := slices.Concat(chunks...)
	return slices.Concat([]byte("RIFF"), binary.LittleEndian.AppendUint32(nil, uint32(len(all)+4)), []byte("WEBP"), all)
}

func webpChunk(name string, data []byte) []byte { return appendChunk(nil, name, data) }

// extended makes of a simple WebP one with a header, and chunks behind the pixels.
func extended(t testing.TB, file []byte, flags byte, chunks ...[]byte) []byte {
	t.Helper()
	w, err := parseWebP(file)
	if err != nil {
		t.Fatal(err)
	}
	header := appendUint24([]byte{flags, 0, 0, 0}, w.size.X-1)
	header = appendUint24(header, w.size.Y-1)
	return riff(slices.Concat([][]byte{webpChunk("VP8X", header), webpChunk(w.name, w.pixels)}, chunks)...)
}

// near reports whether two colours are the same but for what compression does.
func near(a, b color.Color, most int) bool {
	ar, ag, ab, aa := a.RGBA()
	br, bg, bb, ba := b.RGBA()
	for _, pair := range [][2]uint32{{ar, br}, {ag, bg}, {ab, bb}, {aa, ba}} {
		if off := int(pair[0]>>8) - int(pair[1]>>8); off > most || -off > most {
			return false
		}
	}
	return true
}

// sameCorners compares the middles of the four quarters.
func sameCorners(t *testing.T, img image.Image, want [4]color.NRGBA) {
	t.Helper()
	size := img.Bounds().Size()
	for i, c := range want {
		x, y := (2*(i%2)+1)*size.X/4, (2*(i/2)+1)*size.Y/4
		if got := img.At(x, y); !near(got, c, 8) {
			t.Errorf("the quarter %d is %v, not %v", i, got, c)
		}
	}
}
