// Package qr makes QR codes (ISO/IEC 18004) of texts, and finds and reads them in a
// picture:
//
//	code, err := qr.Encode(link)
//	dark := code.Dark(x, y)              // for x and y below code.Size()
//	texts, err := qr.DecodeAll(picture)  // a file, the clipboard or the screen
//	text, err := qr.DecodeGray(pix, width, height, stride) // of a camera
//
// Whoever draws a Code leaves QuietZone light modules around it, draws it dark on
// light, also where all else is light on dark, and gives a module a whole number of
// pixels.
//
// Pictures come from outside. DecodeAll takes those of up to MaxPixels, reads codes that
// are rotated, mirrored, inverted, blurred or small in a large picture, and does an
// amount of work that is bounded by the number of pixels, whatever they show. What it
// returns is text that somebody wrote: it is not to be trusted.
//
// The functions keep nothing, may be called from any goroutine, and take up to a second
// for a large picture without a code: too long for the goroutine of a window.
package qr
