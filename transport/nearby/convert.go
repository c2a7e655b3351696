package nearby

import (
	"errors"

	"confab/transport"
	"confab/transport/internal/core"
)

func (o Options) inward() core.FindOptions {
	in := core.FindOptions{Addrs: o.Addrs, Sweep: o.Sweep, Swept: o.Swept, Subnets: o.Subnets, Interfaces: o.Interfaces}
	for _, k := range o.Known {
		in.Known = append(in.Known, core.KnownServer{Addr: k.Addr, Name: k.Name, ShortKey: k.ShortKey, Identity: core.ID(k.Identity)})
	}
	if changed := o.Changed; changed != nil {
		in.Changed = func(list []core.FoundServer) { changed(foundOf(list)) }
	}
	return in
}

// foundOf returns what was found as programs see it; nil of nil.
func foundOf(list []core.FoundServer) (found []transport.FoundServer) {
	for _, f := range list {
		found = append(found, transport.FoundServer{
			Addr: f.Addr, Addrs: f.Addrs, Name: f.Name, ShortKey: f.ShortKey, Known: f.Known, Identity: transport.ID(f.Identity),
		})
	}
	return found
}

// outward returns an error of package core as programs get it.
func outward(err error) error {
	var e *core.Error
	if !errors.As(err, &e) {
		return err
	}
	return &transport.Error{Fault: transport.Fault(e.Fault), Addr: e.Addr, Err: outward(e.Err)}
}
