//go:build !unix

package fonts

import "os"

// mapTable maps nothing: Windows would not let a mapped font be replaced.
func mapTable(*os.File, tableEntry) (raw []byte, unmap func(), err error) {
	return nil, nil, errUnmapped
}
