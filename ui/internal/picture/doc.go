// Package picture turns the bytes of a PNG, JPEG, GIF or WebP file that a stranger sent
// into something that can be shown, and takes out of one's own what others need not know:
//
//	info, err := picture.Probe(r)                  // size and orientation, from the head
//	img, err := picture.Thumbnail(ctx, r, 320, 240) // what the list of messages shows
//	img, err := picture.Decode(ctx, r, picture.Limits{}) // the whole, for the full view
//	small, err := picture.Preview(ctx, r)          // a JPEG to go with the offer
//	img, err := picture.DecodePreview(ctx, small)  // at the receiver
//	err := picture.Strip(w, r)                     // no place, no camera, same pixels
//
// Nothing is decoded before its dimensions, its number of scans and the memory it will
// take were compared with Limits; a file is read up to Limits.MaxBytes and not further.
// Of an animation the first frame is shown. The EXIF orientation is honoured: images
// that are returned stand upright.
//
// Every error wraps one of ErrTooLarge, ErrNotPicture, ErrDamaged and ErrUnsupported, or is
// the context's or the reader's own.
//
// The functions keep nothing and may be called from any goroutine but that of a window:
// Decode takes up to seconds. They look at their context between rows, not within one
// scan of a decoder of the standard library.
package picture
