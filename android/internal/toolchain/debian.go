package toolchain

import (
	"path/filepath"
	"strconv"
)

// debianTools are the packages that `.ci/packages android` installs, and the two
// jars that Debian does not have.
func debianTools(work string) (Toolchain, error) {
	jars, err := fetchJars(work, androidAll, dalvikDX)
	if err != nil {
		return Toolchain{}, err
	}
	androidJar, dx := jars[0], jars[1]
	return Toolchain{
		AAPT2:      "aapt2",
		APKSigner:  "apksigner",
		Framework:  "/usr/share/android-framework-res/framework-res.apk",
		AndroidJar: androidJar,
		// At 24 dx refuses what would crash on a phone; from 26 on it would let
		// lambdas through.
		dexer: func(jar, dir string) []string {
			return []string{"java", "-cp", dx, "com.android.dx.command.Main", "--dex",
				"--min-sdk-version=" + strconv.Itoa(MinSDK), "--output=" + filepath.Join(dir, "classes.dex"), jar}
		},
	}, nil
}
