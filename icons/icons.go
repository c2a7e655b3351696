package icons

import (
	"bytes"
	"embed"
	"fmt"
	"image"
	"image/png"
	"sync"
)

//go:embed *.png
var files embed.FS

// AppSVG is the program's mark as it was drawn, for whoever draws vectors.
//
//go:embed app.svg
var AppSVG string

// AppSizes are the side lengths in pixels at which the program's mark exists,
// ascending.
var AppSizes = [...]int{16, 24, 32, 48, 64, 128, 256, 512}

// StateSizes are the side lengths in pixels at which the pictures of a
// connection's states exist, ascending.
var StateSizes = [...]int{24, 48, 96}

// App returns the program's mark at the smallest existing size that is not
// below size pixels, or at the largest one.
func App(size int) image.Image { return decoded("app", fitting(AppSizes[:], size)) }

// AppPNG is the program's mark as a PNG file, of one of AppSizes; it panics on another
// size.
func AppPNG(size int) []byte { return file("app", size) }

// Connected returns the picture of a connection that stands, chosen like App.
func Connected(size int) image.Image {
	return decoded("connected", fitting(StateSizes[:], size))
}

// Disconnected returns the picture of no connection, chosen like App.
func Disconnected(size int) image.Image {
	return decoded("disconnected", fitting(StateSizes[:], size))
}

func fitting(sizes []int, size int) int {
	for _, s := range sizes {
		if s >= size {
			return s
		}
	}
	return sizes[len(sizes)-1]
}

var (
	mu    sync.Mutex
	cache = map[string]image.Image{} // guarded by mu
)

// decoded panics on a picture that cannot be read: the bytes are part of the
// program, so that is a fault of the build and not of the machine.
func decoded(name string, size int) image.Image {
	mu.Lock()
	defer mu.Unlock()
	key := fileName(name, size)
	if img, ok := cache[key]; ok {
		return img
	}
	img, err := png.Decode(bytes.NewReader(file(name, size)))
	if err != nil {
		panic(fmt.Sprintf("icons: decoding %s: %v", key, err))
	}
	cache[key] = img
	return img
}

func fileName(name string, size int) string { return fmt.Sprintf("%s-%d.png", name, size) }

// file panics on a file that is not there, as decoded does.
func file(name string, size int) []byte {
	src, err := files.ReadFile(fileName(name, size))
	if err != nil {
		panic(fmt.Sprintf("icons: reading %s: %v", fileName(name, size), err))
	}
	return src
}
