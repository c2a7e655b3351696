package straight

import (
	"testing"

	"confab/transport/importtest"
)

func TestImports(t *testing.T) {
	importtest.Never(t, "gioui.org", "confab/ui", "confab/android", "confab/transport/transporttest", "confab/transport/internal/core",
		"confab/transport/internal/transfer", "confab/transport/internal/hub")
}
