package main

import (
	"encoding/xml"
	"errors"
	"fmt"
	"image"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/image/draw"
)

// shape is a path of a drawing.
type shape struct {
	fill string
	data string
	hole bool // a circle: in one colour, the dots are cut out of the bubble
}

// drawing is what icons/app.svg has: a ground that shades from top to bottom, and
// shapes on it. The file is written by hand and uses no more of SVG than this
// reads; anything else is an error, not a hole in the icon.
type drawing struct {
	top, bottom string
	shapes      []shape
}

// makeIcons writes the launcher's icon (adaptive since Android 8, one picture for
// each density before), and the one for the status bar and themed launchers,
// which is white on nothing.
func makeIcons(icons, res string) error {
	f, err := os.Open(filepath.Join(icons, "app.svg"))
	if err != nil {
		return err
	}
	defer f.Close()
	d, err := readDrawing(f)
	if err != nil {
		return fmt.Errorf("reading %s: %w", f.Name(), err)
	}
	// The square of the drawing has 480 units; a launcher shows 72 of 108 dp and
	// may cut that to a circle of 66. At 0.135 the bubbles, 337 by 326 with their
	// middle near 265, stay inside of it.
	const scale, middle = 0.135, 265
	launcher := placing{size: 108, scale: scale, x: 54 - middle*scale, y: 54 - middle*scale}
	// The front bubble is 242 by 204 units from (176, 204) on; the status bar
	// wants 24 dp with a margin of 2 around.
	const small = 20.0 / 242
	status := placing{size: 24, scale: small, x: 2 - 176*small, y: 12 - 305*small}

	drawables := filepath.Join(res, "drawable")
	mono, err := d.monochrome()
	return errors.Join(err,
		writeFile(filepath.Join(drawables, "ic_launcher_background.xml"), d.ground()),
		writeFile(filepath.Join(drawables, "ic_launcher_foreground.xml"), launcher.vector(d.shapes)),
		writeFile(filepath.Join(drawables, "ic_launcher_monochrome.xml"), launcher.vector(mono)),
		writeFile(filepath.Join(drawables, "ic_notification.xml"), status.vector(mono)),
		makePictures(filepath.Join(icons, "app-512.png"), res))
}

// readDrawing reads an SVG.
func readDrawing(r io.Reader) (drawing, error) {
	var d drawing
	var fill []string // of the elements that are open
	for decoder := xml.NewDecoder(r); ; {
		token, err := decoder.Token()
		if err == io.EOF {
			return d, d.complete()
		}
		if err != nil {
			return d, err
		}
		if _, ok := token.(xml.EndElement); ok {
			fill = fill[:len(fill)-1]
			continue
		}
		e, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		attr := map[string]string{}
		for _, a := range e.Attr {
			attr[a.Name.Local] = a.Value
		}
		color := attr["fill"]
		if color == "" && len(fill) > 0 {
			color = fill[len(fill)-1]
		}
		fill = append(fill, color)
		switch e.Name.Local {
		case "svg", "defs", "linearGradient", "g", "rect": // the rect is the ground
		case "stop":
			d.top, d.bottom = d.bottom, attr["stop-color"]
		case "path":
			d.shapes = append(d.shapes, shape{fill: color, data: attr["d"]})
		case "circle":
			data, err := circle(attr["cx"], attr["cy"], attr["r"])
			if err != nil {
				return d, err
			}
			d.shapes = append(d.shapes, shape{fill: color, data: data, hole: true})
		default:
			return d, fmt.Errorf("element %q has no counterpart here", e.Name.Local)
		}
	}
}

func (d drawing) complete() error {
	if d.top == "" || d.bottom == "" {
		return errors.New("the ground has no two colours")
	}
	for _, s := range d.shapes {
		if !strings.HasPrefix(s.fill, "#") || s.data == "" {
			return fmt.Errorf("a shape has fill %q and path %q", s.fill, s.data)
		}
	}
	return nil
}

// circle is a circle as a path.
func circle(cx, cy, r string) (string, error) {
	var x, y, radius float64
	if _, err := fmt.Sscan(cx+" "+cy+" "+r, &x, &y, &radius); err != nil {
		return "", fmt.Errorf("reading a circle: %w", err)
	}
	return fmt.Sprintf("M%[1]g %[2]ga%[3]g %[3]g 0 1 0 %[4]g 0a%[3]g %[3]g 0 1 0 -%[4]g 0z", x-radius, y, radius, 2*radius), nil
}

// monochrome is the front bubble in white, which is the last path, with the dots
// cut out.
func (d drawing) monochrome() ([]shape, error) {
	var bubble, dots string
	for _, s := range d.shapes {
		if s.hole {
			dots += s.data
		} else {
			bubble = s.data
		}
	}
	if bubble == "" || dots == "" {
		return nil, errors.New("the drawing has no bubble with dots")
	}
	return []shape{{fill: "#ffffff", data: bubble + dots}}, nil
}

const androidNamespace = `xmlns:android="http://schemas.android.com/apk/res/android"`

func (d drawing) ground() []byte {
	return fmt.Appendf(nil, `<shape %s><gradient android:angle="270" android:startColor="%s" android:endColor="%s"/></shape>
`, androidNamespace, d.top, d.bottom)
}

// placing is where the drawing goes in a square of size dp.
type placing struct {
	size        int
	scale, x, y float64
}

func (p placing) vector(shapes []shape) []byte {
	v := fmt.Appendf(nil, `<vector %[1]s android:width="%[2]ddp" android:height="%[2]ddp" android:viewportWidth="%[2]d" android:viewportHeight="%[2]d">
<group android:scaleX="%.5[3]f" android:scaleY="%.5[3]f" android:translateX="%.3[4]f" android:translateY="%.3[5]f">
`, androidNamespace, p.size, p.scale, p.x, p.y)
	for _, s := range shapes {
		v = fmt.Appendf(v, "<path android:fillColor=\"%s\" android:fillType=\"evenOdd\" android:pathData=\"%s\"/>\n", s.fill, s.data)
	}
	return append(v, "</group></vector>\n"...)
}

// makePictures makes the icon for Android 7, which has no adaptive ones.
func makePictures(source, res string) error {
	f, err := os.Open(source)
	if err != nil {
		return err
	}
	defer f.Close()
	whole, err := png.Decode(f)
	if err != nil {
		return fmt.Errorf("reading %s: %w", source, err)
	}
	for density, px := range map[string]int{"mdpi": 48, "hdpi": 72, "xhdpi": 96, "xxhdpi": 144, "xxxhdpi": 192} {
		small := image.NewNRGBA(image.Rect(0, 0, px, px))
		draw.CatmullRom.Scale(small, small.Bounds(), whole, whole.Bounds(), draw.Src, nil)
		name := filepath.Join(res, "mipmap-"+density, "ic_launcher.png")
		if err := writePNG(name, small); err != nil {
			return err
		}
	}
	return nil
}

func writePNG(name string, m image.Image) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	return errors.Join(png.Encode(f, m), f.Close())
}

// writeFile makes the folders that are missing, too.
func writeFile(name string, content []byte) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	return os.WriteFile(name, content, 0o644)
}
