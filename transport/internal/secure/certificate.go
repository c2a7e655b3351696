package secure

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"math/big"
	"time"
)

// CertificateBytes is the longest certificate accepted, in DER; ours is about
// 250 bytes.
const CertificateBytes = 2048

// ErrCertificate is wrapped when the peer did not present exactly one
// self-signed Ed25519 certificate, as every Confab does.
var ErrCertificate = errors.New("not a Confab certificate")

// selfSigned wraps key in the certificate that TLS wants. It says nothing but
// the key, and is the same each time: signatures of Ed25519 are not random.
func selfSigned(key ed25519.PrivateKey) (tls.Certificate, error) {
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1),
		Subject:      pkix.Name{CommonName: "confab"},
		// For tools that look. RFC 5280, 4.1.2.5: the end of time is "no end".
		NotBefore: time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC),
		NotAfter:  time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC),
		KeyUsage:  x509.KeyUsageDigitalSignature,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("signing the certificate: %w", err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("reading the certificate back: %w", err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key, Leaf: leaf}, nil
}

// identify returns whose certificate the peer presented, or an error that wraps
// ErrCertificate. It costs no signature.
func identify(chain []*x509.Certificate) (ID, error) {
	if len(chain) != 1 {
		return ID{}, fmt.Errorf("%w: %d certificates instead of one", ErrCertificate, len(chain))
	}
	certificate := chain[0]
	if n := len(certificate.Raw); n > CertificateBytes {
		return ID{}, fmt.Errorf("%w: %d bytes long", ErrCertificate, n)
	}
	key, ok := certificate.PublicKey.(ed25519.PublicKey)
	if !ok || certificate.SignatureAlgorithm != x509.PureEd25519 {
		return ID{}, fmt.Errorf("%w: a %v key, signed with %v", ErrCertificate,
			certificate.PublicKeyAlgorithm, certificate.SignatureAlgorithm)
	}
	// One key, one encoding, one ID.
	if !bytes.Equal(certificate.RawSubjectPublicKeyInfo, spki(key)) {
		return ID{}, fmt.Errorf("%w: the key is not in DER", ErrCertificate)
	}
	return IDOf(key), nil
}

// verifySelfSigned checks the certificate's signature with its own key, and
// nothing else: no dates, names, usages or authorities.
func verifySelfSigned(certificate *x509.Certificate) error {
	err := certificate.CheckSignature(certificate.SignatureAlgorithm, certificate.RawTBSCertificate, certificate.Signature)
	if err != nil {
		return fmt.Errorf("%w: not signed by its own key", ErrCertificate)
	}
	return nil
}
