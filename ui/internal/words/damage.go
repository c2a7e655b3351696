package words

import (
	"strconv"
	"strings"

	"confab/transport"
)

// talksNamed is how many talks with damaged messages are named.
const talksNamed = 4

// damage says what the disk did to the history in the folder dir, what of it is
// there, and what to do next.
func (w *Words) damage(d *transport.Damage, dir string) string {
	var sentences []string
	say := func(sentence string, n int) {
		// One pass: what stands in the names of others is text.
		sentences = append(sentences, fillTo(longestPath, sentence, "n", strconv.Itoa(n), "addr", dir,
			"aside", d.Aside, "talks", w.damagedTalks(d.Talks)))
	}
	pick := func(n int, one, many string) {
		if n == 1 {
			many = one
		}
		say(many, n)
	}
	if d.Missing {
		say(w.damageMissing, 0)
	}
	if d.Changes > 0 {
		pick(int(min(d.Changes, 1<<30)), w.damageChange1, w.damageChangeN)
	}
	if d.Renewed {
		say(w.damageRenewed, 0)
	}
	lost := d.Missing || d.Changes > 0
	switch {
	case d.Messages > 0 && len(d.Talks) > 0:
		pick(d.Messages, w.damageMessage1, w.damageMessageN)
	case d.Messages > 0:
		pick(d.Messages, w.damageSomewhere1, w.damageSomewhereN)
	case d.Aside != "" && !lost:
		say(w.damageFile, 0)
	case d.Bits > 0 && len(sentences) == 0:
		say(w.damageBits, 0)
	}
	if d.Aside != "" {
		say(w.damageAside, 0)
	}
	if d.Messages > 0 && d.Aside == "" && !lost {
		say(w.damageRest, 0)
	}
	switch {
	case lost:
		say(w.damageRestore, 0)
	case d.Messages > 0 || d.Aside != "" || d.Bits > 0:
		say(w.damageCopy, 0)
	}
	text := sentences[0]
	for _, next := range sentences[1:] {
		text = w.Sentences(text, next)
	}
	return text
}

// damagedTalks lists talks with how many messages of each are damaged.
func (w *Words) damagedTalks(talks []transport.DamagedTalk) string {
	var parts []string
	others := 0
	for i, t := range talks {
		name := t.Name
		if t.Room && t.Own {
			name = w.Everyone
		}
		if i >= talksNamed {
			others += t.Messages
			continue
		}
		parts = append(parts, fill(w.damagedTalk, "name", name, "n", strconv.Itoa(t.Messages)))
	}
	if others > 0 {
		parts = append(parts, fill(w.damagedTalk, "name", w.damagedElsewhere, "n", strconv.Itoa(others)))
	}
	return strings.Join(parts, w.listComma)
}

// Sentences puts one sentence behind another.
func (w *Words) Sentences(a, b string) string {
	return strings.NewReplacer("{a}", a, "{b}", b).Replace(w.twoSentences)
}
