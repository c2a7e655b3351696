package picture

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	"image/gif"
	"io"
	"slices"
	"testing"
	"testing/iotest"
)

func strip(t testing.TB, file []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	// Reads of one byte and of all find the same.
	if err := Strip(&out, iotest.OneByteReader(bytes.NewReader(file))); err != nil {
		t.Fatal(err)
	}
	var again bytes.Buffer
	if err := Strip(&again, bytes.NewReader(file)); err != nil || !bytes.Equal(again.Bytes(), out.Bytes()) {
		t.Fatalf("another way of reading: %v", err)
	}
	return out.Bytes()
}

func text(s string) []byte { return []byte(s + " " + secret) }

// laden returns files with all that is to be taken out, and the same without it, standing
// as o says.
func laden(t testing.TB, o Orientation) map[string][2][]byte {
	t.Helper()
	camera, least := cameraExif(o, binary.LittleEndian), minimalExif(o)
	icc := segment(markerAPP2, iccPrefix, []byte{1, 1}, make([]byte, 300))
	adobe := []byte("Adobe\x00\x64\x00\x00\x00\x00\x01")
	jfif := []byte("JFIF\x00\x01\x01\x01\x00\x48\x00\x48\x00\x00")
	thumbed := append(bytes.Clone(jfif), text("small picture")...)
	thumbed[12], thumbed[13] = 3, 1
	photo := asJPEG(t, quarters(48, 30))
	wanted := [][]byte{segment(markerAPP0, jfif), icc, segment(markerAPP14, adobe)}
	if o.turns() {
		wanted = slices.Insert(wanted, 1, exifSegment(least))
	}
	restarts := testdata(t, "progressive-restart.jpg")
	pngFile := asPNG(t, quarters(48, 30))
	profile := pngChunk("iCCP", []byte("profile\x00\x00not looked at"))
	pngWanted := [][]byte{profile, pngChunk("pHYs", make([]byte, 9))}
	if o.turns() {
		pngWanted = append(pngWanted, pngChunk("eXIf", least))
	}
	lossy := testdata(t, "lossy.webp")
	blank := func(chunk []byte) []byte { return webpChunk("JUNK", make([]byte, len(chunk))) }
	rest := make([]byte, len(camera)-len(least))
	return map[string][2][]byte{
		"JPEG": {
			append(withSegments(photo,
				segment(markerAPP0, thumbed), segment(markerAPP0, text("JFXX\x00")),
				exifSegment(camera), exifSegment(cameraExif(Transpose, binary.BigEndian)),
				segment(markerAPP1, text("http://ns.adobe.com/xap/1.0/\x00")), icc,
				segment(markerAPP2, text("MPF\x00")), segment(0xed, text("Photoshop 3.0\x00")),
				segment(0xeb, text("JP")), segment(markerAPP14, adobe, text("")), segment(markerCOM, text("a comment")),
			), text("\xff\xd8\xff\xe1 a second picture")...),
			withSegments(photo, wanted...),
		},
		"progressive JPEG with restarts": {
			append(withSegments(restarts, segment(markerCOM, text("")), []byte{0xff, 0xff}), secret...),
			restarts,
		},
		"PNG": {
			append(withChunks(pngFile,
				pngChunk("tEXt", text("Author\x00")), profile, pngChunk("zTXt", text("Comment\x00\x00")),
				pngChunk("iTXt", text("XML:com.adobe.xmp\x00\x00\x00\x00\x00")), pngChunk("tIME", make([]byte, 7)),
				pngChunk("pHYs", make([]byte, 9)), pngChunk("eXIf", camera), pngChunk("prVt", text("")),
				pngChunk("eXIf", cameraExif(Transpose, binary.BigEndian)),
			), secret...),
			withChunks(pngFile, pngWanted...),
		},
		"WebP": {
			append(extended(t, lossy, webpHasEXIF|webpHasXMP, webpChunk("ICCP", make([]byte, 5)), webpChunk("EXIF", camera),
				webpChunk("EXIF", camera), webpChunk("XMP ", text("x")), webpChunk("ABCD", text(""))), secret...),
			extended(t, lossy, webpHasEXIF, webpChunk("ICCP", make([]byte, 5)), webpChunk("EXIF", append(bytes.Clone(least), rest...)),
				blank(camera), blank(text("x")), blank(text(""))),
		},
	}
}

