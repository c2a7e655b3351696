package android

import (
	"testing"

	"confab/transport/importtest"
)

func TestImports(t *testing.T) {
	importtest.Never(t, "confab/ui", "confab/transport")
	importtest.Only(t, "confab/android", "ui", "android/...")
	importtest.Only(t, "C", "android/bridge_android.go")
}
