package passcode

import (
	"testing"

	"confab/transport/importtest"
)

func TestImports(t *testing.T) {
	importtest.Never(t, "net", "gioui.org", "confab/ui", "confab/android", "confab/transport/internal")
}
