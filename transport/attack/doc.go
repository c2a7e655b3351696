// Package attack does to the built program what strangers, members, hosts and
// disks can do to it, all at once and by thousands, while honest members go on
// with their talk, and measures what that costs them:
//
//	make attack
//	make attack ATTACK=TestAttack/strangers/garbage
//
// There is nothing here but tests, behind the tag attack. Each case has a host of
// its own (confab serve, in a process of its own), four honest members (the
// package transport, in another process) who post at a steady pace and check
// what they get, and attackers in the process of the test. All of them are on a
// network of their own, with thousands of addresses none of which is loopback,
// since limits do not apply to that. Hostile hosts are visited by confab tail and
// confab chat. Last, one bit of a host's disk is turned at a time.
//
// A table at the end has one line for each case: how long an ACK took the honest
// members, what was lost, doubled and out of order, by how much the host's
// resident memory rose above what it had when idle, and its descriptors. What is
// lost, doubled, out of order or altered without a word, a program that dies,
// hangs or keeps descriptors, and what a case says of its own attack, fail; times
// and memory beyond the aims are marked, since they depend on the machine.
package attack
