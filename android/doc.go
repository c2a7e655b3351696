// Package android holds what the program needs on a phone and nowhere else.
//
// It is the one place for Java and for JNI: the foreground service that keeps a
// conversation alive while no window is shown, notifications, the share sheet,
// the page that files are chosen on, the camera that reads the code of an invitation,
// the multicast and Wi-Fi locks, the time zone, the languages, dark mode and the list
// of network interfaces that Android hides from Go; and, beside the code,
// the manifest, the resources, the C headers of the toolchain (ndk), the
// packager that makes the APK without a vendor's SDK, and its checks (apkcheck).
// The tests of the Java (javatest) run its bytecode on Android's own classes, and
// testdata/told.txt holds what Java writes and what Go reads to one another.
//
// The window (ui) asks through Device, which has a plain implementation for every
// other system, so that no other package needs to know where it runs: ui alone
// imports this one, which imports neither transport nor ui. No other package may
// import "C".
//
// Methods of a Device may be called from any goroutine; on a phone each takes
// about a millisecond in Java, so none is for Layout. What Android tells comes
// the other way as Events: its threads only lock, append and unlock, because
// Android stops a program whose callbacks wait, and whoever owns the window
// fetches them after Ready. Nothing here ever calls back on a thread of Java, but for
// the Reader, which the camera's own thread waits for.
package android
