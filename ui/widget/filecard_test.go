package widget

import (
	"slices"
	"testing"
	"time"

	"gioui.org/io/key"
	"gioui.org/layout"

	"confab/ui/internal/uitest"
)

// filesIn are files in their states; the words are of a tongue.
func filesIn(w tongue) rowSlice {
	two := []FileButton{{ID: 1, Text: w.stop, Spoken: w.stop + ": a"}, {ID: 2, Text: w.cancel, Spoken: w.cancel + ": a"}}
	return rowSlice{
		{Key: 1, Text: w.said3 + ".pdf", Sender: w.name3, SenderKey: "b", Time: "09:12", First: true,
			File: &File{Size: "1.5 MiB", Buttons: []FileButton{{ID: 0, Text: w.start, Spoken: w.start + ": a"}}, Spoken: w.said3}},
		{Key: 2, Text: w.said1, Time: "09:12", Last: true,
			File: &File{Name: w.name2, Size: "214 × 88 MiB", Folder: true, Lines: []string{w.detail}, Done: .4, Bar: true, Buttons: two, Spoken: w.name2}},
		{Key: 3, Text: w.said3 + ".log", Sender: w.name2, SenderKey: "c", Time: "09:20", First: true, Last: true,
			File: &File{Size: "12 KiB", Lines: []string{w.portError}, Trouble: true, Buttons: two, Spoken: w.said3}},
		{Key: 4, Text: w.own1, Own: true, Time: "09:25", Delivery: Reached, First: true, Last: true,
			File: &File{Name: w.said3 + ".step", Size: "7 MiB", Lines: []string{w.line1, w.line2}, Done: 1, Bar: true, Spoken: w.own1}},
	}
}

func TestGalleryOfFiles(t *testing.T) {
	size := uitest.Size{Width: 360, Height: 760, Density: 1.5}
	inEveryLook(t, "file", size, func(dark bool, w tongue) layout.Widget {
		p := newTalk(filesIn(w))
		p.th = NewTheme(uitest.Shaper(), dark)
		p.style = Talk(p.th, &p.state)
		return func(gtx layout.Context) layout.Dimensions { return Ground(gtx, p.th.Background, p.layout) }
	})
}

func TestTheButtonsOfAFile(t *testing.T) {
	rows := filesIn(latin)[:1]
	p := newTalk(rows)
	w := uitest.New(t, uitest.Phone, p.layout)
	save, pause := latin.start+": a", latin.stop+": a"
	got := func(t *testing.T, want ...int) {
		t.Helper()
		var ids []int
		for _, ev := range p.got {
			if ev.Kind != TranscriptFile || ev.Key != 1 {
				t.Errorf("%+v", ev)
			}
			ids = append(ids, ev.Button)
		}
		if !slices.Equal(ids, want) {
			t.Errorf("pressed were %v, not %v", ids, want)
		}
		p.got = nil
	}
	w.Click(save)
	got(t, 0)
	if h := w.Bounds(save).Dy(); h < int(float32(Touch)*uitest.Phone.Density) {
		t.Errorf("the button is %d pixels high", h)
	}
	begin := rows[0].File.Buttons
	rows[0].File.Buttons = filesIn(latin)[1].File.Buttons
	w.Frame()
	w.PressIn(w.Bounds(pause), 50*time.Millisecond, 0) // the second half of a double click
	got(t)
	w.Click(pause)
	got(t, 1)
	t.Run("the keyboard goes on from a button that is gone", func(t *testing.T) {
		rows[0].File.Buttons = begin
		w.Frame()
		for range 8 {
			w.Press(key.NameTab, 0)
			w.Press(key.NameReturn, 0)
			if len(p.got) > 0 {
				break
			}
		}
		got(t, 0)
		rows[0].File.Buttons = filesIn(latin)[1].File.Buttons
		w.Frame()
		w.Frame()
		w.Advance(time.Second)
		w.Press(key.NameReturn, 0)
		got(t, 1)
	})
	t.Run("and nothing asks for a frame", func(t *testing.T) {
		rows := filesIn(latin)
		w := uitest.New(t, uitest.Phone, newTalk(rows).layout)
		w.Frame()
		if w.Wakes() {
			t.Error("a frame is asked for while nothing happens")
		}
	})
}
