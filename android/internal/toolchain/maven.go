package toolchain

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// jar is a file of Maven Central, and what must be in it.
type jar struct {
	group, name, version, sha256 string
}

var (
	// androidAll is Android 14 as Robolectric builds it from the sources.
	androidAll = jar{"org.robolectric", "android-all", "14-robolectric-10818077",
		"6be2218c6a53fe3c57bc22ebdc723edcb7270a8a6f187545708aa5c0ed813977"}
	// dalvikDX is dx, Android's dexer before d8, which is on Google's server only.
	dalvikDX = jar{"com.jakewharton.android.repackaged", "dalvik-dx", "16.0.1",
		"1e4b645628e3bdb097b5331d669e177ef235a551582a8c646dbe36865e541907"}
)

// fetchJar returns the jar's path below dir. Maven fetches it when it is missing.
func fetchJar(dir string, j jar) (string, error) {
	dir = filepath.Join(dir, "jars")
	path := filepath.Join(dir, j.name+"-"+j.version+".jar")
	if j.whole(path) == nil {
		return path, nil
	}
	if err := Run(nil, "mvn", "-q", "-B", "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy",
		"-Dartifact="+j.group+":"+j.name+":"+j.version, "-DoutputDirectory="+dir, "-Dmdep.overWriteReleases=true"); err != nil {
		return "", err
	}
	return path, j.whole(path)
}

// whole says whether the file is the one that was meant.
func (j jar) whole(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return err
	}
	if got := hex.EncodeToString(h.Sum(nil)); got != j.sha256 {
		return fmt.Errorf("%s has SHA-256 %s and must have %s", path, got, j.sha256)
	}
	return nil
}
