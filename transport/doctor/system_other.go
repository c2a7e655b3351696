//go:build !windows

package doctor

import "os/exec"

func unseen(*exec.Cmd) {}

func (machine) windowsFirewall() (on bool, rules []string, known bool) { return false, nil, false }
