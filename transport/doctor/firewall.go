package doctor

import (
	"context"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// answer is yes, no, or not known.
type answer uint8

const (
	unknown answer = iota
	yes
	no
)

// wall is a firewall of this machine.
type wall struct {
	product string // empty: none was found, which does not say that there is none
	file    string // where that is written
	opens   answer // whether it lets others reach the port
	step    Step
	command string
}

// lookFirewall finds the firewall that is on, or known to be off, and whether it lets
// others reach a port.
func lookFirewall(ctx context.Context, sys system, port uint16) wall {
	switch sys.name() {
	case "linux":
		for _, look := range []func(context.Context, system, uint16) (wall, bool){lookUFW, lookFirewalld, lookNFTables} {
			if w, on := look(ctx, sys, port); on {
				return w
			}
		}
	case "windows":
		if on, rules, known := sys.windowsFirewall(); known && !on {
			return wall{product: "Windows", opens: yes}
		} else if known {
			return wall{product: "Windows", opens: windowsOpens(rules, sys.program(), port), step: OpenWindowsFirewall,
				command: fmt.Sprintf(`netsh advfirewall firewall add rule name=Confab dir=in action=allow program="%s"`, sys.program())}
		}
	case "darwin":
		said, err := sys.run(ctx, "/usr/libexec/ApplicationFirewall/socketfilterfw", "--getglobalstate")
		if err == nil && strings.Contains(said, "State = 0") {
			return wall{product: "macOS", opens: yes}
		} else if err == nil && strings.Contains(said, "State = ") {
			return wall{product: "macOS", step: OpenMacFirewall}
		}
	}
	return wall{}
}

// lookUFW reads what every user may of ufw; its rules often only root may.
func lookUFW(_ context.Context, sys system, port uint16) (wall, bool) {
	const file = "/etc/ufw/ufw.conf"
	conf, err := sys.read(file)
	if err != nil || !strings.EqualFold(setting(conf, "ENABLED"), "yes") {
		return wall{}, false
	}
	w := wall{product: "ufw", file: file, step: OpenFirewall, command: fmt.Sprintf("sudo ufw allow %d", port)}
	if defaults, err := sys.read("/etc/default/ufw"); err == nil && setting(defaults, "DEFAULT_INPUT_POLICY") == "ACCEPT" {
		w.opens = yes
	} else if rules, err := sys.read("/etc/ufw/user.rules"); err == nil {
		w.opens = ufwOpens(rules, port)
	}
	return w, true
}

// setting returns the value of NAME=value in a file of such lines.
func setting(text, name string) string {
	for line := range strings.Lines(text) {
		if key, value, ok := strings.Cut(strings.TrimSpace(line), "="); ok && key == name {
			return strings.Trim(strings.TrimSpace(value), `"'`)
		}
	}
	return ""
}

// ufwOpens reads the rules of ufw, each behind a comment such as
// "### tuple ### allow tcp 8899 0.0.0.0/0 any 0.0.0.0/0 in"; the first that fits counts.
func ufwOpens(rules string, port uint16) answer {
	for line := range strings.Lines(rules) {
		tuple, ok := strings.CutPrefix(line, "### tuple ### ")
		columns := strings.Fields(tuple)
		if !ok || len(columns) < 7 || columns[1] != "tcp" && columns[1] != "any" || !strings.HasPrefix(columns[6], "in") {
			continue
		}
		if columns[2] != "any" && !ufwPorts(columns[2], port) {
			continue
		}
		if columns[0] == "allow" || columns[0] == "limit" {
			return yes
		}
		return no
	}
	return no
}

// ufwPorts reports whether 80,8000:9000 has a port.
func ufwPorts(list string, port uint16) bool {
	for _, part := range strings.Split(list, ",") {
		from, to, span := strings.Cut(part, ":")
		if !span {
			to = from
		}
		least, err := strconv.ParseUint(from, 10, 16)
		most, bad := strconv.ParseUint(to, 10, 16)
		if err == nil && bad == nil && uint64(port) >= least && uint64(port) <= most {
			return true
		}
	}
	return false
}

func lookFirewalld(ctx context.Context, sys system, port uint16) (wall, bool) {
	if !active(ctx, sys, "firewalld") {
		return wall{}, false
	}
	return wall{product: "firewalld", step: OpenFirewall, command: fmt.Sprintf(
		"sudo firewall-cmd --permanent --add-port=%d/tcp --add-port=%d/udp && sudo firewall-cmd --reload", port, port)}, true
}

// active asks systemd, which every user may.
func active(ctx context.Context, sys system, unit string) bool {
	said, _ := sys.run(ctx, "systemctl", "is-active", unit) // it fails where the unit is not active
	return strings.TrimSpace(said) == "active"
}

var (
	nftTable = regexp.MustCompile(`^\s*table\s+(?:(\w+)\s+)?([\w-]+)\s*\{`)
	nftChain = regexp.MustCompile(`^\s*chain\s+([\w-]+)\s*\{`)
	nftPort  = regexp.MustCompile(`\bdport\s+(\{[^}]*\}|\S+)`)
)

// lookNFTables reads the rules from which the service nftables starts. The rules in the
// kernel only root may read.
func lookNFTables(ctx context.Context, sys system, port uint16) (wall, bool) {
	for _, file := range []string{"/etc/nftables.conf", "/etc/sysconfig/nftables.conf"} {
		rules, err := sys.read(file)
		if err != nil {
			continue
		}
		where, opens := nftOpens(rules, port)
		if where == "" || !active(ctx, sys, "nftables") {
			continue
		}
		return wall{product: "nftables", file: file, opens: opens, step: OpenFirewall, command: fmt.Sprintf(
			"sudo nft insert rule %s tcp dport %d accept && sudo nft insert rule %s udp dport %d accept", where, port, where, port)}, true
	}
	return wall{}, false
}

// nftOpens returns family, table and chain of what comes in and is dropped unless a rule
// says otherwise, and whether one names the port; empty if all are let in.
func nftOpens(rules string, port uint16) (where string, opens answer) {
	opens = no
	family, table, chain := "ip", "", ""
	input := false
	for line := range strings.Lines(rules) {
		line, _, _ = strings.Cut(line, "#")
		if m := nftTable.FindStringSubmatch(line); m != nil {
			family, table = m[1], m[2]
			if family == "" {
				family = "ip"
			}
		}
		if m := nftChain.FindStringSubmatch(line); m != nil {
			chain, input = m[1], false
		}
		input = input || strings.Contains(line, "hook input")
		if !input {
			continue
		}
		if strings.Contains(line, "policy drop") || isVerdict(line, "drop") || isVerdict(line, "reject") {
			where = strings.Join([]string{family, table, chain}, " ")
		}
		if m := nftPort.FindStringSubmatch(line); m != nil && strings.Contains(line, "accept") && !strings.Contains(line, "udp dport") {
			list := strings.ReplaceAll(strings.Trim(m[1], "{} "), " ", "")
			if ufwPorts(strings.ReplaceAll(list, "-", ":"), port) {
				opens = yes
			}
		}
	}
	return where, opens
}

// isVerdict reports whether a rule without a condition has a verdict.
func isVerdict(line, verdict string) bool {
	words := strings.Fields(line)
	return len(words) > 0 && (words[0] == verdict || words[0] == "counter" && words[len(words)-1] == verdict)
}

// windowsOpens reads rules such as
// "v2.30|Action=Allow|Active=TRUE|Dir=In|Protocol=6|App=C:\\confab.exe|Name=Confab|": the
// program is let through if a rule allows it and none blocks it.
func windowsOpens(rules []string, program string, port uint16) answer {
	opens := no
	for _, rule := range rules {
		fields := map[string]string{}
		for _, field := range strings.Split(rule, "|") {
			if name, value, ok := strings.Cut(field, "="); ok {
				fields[name] = value
			}
		}
		protocol := fields["Protocol"]
		switch app, at := fields["App"], fields["LPort"]; {
		case fields["Active"] != "TRUE" || fields["Dir"] != "In" || protocol != "" && protocol != "6" && protocol != "256":
			continue
		case app != "" && !strings.EqualFold(app, program), app == "" && at != strconv.Itoa(int(port)):
			continue
		case at != "" && at != strconv.Itoa(int(port)):
			continue
		}
		if fields["Action"] == "Block" {
			return no // it counts more than what allows
		}
		opens = yes
	}
	return opens
}
