package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"confab/android/internal/toolchain"
)

// compileJava compiles Gio's Java and this tree's and returns the jar.
// Java 8 is what both dexers take, and android.jar says which classes there are.
func compileJava(t toolchain.Toolchain, work, rJava string) (string, error) {
	gio, err := toolchain.Output([]string{"GOOS=android"}, "go", "list", "-f", "{{.Dir}}", "gioui.org/app")
	if err != nil {
		return "", err
	}
	sources := []string{rJava}
	for _, pattern := range []string{filepath.Join(gio, "*.java"), "android/java/chat/confab/*.java"} {
		found, err := filepath.Glob(pattern)
		if err != nil {
			return "", err
		}
		if len(found) == 0 {
			return "", fmt.Errorf("looking for %s: there is none", pattern)
		}
		sources = append(sources, found...)
	}
	classes, err := emptyFolder(work, "classes")
	if err != nil {
		return "", err
	}
	javac := append([]string{"--release", "8", "-encoding", "UTF-8", "-nowarn", "-Xlint:-options", "-g:none",
		"-cp", t.AndroidJar, "-d", classes}, sources...)
	if err := toolchain.Run(nil, "javac", javac...); err != nil {
		return "", err
	}
	archive := filepath.Join(work, "classes.jar")
	return archive, toolchain.Run(nil, "jar", "--create", "--file", archive, "-C", classes, ".")
}

// dex makes the dex file of a jar.
func dex(t toolchain.Toolchain, work, jar string) (string, error) {
	dir, err := emptyFolder(work, "dex")
	if err != nil {
		return "", err
	}
	return filepath.Join(dir, "classes.dex"), t.Dex(jar, dir)
}

func emptyFolder(work, name string) (string, error) {
	dir := filepath.Join(work, name)
	return dir, errors.Join(os.RemoveAll(dir), os.MkdirAll(dir, 0o755))
}
