//go:build (linux && !android) || freebsd || openbsd

package capture

import (
	"context"
	"errors"
	"fmt"
	"image"
	"math/bits"
	"os"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"

	"confab/ui/internal/desktop"
)

// Screen takes a picture of all that the screens show now, in shades of grey on X11. On
// Wayland the desktop asks the person, for as long as ctx lasts. Its errors are
// ErrUnsupported, ErrRefused and ErrSize.
func Screen(ctx context.Context) (image.Image, error) {
	if os.Getenv("WAYLAND_DISPLAY") != "" {
		return portalScreen(ctx)
	}
	x, err := xgb.NewConnDisplay("")
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrUnsupported, err)
	}
	// A server that says nothing is not waited for.
	defer context.AfterFunc(ctx, x.Close)()
	defer x.Close()
	return rootWindow(x)
}

// portalScreen reads the file of the portal's picture, and removes it: nobody asked for
// a picture that stays.
func portalScreen(ctx context.Context) (image.Image, error) {
	began := time.Now()
	path, err := desktop.Screenshot(ctx)
	switch {
	case errors.Is(err, desktop.ErrRefused):
		return nil, ErrRefused
	case err != nil:
		return nil, fmt.Errorf("%w: %w", ErrUnsupported, err)
	}
	img, err := File(path)
	if info, lost := os.Lstat(path); lost == nil && info.Mode().IsRegular() && info.ModTime().After(began.Add(-time.Second)) {
		os.Remove(path)
	}
	return img, err
}

// pieceBytes is how much of the screen is asked for at once.
const pieceBytes = 4 << 20

// rootWindow reads what is seen of the root window and all that is over it.
func rootWindow(x *xgb.Conn) (image.Image, error) {
	setup := xproto.Setup(x)
	screen := setup.DefaultScreen(x)
	width, height := int(screen.WidthInPixels), int(screen.HeightInPixels)
	if width*height > maxPixels {
		return nil, ErrSize
	}
	format, visual := formatOf(setup, screen.RootDepth), visualOf(screen)
	if visual == nil || format.BitsPerPixel%8 != 0 || format.BitsPerPixel > 32 || format.ScanlinePad == 0 {
		return nil, fmt.Errorf("%w: the screen has colours of a kind that is not known", ErrUnsupported)
	}
	pad := int(format.ScanlinePad)
	stride := (width*int(format.BitsPerPixel) + pad - 1) / pad * pad / 8
	pixels := pixelReader{
		bytes: int(format.BitsPerPixel) / 8, bigEndian: setup.ImageByteOrder == xproto.ImageOrderMSBFirst,
		red: maskOf(visual.RedMask), green: maskOf(visual.GreenMask), blue: maskOf(visual.BlueMask),
	}
	img := image.NewGray(image.Rect(0, 0, width, height))
	rows := max(1, pieceBytes/stride)
	for y := 0; y < height; y += rows {
		n := min(rows, height-y)
		reply, err := xproto.GetImage(x, xproto.ImageFormatZPixmap, xproto.Drawable(screen.Root), 0, int16(y), uint16(width), uint16(n), ^uint32(0)).Reply()
		if err != nil {
			return nil, fmt.Errorf("%w: reading the screen: %w", ErrUnsupported, err)
		}
		if len(reply.Data) < n*stride {
			return nil, fmt.Errorf("%w: the screen is cut off", ErrUnsupported)
		}
		for i := range n {
			pixels.row(img.Pix[(y+i)*img.Stride:][:width], reply.Data[i*stride:])
		}
	}
	return img, nil
}

func formatOf(setup *xproto.SetupInfo, depth byte) (f xproto.Format) {
	for _, f := range setup.PixmapFormats {
		if f.Depth == depth {
			return f
		}
	}
	return f
}

// visualOf is how the colours of the screen are written; nil where they are numbers of a
// palette.
func visualOf(screen *xproto.ScreenInfo) *xproto.VisualInfo {
	for _, depth := range screen.AllowedDepths {
		for i, v := range depth.Visuals {
			if v.VisualId == screen.RootVisual && (v.Class == xproto.VisualClassTrueColor || v.Class == xproto.VisualClassDirectColor) {
				return &depth.Visuals[i]
			}
		}
	}
	return nil
}

// channel is where the bits of a colour are.
type channel struct{ shift, bits int }

func maskOf(mask uint32) channel {
	return channel{shift: bits.TrailingZeros32(mask), bits: bits.OnesCount32(mask)}
}

// of is the channel of a pixel, 0 to 255.
func (c channel) of(pixel uint32) uint32 {
	most := uint32(1)<<c.bits - 1
	if most == 0 {
		return 0
	}
	return (pixel >> c.shift & most) * 255 / most
}

// pixelReader understands the pixels of a screen.
type pixelReader struct {
	bytes            int
	bigEndian        bool
	red, green, blue channel
}

func (r pixelReader) row(to []byte, from []byte) {
	for i := range to {
		var pixel uint32
		for k, b := range from[i*r.bytes : (i+1)*r.bytes] {
			if r.bigEndian {
				pixel = pixel<<8 | uint32(b)
			} else {
				pixel |= uint32(b) << (8 * k)
			}
		}
		to[i] = byte((299*r.red.of(pixel) + 587*r.green.of(pixel) + 114*r.blue.of(pixel) + 500) / 1000)
	}
}
