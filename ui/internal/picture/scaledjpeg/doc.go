// Package scaledjpeg decodes a JPEG to a half, a quarter or an eighth of its width and
// height, in a fraction of the time and memory that the whole takes:
//
//	img, err := scaledjpeg.Decode(ctx, data, 8)
//
// A block of eight by eight pixels becomes one of four, two or one, from the coefficients
// that are left when the higher frequencies are dropped (the inverse DCT is of that size).
// To an eighth nothing is computed but the averages, and of a progressive JPEG most scans
// are skipped.
//
// To the full size it is slower than image/jpeg, but reads what that refuses in error: scans
// of one subsampled component with restart intervals, as progressive JPEGs may have.
//
// It reads what phones and programs make: baseline, extended and progressive, with Huffman
// codes, of 8 bits, grey or YCbCr. For all else, as RGB and CMYK, it returns ErrUnsupported,
// and image/jpeg may do better. The layout of the format is that of ITU-T T.81.
//
// The work is bounded by the number of blocks times MaxScans, and the context is looked at
// with each row of blocks. What the dimensions may be is for the caller to decide first:
// see Memory.
package scaledjpeg
