package cpace

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha512"
	"errors"

	"github.com/gtank/ristretto255"
)

// Share is what each side says first: an encoded element of the group. That of a client
// is Ya in the draft, that of a host Yb.
type Share [32]byte

// Tag proves that its sender has the code: Ta of the draft is a client's, Tb a host's.
type Tag [sha512.Size]byte

var (
	// ErrShare is returned for a Share that is no element of the group, or the neutral
	// one. No honest side makes one.
	ErrShare = errors.New("not a share")
	// ErrTag is returned when the other side has another code or another session.
	ErrTag = errors.New("other side has another code")
	// ErrOver is returned for a second Answer or Finish: an exchange is one guess.
	ErrOver = errors.New("exchange is over")
)

// Session is what both sides know before they begin.
type Session struct {
	// ID is unique to this exchange and the same on both sides: exported from the TLS
	// connection, it ties the exchange to that. It is public; sid in the draft.
	ID []byte
	// Client and Host are the identities that TLS has proved.
	Client, Host []byte
}

// The associated data of both sides. They differ, so that a tag that is sent back to its
// own sender is not the other side's.
var (
	clientData = []byte("client")
	hostData   = []byte("host")
)

// channel is CI of the draft: what is bound beside the code, and who has which part.
func (s Session) channel() []byte { return lvCat([]byte("confab code 1"), s.Client, s.Host) }

func (s Session) generator(code string) *ristretto255.Element {
	return generator([]byte(code), s.channel(), s.ID)
}

// Client is the side that has typed the code. It belongs to one goroutine.
type Client struct {
	session Session
	secret  *ristretto255.Scalar // nil once it was used
	share   Share
	awaited *Tag // of the host; nil until there is one to await, and after it
}

// Begin starts an exchange on the client's side and returns what to send. It takes some
// hundred microseconds, as Respond and Answer do.
func Begin(s Session, code string) (*Client, Share) { return begin(s, code, newSecret()) }

func begin(s Session, code string, secret *ristretto255.Scalar) (*Client, Share) {
	c := &Client{session: s, secret: secret, share: shareOf(secret, s.generator(code))}
	return c, c.share
}

// Answer takes the host's share and returns the client's tag. The error is ErrShare or
// ErrOver. The tag lets its reader try one code: send it to the host of the Session only,
// and once.
func (c *Client) Answer(host Share) (Tag, error) {
	secret := c.secret
	if secret == nil {
		return Tag{}, ErrOver
	}
	c.secret = nil
	point, ok := multiply(secret, host)
	if !ok {
		return Tag{}, ErrShare
	}
	own, others := tags(c.session.ID, sessionKey(c.session.ID, point, transcript(c.share, clientData, host, hostData)), c.share, host)
	c.awaited = &others
	return own, nil
}

// Finish takes the host's tag. Nil says that the host has the same code; the error is
// ErrTag or ErrOver.
func (c *Client) Finish(host Tag) error {
	awaited := c.awaited
	if awaited == nil {
		return ErrOver
	}
	c.awaited = nil
	if !hmac.Equal(awaited[:], host[:]) {
		return ErrTag
	}
	return nil
}

// Host is the side that shows the code. It belongs to one goroutine.
type Host struct {
	awaited *Tag // of the client; nil once it came
	own     Tag
}

// Respond takes the client's share on the host's side and returns what to send. The error
// is ErrShare. Nothing about the code is told by that yet.
func Respond(s Session, code string, client Share) (*Host, Share, error) {
	return respond(s, code, client, newSecret())
}

func respond(s Session, code string, client Share, secret *ristretto255.Scalar) (*Host, Share, error) {
	point, ok := multiply(secret, client)
	if !ok {
		return nil, Share{}, ErrShare
	}
	share := shareOf(secret, s.generator(code))
	others, own := tags(s.ID, sessionKey(s.ID, point, transcript(client, clientData, share, hostData)), client, share)
	return &Host{awaited: &others, own: own}, share, nil
}

// Finish takes the client's tag. With a nil error the client has the same code, and the
// tag that is returned proves the same to it. The error is ErrTag or ErrOver.
func (h *Host) Finish(client Tag) (Tag, error) {
	awaited := h.awaited
	if awaited == nil {
		return Tag{}, ErrOver
	}
	h.awaited = nil
	if !hmac.Equal(awaited[:], client[:]) {
		return Tag{}, ErrTag
	}
	return h.own, nil
}

// newSecret draws a scalar as the draft recommends: 252 random bits.
func newSecret() *ristretto255.Scalar {
	var b [32]byte
	rand.Read(b[:])
	b[31] &= 0x0f
	secret, err := ristretto255.NewScalar().SetCanonicalBytes(b[:])
	if err != nil {
		panic(err) // below 2^252 and so below the order of the group
	}
	return secret
}

// shareOf is scalar_mult of the draft.
func shareOf(secret *ristretto255.Scalar, generator *ristretto255.Element) (s Share) {
	copy(s[:], ristretto255.NewIdentityElement().ScalarMult(secret, generator).Bytes())
	return s
}

// multiply is scalar_mult_vfy of the draft; where that returns the neutral element, ok is
// false.
func multiply(secret *ristretto255.Scalar, other Share) (product []byte, ok bool) {
	element, err := ristretto255.NewIdentityElement().SetCanonicalBytes(other[:])
	if err != nil {
		return nil, false
	}
	element.ScalarMult(secret, element)
	return element.Bytes(), element.Equal(ristretto255.NewIdentityElement()) == 0
}
