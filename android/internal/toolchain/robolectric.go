package toolchain

import "path/filepath"

// Robolectric is what runs Java that was written for Android on this machine.
type Robolectric struct {
	// ClassPath has Robolectric, what it needs, and JUnit.
	ClassPath []string
	// Androids is the folder with Android's classes, a jar for each version.
	Androids string
	// AndroidJar is the newest of them, to compile against.
	AndroidJar string
}

// robolectricJars leaves out what Robolectric names and these tests never reach:
// the native libraries that draw (160 MB), and androidx.test, which is on Google's
// server only; android/javatest has the few classes of it that are touched. 4.13 is
// the last that is content without the classes of Android 15.
var robolectricJars = []jar{
	{"org.robolectric", "robolectric", "4.13",
		"10006cb69518e3b29225368f4047d62f7e5a3cc0c3d9e228ff547abe40b70c6c"},
	{"org.robolectric", "annotations", "4.13",
		"d813def0542230c510fb1a8f062f0e05e81b914878a4d961281437c99c177e21"},
	{"org.robolectric", "junit", "4.13",
		"945e0ac1868aa8f6550e7021ad0e00efa00f25da5a62d12583d2dbe16117b63a"},
	{"org.robolectric", "nativeruntime", "4.13",
		"2c3d6945cdf4b8569125d35c2ffc72444ba0cfde24717127becd56cb77e0dff5"},
	{"org.robolectric", "pluginapi", "4.13",
		"48a31c50c4cfd90b2f27b70ebc5d1946b4cc6dc94df275e4743c48c75ea6a25e"},
	{"org.robolectric", "plugins-maven-dependency-resolver", "4.13",
		"0cb77f7bf1f2cb7e54b5cb72caa3ad0f0d03f856590a50dff1e50d35a1dab890"},
	{"org.robolectric", "resources", "4.13",
		"a7231dd85420ef1db2b1c17da665fe12bef6b1d60f2010b7dfe349b695955fa6"},
	{"org.robolectric", "sandbox", "4.13",
		"6536350562eb11ab289b1ac28423b5fdcfbfe090ef5e6360ce441333191d0cd5"},
	{"org.robolectric", "shadowapi", "4.13",
		"277b664d4829701314dd464dfea10ce74a0bd0b2b4811ae7dcc1c335e1b440c3"},
	{"org.robolectric", "shadows-framework", "4.13",
		"101e89d6dd3379368b113fd50883b8a5546189f6695bcde9b188ba8459e83083"},
	{"org.robolectric", "utils", "4.13",
		"1f55e97fdcba5b4224e6f26744a86e8545888638747f738d2eec409e91eeda05"},
	{"org.robolectric", "utils-reflector", "4.13",
		"d54286f22b0af6491064546326221b9c593ba2a72f0a6506caf86af23f549ccd"},
	{"com.almworks.sqlite4java", "sqlite4java", "1.0.392",
		"243a64470fda0e86a6fddeb0af4c7aa9426ce84e68cbfe18d75ee5da4b7e0b92"},
	{"com.google.auto.value", "auto-value-annotations", "1.11.0",
		"5a055ce4255333b3346e1a8703da5bf8ff049532286fdcd31712d624abe111dd"},
	{"com.google.code.findbugs", "jsr305", "3.0.2",
		"766ad2a0783f2687962c8ad74ceecc38a28b9f72a2d085ee438b7813e928d0c7"},
	{"com.google.guava", "failureaccess", "1.0.1",
		"a171ee4c734dd2da837e4b16be9df4661afab72a41adaf31eb84dfdaf936ca26"},
	{"com.google.guava", "guava", "31.1-jre",
		"a42edc9cab792e39fe39bb94f3fca655ed157ff87a8af78e1d6ba5b07c4a00ab"},
	{"javax.annotation", "javax.annotation-api", "1.3.2",
		"e04ba5195bcd555dc95650f7cc614d151e4bcd52d29a10b8aa2197f3ab89ab9b"},
	{"javax.inject", "javax.inject", "1",
		"91c77044a50c481636c32d916fd89c9118a72195390452c81065080f957de7ff"},
	{"junit", "junit", "4.13.2",
		"8e495b634469d64fb8acfa3495a065cbacc8a0fff55ce1e31007be4c16dc57d3"},
	{"org.bouncycastle", "bcprov-jdk18on", "1.78.1",
		"add5915e6acfc6ab5836e1fd8a5e21c6488536a8c1f21f386eeb3bf280b702d7"},
	{"org.conscrypt", "conscrypt-openjdk-uber", "2.5.2",
		"eaf537d98e033d0f0451cd1b8cc74e02d7b55ec882da63c88060d806ba89c348"},
	{"org.hamcrest", "hamcrest-core", "1.3",
		"66fdef91e9739348df7a096aa384a5685f4e875584cce89386a7a47251c4d8e9"},
	{"org.ow2.asm", "asm", "9.7",
		"adf46d5e34940bdf148ecdd26a9ee8eea94496a72034ff7141066b3eea5c4e9d"},
	{"org.ow2.asm", "asm-analysis", "9.7",
		"7bc6bcbc21379948a0c8c467fb0f864206e5b818f6bc0b546872f5c9f941556f"},
	{"org.ow2.asm", "asm-commons", "9.7",
		"389bc247958e049fc9a0408d398c92c6d370c18035120395d4cba1d9d9304b7a"},
	{"org.ow2.asm", "asm-tree", "9.7",
		"62f4b3bc436045c1acb5c3ba2d8ec556ec3369093d7f5d06c747eb04b56d52b1"},
	{"org.ow2.asm", "asm-util", "9.7",
		"37a6414d36641973f1af104937c95d6d921b2ddb4d612c66c5a9f2b13fc14211"},
}

// androids are those whose versions android/javatest/robolectric.properties names.
var androids = []jar{
	{"org.robolectric", "android-all", "7.0.0_r1-robolectric-r1",
		"567bfa3cd3a8c9c5ca736bd86b3f90ff4d6a7ba333b9cfea6ff7d81924f90ce9"},
	{"org.robolectric", "android-all", "10-robolectric-5803371",
		"a0ad701eedd47bdaefbac1c2cc80dd400c0adea3cccd8a3ad286f79da1ca294c"},
	{"org.robolectric", "android-all", "13-robolectric-9030017",
		"6e67dca81d30295e31ee6a28cfb601b6b66aaeaee51a92386ed099a64cea5996"},
	androidAll,
}

// FindRobolectric fetches what is missing into the folder work: some 400 MB, most
// of it the Androids.
func FindRobolectric(work string) (Robolectric, error) {
	paths, err := fetchJars(work, append(androids, robolectricJars...)...)
	if err != nil {
		return Robolectric{}, err
	}
	newest := paths[len(androids)-1]
	return Robolectric{ClassPath: paths[len(androids):], Androids: filepath.Dir(newest), AndroidJar: newest}, nil
}
