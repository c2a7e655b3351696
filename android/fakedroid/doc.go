// Package fakedroid runs the library of the arm64 APK, unchanged, on a computer.
//
// Under qemu-user, an arm64 program (c/droid.c) loads libgio.so and is to it what
// Android's Java is: it calls what GioView and Bridge would, and answers what Go
// asks through JNI. The C library, EGL, the window and the log are stood in for by
// small libraries of the same names on top of glibc and Mesa's software renderer
// (the other files of c), in a Debian for arm64 that root.sh unpacks.
//
// The tests (tag fakedroid) drive it as a person with a screen reader would: they
// find controls by what TalkBack would say, tap, type through the input method's
// calls, and compare pictures with those in testdata/golden (-update rewrites them).
// The driver tells what Go asks of Bridge and plays what Android tells: links,
// shared text, taps on notifications, Back, keyboards, turning, settings, and views
// that go and come, networks that change, frames of the camera, a process that is killed. What is shown
// that way: the program starts and draws on Android's side of Gio, both ways in
// which Go keeps its g, threads, signals, names, sockets, TLS, the journal on disk,
// and that it makes only system calls that Android allows apps
// (testdata/syscalls.txt). What is not: Android's linker, allocator and SELinux,
// of which only the refusal of hard links is played, and any line of Java.
package fakedroid
