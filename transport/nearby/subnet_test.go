package nearby

import (
	"errors"
	"testing"
)

func TestSubnetsAreRead(t *testing.T) {
	for text, want := range map[string]string{"10.88.0.0/24": "10.88.0.0/24", " 10.88.3.7/22\n": "10.88.0.0/22", "192.168.7.9/32": "192.168.7.9/32"} {
		if p, err := ParseSubnet(text); err != nil || p.String() != want {
			t.Errorf("%q is %v, %v", text, p, err)
		}
	}
	for text, want := range map[string]error{
		"": ErrNoSubnet, "10.88.0.0": ErrNoSubnet, "10.88.0/24": ErrNoSubnet, "10.88.0.0/33": ErrNoSubnet, "fd00::/120": ErrNoSubnet, "224.0.0.0/24": ErrNoSubnet,
		"laptop/24": ErrNoSubnet, "10.0.0.0/8": ErrLargeSubnet, "10.88.0.0/21": ErrLargeSubnet,
	} {
		if p, err := ParseSubnet(text); !errors.Is(err, want) || p.IsValid() {
			t.Errorf("%q is %v, %v", text, p, err)
		}
	}
}
