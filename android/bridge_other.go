//go:build !android

package android

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"sync"
	"time"
)

// computer is the Device of every other system: nothing needs to be asked for,
// and nobody tells anything.
type computer struct{ *inbox }

// Open returns the device, the same one every time.
func Open() (Device, error) { return opened(), nil }

var opened = sync.OnceValue(func() Device { return computer{newInbox()} })

func (computer) Foreground(Presence) error { return nil }
func (computer) Background() error         { return nil }
func (computer) Discover(bool) error       { return nil }
func (computer) Notify(Message) error      { return nil }
func (computer) Withdraw(string) error     { return nil }
func (computer) MayNotify() bool           { return false }
func (computer) AskToNotify() error        { return nil }
func (computer) Scan() error               { return errors.ErrUnsupported }
func (computer) ReadCodes(Reader)          {}
func (computer) PickFiles() error          { return errors.ErrUnsupported }
func (computer) KeepCopies([]string) error { return nil }
func (computer) OpenFile(string) error     { return errors.ErrUnsupported }
func (computer) KeepFile(string) error     { return errors.ErrUnsupported }
func (computer) ShareFile(string) error    { return errors.ErrUnsupported }
func (computer) Languages() []string       { return nil }
func (computer) Dark() (dark, known bool)  { return false, false }
func (computer) Location() *time.Location  { return time.Local }

func (computer) Interfaces() ([]Interface, error) {
	list, err := net.Interfaces()
	if err != nil {
		return nil, fmt.Errorf("listing network interfaces: %w", err)
	}
	all := make([]Interface, 0, len(list))
	for _, i := range list {
		one := Interface{Index: i.Index, MTU: i.MTU, Name: i.Name, Flags: i.Flags}
		addrs, err := i.Addrs()
		if err != nil {
			continue // it went away since it was listed
		}
		for _, a := range addrs {
			// Interfaces have no other kind of address.
			if p, err := netip.ParsePrefix(a.String()); err == nil {
				one.Addrs = append(one.Addrs, p)
			}
		}
		all = append(all, one)
	}
	return all, nil
}