func TestStrip(t *testing.T) {
	for o := Upright; o <= Rotate270; o++ {
		for name, files := range laden(t, o) {
			got := strip(t, files[0])
			if !bytes.Equal(got, files[1]) {
				t.Errorf("%d, %s:\n%q\nnot\n%q", o, name, got, files[1])
			}
			if bytes.Contains(got, []byte(secret)) {
				t.Errorf("%d, %s: the secret is there", o, name)
			}
			before, after := decodeAll(t, files[0]), decodeAll(t, got)
			if before.Rect != after.Rect || !bytes.Equal(before.Pix, after.Pix) {
				t.Errorf("%d, %s: it looks different", o, name)
			}
		}
	}
}

func TestStripLeavesCleanFilesAsTheyAre(t *testing.T) {
	for name, file := range map[string][]byte{
		"JPEG": asJPEG(t, noise(300, 200)), "PNG": asPNG(t, noise(300, 200)), "GIF": asGIF(t, noise(300, 200)),
		"lossy": testdata(t, "lossy.webp"), "lossless": testdata(t, "lossless.webp"), "alpha": testdata(t, "alpha.webp"),
		"animated": testdata(t, "animated.webp"), "interlaced": testdata(t, "interlaced.png"),
	} {
		if got := strip(t, file); !bytes.Equal(got, file) {
			t.Errorf("%s: %d bytes became %d", name, len(file), len(got))
		}
	}
}

func TestStripGIF(t *testing.T) {
	colours := color.Palette{red, blue}
	frames := []*image.Paletted{image.NewPaletted(image.Rect(0, 0, 20, 10), colours), image.NewPaletted(image.Rect(2, 2, 5, 5), colours)}
	clean := encoded(t, func(out *bytes.Buffer) error {
		return gif.EncodeAll(out, &gif.GIF{Image: frames, Delay: []int{5, 6}, LoopCount: 3})
	})
	block := func(b []byte) []byte { return append([]byte{byte(len(b))}, b...) }
	netscape := bytes.Index(clean, []byte("\x21\xff\x0bNETSCAPE2.0"))
	if netscape < 0 {
		t.Fatal("no repetitions")
	}
	end := netscape + 19
	profile := slices.Concat([]byte("\x21\xff\x0bICCRGBG1012"), block([]byte("profile")), []byte{0})
	laden := slices.Concat(clean[:netscape],
		[]byte("\x21\xfe"), block(text("comment")), block(text("more")), []byte{0},
		[]byte("\x21\xff\x0bXMP DataXMP"), block(text("xmp")), []byte{0},
		clean[netscape:end-1], block(text("beside the repetitions")), []byte{0},
		[]byte("\x21\xff\x0bNETSCAPE2.0"), block([]byte("\x02ab")), []byte{0}, // no number of repetitions
		profile, clean[end:], []byte(secret))
	want := slices.Concat(clean[:end], profile, clean[end:])
	if got := strip(t, laden); !bytes.Equal(got, want) {
		t.Errorf("%q\nnot\n%q", got, want)
	}
}

func TestExifThatTheHeaderDoesNotNameIsNone(t *testing.T) {
	exif := cameraExif(Rotate90, binary.LittleEndian)
	file := extended(t, testdata(t, "lossy.webp"), 0, webpChunk("EXIF", exif))
	if info, err := Probe(bytes.NewReader(file)); err != nil || info.Orientation != Upright {
		t.Errorf("%+v, %v", info, err)
	}
	if got := strip(t, file); !bytes.Equal(got, extended(t, testdata(t, "lossy.webp"), 0, webpChunk("JUNK", make([]byte, len(exif))))) {
		t.Errorf("%q", got)
	}
}

func TestStripReachesIntoFrames(t *testing.T) {
	file := testdata(t, "animated.webp")
	at := bytes.Index(file, []byte("ANMF"))
	length := int(binary.LittleEndian.Uint32(file[at+4:]))
	frame := file[at+8 : at+8+length]
	hidden := webpChunk("ANMF", append(bytes.Clone(frame), webpChunk("XMP ", text(""))...))
	blank := webpChunk("ANMF", append(bytes.Clone(frame), webpChunk("JUNK", make([]byte, len(text(""))))...))
	rest := file[at+8+length:]
	if got := strip(t, riff(file[riffHeader:at], hidden, rest)); !bytes.Equal(got, riff(file[riffHeader:at], blank, rest)) {
		t.Errorf("%q", got)
	}
}

