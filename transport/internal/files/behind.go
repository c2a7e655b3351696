package files

import "os"

// behindBytes is after how much of a file that is written in order the disk is asked to
// take that.
const behindBytes = 4 << 20

// behind has the disk take what is written while more comes, in small steps. Left to
// themselves, systems gather gigabytes in memory, and give them to the disk all at once:
// then whoever else syncs a few bytes, as each text does, queues behind all of that. A
// step is started when it is full, and the one before is waited for, so that there are
// two of them at most; and Finish finds little left to do.
type behind struct {
	file     *os.File
	from, to int64 // of the step that fills
	started  int64 // how long the step before from is; 0 for none
}

// wrote tells what was written to f, from there up to there. An error is the disk's: what
// was written before may be lost as well.
func (b *behind) wrote(f *os.File, from, to int64) error {
	if f != b.file || from != b.to {
		*b = behind{file: f, from: from}
	}
	b.to = to
	n := b.to - b.from
	if n < behindBytes {
		return nil
	}
	startWriting(f, b.from, n)
	before, length := b.from-b.started, b.started
	b.from, b.started = b.to, n
	if length == 0 {
		return nil
	}
	return waitWritten(f, before, length)
}
