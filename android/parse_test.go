package android

import (
	"net"
	"net/netip"
	"reflect"
	"slices"
	"testing"
	"time"
)

func TestParseInterfaces(t *testing.T) {
	t.Run("a phone's list is read whole", func(t *testing.T) {
		got, err := parseInterfaces("1 65536 ul lo 127.0.0.1/8 ::1/128\n" +
			"17 1500 ubm wlan0 192.168.1.7/24 fe80::1c2b:3aff:fe4d:5e6f/64\n" +
			"3 1500 - dummy0\n")
		if err != nil {
			t.Fatal(err)
		}
		up := net.FlagUp | net.FlagRunning
		want := []Interface{
			{1, 65536, "lo", up | net.FlagLoopback, []netip.Prefix{netip.MustParsePrefix("127.0.0.1/8"), netip.MustParsePrefix("::1/128")}},
			{17, 1500, "wlan0", up | net.FlagBroadcast | net.FlagMulticast, []netip.Prefix{
				netip.MustParsePrefix("192.168.1.7/24"), netip.MustParsePrefix("fe80::1c2b:3aff:fe4d:5e6f/64")}},
			{3, 1500, "dummy0", 0, nil},
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
