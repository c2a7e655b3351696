package plain

import (
	"time"

	"confab/transport/internal/detect"
	"confab/transport/internal/fault"
)

const (
	// announceAfter is how long a visitor may stay unnamed: browsers and TLS
	// speak at once and should not flash in the list of people.
	announceAfter = 200 * time.Millisecond
	// SilentAfter is when a visitor that has said nothing is taken for a
	// plain guest: the tutorial's client says nothing until its user types.
	SilentAfter = 3 * time.Second
)

// Identify reads on after the bytes seen until it is clear what the visitor speaks, or
// for SilentAfter, and returns all bytes. Nothing is written meanwhile. It calls
// announce, unless that is nil, when the visitor has been silent for a moment. The
// goroutine that reads calls it.
func (k *Conn) Identify(seen []byte, announce func()) (detect.Verdict, []byte) {
	var opening detect.Opening
	if verdict := opening.Add(seen); verdict != detect.Undecided {
		return verdict, opening.Bytes()
	}
	var buffer [512]byte
	begun := time.Now()
	last := begun
	for {
		end := sooner(begun.Add(SilentAfter), last.Add(opening.Wait()))
		wait := end
		if announce != nil {
			wait = sooner(end, begun.Add(announceAfter))
		}
		_ = k.nc.SetReadDeadline(wait)
		n, err := k.nc.Read(buffer[:])
		if n > 0 {
			last = time.Now()
			if verdict := opening.Add(buffer[:n]); verdict != detect.Undecided {
				return verdict, opening.Bytes()
			}
		}
		switch {
		case err == nil:
		case !isTimeout(err):
			// What came before the end is still said: the reader meets the
			// same end again after it.
			if len(opening.Bytes()) == 0 {
				k.Cut(endFault(err), err)
			}
			return opening.Silence(), opening.Bytes()
		case wait.Before(end):
			announce()
			announce = nil
		default:
			return opening.Silence(), opening.Bytes()
		}
	}
}

func sooner(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

// AwaitSpare is Await for a visitor that is no guest yet, for a time at most. ended is
// whether reading has ended.
func (k *Conn) AwaitSpare(most time.Duration) (opening []byte, ended bool) {
	_ = k.nc.SetReadDeadline(time.Now().Add(most))
	buffer := make([]byte, 512)
	n, err := k.nc.Read(buffer)
	return buffer[:n], err != nil && !isTimeout(err)
}

// Await waits for the first bytes of a silent guest. There are none if reading has ended,
// as e says. The goroutine that reads calls it.
func (k *Conn) Await() (opening []byte, e Ending) {
	_ = k.nc.SetReadDeadline(time.Time{})
	buffer := make([]byte, 512)
	begun := time.Now()
	n, err := k.nc.Read(buffer)
	return buffer[:n], Ending{err, time.Since(begun)}
}

// Answer writes one last thing to a visitor that is no guest and ends the conn in order,
// for a reason. What was queued for it is not written. The goroutine that reads calls it;
// it returns when the visitor has closed the connection or is cut.
func (k *Conn) Answer(last []byte, f fault.Fault) {
	_ = k.nc.SetWriteDeadline(time.Now().Add(5 * time.Second))
	if _, err := k.nc.Write(last); err != nil {
		k.Cut(f, err)
		return
	}
	k.Finish(f)
	_ = k.nc.SetReadDeadline(time.Time{})
	var rest [1024]byte
	for {
		n, err := k.nc.Read(rest[:])
		if err != nil {
			return
		}
		k.rest(k.config.Intake.take(n, time.Now()))
	}
}
