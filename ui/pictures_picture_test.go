//go:build !race

package ui

import "testing"

func TestPicturesOfPictures(t *testing.T) {
	compare(t, []picture{
		{"pictures-coming", "en", coming, desk, false},
		{"pictures-coming", "zh", coming, desk, true},
		{"pictures-coming", "en", coming, phones, true},
		{"pictures-coming", "zh", coming, phones, false},
		{"pictures-here", "en", arrived, desk, true},
		{"pictures-here", "zh", arrived, desk, false},
		{"pictures-here", "en", arrived, phones, false},
		{"pictures-here", "zh", arrived, phones, true},
		{"picture-large", "en", large, desk, true},
		{"picture-large", "zh", large, desk, false},
		{"picture-large", "en", large, phones, false},
		{"picture-large", "zh", large, phones, true},
		{"picture-enlarged", "en", enlarged, phones, true},
		{"picture-enlarged", "zh", enlarged, desk, false},
		{"pictures-waiting", "en", mayTell, desk, true},
		{"pictures-waiting", "zh", mayTell, desk, false},
		{"pictures-waiting", "en", mayTell, phones, false},
		{"pictures-waiting", "zh", mayTell, phones, true},
		{"picture-ask", "en", asksHow, desk, false},
		{"picture-ask", "zh", asksHow, phones, true},
	})
}
