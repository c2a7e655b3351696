package journal

// Shared is an entry that can stand in several talks and says what it costs all
// of them together.
type Shared interface {
	// Hold is called when a talk takes the entry, and Release when it gives it
	// up. Both return the bytes that the total grows or shrinks by: all for the
	// first to hold and the last to release, none in between.
	Hold() (bytes int)
	Release() (bytes int)
}

// Journal is the log of many talks, each under a key. Make one with New.
type Journal[K comparable, E Shared] struct {
	talks       map[K]*talk[E]
	talkBytes   int
	budgetBytes int
	bytes       int
}

// talk is one ordered log. Entries before head are dropped and their memory
// is given back when half of the slice is dead.
type talk[E Shared] struct {
	entries []entry[E]
	head    int
	// last is the number of the newest entry; the first one held is
	// last - len(entries[head:]) + 1.
	last  uint64
	bytes int
}

type entry[E Shared] struct {
	value E
	bytes int32
}

// overhead is what an entry costs beyond the bytes that its caller counts.
const overhead = 64

// New returns an empty journal that keeps at most talkBytes of one talk and
// budgetBytes of all.
func New[K comparable, E Shared](talkBytes, budgetBytes int) *Journal[K, E] {
	return &Journal[K, E]{talks: map[K]*talk[E]{}, talkBytes: talkBytes, budgetBytes: budgetBytes}
}

// Append adds an entry to a talk, drops old ones if a budget is passed, and
// returns the entry's number. bytes count against the talk's own budget, what
// the entry says of itself against that of all. The newest entry of a talk is
// always kept.
func (j *Journal[K, E]) Append(id K, value E, bytes int) uint64 {
	t := j.talks[id]
	if t == nil {
		t = &talk[E]{}
		j.talks[id] = t
	}
	bytes += overhead
	t.entries = append(t.entries, entry[E]{value, int32(bytes)})
	t.last++
	t.bytes += bytes
	j.bytes += overhead + value.Hold()
	j.keepBudgets(t)
	return t.last
}

// shrinkLargest drops the older eighth of the largest talk, so that one look at
// every talk pays for many appends. It reports whether anything could go.
func (j *Journal[K, E]) shrinkLargest() (shrunk bool) {
	var largest *talk[E]
	for _, t := range j.talks {
		if t.held() > 1 && (largest == nil || t.bytes > largest.bytes) {
			largest = t
		}
	}
	if largest == nil {
		return false
	}
	goal := largest.bytes - largest.bytes/8
	for largest.bytes > goal && largest.held() > 1 {
		j.drop(largest)
	}
	return true
}

func (t *talk[E]) held() int { return len(t.entries) - t.head }

func (j *Journal[K, E]) drop(t *talk[E]) {
	e := &t.entries[t.head]
	t.bytes -= int(e.bytes)
	j.bytes -= overhead + e.value.Release()
	*e = entry[E]{}
	t.head++
	if t.head >= 32 && t.head*2 >= len(t.entries) {
		n := copy(t.entries, t.entries[t.head:])
		clear(t.entries[n:])
		t.entries = t.entries[:n]
		t.head = 0
	}
}

// Change has change alter the entry of a number that Append returned and that is
// held, and return what the entry costs from now on, as Append takes it; old entries
// are dropped if a budget is passed. What stands in several talks cannot be changed.
func (j *Journal[K, E]) Change(id K, seq uint64, change func() (bytes int)) {
	t := j.talks[id]
	e := &t.entries[t.head+int(seq-(t.last-uint64(t.held())+1))]
	t.bytes -= int(e.bytes)
	j.bytes -= e.value.Release()
	e.bytes = int32(change() + overhead)
	t.bytes += int(e.bytes)
	j.bytes += e.value.Hold()
	j.keepBudgets(t)
}

// keepBudgets drops old entries until the budgets hold again.
func (j *Journal[K, E]) keepBudgets(t *talk[E]) {
	for t.bytes > j.talkBytes && t.held() > 1 {
		j.drop(t)
	}
	// What stands in many talks is freed by the last of them only.
	for j.bytes > j.budgetBytes && j.shrinkLargest() {
	}
}

// Bounds returns the first and the last number held of a talk; last is 0 for a
// talk that nothing was ever appended to.
func (j *Journal[K, E]) Bounds(id K) (first, last uint64) {
	t := j.talks[id]
	if t == nil {
		return 1, 0
	}
	return t.last - uint64(t.held()) + 1, t.last
}

// Page calls yield with up to n entries from the number from on, in order; from
// 0 means the last n, and a number that was dropped means the first one held.
func (j *Journal[K, E]) Page(id K, from uint64, n int, yield func(seq uint64, value E)) {
	first, last := j.Bounds(id)
	if last == 0 || n <= 0 {
		return
	}
	if from == 0 && last >= uint64(n) {
		from = last - uint64(n) + 1
	}
	from = max(from, first)
	t := j.talks[id]
	for seq := from; seq <= last && seq-from < uint64(n); seq++ {
		yield(seq, t.entries[t.head+int(seq-first)].value)
	}
}

// Forget removes a talk and everything in it.
func (j *Journal[K, E]) Forget(id K) {
	if t := j.talks[id]; t != nil {
		for _, e := range t.entries[t.head:] {
			j.bytes -= overhead + e.value.Release()
		}
		delete(j.talks, id)
	}
}

// Bytes is what all talks cost now.
func (j *Journal[K, E]) Bytes() int { return j.bytes }
