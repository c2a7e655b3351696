package picture

import (
	"bytes"
	"errors"
	"fmt"
	"io"
)

const (
	// probeBytes is how much of a file Probe reads.
	probeBytes = 256 << 10
	// sniffBytes is how much shows a file's format.
	sniffBytes = 12
)

// errShort says that the bytes at hand end before what is looked for: in a whole file that
// is damage, in the head of one it is not.
var errShort = errors.New("the file ends too early")

// Probe reads up to 256 KiB of r and returns what they say about the picture, without
// decoding anything. A WebP keeps its EXIF behind the pixels: where that is further away,
// Probe calls it upright, and only Decode, Thumbnail and Preview see how it stands. A
// picture of which the dimensions are further away is ErrUnsupported.
func Probe(r io.Reader) (Info, error) {
	head, err := io.ReadAll(io.LimitReader(r, probeBytes))
	if err != nil {
		return Info{}, fmt.Errorf("reading the picture's head: %w", err)
	}
	info, err := probe(head)
	if errors.Is(err, errShort) && len(head) == probeBytes {
		return Info{}, unsupported("its dimensions do not stand in the first %d KiB", probeBytes>>10)
	}
	return info, damage(err)
}

// damage has err be of a kind that callers know.
func damage(err error) error {
	if errors.Is(err, errShort) {
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	return err
}

// probe is Probe for the bytes at hand.
func probe(data []byte) (Info, error) {
	format, err := sniff(data)
	if err != nil {
		return Info{}, err
	}
	var info Info
	switch format {
	case JPEG:
		info, err = probeJPEG(data)
	case PNG:
		info, err = probePNG(data)
	case GIF:
		info, err = probeGIF(data)
	case WebP:
		info, err = probeWebP(data)
	}
	if err != nil {
		return Info{}, err
	}
	if err := checkSides(info.Width, info.Height); err != nil {
		return Info{}, err
	}
	info.Format = format
	info.Orientation = max(info.Orientation, Upright)
	return info, nil
}

// sniff tells a file's format by its first sniffBytes.
func sniff(head []byte) (Format, error) {
	switch {
	case bytes.HasPrefix(head, []byte("\xff\xd8\xff")):
		return JPEG, nil
	case bytes.HasPrefix(head, pngSignature):
		return PNG, nil
	case bytes.HasPrefix(head, []byte("GIF87a")), bytes.HasPrefix(head, []byte("GIF89a")):
		return GIF, nil
	case len(head) >= 12 && string(head[:4]) == "RIFF" && string(head[8:12]) == "WEBP":
		return WebP, nil
	}
	for _, other := range others {
		if len(head) >= other.at+len(other.magic) && string(head[other.at:other.at+len(other.magic)]) == other.magic {
			return 0, unsupported("it is a picture in %s", other.name)
		}
	}
	return 0, ErrNotPicture
}

// others are formats of pictures that are told apart from what is none.
var others = []struct {
	at          int
	magic, name string
}{
	{4, "ftypheic", "HEIC"},
	{4, "ftypheix", "HEIC"},
	{4, "ftyphevc", "HEIC"},
	{4, "ftypmif1", "HEIF"},
	{4, "ftypmsf1", "HEIF"},
	{4, "ftypavif", "AVIF"},
	{4, "ftypavis", "AVIF"},
	{4, "JXL \r\n\x87\n", "JPEG XL"},
	{0, "\xff\x0a", "JPEG XL"},
	{4, "jP  \r\n\x87\n", "JPEG 2000"},
	{0, "II*\x00", "TIFF"},
	{0, "MM\x00*", "TIFF"},
	{0, "8BPS", "Photoshop's format"},
	{0, "BM", "BMP"},
}
