package main

import (
	"fmt"
	"os"
	"strconv"

	"confab/android/internal/toolchain"
)

// version is what the manifest says of a build.
type version struct {
	name string
	code int // Android installs only over a lower or equal one
}

// readVersion asks git: the name is the one that every system's program has, the
// code counts commits, so that it never falls along a branch. VERSION and
// VERSION_CODE override them.
func readVersion() (version, error) {
	name, err := toolchain.Output(nil, ".ci/version")
	if err != nil {
		return version{}, err
	}
	digits := os.Getenv("VERSION_CODE")
	if digits == "" {
		digits, err = toolchain.Output(nil, "git", "-c", "safe.directory=*", "rev-list", "--count", "HEAD")
		if err != nil {
			digits = "1" // not a checkout, as an unpacked archive
		}
	}
	code, err := strconv.Atoi(digits)
	if err != nil || code < 1 {
		return version{}, fmt.Errorf("VERSION_CODE is %q and must be a number above 0", digits)
	}
	return version{name, code}, nil
}
