package detect

import "testing"

func TestEveryScriptHasAName(t *testing.T) {
	seen := map[string]bool{"": true}
	for s := Unicode; s < Scripts; s++ {
		if seen[s.String()] {
			t.Errorf("script %d is called %q", uint8(s), s)
		}
		seen[s.String()] = true
	}
	if got := Scripts.String(); got != "script 20" {
		t.Errorf("what is no script is called %q", got)
	}
}
