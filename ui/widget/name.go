package widget

import (
	"regexp"
	"strings"
	"unicode"

	"gioui.org/layout"
	"gioui.org/op"
)

// NameStyle draws what somebody is called on one line, and behind it the short form of a
// key, as far as there is one. Where both have no room the name is cut, and never the
// key: it is what tells apart those who are called alike.
type NameStyle struct {
	LabelStyle
	Key string
}

// Name returns the style of a name as the title of a conversation.
func Name(th *Theme, name, key string) NameStyle {
	return NameStyle{Title(th, name), key}
}

// Layout draws the name.
func (n NameStyle) Layout(gtx layout.Context) layout.Dimensions {
	d, call := n.words().named(gtx, n.th, n.Text, n.Key)
	call.Add(gtx.Ops)
	d.Size = gtx.Constraints.Constrain(d.Size)
	return d
}

// keySign stands before the short form of a key. No name has it.
const keySign = " · "

// named measures a name on one line with the short form of a key, which may be empty.
func (w words) named(gtx layout.Context, th *Theme, name, key string) (layout.Dimensions, op.CallOp) {
	w.lines = 1
	if key == "" {
		return w.measured(gtx, th, name)
	}
	short, shortCall := w.measured(loose(gtx, gtx.Constraints.Max.X), th, keySign+key)
	m := op.Record(gtx.Ops)
	d, call := w.measured(loose(gtx, gtx.Constraints.Max.X-short.Size.X), th, name)
	// The two may be of scripts whose lines have different heights.
	base := max(d.Size.Y-d.Baseline, short.Size.Y-short.Baseline)
	onBaseline(gtx, 0, base, d, call)
	onBaseline(gtx, d.Size.X, base, short, shortCall)
	below := max(d.Baseline, short.Baseline)
	return layout.Dimensions{Size: size(d.Size.X+short.Size.X, base+below).Size, Baseline: below}, m.Stop()
}

// shortKey finds the short forms of keys in a line, each with the sign before it.
var shortKey = regexp.MustCompile(keySign + `[0-9a-f]{8}\b`)

// keepKeys returns s as it fits on one line of which the end is cut: where that would cut
// the short form of a key, what stands before each key gives way instead, as the name that
// it belongs to.
func (w words) keepKeys(gtx layout.Context, th *Theme, s string) string {
	if !strings.Contains(s, keySign) {
		return s
	}
	keys := shortKey.FindAllStringIndex(s, -1)
	if keys == nil {
		return s
	}
	const room = 1 << 16
	width := func(s string) int {
		d, _ := words{size: w.size, weight: w.weight, mono: w.mono}.measured(loose(gtx, room), th, s)
		return d.Size.X
	}
	last := keys[len(keys)-1][1]
	// fits reports whether the line can begin with what ends with the last key: the sign of
	// a cut may follow it.
	fits := func(head string) bool {
		if last < len(s) {
			head += "…"
		}
		return width(head) <= gtx.Constraints.Max.X
	}
	if width(s) <= gtx.Constraints.Max.X || fits(s[:last]) {
		return s
	}
	head := func(most int) string {
		var b strings.Builder
		from := 0
		for _, key := range keys {
			b.WriteString(shortened(s[from:key[0]], most))
			b.WriteString(s[key[0]:key[1]])
			from = key[1]
		}
		return b.String()
	}
	least, most := 1, len(s)
	for least < most {
		if middle := (least + most + 1) / 2; fits(head(middle)) {
			least = middle
		} else {
			most = middle - 1
		}
	}
	return head(least) + s[last:]
}

// shortened returns the first characters of s, at most so many, the last of which is an
// ellipsis if some are left out. What joins or varies a character is not left without it.
func shortened(s string, most int) string {
	all := []rune(s)
	if len(all) <= most {
		return s
	}
	const joiner = '\u200d'
	n := max(most-1, 0)
	for n > 0 && (all[n-1] == joiner || unicode.In(all[n], unicode.M, unicode.Cf)) {
		n--
	}
	return strings.TrimRight(string(all[:n]), " ") + "…"
}
