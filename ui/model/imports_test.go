package model

import (
	"testing"

	"confab/transport/importtest"
)

func TestImports(t *testing.T) { importtest.Never(t, "gioui.org") }
