package ui

import (
	"image"
	"slices"
	"strings"
	"testing"

	"gioui.org/unit"

	"confab/transport"
	"confab/ui/internal/uitest"
	"confab/ui/model"
)

// longBodies are messages that are long in every way that one can be.
var longBodies = map[string]struct {
	size uitest.Size
	hex  bool
	text string
}{
	"10 KiB as bytes":            {wide, true, prose(10 << 10)},
	"10 KiB as bytes on a phone": {narrow, true, prose(10 << 10)},
	"64 KiB as bytes":            {wide, true, prose(64 << 10)},
	"20 KiB of text":             {wide, false, prose(20 << 10)},
	"64 KiB of text":             {wide, false, prose(64 << 10)},
	"64 KiB of short lines":      {wide, false, strings.Repeat("ok\n", 64<<10/3)},
	"64 KiB on one line":         {wide, false, strings.Repeat("0123456789abcdefghijklmnopqrstuvwxyzABCD", 64<<10/40)},
	"20 000 Han on a line":       {wide, false, strings.Repeat("文字消息服务器客户端连接成功发送接收好友", 1000)},
	"60 KiB of emoji":            {wide, false, strings.Repeat("🙂👩\u200d👩\u200d👧", 60<<10/22)},
	"60 KiB of Hebrew":           {wide, false, strings.Repeat("שלום לכולם זה טקסט ארוך מאוד ", 60<<10/54)},
}

// prose is so many bytes of paragraphs, of which no two begin alike.
func prose(n int) string {
	var b strings.Builder
	for i := 0; b.Len() < n; i++ {
		b.WriteString(line(i))
		for range 3 + i%5 {
			b.WriteString(" The quick brown fox jumps over the lazy dog, and packs my box with five dozen jugs.")
		}
		b.WriteString("\n")
	}
	return b.String()[:n]
}

// unfolded is a stage with the talk of a guest, in which the last of many messages is
// long; showLast shows it whole.
func unfolded(t testing.TB, size uitest.Size, text string, hex bool) *stagedScreen {
	s := staged(t, size)
	id := s.serve(1)[0]
	for i := range 100 {
		s.host.Hear(id, line(i))
	}
	s.host.Hear(id, text)
	s.Frame()
	s.model.Select(id)
	if hex {
		s.model.ToggleHex()
	}
	s.Frame()
	s.Frame()
	return s
}

func (s *stagedScreen) showLast() {
	s.model.ShowAll(s.last().Local)
	s.Frame()
	s.Frame()
}

func (s *stagedScreen) last() *model.Row {
	talk := s.model.Active().Talk()
	return talk.At(talk.Len() - 1)
}

// tops is where what is laid out begins, of labels that are there once.
func (s *stage) tops() map[string]image.Point {
	tops, twice := map[string]image.Point{}, map[string]bool{}
	for _, l := range s.Labels() {
		n, ok := s.Find(l)
		twice[l] = twice[l] || tops[l] != (image.Point{})
		if ok && n.Bounds.Min.X > 300 && n.Bounds.Dy() > 0 {
			tops[l] = n.Bounds.Max
		}
	}
	for l := range twice {
		if twice[l] {
			delete(tops, l)
		}
	}
	return tops
}

func TestScrollingThroughALongMessageDoesNotJump(t *testing.T) {
	for _, name := range []string{"20 KiB of text", "10 KiB as bytes"} {
		t.Run(name, func(t *testing.T) {
			c := longBodies[name]
			s := unfolded(t, c.size, c.text, c.hex)
			s.showLast()
			for _, step := range []unit.Dp{-150, 150} {
				for range 12 {
					before := s.tops()
					s.Scroll(step)
					same := 0
					for label, now := range s.tops() {
						if was, ok := before[label]; ok && was.X == now.X && len(label) > 100 {
							same++
							if by := now.Y - was.Y; by != -int(step) && by != 0 {
								t.Fatalf("%.20q… moved by %d, not by %d", label, by, -int(step))
							}
						}
					}
					if same == 0 {
						t.Fatal("nothing of what was in view is there any more")
					}
				}
			}
		})
	}
}

func TestShowingAMessageWholeLeavesItWhereItIs(t *testing.T) {
	s := unfolded(t, uitest.Size{Width: 1000, Height: 1700, Density: 1}, prose(20<<10), false) // so high that all of it is in view
	begins := func() int {
		for _, l := range s.Labels() {
			if n, _ := s.Find(l); strings.HasPrefix(l, "line 0 The") && n.Bounds.Min.X > 300 && n.Bounds.Dy() > 40 {
				return n.Bounds.Min.Y
			}
		}
		t.Fatalf("it is not in view: %q", s.Labels())
		return 0
	}
	s.must(s.model.Words().ShowAll)
	was := begins()
	s.Click(s.model.Words().ShowAll)
	s.Frame()
	if now := begins(); now != was {
		t.Errorf("it began at %d, and now at %d", was, now)
	}
	s.mustNot(s.model.Words().ShowAll)
}

func TestALongMessageIsCopiedAndSearchedAsAWhole(t *testing.T) {
	s := homely(t, wide, tongues["en"])
	s.serve(0)
	ann := s.host.member("Ann", nil)
	text := prose(30<<10) + "the needle at the end"
	s.host.Speak(transport.Everyone, ann, text)
	for i := range 30 {
		s.host.Speak(transport.Everyone, ann, line(i))
	}
	s.Frame()
	talk := s.model.Active().Talk()
	long := slices.IndexFunc(rowsOf(talk), func(r *model.Row) bool { return r.Clipped })
	s.model.ShowAll(talk.At(long).Local)
	s.screen.toggleSearch()
	s.model.SetQuery("needle")
	s.Frame()
	s.Frame()
	last, ok := "", false
	for _, l := range s.Labels() {
		if ok = strings.HasSuffix(l, "the needle at the end"); ok {
			last = l
			break
		}
	}
	if !ok || !s.says("1 of 1") {
		t.Fatalf("the piece with the hit is not in view: %q", s.Labels())
	}
	if n, _ := s.Find(last); n.Bounds.Min.Y < 0 || n.Bounds.Max.Y > 700 {
		t.Errorf("it is at %v", n.Bounds)
	}
	for _, r := range s.screen.conversation.rows.rows {
		if r.Of != 0 && (len(r.Marks) > 0) != (r.Text == last) {
			t.Errorf("%d marks in %.20q…", len(r.Marks), r.Text)
		}
		for _, m := range r.Marks {
			if r.Text[m.From:m.To] != "needle" {
				t.Errorf("%q is marked", r.Text[m.From:m.To])
			}
		}
	}
	s.RightClick(last)
	s.Click(s.model.Words().SelectAll)
	s.Frame()
	s.RightClick(last)
	s.Click(s.model.Words().Copy)
	if got := s.Clipboard(); got != text {
		t.Errorf("%d bytes are copied of %d", len(got), len(text))
	}
}

func rowsOf(talk *model.Talk) (rows []*model.Row) {
	for i := range talk.Len() {
		rows = append(rows, talk.At(i))
	}
	return rows
}
