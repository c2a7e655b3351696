package words

import (
	"os"
	"strings"
	"testing"
)

func TestChineseHasOneWordForAThing(t *testing.T) {
	w := For(Chinese)
	if w.AllServers != w.Servers+"…" {
		t.Errorf("%q opens %q", w.AllServers, w.Servers)
	}
	// What is verified is 核对 everywhere, on the page for browsers too.
	for _, file := range []string{"zh.go", "zh_faults.go", "term_zh.go", "doctor_zh.go", "../../../transport/internal/web/texts.go"} {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, other := range []string{"核实", "已验证", "未验证"} {
			if strings.Contains(string(text), other) {
				t.Errorf("%s has %s", file, other)
			}
		}
	}
}
