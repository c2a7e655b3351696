// Package longtalk fills a data folder with a talk as long as one likes, at the
// speed of the disk, so that benchmarks can open one: members may say twenty
// messages a second, and a million would take them half a day. No part of the
// program imports it.
//
//	dir := b.TempDir()
//	if err := longtalk.Fill(dir, 1_000_000); err != nil {
//		b.Fatal(err)
//	}
//	home, err := transport.OpenHome(dir)
//
// What it writes is what a Server that uses the folder would have written: its
// room of all, in which members who are not here spoke by turns, and its host
// too. Fill blocks, and nobody else may have the folder open meanwhile.
package longtalk
