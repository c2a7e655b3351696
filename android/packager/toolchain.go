package main

import (
	"fmt"
	"os"
	"path/filepath"
)

// toolchain is where the tools are.
type toolchain struct {
	// cc is the folder of the C compilers, one for each target and API level.
	cc string
	// aapt2 and apksigner are programs.
	aapt2, apksigner string
	// framework has Android's resources, androidJar its classes.
	framework, androidJar string
	// dexer is the command that the names of the output folder and of a jar are
	// added to.
	dexer []string
}

// compiler is the C compiler for a target.
func (t toolchain) compiler(target string) string {
	return filepath.Join(t.cc, fmt.Sprintf("%s%d-clang", target, minSDK))
}

// findToolchain takes the official tools where they are named, and Debian's
// otherwise. An SDK without an NDK is completed with the NDK made here.
func findToolchain(work string) (toolchain, error) {
	sdk := os.Getenv("ANDROID_HOME")
	ndk := os.Getenv("ANDROID_NDK_ROOT")
	if ndk == "" && sdk != "" {
		ndk, _ = newest(filepath.Join(sdk, "ndk", "*"))
	}
	var t toolchain
	var err error
	if sdk != "" {
		t, err = sdkTools(sdk)
	} else {
		t, err = debianTools(work)
	}
	if err != nil {
		return t, err
	}
	if ndk != "" {
		t.cc, err = ndkCompilers(ndk)
	} else {
		t.cc, err = makeNDK(filepath.Join(work, "ndk"))
	}
	return t, err
}
