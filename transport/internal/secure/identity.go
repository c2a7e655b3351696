package secure

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/tls"
	"fmt"
)

// Identity is a long-term key: who this Confab is to all others. It comes from
// OpenIdentity or NewIdentity; the zero value is of no use. It is immutable and
// may be shared.
type Identity struct {
	key         ed25519.PrivateKey
	id          ID
	certificate tls.Certificate
	exposure    Exposure
}

// NewIdentity makes an identity that lives in memory only.
func NewIdentity() (*Identity, error) {
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("making an identity: %w", err)
	}
	return identityOf(key)
}

// identityOf puts everything that follows from key around it.
func identityOf(key ed25519.PrivateKey) (*Identity, error) {
	certificate, err := selfSigned(key)
	if err != nil {
		return nil, err
	}
	return &Identity{key: key, id: IDOf(key.Public().(ed25519.PublicKey)), certificate: certificate}, nil
}

// ID returns the name others know this identity by.
func (i *Identity) ID() ID { return i.id }

// Format prints the short ID whatever the verb, so that no log ever holds a key.
func (i *Identity) Format(s fmt.State, _ rune) {
	fmt.Fprintf(s, "identity %s", i.id.Short())
}

// Exposure says whether other users of this machine could have copied the key.
func (i *Identity) Exposure() Exposure { return i.exposure }

// Exposure says who may read the identity file.
type Exposure uint8

const (
	// Private is the zero value: only the owner may.
	Private Exposure = iota
	// WasExposed means that others could until OpenIdentity took that from them:
	// somebody may have a copy. Worth telling; the next OpenIdentity says Private.
	WasExposed
	// Exposed means that others can, and that the file system let nothing be done
	// about it, as on a FAT stick. The identity works; a person should be told.
	Exposed
)

// String is the exposure's stable English name.
func (e Exposure) String() string {
	switch e {
	case Private:
		return "private"
	case WasExposed:
		return "was exposed"
	case Exposed:
		return "exposed"
	}
	return fmt.Sprintf("exposure %d", uint8(e))
}
