package words

import (
	"strconv"
	"strings"
)

// Traffic is who came and went in a while, each named once: who came, came back
// after going, came and went again, went, who asked to be let in only, and who was turned
// away.
type Traffic struct {
	Came, Back, Passed, Left, Asked, Refused []string
}

// ComingsAndGoings says it in one line.
func (w *Words) ComingsAndGoings(t Traffic) string {
	var parts []string
	for _, part := range []struct {
		who      []string
		sentence string
	}{{t.Came, w.came}, {t.Back, w.cameBack}, {t.Passed, w.cameAndWent}, {t.Left, w.went}, {t.Asked, w.askedToJoin}, {t.Refused, w.turnedAway}} {
		if len(part.who) > 0 {
			parts = append(parts, fillTo(longestNames, part.sentence, "names", w.names(part.who)))
		}
	}
	return strings.Join(parts, w.partComma)
}

// longestNames is how many characters the names in one part take at most.
const longestNames = 3*longest + 60

// names lists people: all of a few, of more the first and how many there are.
func (w *Words) names(who []string) string {
	n := len(who)
	switch {
	case n == 1:
		return fill("{a}", "a", who[0])
	case n == 2:
		return fill(w.namesTwo, "a", who[0], "b", who[1])
	case n == 3:
		return fill(w.namesThree, "a", who[0], "b", who[1], "c", who[2])
	}
	return fill(w.namesMany, "a", who[0], "b", who[1], "more", strconv.Itoa(n-2), "n", strconv.Itoa(n))
}
