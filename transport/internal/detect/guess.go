package detect

import (
	"bytes"
	"slices"
	"unicode/utf8"
)

// Reading is how a guest's text is read.
type Reading struct {
	Encoding Encoding
	// Guessed says that the text does not tell for sure, and a person should look.
	Guessed bool
	// Likely are the next likeliest, which read the text differently; UTF8 for none.
	// Only a guess has them.
	Likely [2]Encoding
}

// Guesser learns from a guest's texts in which encoding they are written: the one
// in which they make the likeliest language. Make one with NewGuesser. It belongs
// to one goroutine at a time.
//
// It takes each text for a chain of letters, every one as likely as it is after
// the last one in the language, and keeps, for each encoding and language, the
// product over the texts. What is likelier beforehand goes by how widespread an
// encoding is and by the languages of this system. It learns from learnedTexts
// texts, of excerptBytes at most each, and then knows; texts of ASCII and valid
// UTF-8, as long as nothing else came, cost and count nothing.
type Guesser struct {
	locale  *Locale
	reading Reading
	texts   uint8
	// utf8 is how much valid UTF-8 came before anything else.
	utf8     float32
	evidence *evidence
}

// evidence is what is known once something came that is not UTF-8: what all
// texts cost in each reading.
type evidence struct {
	utf8    float32
	before  float32   // what valid UTF-8 counted that came before
	letters []float32 // in the order of readings
	wide    []float32 // in the order of wideReadings
	// bytes are those above ASCII that came, each once, to tell whether two encodings
	// differ in them.
	bytes []byte
}

const (
	// learnedTexts is from how many texts a Guesser learns, that are not in ASCII:
	// a guest cannot have what it said read again more often.
	learnedTexts = 64
	// excerptBytes is how much of a text is looked at.
	excerptBytes = 1 << 10
	// surely is by how much the best reading has to be better, as a logarithm.
	surely = 6
	// surelyBroken is by how much UTF-8 has to be better than all others where what
	// came is no valid UTF-8; what was valid before counts once more.
	surelyBroken = 18
	// utf8Most bounds what valid UTF-8 counts, so that a guest who changes is
	// understood within a few texts.
	utf8Most = 60
)

// NewGuesser returns a Guesser that knows nothing. A nil locale prefers nothing.
func NewGuesser(locale *Locale) *Guesser { return &Guesser{locale: locale} }

// Reading returns the best reading so far.
func (g *Guesser) Reading() Reading { return g.reading }

// Learn takes one more text as it came. With open it does not end with b.
func (g *Guesser) Learn(b []byte, f Form, open bool) {
	if g.texts >= learnedTexts {
		return
	}
	if open {
		b = b[:len(b)-unfinishedTelnet(b)]
	}
	plain := b // as it reads where 0xFF is telnet's
	if bytes.IndexByte(b, iac) >= 0 {
		plain = []byte(withoutTelnet(string(b), false))
		if f&Telnet != 0 {
			b = []byte(withoutTelnet(string(b), true))
		}
	}
	from := firstBroken(plain, open)
	if from == len(plain) && g.evidence == nil {
		from = 0
	}
	plain, cut := excerpt(plain[evenStart(plain, from):])
	cost, broken := utf8Cost(plain, open || cut)
	if g.evidence == nil && !broken {
		// Each character is evidence against all others: what they take its bytes
		// for is that much less likely.
		g.utf8 = min(g.utf8+cost/2, utf8Most)
		return
	}
	if b, cut = excerpt(b[evenStart(b, from):]); len(b) == 0 || isBinary(b) {
		return
	}
	if g.evidence == nil {
		g.evidence = g.begin()
	}
	g.texts++
	e := g.evidence
	e.utf8 += cost
	for _, c := range b {
		if c >= utf8.RuneSelf && bytes.IndexByte(e.bytes, c) < 0 {
			e.bytes = append(e.bytes, c)
		}
	}
	all := readings()
	for i := range all {
		e.letters[i] += all[i].costOf(b)
	}
	wide := wideReadings()
	for i := range wide {
		e.wide[i] += wide[i].costOf(plain, open || cut)
	}
	g.reading = e.best()
}

// begin is the evidence before the first text that is not UTF-8.
func (g *Guesser) begin() *evidence {
	all, wide := readings(), wideReadings()
	e := &evidence{letters: make([]float32, len(all)), wide: make([]float32, len(wide))}
	e.utf8, e.before = -g.utf8, g.utf8
	for i := range all {
		e.letters[i] = g.locale.cost(all[i].encoding, all[i].tag)
	}
	for i := range wide {
		e.wide[i] = g.locale.cost(wide[i].encoding, "")
	}
	return e
}

