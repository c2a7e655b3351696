package picture

import (
	"testing"

	"confab/transport/importtest"
)

func TestImports(t *testing.T) { importtest.Never(t, "gioui.org") }
