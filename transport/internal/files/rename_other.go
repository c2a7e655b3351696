//go:build unix && !darwin && (!linux || android)

package files

import "errors"

// renameExclusive is not there. On Android a program that makes a call that older
// versions do not list is killed, so renameat2 is not tried.
func renameExclusive(int, string, string) error { return errors.ErrUnsupported }
