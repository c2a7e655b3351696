package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"confab/android/internal/toolchain"
)

// appID names the app for Android, and its Java package.
const appID = "chat.confab"

func main() {
	names := flag.String("abis", "arm64-v8a,armeabi-v7a,x86_64", "the ABIs to build for")
	out := flag.String("out", "builds/android", "the folder of the finished APKs")
	work := flag.String("work", "build/android", "the folder of everything on the way")
	classes := flag.Bool("classes", false, "stop after base.apk and classes.jar in the folder work: resources and Java")
	flag.Parse()
	if err := run(strings.Split(*names, ","), *out, *work, *classes); err != nil {
		fmt.Fprintln(os.Stderr, "packager:", err)
		os.Exit(1)
	}
}

func run(names []string, out, work string, classesOnly bool) error {
	var wanted []toolchain.ABI
	for _, name := range names {
		i := slices.IndexFunc(toolchain.ABIs, func(a toolchain.ABI) bool { return a.Name == name })
		if i < 0 {
			return fmt.Errorf("there is no ABI %q", name)
		}
		wanted = append(wanted, toolchain.ABIs[i])
	}
	work, err := filepath.Abs(work)
	if err != nil {
		return err
	}
	for _, dir := range []string{out, work} {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return err
		}
	}
	tools, err := toolchain.Find(work)
	if err != nil {
		return err
	}
	version, err := readVersion()
	if err != nil {
		return err
	}
	base, rJava, err := linkResources(tools, work, version)
	if err != nil {
		return err
	}
	jar, err := compileJava(tools, work, rJava)
	if err != nil || classesOnly {
		return err
	}
	code, err := dex(tools, work, jar)
	if err != nil {
		return err
	}
	compilers, err := toolchain.Compilers(work)
	if err != nil {
		return err
	}
	libraries := make([]file, len(wanted))
	for i, a := range wanted {
		if libraries[i], err = buildLibrary(toolchain.Compiler(compilers, a), work, a, version); err != nil {
			return err
		}
	}
	key, err := findKey()
	if err != nil {
		return err
	}
	pack := func(name string, libraries []file) error {
		unsigned := filepath.Join(work, name+".unsigned")
		if err := assemble(base, unsigned, append([]file{{"classes.dex", code}}, libraries...)); err != nil {
			return err
		}
		apk := filepath.Join(out, name+".apk")
		if err := sign(tools, key, unsigned, apk); err != nil {
			return err
		}
		return weigh(os.Stdout, apk)
	}
	for i, a := range wanted {
		if err := pack("confab-"+a.Name, libraries[i:i+1]); err != nil {
			return err
		}
	}
	if len(wanted) == len(toolchain.ABIs) {
		return pack("confab", libraries)
	}
	return nil
}
