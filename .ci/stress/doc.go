// Stress runs, again and again and with one core of the machine taken away,
// every test that could fail by chance, and says by test how often it passed
// and how often it failed.
//
// What is run 20 times (STRESS_RUNS) are the packages whose tests import what
// time, sockets, processes and disks are reached with, see [touching]; the
// windows under Xvfb, and the Windows program, also under wine. After every
// fourth of these rounds comes the race stage, 5 times in all (STRESS_RACE).
//
// It may be interrupted: what is finished is in builds/stress, in a folder named
// by a digest of all files of the tree, and the next start goes on behind it. A
// tree that has changed starts at the beginning. What a run printed in which
// something failed is kept in that folder's failures.
//
// STRESS_ONLY is a regular expression for the names of the runs, as in
// STRESS_ONLY='e2e|race'; the others are left for another time.
package main
