//go:build speed

package speed

import (
	"bufio"
	"crypto/rand"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"confab/transport"
)

// How many texts make a round, how long after one the next is said, so that no limit
// of the host is reached, and what goes before the number of one and of its answer.
const (
	texts  = 200
	pause  = 60 * time.Millisecond
	ask    = "ask "
	answer = "answer "
)

// talk joins as a member, and gives what others say to heard, with the client, until the
// program ends.
func talk(connected func(*transport.Client, transport.TalkID), heard func(*transport.Client, transport.TalkID, string)) {
	home, err := transport.OpenHome(os.Getenv(homeVariable))
	fatal(err)
	var c *transport.Client
	ready := make(chan struct{})
	c = transport.NewClient(transport.Options{Home: home, Name: os.Getenv(roleVariable), Sink: func(e transport.Event) {
		<-ready
		switch {
		case e.Kind == transport.DialFailed:
			fatal(e.Err)
		case e.Kind == transport.Connected && e.Talk() != transport.Everyone:
			connected(c, e.Talk())
		case e.Kind == transport.Appended && e.Message().Kind == transport.Incoming:
			heard(c, e.Talk(), e.Message().Text)
		}
	}})
	close(ready)
	c.Join(os.Getenv(addrVariable))
}

// answerer answers each text that asks, until its input ends.
func answerer() {
	var once sync.Once
	talk(func(*transport.Client, transport.TalkID) { once.Do(func() { say("here") }) },
		func(c *transport.Client, in transport.TalkID, text string) {
			if n, ok := strings.CutPrefix(text, ask); ok {
				_, err := c.Post(in, transport.Draft{Text: answer + n})
				fatal(err)
			}
		})
	_, _ = io.Copy(io.Discard, os.Stdin)
}

// asker asks as often as each line of its input says, one text after the other, and says
// how long the answers took, in microseconds.
func asker() {
	type place struct {
		c  *transport.Client
		in transport.TalkID
	}
	var once sync.Once
	here, answers := make(chan place, 1), make(chan string, 16)
	talk(func(c *transport.Client, in transport.TalkID) { once.Do(func() { say("here"); here <- place{c, in} }) },
		func(_ *transport.Client, _ transport.TalkID, text string) {
			if n, ok := strings.CutPrefix(text, answer); ok {
				answers <- n
			}
		})
	at := <-here
	number := 0
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		count, err := strconv.Atoi(lines.Text())
		fatal(err)
		took := make([]any, count)
		for i := range took {
			number++
			start := time.Now()
			_, err := at.c.Post(at.in, transport.Draft{Text: ask + fmt.Sprint(number)})
			fatal(err)
			for fmt.Sprint(number) != <-answers {
			}
			took[i] = time.Since(start).Microseconds()
			time.Sleep(pause)
		}
		say(append([]any{"took"}, took...)...)
	}
}

// round has texts asked and returns the time that 95 of 100 did not exceed.
func round(t *testing.T, a *child) time.Duration {
	_, err := fmt.Fprintln(a.in, texts)
	must(t, err)
	var took []time.Duration
	for _, word := range strings.Fields(a.next("took")) {
		us, err := strconv.Atoi(word)
		must(t, err)
		took = append(took, time.Duration(us)*time.Microsecond)
	}
	slices.Sort(took)
	return took[len(took)*95/100]
}

// TestTextBesideTransfers times a text from one member to another and its answer, without
// and with three transfers that run all the time.
func TestTextBesideTransfers(t *testing.T) {
	path := filepath.Join(t.TempDir(), "large")
	f, err := os.Create(path)
	must(t, err)
	_, err = io.CopyN(f, rand.Reader, 1<<30)
	must(t, err)
	must(t, f.Close())
	h := run(t, "host", "", "")
	addr := h.next("listening")
	run(t, "answerer", addr, "").next("here")
	a := run(t, "asker", addr, "")
	a.next("here")
	_, err = fmt.Fprintln(h.in, "offer", path)
	must(t, err)
	var without, with []time.Duration
	for range rounds {
		without = append(without, round(t, a))
		stop, transfers := make(chan struct{}), sync.WaitGroup{}
		begun := sync.WaitGroup{}
		begun.Add(3)
		for range 3 {
			transfers.Go(func() {
				for first := true; ; first = false {
					to := filepath.Join(t.TempDir(), "in")
					must(t, os.Mkdir(to, 0o700))
					c := run(t, "receiver", addr, to)
					if first {
						begun.Done()
					}
					c.next("memory")
					must(t, os.RemoveAll(to))
					select {
					case <-stop:
						return
					default:
					}
				}
			})
		}
		begun.Wait()
		with = append(with, round(t, a))
		close(stop)
		transfers.Wait()
	}
	t.Logf("without %v, with three transfers %v: %.2f ×   %v %v", median(without), median(with),
		float64(median(with))/float64(median(without)), without, with)
}
