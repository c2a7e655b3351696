package widget

import (
	"strings"

	"gioui.org/layout"
	"gioui.org/unit"
)

// This file is how wide text in the fixed-width face is.

// monoAdvance is how wide a character of the fixed-width face is, in ems.
const monoAdvance = 0.6

// monoRounding is by how much of a pixel the shaper may round every advance.
const monoRounding = 1. / 64

// MonoColumns returns how many characters of a Mono row stand on a line in a
// transcript as wide as the constraints.
func MonoColumns(gtx layout.Context) int {
	column, side := columnIn(gtx, gtx.Constraints.Max.X)
	return monoColumns(column-2*side-2*gtx.Dp(bubblePadX), gtx.Sp(monoSize))
}

// monoColumns is how many characters of a size, in whole pixels as the shaper
// has it, are as wide as room at most.
func monoColumns(room, size int) int {
	return int(float32(room) / (float32(size)*monoAdvance + monoRounding))
}

// monoFit is the size at which the first line of a fixed-width text, which is
// the longest, is not wrapped: its columns would come apart.
func monoFit(gtx layout.Context, s string) unit.Sp {
	first, _, _ := strings.Cut(s, "\n")
	size := gtx.Sp(monoSize)
	for size > 1 && monoColumns(gtx.Constraints.Max.X, size) < len(first) {
		size--
	}
	return gtx.Metric.PxToSp(size)
}

// monoWidth is how wide the first line of a fixed-width text of a size is, which is
// the longest.
func monoWidth(s string, size int) int {
	first, _, _ := strings.Cut(s, "\n")
	return int(float32(len(first))*(float32(size)*monoAdvance+monoRounding)) + 1
}
