//go:build unix && !darwin && !android

package desktop

import "os"

func languages() []string { return environmentLanguages(os.Getenv) }
