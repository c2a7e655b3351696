package visible

import "strings"

// Hex returns raw as rows of 16 bytes: offset, hexadecimal, ASCII, as hexdump
// -C has it. The last row has no newline.
func Hex(raw string) string { return HexWidth(raw, 16) }

// HexWidth is Hex with width bytes to a row: 8 for narrow screens. A width
// below 1 means 16.
func HexWidth(raw string, width int) string {
	const digits = "0123456789abcdef"
	if width < 1 {
		width = 16
	}
	var b strings.Builder
	b.Grow((len(raw)/width + 1) * (4*width + 16))
	for row := 0; row < len(raw); row += width {
		if row > 0 {
			b.WriteByte('\n')
		}
		for shift := 28; shift >= 0; shift -= 4 {
			b.WriteByte(digits[row>>shift&0xf])
		}
		b.WriteByte(' ')
		bytes := raw[row:min(row+width, len(raw))]
		for i := range width {
			if i%8 == 0 {
				b.WriteByte(' ')
			}
			if i >= len(bytes) {
				b.WriteString("   ")
				continue
			}
			b.WriteByte(digits[bytes[i]>>4])
			b.WriteByte(digits[bytes[i]&0xf])
			b.WriteByte(' ')
		}
		b.WriteString(" |")
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
