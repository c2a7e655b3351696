//go:build !race

package ui

import (
	"testing"

	"confab/ui/internal/uitest"
)

func TestPicturesOfSharedFiles(t *testing.T) {
	shared := func(t testing.TB, size uitest.Size, w tongue) *stagedScreen {
		s := filedIn(t, size, w, false)
		s.screen.attachable = true
		s.model.TakeSharedFiles([]string{"/copies/1/IMG_20260102_030405.jpg", "/copies/2/文件.pdf", "/copies/3/" + w.needle + ".txt", "/copies/4/d"})
		s.Frame()
		return s
	}
	list := func(t testing.TB, size uitest.Size, w tongue) *stagedScreen {
		s := homely(t, size, w)
		s.model.TakeSharedFiles([]string{"/copies/1/plan.pdf"})
		s.Frame()
		return s
	}
	compare(t, []picture{
		{"shared", "en", shared, phones, false},
		{"shared", "zh", shared, phones, true},
		{"shared", "zh", shared, desk, false},
		{"shared-list", "en", list, phones, true},
	})
}
