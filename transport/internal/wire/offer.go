package wire

import "errors"

// This file is the part of the specification that is about what a message offers: a file,
// or a folder as one. Its contents never travel in the talk: see filestream.go.

// The limits of an offer.
const (
	MaxOfferBytes    = 20 << 10 // encoded
	MaxFileNameBytes = 255
	MaxFileBytes     = 64 << 40 // of contents, all files of a folder together
	MaxPreviewBytes  = 16 << 10 // of a picture's small copy
	MaxPictureSide   = 1 << 20  // pixels
	MaxFiles         = 1 << 20  // of a folder
)

// Offer is what a message says of the file or folder that its author keeps ready. All of
// it is what the author says: only the stream of the file proves anything.
type Offer struct {
	Name string // without path: text from outside
	// Size is how many bytes of contents there are, of all files of a folder together.
	Size uint64
	// Files is how many files are in a folder, and Folder tells that it is one: it may
	// have none.
	Files  uint32
	Folder bool
	// Width and Height are those of a picture as it is shown, in pixels; zero: it is none.
	Width, Height uint32
	// Preview is a small copy of a picture, as JPEG; empty: none.
	Preview string
}

// Type returns TypeOffer, which no frame has: an offer is a field of POST and EV.
func (*Offer) Type() Type { return TypeOffer }

// Encode returns the offer as Post.File has it. The error is a *Refusal.
func (f *Offer) Encode() (string, error) {
	b, err := Append(nil, f)
	if err != nil {
		return "", err
	}
	if len(b)-headBytes > MaxOfferBytes {
		return "", refuseLength(TypeOffer, uint64(len(b)-headBytes), MaxOfferBytes)
	}
	return string(b[headBytes:]), nil
}

// DecodeOffer reads what Encode returns. The error is a *Refusal.
func DecodeOffer(file string) (*Offer, error) {
	f := new(Offer)
	if len(file) > MaxOfferBytes {
		return nil, refuseLength(TypeOffer, uint64(len(file)), MaxOfferBytes)
	}
	if err := fill(f, []byte(file)); err != nil {
		return nil, err
	}
	return f, nil
}

func (f *Offer) fields(c *coder) {
	c.text(1, "name", required, &f.Name, 1, MaxFileNameBytes)
	unsigned(c, 2, "size", required, &f.Size, 0, MaxFileBytes)
	unsigned(c, 3, "files", optional, &f.Files, 1, MaxFiles)
	c.yes(4, "folder", &f.Folder)
	unsigned(c, 5, "width", optional, &f.Width, 1, MaxPictureSide)
	unsigned(c, 6, "height", optional, &f.Height, 1, MaxPictureSide)
	c.blob(7, "preview", optional, &f.Preview, 1, MaxPreviewBytes)
	c.must(f.Folder || f.Files == 0, "files", "there without a folder")
	c.must((f.Width == 0) == (f.Height == 0), "height", "without the other side")
	c.must(f.Width != 0 || f.Preview == "", "preview", "there without a picture")
}

// offered codes an encoded Offer, which is valid.
func (c *coder) offered(key uint64, field string, v *string) {
	c.blob(key, field, optional, v, 1, MaxOfferBytes)
	if c.refusal != nil || *v == "" {
		return
	}
	var refusal *Refusal
	if _, err := DecodeOffer(*v); errors.As(err, &refusal) {
		c.fail(field, refusal.Field+": "+refusal.Why)
	}
}
