package detect

import (
	_ "embed"
	"strings"
	"testing"
)

// signLines is what instruments and scripts write: measures, prices and marks,
// whose signs are letters in other encodings.
//
//go:embed testdata/signs.txt
var signLines string

// TestSignsAreNotLetters has each line come first from a guest. No sign may be
// taken for a letter of another alphabet without saying so, and for a Chinese or
// Japanese one not at all.
func TestSignsAreNotLetters(t *testing.T) {
	for _, locale := range []string{"", "en-US", "de-DE", "fr-FR", "ru-RU", "zh-CN", "pl-PL", "ja-JP"} {
		var lines rate
		for line := range strings.Lines(signLines) {
			line = strings.TrimSuffix(line, "\n")
			got, reading := guessed(t, Windows1252, locale, line)
			lines.add(got == line)
			switch {
			case got == line:
			case strings.ContainsFunc(got, func(r rune) bool { return r >= 0x2E80 }) || !reading.Guessed:
				t.Errorf("on a system in %q %q reads as %q, %+v", locale, line, got, reading)
			default:
				t.Logf("on a system in %q %q reads as %q, a guess in %v", locale, line, got, reading.Encoding)
			}
		}
		if lines.percent() < 90 {
			t.Errorf("on a system in %q %.1f%% of the lines are read right, want 90%%", locale, lines.percent())
		}
	}
}
