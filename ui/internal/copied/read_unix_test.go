//go:build (linux && !android) || freebsd || openbsd

package copied

import (
	"slices"
	"testing"
)

func TestPaths(t *testing.T) {
	list := "copy\n# a remark\r\nfile:///harbour/plan%20%E5%B2%9B.pdf\r\nfile://localhost/b/../c\nfile://other/d\n" +
		"https://example.org/e\nfile:relative\nfile:///nul%00\n%zz\n/bare/path\nfile:///last\x00"
	if got := Paths(list); !slices.Equal(got, []string{"/harbour/plan 岛.pdf", "/c", "/last"}) {
		t.Errorf("%q", got)
	}
	if got := Paths(""); got != nil {
		t.Errorf("%q", got)
	}
}

func TestExtension(t *testing.T) {
	for picture, want := range map[string]string{"\x89PNG\r\n\x1a\nrest": ".png", "\xff\xd8\xff\xe0": ".jpg", "BM": "", "": ""} {
		if got := extension(picture); got != want {
			t.Errorf("of %q it is %q", picture, got)
		}
	}
}
