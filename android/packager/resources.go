package main

import (
	"errors"
	"os"
	"path/filepath"
	"strconv"

	"confab/android/internal/toolchain"
)

// linkResources makes manifest and resources into the base of an APK, and R.java
// with the numbers of the resources.
func linkResources(t toolchain.Toolchain, work string, v version) (base, rJava string, err error) {
	res := filepath.Join(work, "res")
	if err := errors.Join(os.RemoveAll(res), os.CopyFS(res, os.DirFS("android/res")), makeIcons("icons", res)); err != nil {
		return "", "", err
	}
	compiled, java := filepath.Join(work, "res.zip"), filepath.Join(work, "java")
	base = filepath.Join(work, "base.apk")
	if err := toolchain.Run(nil, t.AAPT2, "compile", "--dir", res, "-o", compiled); err != nil {
		return "", "", err
	}
	err = toolchain.Run(nil, t.AAPT2, "link", "--manifest", "android/AndroidManifest.xml", "-I", t.Framework,
		"--min-sdk-version", strconv.Itoa(toolchain.MinSDK), "--target-sdk-version", strconv.Itoa(toolchain.TargetSDK),
		"--version-code", strconv.Itoa(v.code), "--version-name", v.name,
		"--java", java, "-o", base, compiled)
	return base, filepath.Join(java, filepath.FromSlash("chat/confab/R.java")), err
}
