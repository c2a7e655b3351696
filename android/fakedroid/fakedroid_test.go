//go:build fakedroid

package fakedroid

import (
	"fmt"
	"testing"
	"time"
)

func TestFirstFrame(t *testing.T) {
	for name, old := range map[string]bool{"Android 10 and later": false, "Android 7 to 9": true} {
		t.Run(name, func(t *testing.T) {
			p := start(t, old)
			p.do("create")
			p.waitFrames(1)
			for _, n := range p.tree() {
				t.Logf("%v %s %q", n.bounds, n.class, n.words)
			}
			m := p.picture(fmt.Sprintf("first-frame-old-%v", old))
			colors := map[any]bool{}
			for y := range m.Bounds().Dy() {
				for x := range m.Bounds().Dx() {
					colors[m.At(x, y)] = true
				}
			}
			if len(colors) < 16 {
				t.Errorf("the picture has %d colours only", len(colors))
			}
		})
	}
}

func (p *phone) waitFrames(n int) {
	p.t.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); {
		var got int
		for _, line := range p.do("frames") {
			fmt.Sscanf(line, "frames %d", &got)
		}
		if got >= n {
			return
		}
	}
	p.t.Fatalf("no %d frames", n)
}
