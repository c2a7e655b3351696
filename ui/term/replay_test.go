package term

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"regexp"
	"strings"
	"testing"

	"confab/transport"
	"confab/transport/transporttest"
	"confab/ui/internal/words"
)

// reel has a client join a room of so many messages on disk, of which one, unless
// damaged is 0, is lost.
func reel(last, damaged int) func(*transporttest.Client) {
	return away(func(c *transporttest.Client) {
		all := make([]transport.Message, last)
		for i := range all {
			all[i] = transport.Message{ID: transport.MessageID{1}, Text: fmt.Sprint("line ", i+1)}
		}
		if damaged > 0 {
			all[damaged-1] = transport.Message{Kind: transport.Notice, Notice: transport.MessageDamaged}
		}
		c.Lay(desk(c), all...)
		c.Enter("Desk")
	})
}

// played is what tail prints of a talk from a message on.
func played(t *testing.T, since string, talk func(*transporttest.Client)) *bufio.Scanner {
	t.Helper()
	out, in, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	r := newRunner(Env{Stdin: strings.NewReader(""), Stdout: in, Stderr: io.Discard, Words: words.For(words.English)})
	r.newClient = func(o transport.Options) client {
		c := transporttest.NewClient(o)
		talk(c)
		return c
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		r.run(ctx, []string{"tail", "-json", "-since", since, "-data", t.TempDir(), "a:1"})
		in.Close()
	}()
	t.Cleanup(func() {
		cancel()
		go io.Copy(io.Discard, out)
		<-ended
		out.Close()
	})
	return bufio.NewScanner(out)
}

func TestReplay(t *testing.T) {
	t.Parallel()
	t.Run("ten thousand messages to a slow reader come whole and in order", func(t *testing.T) {
		t.Parallel()
		const count = 10_000
		next := 7
		for lines := played(t, "7", reel(count, 0)); next <= count && lines.Scan(); {
			if !strings.Contains(lines.Text(), `"text"`) {
				continue
			}
			if want := fmt.Sprintf(`"seq":%d,"message":"incoming","text":"line %d"`, next, next); !strings.Contains(lines.Text(), want) {
				t.Fatalf("got %s, want %s", lines.Text(), want)
			}
			next++
		}
	})
	t.Run("a message that the disk damaged is told in its place", func(t *testing.T) {
		t.Parallel()
		var told []string
		for lines := played(t, "7", reel(10, 9)); !strings.Contains(strings.Join(told, ""), `"line 10"`) && lines.Scan(); {
			if strings.Contains(lines.Text(), `"seq":`) {
				told = append(told, lines.Text())
			}
		}
		if len(told) != 4 || !strings.Contains(told[2], `"seq":9,"message":"notice"`) || !strings.Contains(told[2], "message_damaged") {
			t.Errorf("%q", told)
		}
	})
	t.Run("a log that began anew is not passed over, and numbers of its later life say so", func(t *testing.T) {
		t.Parallel()
		renewed := away(func(c *transporttest.Client) {
			said := func(texts ...string) {
				for i, text := range texts {
					c.Lay(desk(c), transport.Message{ID: transport.MessageID{byte(i + 1)}, Text: text})
				}
			}
			c.SetPage(2)
			said("one", "two", "three", "four", "five", "six", "seven")
			c.Renew(desk(c))
			said("eight", "nine", "ten")
			c.Enter("Desk")
		})
		for since, want := range map[string]string{
			"6":   `"seq":6,six "seq":7,seven "seq":1,"era":2,eight "seq":2,"era":2,nine "seq":3,"era":2,ten`,
			"9":   `"seq":1,"era":2,eight "seq":2,"era":2,nine "seq":3,"era":2,ten`,
			"2.3": `"seq":3,"era":2,ten`,
		} {
			number := regexp.MustCompile(`("seq":.*)"message":"incoming","text":"(\w+)"`)
			var told []string
			for lines := played(t, since, renewed); !strings.HasSuffix(strings.Join(told, " "), "ten") && lines.Scan(); {
				if m := number.FindStringSubmatch(lines.Text()); m != nil {
					told = append(told, m[1]+m[2])
				}
			}
			if got := strings.Join(told, " "); got != want {
				t.Errorf("-since %s: %s, want %s", since, got, want)
			}
		}
	})
}
