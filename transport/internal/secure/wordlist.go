package secure

import (
	_ "embed"
	"strings"
	"sync"
)

// Language is one of the languages a Fingerprint has words in. The zero value
// is English.
type Language uint8

const (
	// English has words of three to eight letters; the first four tell each apart.
	English Language = iota
	// Chinese has single simplified characters. Many sound alike, so they are to
	// be compared by eye; read aloud, they tell about eight bits each.
	Chinese
)

// The lists of BIP-39, one word a line; wordlist/LICENSE says whose they are. A
// list is part of what people compare and never changes.
var (
	//go:embed wordlist/english.txt
	englishText string
	//go:embed wordlist/chinese.txt
	chineseText string
)

type wordlist struct {
	words []string
	index map[string]uint16
}

func newWordlist(text string) wordlist {
	l := wordlist{words: strings.Fields(text), index: map[string]uint16{}}
	for i, w := range l.words {
		l.index[w] = uint16(i)
	}
	return l
}

// Read when first asked for: most runs never compare anything.
var (
	englishList = sync.OnceValue(func() wordlist { return newWordlist(englishText) })
	chineseList = sync.OnceValue(func() wordlist { return newWordlist(chineseText) })
)

func (l Language) list() wordlist {
	if l == Chinese {
		return chineseList()
	}
	return englishList()
}
