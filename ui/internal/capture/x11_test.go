//go:build (linux && !android) || freebsd || openbsd

package capture

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"image"
	"image/color"
	"image/png"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
)

// deadline bounds a wait for another program.
const deadline = time.Minute

// needs returns a program, without which the test is not run but fails where all are
// there.
func needs(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skipf("not run: %v", err)
	}
	return path
}

// screenOf starts an X server whose screen has a depth, and makes it the display.
func screenOf(t *testing.T, depth string) {
	t.Helper()
	number, theirs, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer number.Close()
	server := exec.Command(needs(t, "Xvfb"), "-displayfd", "3", "-screen", "0", "321x100x"+depth, "-nolisten", "tcp")
	server.ExtraFiles = []*os.File{theirs}
	err = server.Start()
	theirs.Close()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Process.Kill(); server.Wait() })
	line, err := bufio.NewReader(number).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("DISPLAY", ":"+strings.TrimSpace(line))
	t.Setenv("WAYLAND_DISPLAY", "")
}

func TestScreenOfX11(t *testing.T) {
	for _, depth := range []string{"24", "16"} {
		t.Run("of depth "+depth, func(t *testing.T) {
			screenOf(t, depth)
			x, err := xgb.NewConn()
			if err != nil {
				t.Fatal(err)
			}
			defer x.Close()
			// A window over the whole screen but its first column and row.
			screen := xproto.Setup(x).DefaultScreen(x)
			w, err := xproto.NewWindowId(x)
			if err != nil {
				t.Fatal(err)
			}
			if err := xproto.CreateWindowChecked(x, screen.RootDepth, w, screen.Root, 1, 1, 320, 99, 0, xproto.WindowClassInputOutput, screen.RootVisual,
				xproto.CwBackPixel, []uint32{screen.WhitePixel}).Check(); err != nil {
				t.Fatal(err)
			}
			if err := xproto.MapWindowChecked(x, w).Check(); err != nil {
				t.Fatal(err)
			}
			img, err := Screen(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if img.Bounds() != image.Rect(0, 0, 321, 100) {
				t.Fatalf("%v", img.Bounds())
			}
			for at, want := range map[image.Point]uint8{{0, 0}: 0, {0, 50}: 0, {50, 0}: 0, {1, 1}: 255, {320, 99}: 255} {
				if got := img.At(at.X, at.Y).(color.Gray).Y; got != want {
					t.Errorf("%v is %d, not %d", at, got, want)
				}
			}
		})
	}
	t.Run("without an X server there is none", func(t *testing.T) {
		t.Setenv("WAYLAND_DISPLAY", "")
		t.Setenv("DISPLAY", ":nowhere")
		if _, err := Screen(t.Context()); !errors.Is(err, ErrUnsupported) {
			t.Errorf("%v", err)
		}
		if _, err := Clipboard(t.Context()); !errors.Is(err, ErrUnsupported) {
			t.Errorf("%v", err)
		}
	})
	t.Run("on Wayland without a portal neither", func(t *testing.T) {
		t.Setenv("WAYLAND_DISPLAY", "wayland-0")
		t.Setenv("XDG_RUNTIME_DIR", t.TempDir())
		t.Setenv("DBUS_SESSION_BUS_ADDRESS", "")
		if _, err := Screen(t.Context()); !errors.Is(err, ErrUnsupported) {
			t.Errorf("%v", err)
		}
	})
}

func TestClipboardOfX11(t *testing.T) {
	screenOf(t, "24")
	ctx, cancel := context.WithTimeout(t.Context(), deadline)
	defer cancel()
	if _, err := Clipboard(ctx); !errors.Is(err, ErrNone) {
		t.Fatalf("without one: %v", err)
	}
	own := func(kind string, content []byte) {
		t.Helper()
		// It goes on in the background, once it owns the clipboard, until the server ends.
		cmd := exec.Command(needs(t, "xclip"), "-selection", "clipboard", "-in", "-t", kind)
		cmd.Stdin = bytes.NewReader(content)
		if err := cmd.Run(); err != nil {
			t.Fatal(err)
		}
	}
	// Noise does not get smaller: it comes in many pieces.
	noise := image.NewGray(image.Rect(0, 0, 1024, 1024))
	for i := range noise.Pix {
		noise.Pix[i] = byte(rand.Uint32())
	}
	var encoded bytes.Buffer
	if err := png.Encode(&encoded, noise); err != nil {
		t.Fatal(err)
	}
	awaits := func(what string, done func() bool) {
		t.Helper()
		for !done() {
			if ctx.Err() != nil {
				t.Fatal(what)
			}
			time.Sleep(time.Millisecond)
		}
	}
	own("image/png", encoded.Bytes())
	awaits("the picture is not read", func() bool {
		img, err := Clipboard(ctx)
		got, ok := img.(*image.Gray)
		return err == nil && ok && bytes.Equal(got.Pix, noise.Pix)
	})
	own("UTF8_STRING", []byte("text"))
	awaits("text is a picture", func() bool {
		_, err := Clipboard(ctx)
		return errors.Is(err, ErrNone)
	})
}
