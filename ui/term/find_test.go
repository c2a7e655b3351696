package term

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"confab/transport"
	"confab/transport/nearby"
	"confab/ui/internal/words"
)

// finding runs confab find where search answers.
func finding(t *testing.T, search func(context.Context, nearby.Options) ([]transport.FoundServer, error), args ...string) (code int, out, errOut string) {
	t.Helper()
	o, e := newOutput(), newOutput()
	r := newRunner(Env{Stdin: strings.NewReader(""), Stdout: o, Stderr: e, Words: words.For(words.English)})
	r.search = search
	code = r.run(t.Context(), append([]string{"find", "-data", t.TempDir()}, args...))
	return code, o.String(), e.String()
}

func TestFindShowsHowFarASweepIs(t *testing.T) {
	t.Parallel()
	sweep := func(_ context.Context, o nearby.Options) ([]transport.FoundServer, error) {
		for asked := range 1001 {
			o.Swept(asked, 1000)
		}
		return []transport.FoundServer{{Addr: "10.88.0.5:8899", Addrs: []string{"10.88.0.5:8899"}}}, nil
	}
	for _, c := range []struct {
		screen bool
		flag   string
		drawn  int
	}{{true, "-sweep", 101}, {true, "-json", 0}, {false, "-sweep", 0}} {
		o, e := newOutput(), newOutput()
		env := Env{Stdin: strings.NewReader(""), Stdout: o, Stderr: e, Words: words.For(words.English)}
		if c.screen {
			env.ErrColumns = func() int { return 80 }
		}
		r := newRunner(env)
		r.search = sweep
		code := r.run(t.Context(), []string{"find", "-data", t.TempDir(), "-sweep", c.flag})
		got := e.String()
		if n := strings.Count(got, "\r"); code != exitDone || n != c.drawn || strings.Contains(o.String(), "\r") {
			t.Errorf("%+v: it ended with %d, drew %d times, and printed %q", c, code, n, o.String())
		}
		if last := "\rAddresses asked: 1000 of 1000 [====================] 100 %\n"; c.drawn > 0 && !strings.HasSuffix(got, last) {
			t.Errorf("%+v: at the end stands %q", c, got[max(0, len(got)-100):])
		}
	}
}

