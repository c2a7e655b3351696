package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"confab/android/internal/toolchain"
)

func main() {
	work := flag.String("work", "build/android", "where the packager keeps its tools")
	flag.Parse()
	if flag.NArg() == 0 {
		fmt.Fprintln(os.Stderr, "apkcheck: no APK is named")
		os.Exit(2)
	}
	good, err := checkAll(*work, flag.Args())
	if err != nil {
		fmt.Fprintln(os.Stderr, "apkcheck:", err)
	}
	if err != nil || !good {
		os.Exit(1)
	}
}

// checkAll runs every rule over every file, prints what breaks one, and says
// whether none did.
func checkAll(work string, paths []string) (good bool, err error) {
	work, err = filepath.Abs(work)
	if err != nil {
		return false, err
	}
	tools, err := toolchain.Find(work)
	if err != nil {
		return false, err
	}
	outside, err := readOutside(tools)
	if err != nil {
		return false, err
	}
	good = true
	for _, path := range paths {
		a, err := open(path)
		if err != nil {
			return false, err
		}
		for _, r := range rules {
			breaches, err := r.check(a, outside)
			if err != nil {
				breaches = append(breaches, err.Error())
			}
			for _, b := range breaches {
				good = false
				fmt.Printf("%s: %s: %s\n", path, r.sentence, b)
			}
		}
		digest, err := contentDigest(a.content)
		if err != nil {
			return false, err
		}
		fmt.Printf("%s: %d rules, %.2f MB, %d ABIs, SHA-256 without signature %x\n",
			path, len(rules), float64(len(a.content))/1e6, len(a.libraries), digest)
	}
	return good, nil
}
