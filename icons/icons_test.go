package icons

import (
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
	"os"
	"testing"
)

func TestEveryPictureIsSquareAndOfItsSize(t *testing.T) {
	check := func(name string, img image.Image, size int) {
		t.Run(fmt.Sprintf("%s at %d", name, size), func(t *testing.T) {
			if got := img.Bounds().Size(); got != image.Pt(size, size) {
				t.Errorf("it is %v", got)
			}
			if alpha(img, size/2, size/2) == 0 {
				t.Error("its middle is empty")
			}
			if alpha(img, 0, 0) != 0 {
				t.Error("its corner is not transparent")
			}
		})
	}
	for _, s := range AppSizes {
		check("the mark", App(s), s)
	}
	for _, s := range StateSizes {
		check("connected", Connected(s), s)
	}
}

func TestTheStatesDifferInShape(t *testing.T) {
	for _, s := range StateSizes {
		t.Run(fmt.Sprintf("at %d pixels in grey alone", s), func(t *testing.T) {
			a, b := Connected(s), Disconnected(s)
			differ := 0
			for y := range s {
				for x := range s {
					if (alpha(a, x, y) > 0xc000) != (alpha(b, x, y) > 0xc000) {
						differ++
					}
				}
			}
			if differ*100 < s*s*2 {
				t.Errorf("only %d of %d pixels tell them apart", differ, s*s)
			}
		})
	}
}

func TestASizeBetweenTwoIsTakenFromTheLarger(t *testing.T) {
	for ask, want := range map[int]int{1: 16, 33: 48, 512: 512, 4000: 512} {
		if got := App(ask).Bounds().Dx(); got != want {
			t.Errorf("asking for %d gave %d, not %d", ask, got, want)
		}
	}
}

func TestAskingTwiceDecodesOnce(t *testing.T) {
	if App(64) != App(64) {
		t.Error("two pictures")
	}
}

func TestTheWindowsIconPointsAtItsPictures(t *testing.T) {
	ico, err := os.ReadFile("app.ico")
	if err != nil {
		t.Fatal(err)
	}
	n := int(binary.LittleEndian.Uint16(ico[4:]))
	if n < 4 {
		t.Fatalf("%d sizes", n)
	}
	for i := range n {
		entry := ico[6+16*i:]
		length, offset := binary.LittleEndian.Uint32(entry[8:]), binary.LittleEndian.Uint32(entry[12:])
		if int(offset+length) > len(ico) || string(ico[offset+1:offset+4]) != "PNG" {
			t.Errorf("entry %d does not point at a picture", i)
		}
	}
}

func alpha(img image.Image, x, y int) uint32 {
	return uint32(color.NRGBA64Model.Convert(img.At(x, y)).(color.NRGBA64).A)
}