func TestStripRefusesWhatItDoesNotUnderstand(t *testing.T) {
	jpegFile, pngFile, gifFile := asJPEG(t, quarters(48, 30)), asPNG(t, quarters(48, 30)), asGIF(t, quarters(48, 30))
	change := func(file []byte, at int, to ...byte) []byte {
		b := bytes.Clone(file)
		copy(b[at:], to)
		return b
	}
	image := gifHeader + int(gifColours(gifFile[10]))
	lossy := testdata(t, "lossy.webp")
	for _, test := range []struct {
		name string
		file []byte
		want error
	}{
		{"a text", text("only"), ErrNotPicture},
		{"HEIC", []byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00"), ErrUnsupported},
		{"a JPEG with bytes between segments", withSegments(jpegFile, segment(markerCOM, nil), []byte{0}), ErrDamaged},
		{"a JPEG of another process", change(jpegFile, bytes.Index(jpegFile, []byte{0xff, markerSOF0})+1, 0xc9), ErrUnsupported},
		{"a JPEG with a marker of unknown use", withSegments(jpegFile, segment(0xf0, []byte("?"))), ErrUnsupported},
		{"a JPEG with a scan first", withSegments(jpegFile, segment(markerSOS, []byte{1, 1, 0, 0, 63, 0})), ErrDamaged},
		{"a PNG with a critical chunk", withChunks(pngFile, pngChunk("CRIT", nil)), ErrUnsupported},
		{"a PNG with a wrong sum", change(pngFile, afterIHDR-1, 1), ErrDamaged},
		{"a PNG with a long end", append(pngFile[:len(pngFile)-12:len(pngFile)-12], pngChunk("IEND", []byte(secret))...), ErrDamaged},
		{"a PNG without pixels", slices.Concat(pngFile[:afterIHDR], pngChunk("IEND", nil)), ErrDamaged},
		{"a GIF with text", slices.Insert(bytes.Clone(gifFile), image, 0x21, 1), ErrUnsupported},
		{"a GIF with another extension", slices.Insert(bytes.Clone(gifFile), image, 0x21, 2), ErrUnsupported},
		{"a GIF with another block", slices.Insert(bytes.Clone(gifFile), image, 7), ErrDamaged},
		{"a WebP with a chunk that is too long", change(lossy, 16, 0xff, 0xff), ErrDamaged},
		{"a WebP with a chunk that is longer than it", append(change(lossy, 16, 200), make([]byte, 50)...), ErrDamaged},
		{"a WebP without pixels", riff(webpChunk("ICCP", nil)), ErrDamaged},
	} {
		var out bytes.Buffer
		if err := Strip(&out, bytes.NewReader(test.file)); !errors.Is(err, test.want) {
			t.Errorf("%s: %v, not %v", test.name, err, test.want)
		}
	}
}

func TestStripSaysWhenTheFileIsCut(t *testing.T) {
	for name, files := range laden(t, Rotate90) {
		file := files[1]
		for n := range file {
			want := ErrDamaged
			if n < 8 || name == "WebP" && n < sniffBytes {
				want = ErrNotPicture
			}
			err := Strip(io.Discard, bytes.NewReader(file[:n]))
			if !errors.Is(err, want) && !(n < 8 && errors.Is(err, ErrDamaged)) {
				t.Fatalf("%d bytes of %d of a %s: %v, not %v", n, len(file), name, err, want)
			}
		}
	}
}

func TestStripPassesErrorsOn(t *testing.T) {
	broken := errors.New("the disk is gone")
	for name, files := range laden(t, Rotate90) {
		for _, n := range []int{0, 20, len(files[0]) / 2} {
			r := io.MultiReader(bytes.NewReader(files[0][:n]), iotest.ErrReader(broken))
			if err := Strip(io.Discard, r); !errors.Is(err, broken) || errors.Is(err, ErrDamaged) {
				t.Errorf("%s: a reader's error became %v", name, err)
			}
		}
		pr, pw := io.Pipe()
		_ = pr.CloseWithError(broken)
		if err := Strip(pw, bytes.NewReader(files[0])); !errors.Is(err, broken) {
			t.Errorf("%s: a writer's error became %v", name, err)
		}
	}
}

func TestStripTakesLittleMemory(t *testing.T) {
	large := asPNG(t, noise(1500, 1500))
	if memory := allocated(func() {
		if err := Strip(io.Discard, bytes.NewReader(large)); err != nil {
			t.Error(err)
		}
	}); memory > 1<<20 {
		t.Errorf("%d bytes for a file of %d", memory, len(large))
	}
}
