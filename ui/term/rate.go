package term

import (
	"math"
	"strconv"
	"strings"
)

const (
	// rateFlag says how fast a file goes over plain TCP.
	rateFlag = "rate"
	// baud ends the rate of a serial line, which has ten bits for each byte.
	baud        = "baud"
	bitsPerByte = 10
)

// parseRate reads bytes a second, such as 960 or 64K, or the rate of a serial line, such as
// 9600baud.
func parseRate(typed string) (perSecond int, ok bool) {
	typed = strings.ToLower(strings.TrimSpace(typed))
	if bits, is := strings.CutSuffix(typed, baud); is {
		n, err := strconv.Atoi(strings.TrimSpace(bits))
		return n / bitsPerByte, err == nil && n >= bitsPerByte
	}
	bytes, ok := parseSize(typed)
	return int(min(bytes, math.MaxInt32)), ok
}

// cutRate takes -rate and its value off what follows a command, 0 without it.
func cutRate(rest string) (rate int, path, bad string) {
	word, after := cutWord(rest)
	if word != "-"+rateFlag {
		return 0, rest, ""
	}
	typed, path := cutWord(after)
	rate, ok := parseRate(typed)
	if !ok {
		return 0, "", typed
	}
	return rate, path, ""
}
