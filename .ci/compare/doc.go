// Compare measures two revisions of the program against each other on this
// machine: the one that is named and the tree as it stands.
//
//	compare [-rounds 5] [-only regexp] REVISION
//
// The files of REVISION are laid out in a temporary folder. Of both trees the
// benchmarks in [measurements] are compiled, and then run in turn, so that what
// else the machine does falls on both alike. A table shows the median of each
// figure, how far the rounds are apart, and how many times better the tree is than
// REVISION: the median of the ratios of the rounds, their lowest and their highest.
//
// Both trees are to run the same benchmark: the newest version of its file that
// compiles there, from the working tree or from the history, is put into REVISION.
// A benchmark that does not compile or fails is named below the table.
//
// What the benchmarks printed is in builds/compare, as benchstat reads it.
package main
