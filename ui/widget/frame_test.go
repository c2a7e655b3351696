//go:build !race

package widget

import (
	"testing"
	"time"

	"gioui.org/io/input"
	"gioui.org/op"

	"confab/ui/internal/uitest"
)

// framesOf returns a function that lays p out once more.
func framesOf(p *talkPage) func() {
	var (
		ops    op.Ops
		router input.Router
		now    = time.Unix(0, 0)
	)
	return func() {
		ops.Reset()
		p.layout(uitest.Context(&ops, uitest.Desktop, router.Source(), now))
		router.Frame(&ops)
	}
}

const manyRows = 100_000

// routerAllocations is what Gio's router needs in each frame to sort the order
// of the focus, whatever is drawn.
const routerAllocations = 10

func TestAFrameOfManyRowsAllocatesAlmostNothing(t *testing.T) {
	frame := framesOf(newTalk(lines(0, manyRows)))
	for range 5 {
		frame()
	}
	if n := testing.AllocsPerRun(50, frame); n > routerAllocations {
		t.Errorf("%v allocations", n)
	}
}

// rich returns n bubbles that have all that a bubble can have.
func rich(n int) rowSlice {
	rows := lines(0, n)
	for i := range rows {
		r := &rows[i]
		r.Quote = Quote{Name: "Ada", Key: "a", Text: "what was said before"}
		r.Reactions = []Reaction{{Text: "+1", Count: "2", Mine: true, Spoken: "two"}, {Text: "ha", Spoken: "one"}}
		r.Edited, r.Marks, r.Delivery = "edited", []Mark{{To: 4}, {From: 5, To: 6, Current: true}}, Read
		if i%4 == 0 {
			r.Kind = RowNothing
		}
	}
	return rows
}

func TestAFrameOfAnswersAndReactionsAllocatesAlmostNothing(t *testing.T) {
	frame := framesOf(newTalk(rich(2000)))
	for range 5 {
		frame()
	}
	// The router sorts the controls within each of more lines of them.
	if n := testing.AllocsPerRun(50, frame); n > routerAllocations+3 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkTranscriptRichFrame(b *testing.B) {
	frame := framesOf(newTalk(rich(manyRows)))
	for range 5 {
		frame()
	}
	b.ReportAllocs()
	for b.Loop() {
		frame()
	}
}

func TestAFrameOfPeopleAllocatesAlmostNothing(t *testing.T) {
	var (
		ops    op.Ops
		router input.Router
	)
	g := newGallery(false, latin)
	frame := func() {
		ops.Reset()
		g.people(uitest.Context(&ops, uitest.Phone, router.Source(), time.Unix(0, 0)))
		router.Frame(&ops)
	}
	for range 5 {
		frame()
	}
	// Besides the router's, the gallery's own stack allocates.
	if n := testing.AllocsPerRun(50, frame); n > routerAllocations+8 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkTranscriptFrame(b *testing.B) {
	frame := framesOf(newTalk(lines(0, manyRows)))
	for range 5 {
		frame()
	}
	b.ReportAllocs()
	for b.Loop() {
		frame()
	}
}

func BenchmarkTranscriptScroll(b *testing.B) {
	p := newTalk(lines(0, manyRows))
	frame := framesOf(p)
	frame()
	p.state.list.ScrollTo(manyRows / 2)
	b.ReportAllocs()
	for b.Loop() {
		p.state.scroll(-40)
		frame()
	}
}
