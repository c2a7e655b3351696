// Command apkcheck judges APKs as far as that can be done without a phone.
//
//	go run ./android/apkcheck [-work DIR] FILE…
//
// Each rule is a sentence (rules.go) over what was read of an APK (apk.go): that
// it is signed and aligned (archive.go), that the manifest says what it must
// (manifest.go), that Android's linker will take the libraries and knows every
// name they import (library.go), that the dex file has nothing that an old phone
// cannot run (dex.go), and that Java and Go find each other: every native method
// is exported, every method that Go looks up through JNI exists (java.go,
// lookups.go, classfile.go).
//
// Every rule has an APK in the tests that breaks it and must be refused; they are
// made from the real one, behind the tag apk. apkcheck prints, for each file, the
// digest of all but the signature's block, which two builds of a commit share.
//
// It is a tool of the build: no package of the program imports it.
package main
