package doctor

import (
	"os/exec"
	"syscall"

	"golang.org/x/sys/windows/registry"
)

// unseen has a command open no window.
func unseen(c *exec.Cmd) { c.SysProcAttr = &syscall.SysProcAttr{HideWindow: true} }

// firewallKey is where Windows keeps the state and the rules of its firewall, for all
// users to read.
const firewallKey = `SYSTEM\CurrentControlSet\Services\SharedAccess\Parameters\FirewallPolicy`

// rulesMost is how many rules are read; Windows itself has some 600.
const rulesMost = 20_000

func (machine) windowsFirewall() (on bool, rules []string, known bool) {
	for _, profile := range []string{`\StandardProfile`, `\PublicProfile`, `\DomainProfile`} {
		k, err := registry.OpenKey(registry.LOCAL_MACHINE, firewallKey+profile, registry.QUERY_VALUE)
		if err != nil {
			continue
		}
		if value, _, err := k.GetIntegerValue("EnableFirewall"); err == nil {
			known, on = true, on || value != 0
		}
		_ = k.Close()
	}
	k, err := registry.OpenKey(registry.LOCAL_MACHINE, firewallKey+`\FirewallRules`, registry.QUERY_VALUE)
	if err != nil {
		return on, nil, known
	}
	defer func() { _ = k.Close() }()
	names, _ := k.ReadValueNames(rulesMost) // those that could be read
	for _, name := range names {
		if rule, _, err := k.GetStringValue(name); err == nil {
			rules = append(rules, rule)
		}
	}
	return on, rules, known
}
