package wire

import (
	"fmt"
	"slices"
)

// versions are those this program speaks, ascending.
var versions = []uint16{1}

// Features is a bitmap of what one side can do beyond its version.
type Features uint64

// Copies: the host may ask a member by FETCH for events that its disk damaged, and
// the member answers by EV with those it has.
const Copies Features = 1

// Codes: a client may prove to the host by SHARE and PROOF that its person has the code
// that the host shows, and the host that it has the same.
const Codes Features = 2

// supported are the features of this program.
const supported = Copies | Codes

// Offer fills in what HELLO says about this program's versions and features.
func (f *Hello) Offer() {
	f.Versions, f.Features = slices.Clone(versions), supported
}

// Negotiate returns what the host answers in WELCOME: the highest version that
// both speak and the features that both have. Without a common version the
// error is a *Refusal with ByeVersion.
func Negotiate(f *Hello) (version uint16, features Features, err error) {
	for _, v := range slices.Backward(versions) {
		if slices.Contains(f.Versions, v) {
			return v, supported & f.Features, nil
		}
	}
	return 0, 0, &Refusal{Type: TypeHello, Field: "versions", Reason: ByeVersion,
		Why: fmt.Sprintf("%v, and here %v", f.Versions, versions)}
}

// Accept checks that the host chose from what the client offered. The error is
// a *Refusal with ByeVersion.
func Accept(offer *Hello, f *Welcome) error {
	refusal := &Refusal{Type: TypeWelcome, Reason: ByeVersion}
	switch {
	case !slices.Contains(offer.Versions, f.Version):
		refusal.Field, refusal.Why = "version", fmt.Sprintf("%d was not offered", f.Version)
	case f.Features&^offer.Features != 0:
		refusal.Field, refusal.Why = "features", fmt.Sprintf("%#x were not offered", f.Features&^offer.Features)
	default:
		return nil
	}
	return refusal
}
