//go:build fakedroid

package fakedroid

import (
	"fmt"
	"math/rand"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
)

// TestInvited is a phone that comes by a link on a page, and then by a code that its
// camera sees.
func TestInvited(t *testing.T) {
	t.Parallel()
	h, p := serve(t, "127.0.0.81:8877"), start(t, false)
	p.do("create")
	step(h, p, "the page's link is filled in, joins when the person connects, and verifies nobody", func() {
		_, code, _ := strings.Cut(h.invite(), "#")
		link := "confab://join/" + code
		p.do("link", link)
		// The form scrolls until Connect is in view: a tap may come where the field was.
		p.untilPlace("the link", func() bool {
			p.tap("Address")
			return p.written() == link
		})
		p.tap("Connect")
		h.until("connected", "")
		h.say("from the page")
		p.until("from the page")
		p.back()
		p.until("encrypted, not verified")
		p.tap("Disconnect")
		h.until("disconnected", "")
	})
	step(h, p, "the camera's frame joins, and verifies the host", func() {
		p.tap("Scan a code")
		p.untilJava("scan")
		p.sees(0, blank)
		p.sees(1, seen(t, "https://example.org/menu"))
		p.sees(2, seen(t, h.invite()))
		h.until("connected", "")
		h.say("from the code")
		p.until("from the code")
		p.back()
		p.until("encrypted, verified")
		p.picture("scanned")
	})
}

// What the camera of this phone sees, in rows with a gap between them as cameras have.
const (
	frameWide, frameHigh = 640, 480
	frameStride          = 704
)

func blank(x, y int) byte { return 90 }

// seen is a code on a screen that is held askew before a camera.
func seen(t *testing.T, text string) func(x, y int) byte {
	t.Helper()
	const side = 360
	code, err := qrcode.NewQRCodeWriter().EncodeWithoutHint(text, gozxing.BarcodeFormat_QR_CODE, side, side)
	if err != nil {
		t.Fatal(err)
	}
	return func(x, y int) byte {
		u, v := x-(frameWide-side)/2-y/12, y-(frameHigh-side)/2+x/12
		switch {
		case u < 0 || v < 0 || u >= side || v >= side:
			return 90
		case code.Get(u, v):
			return 60
		}
		return 190
	}
}

// sees hands Go a frame, and checks what it finds: 0 is nothing, 1 a code of no use
// here, 2 an invitation.
func (p *phone) sees(want int, at func(x, y int) byte) {
	p.t.Helper()
	noise := rand.New(rand.NewSource(7))
	frame := make([]byte, frameStride*(frameHigh-1)+frameWide)
	for y := range frameHigh {
		for x := range frameWide {
			frame[y*frameStride+x] = at(x, y) + byte(noise.Intn(24))
		}
	}
	file := filepath.Join(p.t.TempDir(), "frame")
	if err := os.WriteFile(file, frame, 0o600); err != nil {
		p.t.Fatal(err)
	}
	if found := p.do("frame", frameWide, frameHigh, frameStride, file); !slices.Contains(found, fmt.Sprint("found ", want)) {
		p.t.Fatalf("a frame: %q, not %d", found, want)
	}
}
