package visible

import "strings"

// How many characters the rows of Hex with 16 and with 8 bytes have.
const (
	columns16 = 78
	columns8  = 39
)

// HexFit returns how many bytes to a row Hex can have where a line has room for
// so many characters: 16, 8, or 4 at least.
func HexFit(columns int) int {
	switch {
	case columns >= columns16:
		return 16
	case columns >= columns8:
		return 8
	}
	return 4
}

// Hex returns raw as rows of so many bytes: offset, hexadecimal, ASCII. With 16
// they are as hexdump -C has them; shorter rows are for narrow screens, and
// spend less on space and offset. The last row has no newline. A width below 1
// means 16.
func Hex(raw string, width int) string {
	const digits = "0123456789abcdef"
	if width < 1 {
		width = 16
	}
	gap, top := "", 28
	switch {
	case width >= 16:
		gap = " "
	case len(raw) <= 1<<16:
		top = 12
	}
	var b strings.Builder
	b.Grow((len(raw)/width + 1) * (4*width + 16))
	for row := 0; row < len(raw); row += width {
		if row > 0 {
			b.WriteByte('\n')
		}
		for shift := top; shift >= 0; shift -= 4 {
			b.WriteByte(digits[row>>shift&0xf])
		}
		b.WriteByte(' ')
		bytes := raw[row:min(row+width, len(raw))]
		for i := range width {
			if i%8 == 0 {
				b.WriteString(gap)
			}
			if i >= len(bytes) {
				b.WriteString("   ")
				continue
			}
			b.WriteByte(digits[bytes[i]>>4])
			b.WriteByte(digits[bytes[i]&0xf])
			b.WriteByte(' ')
		}
		b.WriteString(gap)
		b.WriteByte('|')
		for i := range len(bytes) {
			c := bytes[i]
			if c < 0x20 || c > 0x7e {
				c = '.'
			}
			b.WriteByte(c)
		}
		b.WriteByte('|')
	}
	return b.String()
}
