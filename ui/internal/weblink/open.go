package weblink

import (
	"errors"
	"os/exec"
	"runtime"
)

// ErrNoAddress is the error of Open for what Find would not have found.
var ErrNoAddress = errors.New("not the address of a web page")

// Open hands an address that Find returned to the system's browser.
func Open(address string) error {
	if !good(address) {
		return ErrNoAddress
	}
	name, args := opener(runtime.GOOS)
	if name == "" {
		return errors.ErrUnsupported
	}
	cmd := exec.Command(name, append(args, address)...)
	if err := cmd.Start(); err != nil {
		return err
	}
	go func() { _ = cmd.Wait() }() // so that it leaves no zombie; how it went is the browser's to show
	return nil
}

// opener is the program that opens addresses on a system, and what stands before
// the address; none on Android.
func opener(system string) (name string, args []string) {
	switch system {
	case "windows":
		return "rundll32", []string{"url.dll,FileProtocolHandler"}
	case "darwin":
		return "open", nil
	case "android":
		return "", nil
	}
	return "xdg-open", nil
}