func TestFind(t *testing.T) {
	t.Parallel()
	servers := []transport.FoundServer{
		{Addr: "10.0.0.1:8899", Addrs: []string{"10.0.0.1:8899", "[fe80::1%eth0]:8899"}, Known: true, Name: "Ann\x1b[31m", ShortKey: "aabbccdd"},
		{Addr: "10.0.0.2:9000", Addrs: []string{"10.0.0.2:9000"}},
	}
	t.Run("servers are lines, with what they are called here", func(t *testing.T) {
		code, out, errOut := finding(t, func(context.Context, nearby.Options) ([]transport.FoundServer, error) { return servers, nil })
		want := "10.0.0.1:8899  Ann^[[31m · aabbccdd (met before)  [fe80::1%eth0]:8899\n10.0.0.2:9000  (not met before)\n"
		if code != exitDone || out != want || errOut != "" {
			t.Errorf("exit code %d, stdout\n%s\nstderr %q", code, out, errOut)
		}
	})
	t.Run("with -json each is an object", func(t *testing.T) {
		code, out, _ := finding(t, func(context.Context, nearby.Options) ([]transport.FoundServer, error) { return servers, nil }, "-json")
		lines := strings.Split(strings.TrimSuffix(out, "\n"), "\n")
		if code != exitDone || len(lines) != 2 {
			t.Fatalf("exit code %d, stdout %s", code, out)
		}
		for i, line := range lines {
			var got struct {
				Kind, Addr, Name string
				Addrs            []string
				Known            *bool
			}
			if err := json.Unmarshal([]byte(line), &got); err != nil {
				t.Fatal(err)
			}
			s := servers[i]
			if got.Kind != "found" || got.Addr != s.Addr || got.Name != s.Name || len(got.Addrs) != len(s.Addrs) || got.Known == nil || *got.Known != s.Known {
				t.Errorf("%s is not %+v", line, s)
			}
		}
	})
	t.Run("the server of this person is left out", func(t *testing.T) {
		dir := t.TempDir()
		home, err := transport.OpenHome(dir)
		if err != nil {
			t.Fatal(err)
		}
		defer home.Close() // it runs meanwhile
		code, out, _ := finding(t, func(_ context.Context, o nearby.Options) ([]transport.FoundServer, error) {
			for _, k := range o.Known {
				if k.Identity == home.Identity() {
					own := transport.FoundServer{Addr: "10.0.0.9:8899", Addrs: []string{"10.0.0.9:8899"}, Known: true, Identity: k.Identity}
					return append([]transport.FoundServer{own}, servers...), nil
				}
			}
			t.Error("it is not looked for")
			return servers, nil
		}, "-data", dir)
		if code != exitDone || strings.Contains(out, "10.0.0.9") || strings.Count(out, "\n") != len(servers) {
			t.Errorf("exit code %d, stdout\n%s", code, out)
		}
	})
	t.Run("none is a failure that says what to try next", func(t *testing.T) {
		for args, want := range map[string]string{"-timeout 2s": "within 2s", "": "within 3s", "-sweep": "within 5s", "-sweep -timeout 1s": "within 1s"} {
			var asked nearby.Options
			code, out, errOut := finding(t, func(ctx context.Context, o nearby.Options) ([]transport.FoundServer, error) {
				asked = o
				if by, ok := ctx.Deadline(); !ok || time.Until(by) > sweepTimeout {
					t.Errorf("it searches until %v", by)
				}
				return nil, nil
			}, strings.Fields(args)...)
			if code != exitFailed || out != "" {
				t.Errorf("%q: exit code %d, stdout %q", args, code, out)
			}
			contains(t, errOut, want, "connect by the address")
			if swept := strings.Contains(args, "sweep"); asked.Sweep != swept || strings.Contains(errOut, "find -sweep :PORT") != swept {
				t.Errorf("%q: asked %+v, told %s", args, asked, errOut)
			}
		}
	})
	t.Run("networks are swept until all their addresses were asked", func(t *testing.T) {
		for args, want := range map[string]string{
			"-sweep 10.88.0.7/24":       "[10.88.0.0/24] []",
			"-sweep=10.88.0.0/24 :9000": "[10.88.0.0/24] [:9000]",
			"-sweep 10.88.0.0/24,10.89.0.0/22 -sweep=10.88.0.0/24,10.90.1.0/30": "[10.88.0.0/24 10.90.1.0/30 10.89.0.0/22] []",
			"10.88.0.0/24 laptop -sweep":                                        "[10.88.0.0/24] [laptop:8899]",
		} {
			code, out, errOut := finding(t, func(ctx context.Context, o nearby.Options) ([]transport.FoundServer, error) {
				if got := fmt.Sprint(o.Subnets, o.Addrs); got != want || o.Sweep {
					t.Errorf("%q: asked %s, sweep %v", args, got, o.Sweep)
				}
				o.Swept(100, 254)
				o.Swept(254, 254)
				<-ctx.Done()
				return nil, nil
			}, strings.Fields(args)...)
			if code != exitFailed || out != "" {
				t.Errorf("%q: exit code %d, stdout %q", args, code, out)
			}
			contains(t, errOut, "No address of these networks")
		}
		_, _, errOut := finding(t, func(_ context.Context, o nearby.Options) ([]transport.FoundServer, error) {
			o.Swept(100, 254)
			return nil, nil
		}, "-sweep", "10.88.0.0/24", "-timeout", "1s")
		contains(t, errOut, "within 1s", "not all addresses")
	})
	t.Run("what is no network is a matter of usage", func(t *testing.T) {
		nine := "10.0.1.0/24,10.0.2.0/24,10.0.3.0/24,10.0.4.0/24,10.0.5.0/24,10.0.6.0/24,10.0.7.0/24,10.0.8.0/24,10.0.9.0/24"
		for _, args := range []string{"-sweep 10.0.0.0/8", "-sweep fd00::/120", "-sweep 10.88.0.0/24,laptop", "-sweep=10.0.0.0/33", "-sweep " + nine} {
			if code, _, errOut := finding(t, nil, strings.Fields(args)...); code != exitUsage || !strings.Contains(errOut, "10.") && !strings.Contains(errOut, "fd00") {
				t.Errorf("%q: exit code %d, stderr %q", args, code, errOut)
			}
		}
	})
	t.Run("a port that another program keeps is told beside what was found", func(t *testing.T) {
		code, out, errOut := finding(t, func(context.Context, nearby.Options) ([]transport.FoundServer, error) {
			return servers, &transport.Error{Fault: transport.PortTaken}
		})
		if code != exitDone || strings.Count(out, "\n") != len(servers) {
			t.Errorf("exit code %d, stdout %q", code, out)
		}
		contains(t, errOut, "UDP port 8899", "Close that program")
	})
	t.Run("no network has its own sentence", func(t *testing.T) {
		code, _, errOut := finding(t, func(context.Context, nearby.Options) ([]transport.FoundServer, error) {
			return nil, &transport.Error{Fault: transport.Unreachable}
		})
		contains(t, errOut, "on no network")
		if code != exitFailed {
			t.Errorf("exit code %d", code)
		}
	})
	t.Run("addresses get the usual port, and a port alone is one", func(t *testing.T) {
		var asked []string
		finding(t, func(_ context.Context, o nearby.Options) ([]transport.FoundServer, error) {
			asked = o.Addrs
			return servers, nil
		}, "laptop", ":9000", "10.0.0.1:7000", invitation, " '"+invitation+"'\n", " :9001 ")
		if got := strings.Join(asked, " "); got != "laptop:8899 :9000 10.0.0.1:7000 192.168.1.5:8899 192.168.1.5:8899 :9001" {
			t.Errorf("asked %s", got)
		}
	})
	t.Run("a time that is none is a matter of usage", func(t *testing.T) {
		if code, _, _ := finding(t, nil, "-timeout", "0s"); code != exitUsage {
			t.Errorf("exit code %d", code)
		}
	})
}
