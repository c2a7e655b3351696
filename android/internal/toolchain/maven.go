package toolchain

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
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

// file is the jar's path below dir.
func (j jar) file(dir string) string {
	return filepath.Join(dir, "jars", j.name+"-"+j.version+".jar")
}

// fetchJars returns the jars' paths below dir. Maven fetches those that are missing.
func fetchJars(dir string, jars ...jar) ([]string, error) {
	var paths []string
	var missing []jar
	for _, j := range jars {
		paths = append(paths, j.file(dir))
		if j.whole(j.file(dir)) != nil {
			missing = append(missing, j)
		}
	}
	if len(missing) == 0 {
		return paths, nil
	}
	if err := copyJars(filepath.Join(dir, "jars"), missing); err != nil {
		return nil, err
	}
	for _, j := range missing {
		if err := j.whole(j.file(dir)); err != nil {
			return nil, err
		}
	}
	return paths, nil
}

// copyJars asks Maven once for all of them, and for nothing that they say they need.
func copyJars(to string, jars []jar) error {
	if err := os.MkdirAll(to, 0o755); err != nil {
		return err
	}
	var items strings.Builder
	for _, j := range jars {
		fmt.Fprintf(&items, "<artifactItem><groupId>%s</groupId><artifactId>%s</artifactId><version>%s</version></artifactItem>\n",
			j.group, j.name, j.version)
	}
	pom := filepath.Join(to, "pom.xml")
	if err := os.WriteFile(pom, fmt.Appendf(nil, project, &items), 0o644); err != nil {
		return err
	}
	return Run(nil, "mvn", "-q", "-B", "-f", pom, "dependency:copy")
}

// project is what Maven is told, with the jars left out. They go beside it.
const project = `<project>
<modelVersion>4.0.0</modelVersion>
<groupId>chat.confab</groupId><artifactId>jars</artifactId><version>1</version><packaging>pom</packaging>
<build><plugins><plugin>
<groupId>org.apache.maven.plugins</groupId><artifactId>maven-dependency-plugin</artifactId><version>3.6.1</version>
<configuration><overWriteReleases>true</overWriteReleases><outputDirectory>${project.basedir}</outputDirectory><artifactItems>
%s</artifactItems></configuration>
</plugin></plugins></build>
</project>
`

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
