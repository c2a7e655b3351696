package words

import (
	"strconv"

	"confab/transport"
)

// saving is the notice that it is saved what a plain peer sends, or no more.
func (w *Words) saving(m transport.Message, name string) string {
	sentence := w.saveBegan
	switch {
	case m.Notice == transport.SaveBegan:
	case m.Fault == transport.NoFault:
		sentence = w.saveEnded
	default:
		sentence = w.saveFailed
	}
	var bytes int64
	if m.File != nil {
		bytes = m.File.Size
	}
	return fillTo(longestPath, sentence, "name", name, "path", m.Text, "size", Size(bytes), "why", w.Ended(m.Fault, name))
}

// RawWent says how much of a file was written to a plain peer.
func (w *Words) RawWent(have, size int64) string {
	return fill(w.rawWent, "have", Running(have), "size", Size(size))
}

// RateBaud is the rate of a serial line, with ten bits for each byte.
func (w *Words) RateBaud(baud int) string {
	return fill(w.rateBaud, "baud", strconv.Itoa(baud), "rate", strconv.Itoa(baud/10))
}
