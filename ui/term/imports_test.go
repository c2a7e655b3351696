package term

import (
	"testing"

	"confab/transport/importtest"
)

func TestImports(t *testing.T) { importtest.Never(t, "gioui.org") }
