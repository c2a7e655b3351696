package passcode

import (
	"crypto/rand"
	"errors"
	"fmt"
	"math/big"
	"strings"
)

// Digits is how many digits a code has.
const Digits = 6

// ErrNotCode is returned by Parse for what is no code.
var ErrNotCode = errors.New("not a code of 6 digits")

// draw returns a code, each as likely as any other.
func draw() string {
	n, err := rand.Int(rand.Reader, big.NewInt(1_000_000))
	if err != nil {
		panic(err) // rand.Reader has none
	}
	return fmt.Sprintf("%06d", n)
}

// Parse reads a code as a person types or pastes it: with spaces or hyphens between its
// digits perhaps, or in the wide digits of a Chinese keyboard.
func Parse(text string) (code string, err error) {
	var digits strings.Builder
	for _, r := range text {
		switch {
		case r >= '0' && r <= '9':
		case r >= '０' && r <= '９':
			r -= '０' - '0'
		case r == ' ' || r == '-' || r == '\u00a0' || r == '\u3000':
			continue
		default:
			return "", ErrNotCode
		}
		if digits.Len() == Digits {
			return "", ErrNotCode
		}
		digits.WriteRune(r)
	}
	if digits.Len() != Digits {
		return "", ErrNotCode
	}
	return digits.String(), nil
}
