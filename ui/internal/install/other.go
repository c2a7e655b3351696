//go:build darwin || android || !(unix || windows)

package install

// Install fails with ErrUnsupported, see the package.
func Install(string) (Done, error) { return Done{}, ErrUnsupported }

// Remove fails with ErrUnsupported.
func Remove() (Done, error) { return Done{}, ErrUnsupported }
