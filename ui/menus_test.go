package ui

import (
	"image"
	"testing"
)

func TestAMenuOpensWhereItsPressWas(t *testing.T) {
	s := staged(t, wide)
	ids := s.serve(4)
	// The press before this one is far away.
	s.ClickAt(990, 690)
	row := s.model.Server.People()[len(ids)].Title
	n, ok := s.Find(row)
	if !ok {
		t.Fatalf("there is no row %q; there are %q", row, s.Labels())
	}
	s.RightClick(row)
	item, ok := s.Find("Rename")
	if !ok {
		t.Fatal("no menu opened")
	}
	// The menu may go up to stay in the window, but never aside.
	if off := item.Bounds.Min.Sub(n.Bounds.Min); off.X < 0 || item.Bounds.Min.X > n.Bounds.Max.X {
		t.Errorf("the menu is at %v, the row at %v", item.Bounds, n.Bounds)
	}
	if near := n.Bounds.Inset(-300); !item.Bounds.In(near) || item.Bounds.Intersect(image.Rect(900, 600, 1000, 700)) != (image.Rectangle{}) {
		t.Errorf("the menu is at %v, the row at %v", item.Bounds, n.Bounds)
	}
}
