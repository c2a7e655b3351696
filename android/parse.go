package android

import (
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"strings"
	"time"
)

// parseInterfaces reads what Bridge.interfaces wrote: a line for each interface
// with index, MTU, flags, name and addresses.
func parseInterfaces(s string) ([]Interface, error) {
	var all []Interface
	for line := range strings.Lines(s) {
		fields := strings.Fields(line)
		if len(fields) < 4 {
			return nil, fmt.Errorf("reading interface %q: too few fields", line)
		}
		i := Interface{Name: fields[3], Flags: parseFlags(fields[2]), Far: strings.Contains(fields[2], "f")}
		var err error
		if i.Index, err = strconv.Atoi(fields[0]); err != nil {
			return nil, fmt.Errorf("reading interface %q: %w", line, err)
		}
		if i.MTU, err = strconv.Atoi(fields[1]); err != nil {
			return nil, fmt.Errorf("reading interface %q: %w", line, err)
		}
		for _, field := range fields[4:] {
			p, err := netip.ParsePrefix(field)
			if err != nil {
				return nil, fmt.Errorf("reading interface %q: %w", line, err)
			}
			i.Addrs = append(i.Addrs, p)
		}
		all = append(all, i)
	}
	return all, nil
}

var flagLetters = map[rune]net.Flags{
	'u': net.FlagUp | net.FlagRunning, 'b': net.FlagBroadcast, 'l': net.FlagLoopback,
	'p': net.FlagPointToPoint, 'm': net.FlagMulticast,
}

func parseFlags(s string) net.Flags {
	var flags net.Flags
	for _, r := range s {
		flags |= flagLetters[r]
	}
	return flags
}

// parseLocation reads what Bridge.timeZone wrote: a name and the seconds east of
// UTC that hold now, for a name that the phone's own tables lack.
func parseLocation(s string) *time.Location {
	name, offset, _ := strings.Cut(s, " ")
	if name != "" && name != "Local" {
		if l, err := time.LoadLocation(name); err == nil {
			return l
		}
	}
	seconds, err := strconv.Atoi(offset)
	if err != nil {
		return time.UTC
	}
	return time.FixedZone(name, seconds)
}

// parseLanguages splits the tags that Bridge.languages joined.
func parseLanguages(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return r == ',' })
}
