package widget

import (
	"testing"

	"confab/transport/importtest"
)

func TestImports(t *testing.T) { importtest.NeverDirectly(t, "confab/transport") }
