package nearby

import (
	"context"
	"errors"
	"net/netip"
	"reflect"
	"testing"

	"confab/transport"
	"confab/transport/internal/core"
)

func TestAllThatIsAskedForGoesIn(t *testing.T) {
	known := transport.KnownServer{Addr: "a:1", Name: "Ann", ShortKey: "01", Identity: transport.ID{1}}
	var came []transport.FoundServer
	o := Options{Addrs: []string{":1"}, Known: []transport.KnownServer{known}, Sweep: true, Subnets: []netip.Prefix{{}}, Swept: func(int, int) {},
		Changed: func(list []transport.FoundServer) { came = list }, Interfaces: func() ([]netip.Addr, error) { return nil, nil }}
	in := o.inward()
	for i, v := 0, reflect.ValueOf(in); i < v.NumField(); i++ {
		if v.Field(i).IsZero() {
			t.Errorf("Options.%s does not go in", v.Type().Field(i).Name)
		}
	}
	if k := in.Known[0]; k.Addr != known.Addr || k.Name != known.Name || k.ShortKey != known.ShortKey || k.Identity != core.ID(known.Identity) {
		t.Errorf("a known server is %+v inside", k)
	}
	in.Changed([]core.FoundServer{{Addr: "a:1", Addrs: []string{"a:1", "b:1"}, Name: "Ann", ShortKey: "01", Known: true, Identity: core.ID{1}}})
	want := []transport.FoundServer{{Addr: "a:1", Addrs: []string{"a:1", "b:1"}, Name: "Ann", ShortKey: "01", Known: true, Identity: transport.ID{1}}}
	if !reflect.DeepEqual(came, want) {
		t.Errorf("found servers are %+v outside", came)
	}
}

func TestErrorsAreThoseOfTransport(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, c := range []struct {
		o    Options
		want transport.Fault
	}{
		{Options{Addrs: []string{"a"}}, transport.AddressInvalid},
		{Options{Addrs: []string{"a:0"}}, transport.PortInvalid},
		{Options{Subnets: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}}, transport.AddressInvalid},
	} {
		var e *transport.Error
		if _, err := Find(ctx, c.o); !errors.As(err, &e) || e.Fault != c.want {
			t.Errorf("%+v fails with %v, not %v", c.o, err, c.want)
		}
	}
	if err := outward(context.Canceled); err != context.Canceled {
		t.Errorf("another error is %v outside", err)
	}
}
