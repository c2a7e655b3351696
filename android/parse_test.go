package android

import (
	"net"
	"net/netip"
	"os"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

func TestParseInterfaces(t *testing.T) {
	t.Run("a phone's list is read whole", func(t *testing.T) {
		got, err := parseInterfaces("1 65536 ul lo 127.0.0.1/8 ::1/128\n" +
			"17 1500 ubm wlan0 192.168.1.7/24 fe80::1c2b:3aff:fe4d:5e6f/64\n" +
			"3 1500 - dummy0\n" +
			"9 1400 uf rmnet0 198.51.100.9/30\n")
		if err != nil {
			t.Fatal(err)
		}
		up := net.FlagUp | net.FlagRunning
		want := []Interface{
			{1, 65536, "lo", up | net.FlagLoopback, []netip.Prefix{netip.MustParsePrefix("127.0.0.1/8"), netip.MustParsePrefix("::1/128")}, false},
			{17, 1500, "wlan0", up | net.FlagBroadcast | net.FlagMulticast, []netip.Prefix{
				netip.MustParsePrefix("192.168.1.7/24"), netip.MustParsePrefix("fe80::1c2b:3aff:fe4d:5e6f/64")}, false},
			{3, 1500, "dummy0", 0, nil, false},
			{9, 1400, "rmnet0", up, []netip.Prefix{netip.MustParsePrefix("198.51.100.9/30")}, true},
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("got  %v\nwant %v", got, want)
		}
	})
	for _, bad := range []string{"1 1500 u\n", "x 1500 u lo\n", "1 x u lo\n", "1 1500 u lo 127.0.0.1\n"} {
		t.Run("a line that is not one is refused: "+bad, func(t *testing.T) {
			if got, err := parseInterfaces(bad); err == nil {
				t.Errorf("read as %v", got)
			}
		})
	}
}

func TestParseLocation(t *testing.T) {
	noon := time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC)
	for _, c := range []struct{ sentence, told, clock string }{
		{"a zone that is known by name has its rules", "Asia/Shanghai 0", "20:00"},
		{"a zone that is not has the offset of now", "GMT+05:45 20700", "17:45"},
		{"what is no zone is UTC", "", "12:00"},
	} {
		t.Run(c.sentence, func(t *testing.T) {
			if got := noon.In(parseLocation(c.told)).Format("15:04"); got != c.clock {
				t.Errorf("noon is %s, want %s", got, c.clock)
			}
		})
	}
}

func TestParseLanguages(t *testing.T) {
	if got := parseLanguages("zh-Hans-CN,en-GB"); !slices.Equal(got, []string{"zh-Hans-CN", "en-GB"}) {
		t.Errorf("got %q", got)
	}
	if got := parseLanguages(""); len(got) > 0 {
		t.Errorf("nothing is read as %q", got)
	}
}

// TestTold reads what Bridge tells, as the Java tests hold it to, and compares it
// with what the phone is set to.
func TestTold(t *testing.T) {
	file, err := os.ReadFile("testdata/told.txt")
	if err != nil {
		t.Fatal(err)
	}
	read := map[string]func(t *testing.T, set []string, told string){
		"languages": func(t *testing.T, set []string, told string) {
			if got := parseLanguages(told); !slices.Equal(got, set) {
				t.Errorf("read as %q", got)
			}
		},
		"zone": func(t *testing.T, set []string, told string) {
			_, want, _ := strings.Cut(told, " ")
			l := parseLocation(told)
			if _, got := time.Unix(0, 0).In(l).Zone(); l.String() != set[0] || strconv.Itoa(got) != want {
				t.Errorf("read as %v with %d s", l, got)
			}
		},
		"address": func(t *testing.T, set []string, told string) {
			list, err := parseInterfaces("1 1500 u tun0 " + told + "\n")
			if err != nil {
				t.Fatal(err)
			}
			if got := list[0].Addrs; len(got) != 1 || got[0].Addr() != netip.MustParseAddr(set[0]) {
				t.Errorf("read as %v", got)
			}
		},
	}
	kinds := map[string]int{}
	for line := range strings.Lines(string(file)) {
		kind, rest, ok := strings.Cut(strings.TrimSpace(line), ": ")
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
		set, told, ok := strings.Cut(rest, " => ")
		if !ok || read[kind] == nil {
			t.Fatalf("what is %q?", line)
		}
		kinds[kind]++
		t.Run("what is told of the "+kind+" "+set+" is read", func(t *testing.T) { read[kind](t, strings.Fields(set), told) })
	}
	if len(kinds) != len(read) {
		t.Errorf("only %v are there", kinds)
	}
}

func TestOpen(t *testing.T) {
	device, err := Open()
	if err != nil {
		t.Fatal(err)
	}
	if again, _ := Open(); again != device {
		t.Error("a second device")
	}
	list, err := device.Interfaces()
	if err != nil {
		t.Fatal(err)
	}
	loopback := slices.ContainsFunc(list, func(i Interface) bool {
		return i.Flags&net.FlagLoopback != 0 && slices.ContainsFunc(i.Addrs, func(p netip.Prefix) bool { return p.Addr().IsLoopback() })
	})
	if !loopback {
		t.Errorf("no loopback interface in %v", list)
	}
}
