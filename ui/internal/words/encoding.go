package words

import (
	"errors"
	"strconv"

	"confab/transport"
)

// EncodingName is what an encoding is called: what it is for, and its name.
func (w *Words) EncodingName(e transport.Encoding) string {
	switch e {
	case transport.UTF8:
		return w.EncodingUTF8
	case transport.Hex:
		return w.EncodingHex
	}
	return fill(w.encodingFor, "script", w.scripts[e.Script()], "name", e.String())
}

// EncodingShort is the name of an encoding alone, with a mark where it is a guess.
func (w *Words) EncodingShort(e transport.Encoding, guessed bool) string {
	if guessed {
		return fill(w.guessMark, "name", e.String())
	}
	return e.String()
}

// EncodingNow says which encoding a talk has.
func (w *Words) EncodingNow(e transport.Encoding) string {
	return fill(w.encodingNow, "encoding", w.EncodingName(e))
}

// GuessStrip says that the encoding of a talk is a guess.
func (w *Words) GuessStrip(e transport.Encoding) string {
	return fill(w.guessStrip, "encoding", w.EncodingName(e))
}

// NoSign says which character an encoding lacks.
func (w *Words) NoSign(e transport.Encoding, sign rune) string {
	return fill(w.noSign, "encoding", w.EncodingName(e), "sign", string(sign))
}

// NoSignForGuests says that the encodings of n guests lack a character, and what
// they get.
func (w *Words) NoSignForGuests(n int, sign rune) string {
	sentence := w.noSignGuestN
	if n == 1 {
		sentence = w.noSignGuest1
	}
	return fill(sentence, "n", strconv.Itoa(n), "sign", string(sign))
}

// Replaced says that a message went to n with question marks.
func (w *Words) Replaced(n int) string { return plural(n, w.replacedFor1, w.replacedForN) }

// notEncodable is the sentence of an error that names a character; empty for others.
func (w *Words) notEncodable(err error) string {
	var missing *transport.NotEncodableError
	if !errors.As(err, &missing) || missing.Reason != "" {
		return ""
	}
	return w.NoSign(missing.Encoding, missing.Character)
}
