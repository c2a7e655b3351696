package core

import (
	"testing"

	"confab/transport/importtest"
)

// TestImports need not name confab/transport, which imports this package: the compiler
// refuses that.
func TestImports(t *testing.T) {
	importtest.Never(t, "gioui.org", "confab/ui", "confab/android", "confab/transport/transporttest")
}
