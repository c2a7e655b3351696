package wire

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
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

// Files: the host takes connections of files, and keeps what messages offer.
const Files Features = 4

// Keeps: the host keeps copies of what its members offer, and says by COPY how far each is.
// It has this feature only while it is set to.
const Keeps Features = 8

// supported are the features of this program.
const supported = Copies | Codes | Files | Keeps

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
		Why: fmt.Sprintf("%v%s%v", f.Versions, andHere, versions)}
}

// andHere stands before the versions of the host in the Detail of its BYE.
const andHere = ", and here "

// VersionQuestion is a HELLO that no host takes: it offers a version that does not exist,
// so that the host answers by a BYE with its own ones (see SpokenIn) before it looks at
// anything else, and its person does not hear of it.
func VersionQuestion() *Hello {
	return &Hello{Versions: []uint16{math.MaxUint16}, App: "confab doctor", Name: "doctor"}
}

// SpokenIn returns the versions that a host speaks, ascending, from the BYE by which it
// answered a VersionQuestion; none where it does not say.
func SpokenIn(f *Bye) (spoken []uint16) {
	_, list, ok := strings.Cut(f.Detail, andHere)
	if f.Reason != ByeVersion || !ok {
		return nil
	}
	for _, digits := range strings.Fields(strings.Trim(list, "[]")) {
		v, err := strconv.ParseUint(digits, 10, 16)
		if err != nil || len(spoken) == MaxVersions {
			return nil
		}
		spoken = append(spoken, uint16(v))
	}
	return spoken
}

// Spoken are the versions that this program speaks, ascending.
func Spoken() []uint16 { return slices.Clone(versions) }

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
