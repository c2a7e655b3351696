package main

// The direction of text.
var directionEdits = []edit{
	{
		file:   "text/shaper.go",
		reason: paragraphDirection,
		old:    "	// Alignment is not part of the cache key because",
		new: "	params.Locale.Direction = paragraphDirection(asStr, params.Locale.Direction)\n" +
			"	// Alignment is not part of the cache key because",
	},
	{
		file:   "text/gotext.go",
		reason: paragraphDirection,
		old:    "func mapDirection(d system.TextDirection) di.Direction {\n",
		new: `// paragraphDirection returns the direction of the first strong character, or
// the default without one.
func paragraphDirection(paragraph string, otherwise system.TextDirection) system.TextDirection {
	for _, c := range paragraph {
		switch p, _ := bidi.LookupRune(c); p.Class() {
		case bidi.L:
			return system.LTR
		case bidi.R, bidi.AL:
			return system.RTL
		}
	}
	return otherwise
}

func mapDirection(d system.TextDirection) di.Direction {
`,
	},
}

const paragraphDirection = "all paragraphs of a text or an editor have one direction, the locale's; each should have that " +
	"of its first strong character (rules P2 and P3 of UAX #9), and the locale's only without one"
