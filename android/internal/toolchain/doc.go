// Package toolchain finds the tools that make and judge an APK.
//
// With ANDROID_HOME, and ANDROID_NDK_ROOT or an NDK below it, they are those of the
// official SDK and NDK (sdk.go). Without, they are Debian's packages and two jars
// of Maven Central (debian.go, maven.go), and the C side is Debian's clang with
// the headers and link stubs of android/ndk (ndk.go).
//
// Robolectric (robolectric.go) runs the Java part on this machine in tests, with
// Android's classes of several versions; it has no part in an APK.
//
// Both packager and apkcheck ask here, so that an APK is judged by the tools that
// made it. Paths are relative to the top of the tree, from which all are called.
// It is part of the build: no package of the program imports it.
package toolchain
