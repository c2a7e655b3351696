package picture

import (
	"encoding/binary"
	"os"
	"path/filepath"
	"testing"
)

// gpsExif is EXIF whose directory of the place has these tags.
func gpsExif(order binary.AppendByteOrder, tags ...uint16) []byte {
	header := "II*\x00"
	if order == binary.AppendByteOrder(binary.BigEndian) {
		header = "MM\x00*"
	}
	b := order.AppendUint32([]byte(header), 8)
	entry := func(tag, kind uint16, value uint32) {
		b = order.AppendUint16(b, tag)
		b = order.AppendUint16(b, kind)
		b = order.AppendUint32(b, 1)
		b = order.AppendUint32(b, value)
	}
	b = order.AppendUint16(b, 1)
	entry(tagGPS, 4, 26)
	b = order.AppendUint32(b, 0)
	b = order.AppendUint16(b, uint16(len(tags)))
	for _, tag := range tags {
		entry(tag, 5, 8)
	}
	return order.AppendUint32(b, 0)
}

func TestLocated(t *testing.T) {
	photo, plan, lossy := asJPEG(t, quarters(48, 30)), asPNG(t, quarters(48, 30)), testdata(t, "lossy.webp")
	here := gpsExif(binary.LittleEndian, 0, 1, tagLatitude, 3, 4)
	loop := gpsExif(binary.BigEndian)
	binary.BigEndian.PutUint32(loop[18:], 8) // the place is the directory that names it
	far := gpsExif(binary.BigEndian)
	binary.BigEndian.PutUint32(far[18:], 1<<31)
	dir := t.TempDir()
	for name, c := range map[string]struct {
		file []byte
		want bool
	}{
		"place.jpg":    {withSegments(photo, exifSegment(here)), true},
		"big.jpg":      {withSegments(photo, exifSegment(gpsExif(binary.BigEndian, tagLatitude))), true},
		"second.jpg":   {withSegments(photo, exifSegment(minimalExif(Rotate90)), exifSegment(here)), true},
		"cut.jpg":      {withSegments(photo, exifSegment(here))[:200], true},
		"place.png":    {withChunks(plan, pngChunk("eXIf", here)), true},
		"place.webp":   {extended(t, lossy, webpHasEXIF, webpChunk("EXIF", here)), true},
		"none.jpg":     {photo, false},
		"none.png":     {plan, false},
		"camera.jpg":   {withSegments(photo, exifSegment(cameraExif(Upright, binary.LittleEndian))), false},
		"nowhere.jpg":  {withSegments(photo, exifSegment(gpsExif(binary.LittleEndian, 0))), false},
		"loop.jpg":     {withSegments(photo, exifSegment(loop)), false},
		"far.jpg":      {withSegments(photo, exifSegment(far)), false},
		"begun.jpg":    {withSegments(photo, exifSegment(here[:20])), false},
		"plan.txt":     {here, false},
		"nothing":      {nil, false},
		"stripped.jpg": {strip(t, withSegments(photo, exifSegment(here))), false},
	} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, c.file, 0o600); err != nil {
			t.Fatal(err)
		}
		if got := Located(path); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
	if Located(dir) || Located(filepath.Join(dir, "gone.jpg")) {
		t.Error("what is no file has a place")
	}
}
