// Command packager makes the APKs: one with every ABI and one for each.
//
//	go run ./android/packager [-abis LIST] [-out DIR] [-work DIR]
//
// It is called from the top of the tree. The program is built for each ABI as a
// library (native.go), the Java of Gio and of this tree is compiled and dexed
// (java.go), icons are made from icons/app.svg (icons.go), aapt2 makes manifest
// and resources into the base of an APK (resources.go), which gets the libraries
// and the dex file in a fixed order with fixed times (archive.go) and is signed
// (sign.go): two builds of a commit differ in nothing but the signature's block,
// and not even there with the same key.
//
// Where the tools come from is told by package toolchain. Whichever they are,
// apkcheck has the last word.
//
// It is a tool of the build: no package of the program imports it.
package main
