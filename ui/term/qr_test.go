package term

import (
	"image"
	"image/color"
	"strings"
	"testing"
	"time"

	"confab/transport"
	"confab/ui/internal/qr"
	"confab/ui/internal/words"
)

// scanned paints what a terminal shows of half blocks, four pixels a module, and reads it.
func scanned(t *testing.T, text string) string {
	t.Helper()
	const scale = 4
	text = strings.NewReplacer(darkOnLight, "", allDark, "", noColors, "").Replace(text)
	rows := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	img := image.NewGray(image.Rect(0, 0, scale*len([]rune(rows[0])), 2*scale*len(rows)))
	for y, row := range rows {
		for x, block := range []rune(row) {
			dark := map[rune][2]bool{' ': {}, '▀': {true, false}, '▄': {false, true}, '█': {true, true}}
			halves, known := dark[block]
			if !known {
				t.Fatalf("%q stands in the QR", block)
			}
			for py := range 2 * scale {
				for px := range scale {
					if !halves[py/scale] {
						img.SetGray(x*scale+px, y*2*scale+py, color.Gray{Y: 255})
					}
				}
			}
		}
	}
	links, err := qr.DecodeAll(img)
	if err != nil || len(links) != 1 {
		t.Fatal(links, err)
	}
	return links[0]
}

func TestAnInvitationIsShownAsQR(t *testing.T) {
	t.Parallel()
	link := "http://192.168.1.20:8899/#" + strings.Repeat("AQIDBAUGBwgJCgsMDQ4PEA", 7)
	invited := transport.Event{Kind: transport.Invited, Detail: transport.Invitation{
		Link: link, Web: "http://192.168.1.20:8899/", Code: "481920", Expires: time.Now().Add(time.Minute)}}
	code, err := qr.Encode(link)
	if err != nil {
		t.Fatal(err)
	}
	across := code.Size() + 2*qr.QuietZone
	for _, lang := range words.Languages {
		said := func(columns func() int) string {
			w := words.For(lang)
			l := &lines{words: w, say: w.Terminal(), host: true, columns: columns}
			return l.format(invited, 0)
		}
		wide := said(func() int { return across })
		begins := strings.Index(wide, darkOnLight)
		if begins < 0 {
			t.Fatalf("%s: there is no QR:\n%s", lang, wide)
		}
		if got := scanned(t, wide[begins:]); got != link {
			t.Errorf("%s: it is read as %q", lang, got)
		}
		if narrow := said(func() int { return across - 1 }); strings.Contains(narrow, "\x1b") || !strings.Contains(narrow, words.For(lang).Terminal().QRTooWide(across)) {
			t.Errorf("%s: where it does not fit it says\n%s", lang, narrow)
		}
		for name, columns := range map[string]func() int{"no screen": nil, "no colours": func() int { return 0 }} {
			if plain := said(columns); strings.Contains(plain, "\x1b") || !strings.HasSuffix(plain, "\n") || !strings.Contains(plain, link) || strings.Count(plain, "\n") != 3 {
				t.Errorf("%s, %s: it says\n%s", lang, name, plain)
			}
		}
	}
}
