package term

import (
	"testing"

	"confab/transport"
)

func TestSince(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]transport.Place{
		"": {Era: 1}, "0": {Era: 1}, "17": {Era: 1, Seq: 17}, "1.17": {Era: 1, Seq: 17}, "2.17": {Era: 2, Seq: 17}, "3.0": {Era: 3},
	} {
		if at, ok := parseSince(given); !ok || at != want {
			t.Errorf("%q is %v (%v), want %v", given, at, ok, want)
		}
	}
	for _, given := range []string{"x", "-1", ".3", "2.", "0.3", "2.3.4", "2.x", "4294967296.1", "18446744073709551616"} {
		if at, ok := parseSince(given); ok {
			t.Errorf("%q is %v", given, at)
		}
	}
}
