//go:build linux

package ownnet

import (
	"errors"
	"net"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// child says to this test program what it is to do on a network of its own.
const child = "CONFAB_OWNNET_TEST"

func TestMain(m *testing.M) {
	if os.Getenv(child) == "" {
		os.Exit(m.Run())
	}
	l, err := net.Listen("tcp", "127.77.0.1:8899")
	if err != nil {
		os.Stdout.WriteString(err.Error())
		os.Exit(1)
	}
	l.Close()
	devices, _ := net.Interfaces()
	for _, d := range devices {
		os.Stdout.WriteString(d.Name + " ")
	}
	os.Exit(len(os.Args) - 2)
}

func TestCommand(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	t.Run("what is taken outside is free on a network of its own, which has the loopback alone", func(t *testing.T) {
		if l, err := net.Listen("tcp", "127.77.0.1:8899"); err == nil {
			defer l.Close() // another run of this test has it otherwise
		}
		argv, err := Command("env", child+"=1", self, "an argument")
		if errors.Is(err, ErrUnavailable) && os.Getenv("CI") != "true" {
			t.Skip("not run: ", err)
		}
		if err != nil {
			t.Fatal(err)
		}
		out, err := exec.Command(argv[0], argv[1:]...).CombinedOutput()
		if err != nil || strings.TrimSpace(string(out)) != "lo" {
			t.Errorf("%v: %s", err, out)
		}
	})
}
