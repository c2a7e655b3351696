// Package android holds what the program needs on a phone and nowhere else.
//
// It is the one place for Java and for JNI: the foreground service that keeps a
// conversation alive while no window is shown, notifications, the share sheet,
// the multicast lock, the time zone and the list of network interfaces that
// Android hides from Go; and, beside the code, the manifest, the resources and
// the packager that makes the APK without a vendor's SDK.
//
// No other package may import "C". The window (ui) and main ask this package
// through small interfaces, so that every other system builds without it; it
// imports neither transport nor Gio's widgets, and it never calls back on the
// thread of a Java caller, which Android stops when it waits too long.
//
// Nothing of that is built yet: the package is its place and its rule, and no
// program contains it.
package android
