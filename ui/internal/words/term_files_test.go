package words

import (
	"strings"
	"testing"
	"time"

	"confab/transport"
)

func TestSize(t *testing.T) {
	for bytes, want := range map[int64]string{-1: "0 B", 0: "0 B", 10: "10 B", 1023: "1023 B", 1024: "1.0 KiB", 1536: "1.5 KiB", 10 << 10: "10.0 KiB",
		102_348: "99.9 KiB", 102_400: "100 KiB", 1<<20 - 1: "1.0 MiB", 1 << 20: "1.0 MiB", 3<<30 + 1<<29: "3.5 GiB", 1 << 40: "1.0 TiB", 1<<63 - 1: "8.0 EiB"} {
		if got := Running(bytes); got != want {
			t.Errorf("%d is %q, want %q", bytes, got, want)
		}
		if got, want := Size(bytes), strings.Replace(want, ".0 ", " ", 1); got != want {
			t.Errorf("%d that stays is %q, want %q", bytes, got, want)
		}
	}
}

func TestFileSentences(t *testing.T) {
	for _, say := range []*Terminal{termEn, termZh} {
		f := transport.File{Name: "a\u202eb\nc", Size: 2048, Files: 3, Folder: true}
		for what, line := range map[string]string{
			"offer": say.FileOffer(f), "failed": say.FileFailed(f.Name, "Why."), "here": say.FileHere(f.Name, "/tmp/a\nb"), "has": say.FileHas("Bob\r", f.Name),
		} {
			if strings.ContainsAny(line, "\u202e\n\r{}") {
				t.Errorf("%s: %q", what, line)
			}
		}
		if one, nobody := say.FileNobody("n", "Bob", time.Second), say.FileNobody("n", "", time.Second); one == nobody || !strings.Contains(one, "Bob") {
			t.Errorf("%q and %q", one, nobody)
		}
	}
}
