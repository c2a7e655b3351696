//go:build (linux && !android) || freebsd || openbsd

package copied

import (
	"context"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
)

func TestChoose(t *testing.T) {
	for _, c := range []struct {
		offered     []string
		want, files string
	}{
		{nil, "", ""},
		{[]string{"text/plain", "image/png", "x-special/gnome-copied-files", "text/uri-list"}, "text/uri-list", "text/uri-list"},
		{[]string{"text/plain", "x-special/gnome-copied-files"}, "x-special/gnome-copied-files", "x-special/gnome-copied-files"},
		{[]string{"text/html", "image/jpeg", "image/png"}, "image/png", ""},
		{[]string{"image/png", "UTF8_STRING"}, "", ""},
		{[]string{"image/tiff", "audio/wav"}, "", ""},
	} {
		if got, files := Choose(c.offered), ChooseFiles(c.offered); got != c.want || files != c.files {
			t.Errorf("of %q it is %q, of files %q", c.offered, got, files)
		}
	}
}

func TestReceive(t *testing.T) {
	const png = "\x89PNG\r\n\x1a\nrest"
	receive := func(ctx context.Context, kind, content string) (Copied, error) {
		t.Helper()
		r, w, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		go func() {
			defer w.Close()
			_, _ = w.WriteString(content) // it is not read to its end when it is too long
		}()
		return Receive(ctx, r, kind)
	}
	if got, err := receive(t.Context(), "image/png", png); err != nil || string(got.Picture) != png || got.Extension != ".png" {
		t.Errorf("%+v, %v", got, err)
	}
	if got, err := receive(t.Context(), FileList, "file:///a\r\nhttps://example.org/b\r\n"); err != nil || !slices.Equal(got.Files, []string{"/a"}) {
		t.Errorf("%+v, %v", got, err)
	}
	for kind, content := range map[string]string{FileList: "https://example.org/b\r\n", "image/png": "no picture", "image/jpeg": ""} {
		if got, err := receive(t.Context(), kind, content); !errors.Is(err, ErrNone) {
			t.Errorf("%s: %+v, %v", kind, got, err)
		}
	}
	t.Run("a picture that is too large is none", func(t *testing.T) {
		if _, err := receive(t.Context(), "image/png", png+strings.Repeat("x", maxBytes)); !errors.Is(err, ErrNone) {
			t.Error(err)
		}
	})
	t.Run("of a list that is too long no half name is taken", func(t *testing.T) {
		whole := "file:///" + strings.Repeat("a", maxListBytes/2) + "\n"
		if got, err := receive(t.Context(), FileList, whole+whole+whole); err != nil || len(got.Files) != 1 {
			t.Errorf("%d files, %v", len(got.Files), err)
		}
	})
	t.Run("a program that does not write is not waited for longer than asked", func(t *testing.T) {
		r, w, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		defer w.Close()
		ctx, cancel := context.WithTimeout(t.Context(), 1)
		defer cancel()
		if _, err := Receive(ctx, r, FileList); !errors.Is(err, ErrNone) {
			t.Error(err)
		}
	})
}
