package toolchain

import (
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
)

// sdkTools finds the newest tools and platform of an official SDK.
func sdkTools(sdk string) (Toolchain, error) {
	tools, err := newest(filepath.Join(sdk, "build-tools", "*"))
	if err != nil {
		return Toolchain{}, err
	}
	platform, err := newest(filepath.Join(sdk, "platforms", "android-*"))
	if err != nil {
		return Toolchain{}, err
	}
	jar := filepath.Join(platform, "android.jar")
	return Toolchain{
		AAPT2:      filepath.Join(tools, "aapt2"),
		APKSigner:  filepath.Join(tools, "apksigner"),
		Framework:  jar,
		AndroidJar: jar,
		dexer: func(classes, dir string) []string {
			return []string{filepath.Join(tools, "d8"), "--release", "--lib", jar,
				"--min-api", strconv.Itoa(MinSDK), "--output", dir, classes}
		},
	}, nil
}

// ndkCompilers finds the compilers of an official NDK, whatever the host.
func ndkCompilers(ndk string) (string, error) {
	return newest(filepath.Join(ndk, "toolchains", "llvm", "prebuilt", "*", "bin"))
}

// newest is the path that matches pattern and has the highest version in it.
func newest(pattern string) (string, error) {
	paths, err := filepath.Glob(pattern)
	if err != nil {
		return "", err
	}
	if len(paths) == 0 {
		return "", fmt.Errorf("looking for %s: there is none", pattern)
	}
	return slices.MaxFunc(paths, compareVersions), nil
}

var number = regexp.MustCompile(`\d+`)

// compareVersions compares the numbers in two paths in order: 9 is before 34.
func compareVersions(a, b string) int {
	numbers := func(s string) []int {
		var all []int
		for _, digits := range number.FindAllString(s, -1) {
			n, _ := strconv.Atoi(digits) // what overflows is no version
			all = append(all, n)
		}
		return all
	}
	return slices.Compare(numbers(a), numbers(b))
}