// best is the reading in which all texts together cost the least.
func (e *evidence) best() Reading {
	var costs [encodings]float32
	const never = 1e9
	for i := range costs {
		costs[i] = never
	}
	costs[UTF8] = e.utf8
	for i, cost := range e.letters {
		at := readings()[i].encoding
		costs[at] = min(costs[at], cost)
	}
	for i, cost := range e.wide {
		costs[wideEncodings[i]] = cost
	}
	cheapest := func() (best Encoding, cost float32) {
		for i, cost := range costs {
			if cost < costs[best] {
				best = Encoding(i)
			}
		}
		return best, costs[best]
	}
	best, least := cheapest()
	margin, wanted := e.utf8-least, float32(surely)
	if best == UTF8 { // though something in it is broken
		margin, wanted = never, surelyBroken-e.before
	}
	// The next ones that read the texts differently.
	var next [2]Encoding
	costs[best], costs[UTF8] = never, never
	for found := 0; found < len(next); {
		e2, cost := cheapest()
		if cost == never {
			break
		}
		costs[e2] = never
		if !e.differs(e2, best) || found > 0 && !e.differs(e2, next[0]) {
			continue
		}
		if found == 0 {
			margin = min(margin, cost-least)
		}
		next[found] = e2
		found++
	}
	if margin >= wanted {
		return Reading{Encoding: best}
	}
	return Reading{Encoding: best, Guessed: true, Likely: next}
}

// differs reports whether texts of the bytes that came read differently.
func (e *evidence) differs(a, b Encoding) bool {
	if a == b {
		return false
	}
	if codecs[a].shape != oneByte || codecs[b].shape != oneByte {
		return true
	}
	return slices.ContainsFunc(e.bytes, func(c byte) bool {
		return codecs[a].single().DecodeByte(c) != codecs[b].single().DecodeByte(c)
	})
}

// utf8Cost is what a text costs as UTF-8. Broken says that it is none.
func utf8Cost(b []byte, open bool) (cost float32, broken bool) {
	for len(b) > 0 {
		r, size := utf8.DecodeRune(b)
		switch {
		case r != utf8.RuneError || size > 1:
			cost += [...]float32{0, 0, 5.5, 6.5, 9}[size]
		case !utf8.FullRune(b):
			if !open {
				cost, broken = cost+10, true
			}
			return cost, broken
		default:
			if cost += costBroken; !broken {
				cost += 6
			}
			broken = true
		}
		b = b[size:]
	}
	return cost, broken
}

// excerpt returns what is not ASCII in b, with the bytes on both sides, of which
// the encoding can be told; nothing for text in ASCII. What is left out between is
// ASCII. Where the excerpt is cut b goes on with what is not ASCII.
func excerpt(b []byte) (kept []byte, cut bool) {
	const beside = 2
	at := plainASCII(b)
	if at == len(b) {
		return nil, false
	}
	kept = make([]byte, 0, min(len(b), excerptBytes+2*beside))
	for end := 0; at < len(b); {
		if len(kept) >= excerptBytes {
			return kept, true
		}
		kept = append(kept, b[max(end, at-beside):at]...)
		for end = at; end < len(b) && b[end] >= utf8.RuneSelf && len(kept) < excerptBytes; end++ {
			kept = append(kept, b[end])
		}
		at = end + plainASCII(b[end:])
		tail := min(at, end+beside)
		kept = append(kept, b[end:tail]...)
		end = tail
	}
	return kept, false
}

// firstBroken is where b is no UTF-8 for the first time, and its length where it
// is. With open b may end inside a character.
func firstBroken(b []byte, open bool) int {
	for i := 0; i < len(b); {
		if b[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, size := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && size == 1 && !(open && !utf8.FullRune(b[i:])) {
			return i
		}
		i += size
	}
	return len(b)
}

// evenStart is a place well before at, between two characters in every encoding;
// b begins at one.
func evenStart(b []byte, at int) int {
	const before = 256
	if at < before {
		return 0
	}
	for i := min(at-before, len(b)-1); i > 0; i-- {
		if b[i] < '0' { // no trail byte
			return i
		}
	}
	return 0
}

// plainASCII is how many bytes of ASCII b begins with.
func plainASCII(b []byte) int {
	for i, c := range b {
		if c >= utf8.RuneSelf {
			return i
		}
	}
	return len(b)
}

// isBinary reports whether b is no text: it has controls that texts have not.
func isBinary(b []byte) bool {
	for i, c := range b {
		switch {
		case c >= ' ' || '\a' <= c && c <= '\r' || c == 0x1b:
		case c == 0 && i > 0 && b[i-1] == '\r': // telnet's carriage return
		default:
			return true
		}
	}
	return false
}
