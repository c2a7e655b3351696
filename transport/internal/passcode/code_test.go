package passcode

import (
	"errors"
	"testing"
)

func TestDraw(t *testing.T) {
	var seen [Digits][10]int
	for range 2000 {
		code := draw()
		if read, err := Parse(code); err != nil || read != code {
			t.Fatal(code, err)
		}
		for i, digit := range []byte(code) {
			seen[i][digit-'0']++
		}
	}
	for i, digits := range seen {
		for digit, n := range digits {
			// 200 are expected; that there are fewer than 100 is a matter of 10^-13.
			if n < 100 {
				t.Errorf("place %d has the digit %d in %d of 2000 codes", i, digit, n)
			}
		}
	}
}

func TestParse(t *testing.T) {
	for _, text := range []string{"012345", " 012 345 ", "012-345", "０１２３４５", "012\u00a0345", "０１２　３４５"} {
		if code, err := Parse(text); err != nil || code != "012345" {
			t.Errorf("%q is read as %q, %v", text, code, err)
		}
	}
	for _, text := range []string{"", "12345", "1234567", "12345a", "123 45", "+12345", "١٢٣٤٥٦", "123\n456"} {
		if code, err := Parse(text); !errors.Is(err, ErrNotCode) || code != "" {
			t.Errorf("%q is read as %q, %v", text, code, err)
		}
	}
}
