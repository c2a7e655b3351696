package ui

import (
	"testing"

	"confab/ui/internal/qr"
)

// shownLink is an invitation to 192.168.1.5:8899.
const shownLink = "http://192.168.1.5:8899/#AaEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAacAAAAAAAAAAAAAAAAAAABwAiwwTAqAEF8YU"

// pixels draws a code as a camera sees it, with rows that have a gap behind them.
func pixels(t *testing.T, text string) (pix []byte, side, stride int) {
	t.Helper()
	code, err := qr.Encode(text)
	if err != nil {
		t.Fatal(err)
	}
	const module = 4
	side = (code.Size() + 2*qr.QuietZone) * module
	stride = side + 13
	pix = make([]byte, stride*side-13)
	for y := range side {
		for x := range side {
			pix[y*stride+x] = 210
			if code.Dark(x/module-qr.QuietZone, y/module-qr.QuietZone) {
				pix[y*stride+x] = 40
			}
		}
	}
	return pix, side, stride
}

func TestReadCode(t *testing.T) {
	for text, wanted := range map[string]bool{
		shownLink: true, "HTTP" + shownLink[4:]: true, "https://example.org/menu": false, "confab://192.168.1.5:8899": false,
	} {
		pix, side, stride := pixels(t, text)
		for _, only := range []bool{false, true} {
			if got, ok := readLuminance(pix, side, side, stride, only); got != text || ok != wanted {
				t.Errorf("%q is read as %q, wanted %v", text, got, ok)
			}
		}
	}
	if got, ok := readLuminance(make([]byte, 90*60), 90, 60, 90, true); got != "" || ok {
		t.Errorf("nothing is read as %q, wanted %v", got, ok)
	}
}

func TestScanButton(t *testing.T) {
	s := real(t, wide)
	s.Click("Client")
	s.must("Connect")
	pressed := 0
	s.screen.scanCode = func() { pressed++ }
	s.Frame()
	s.Click("Scan a code")
	s.Frame()
	if pressed != 1 {
		t.Errorf("%d scans were begun", pressed)
	}
	s.connect(newHost(t))
	s.mustNot("Scan a code")
}
